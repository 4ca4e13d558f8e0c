"""A backtest's document as tables, which the terminal, the site and the documentation share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from settled.records import METHODS
from settled.report import wording
from settled.report.columns import GAP, WIDTH, line, widths_of, wrap
from settled.report.messages import Say, speaker

Document = Mapping[str, Any]

_GROUPS = {
    "later": "backtest.later",
    "later_past": "backtest.later_past",
    "later_papers": "backtest.later_papers",
    "later_adoption": "backtest.later_adoption",
    "later_contenders": "backtest.later_contenders",
    "unseen": "backtest.unseen",
    "fitted": "backtest.fitted",
}
_METHODS = {
    "model": "backtest.model",
    "frozen": "backtest.frozen",
    "persistence": "backtest.persistence",
    "point": "backtest.point",
    "trend": "backtest.trend",
    "holt": "backtest.holt",
}
_AIMS = {
    "verdicts": "backtest.aim_verdicts",
    "crps_ratio": "backtest.aim_crps_ratio",
    "coverage_90": "backtest.aim_coverage_90",
    "sure_held": "backtest.aim_sure_held",
}
_MET = {True: "backtest.met", False: "backtest.failed", None: "backtest.unknown"}
_MEASURES = {"papers_about": "backtest.papers", "adoption": "backtest.adoption"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words below a head; the first ``words`` columns are words, the others numbers.

    Attributes:
        key: names the table in an anchor; ``note``: how to read it.
    """

    key: str
    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


def backtest_tables(document: Document, language: str = "en") -> tuple[Table, ...]:
    """Every table of a backtest that has any row, in reading order."""
    say = speaker(language)
    made = (_aims, _scores, _methods, _levels, _sure, _reliability, _misses)
    return tuple(table for make in made if (table := make(document, say)).rows)


def summary(document: Document, language: str = "en") -> str:
    """What was judged, from when to when, and what of it proves anything."""
    years = document["origin_years"]
    return speaker(language)(
        "backtest.summary",
        contests=len(document["fields"]),
        first=years[0],
        last=years[-1],
        reached=document["last_year"],
        fitted=document["fitted_until"],
    )


def backtest_text(document: Document) -> str:
    """Summary and tables for the terminal, at most 100 cells wide."""
    blocks = [wrap(summary(document), WIDTH), *map(_grid, backtest_tables(document))]
    return "\n\n".join("\n".join(block) for block in blocks)


def _grid(table: Table) -> list[str]:
    rows, columns = [table.head, *table.rows], len(table.head)
    widths = widths_of(rows, [WIDTH] * columns)
    widths[0] = min(widths[0], WIDTH - sum(widths[1:]) - len(GAP) * (columns - 1))
    right = frozenset(range(table.words, columns))
    body = [line(row, widths, right) for row in rows]
    return [*wrap(table.title, WIDTH), *wrap(table.note, WIDTH, "  "), "", *body]


def _aims(document: Document, say: Say) -> Table:
    rows = [
        (
            say(_AIMS[aim["aim"]]),
            _bounds(aim, say),
            "" if aim["found"] is None else _figure(aim["found"]),
            say(_MET[aim["met"]]),
        )
        for aim in document["aims"]
    ]
    head = ("backtest.aim", "backtest.wanted", "backtest.found", "backtest.result")
    return _table("aims", ("backtest.aims", "backtest.aims_note"), head, rows, say)


def _table(
    key: str,
    said: tuple[str, str],
    head: Sequence[str],
    rows: Iterable[tuple[str, ...]],
    say: Say,
    words: int = 1,
) -> Table:
    return Table(key, say(said[0]), say(said[1]), tuple(map(say, head)), tuple(rows), words)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value > 1.5 else f"{value:.3f}"


def _bounds(aim: Mapping[str, Any], say: Say) -> str:
    if aim["low"] is not None and aim["high"] is not None:
        return f"{aim['low']:g}-{aim['high']:g}"
    if aim["high"] is None:
        return say("backtest.at_least", bound=f"{aim['low']:g}")
    return say("backtest.at_most", bound=f"{aim['high']:g}")


def _scores(document: Document, say: Say) -> Table:
    rows = [
        (
            say(_GROUPS[one["group"]]),
            f"+{one['ahead']}",
            f"{one['forecasts']:,}",
            str(one["contests"]),
            f"{one['crps']['model']:.3f}",
            f"{one['crps']['persistence']:.3f}",
            _ratio(one),
            _covered(one["coverage_50"], one["expected_50"]),
            _covered(one["coverage_90"]["model"], one["expected_90"]),
        )
        for one in document["scores"]
    ]
    head = (
        "backtest.group",
        "backtest.ahead",
        "backtest.forecasts",
        "backtest.contests",
        "backtest.model",
        "backtest.persistence",
        "backtest.ratio",
        "backtest.in_50",
        "backtest.in_90",
    )
    return _table("scores", ("backtest.scores", "backtest.scores_note"), head, rows, say)


def _ratio(one: Mapping[str, Any]) -> str:
    if one["ratio"] is None:
        return ""
    if one["ratio_low"] is None:
        return f"{one['ratio']:.2f}"
    return f"{one['ratio']:.2f} [{one['ratio_low']:.2f}-{one['ratio_high']:.2f}]"


def _covered(part: float, expected: float) -> str:
    return f"{_percent(part)} ({_percent(expected)})"


def _methods(document: Document, say: Say) -> Table:
    rows = [
        (
            say(_METHODS[method]),
            f"+{one['ahead']}",
            f"{one['crps'][method]:.4f}",
            f"{one['log_score'][method]:.2f}" if method in one["log_score"] else "",
            _percent(one["coverage_90"][method]) if method in one["coverage_90"] else "",
        )
        for one in document["scores"]
        if one["group"] == "later"
        for method in METHODS
    ]
    head = ("backtest.method", "backtest.ahead", "backtest.crps", "backtest.log_score", "backtest.in_90")
    return _table("methods", ("backtest.methods", "backtest.methods_note"), head, rows, say)


def _levels(document: Document, say: Say) -> Table:
    named = [(one["level"], one) for one in reversed(document["calibration"])]
    rows = [
        (
            name,
            f"{one['judged_3y']:,}",
            str(one["contests_3y"]),
            *(_part(one[f"{kind}_3y"]) for kind in ("held", "within")),
            f"{one['judged_5y']:,}",
            *(_part(one[f"{kind}_5y"]) for kind in ("held", "within")),
        )
        for name, one in [(say("backtest.sure"), document["sure"]), *named]
    ]
    head = (
        "backtest.share_level",
        "backtest.judged",
        "backtest.contests",
        "backtest.held_3",
        "backtest.within",
        "backtest.judged",
        "backtest.held_5",
        "backtest.within",
    )
    return _table("levels", ("backtest.levels", "backtest.levels_note"), head, rows, say)


def _part(part: float | None) -> str:
    return "" if part is None else wording.percent(part)


def _sure(document: Document, say: Say) -> Table:
    rows = [
        (
            one["field"],
            one["technology"],
            say(_MEASURES[one["measure"]]),
            str(one["year"]),
            wording.percent(one["probability"]),
            _percent(one["share"]),
            _percent(one["later_share"]),
            one["later_level"],
        )
        for one in document["sure_verdicts"]
    ]
    head = (
        "backtest.contest",
        "backtest.technology",
        "backtest.measure",
        "backtest.year",
        "backtest.probability",
        "backtest.before",
        "backtest.after_3",
        "backtest.level_3",
    )
    return _table("sure", ("backtest.sure_verdicts", "backtest.sure_note"), head, rows, say, words=3)


def _reliability(document: Document, say: Say) -> Table:
    def rows() -> Iterator[tuple[str, ...]]:
        for one in document["reliability"]:
            if one["level"] in (None, "L4"):
                yield (
                    one["level"] or say("backtest.all_levels"),
                    f"+{one['ahead']}",
                    f"{one['low']:.1f}-{one['high']:.1f}",
                    f"{one['count']:,}",
                    wording.percent(one["forecast"]),
                    wording.percent(one["happened"]),
                )

    head = (
        "backtest.share_level",
        "backtest.ahead",
        "backtest.said",
        "backtest.forecasts",
        "backtest.mean_said",
        "backtest.came",
    )
    return _table("reliability", ("backtest.reliability", "backtest.reliability_note"), head, rows(), say)


def _misses(document: Document, say: Say) -> Table:
    rows = [
        (
            one["field"],
            one["technology"],
            say(_MEASURES[one["measure"]]),
            str(one["origin"]),
            _percent(one["before"]),
            f"{_percent(one['forecast']['median'])} "
            f"[{_percent(one['forecast']['low'])}-{_percent(one['forecast']['high'])}]",
            _percent(one["happened"]),
        )
        for one in document["misses"]
    ]
    head = (
        "backtest.contest",
        "backtest.technology",
        "backtest.measure",
        "backtest.origin",
        "backtest.before",
        "backtest.forecast",
        "backtest.happened",
    )
    return _table("misses", ("backtest.misses", "backtest.misses_note"), head, rows, say, words=3)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}"
