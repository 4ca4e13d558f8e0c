"""Fields on the user's own evidence alone: counts first, for they are small, and only what was seen."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records import Board, FieldReport, SharePoint, Verdict
from settled.report import wording
from settled.report.columns import GAP, WIDTH, cells, clean, line, widths_of, wrap
from settled.report.tables import name_of

NOTHING = "no evidence of your own yet: `settled scan code PATH` adds what your code uses"

_COUNTS = {"adoption": "adopted by", "standardization": "canonical", "research_share": "in papers"}
"""The indicators whose counts are shown, and what heads their columns."""

_SHOWN = 3


def own_board_table(board: Board, *, all_rivals: bool = False) -> str:
    """Every field that the user's own evidence speaks of, the most adopted technologies first.

    ``all_rivals``: all that were seen, not only three of each field.
    """
    rows: list[list[str]] = []
    silent: list[str] = []
    hidden = 0
    columns = _columns([verdict for report in board.fields for verdict in report.verdicts])
    for report in board.fields:
        seen = _seen(report)
        shown = seen if all_rivals else seen[:_SHOWN]
        hidden += len(seen) - len(shown)
        if not seen:
            silent.append(report.field.id)
        for position, verdict in enumerate(shown):
            rows.append([report.field.id if position == 0 else "", *_row(report, verdict, columns)])
    if not rows:
        return NOTHING
    head = f"As of {board.as_of.isoformat()}, your own evidence alone; degree with its 90 % interval"
    foot = [*wrap(f"nothing seen of {', '.join(silent)}", WIDTH)] if silent else []
    foot += [f"{hidden} more seen: --all"] if hidden else []
    table = _table(["field", *_head(columns)], rows, (21, 20))
    return "\n".join([head, "", *table, *([""] if foot else []), *foot])


def own_field_table(report: FieldReport) -> str:
    """One field: the technologies that were seen with their counts, and by year."""
    title = "\n".join(wrap(f"{report.field.name}: {report.field.question}", WIDTH))
    seen = _seen(report)
    if not seen:
        return f"{title}\n\n{NOTHING}"
    columns = _columns(seen)
    past = report.field.status == "history"
    table = _table(_head(columns, past), [_row(report, verdict, columns) for verdict in seen], (30,))
    rest = [name_of(report.field, one.technology) for one in report.verdicts if one not in seen]
    unseen = wrap(f"not seen: {', '.join(rest)}", WIDTH) if rest else []
    blocks = [title, "\n".join([*table, *unseen, *(wrap(wording.PAST, WIDTH) if past else ())])]
    for indicator in dict.fromkeys(point.indicator for point in report.shares):
        points = [point for point in report.shares if point.indicator == indicator and point.n is not None]
        if any(point.k for point in points):
            blocks.append(_by_year(report, indicator, points))
    return "\n\n".join(blocks)


def _seen(report: FieldReport) -> list[Verdict]:
    """The verdicts on what was seen at all, the most adopted first."""
    seen = [verdict for verdict in report.verdicts if any(_count(verdict, name) for name in _COUNTS)]
    return sorted(seen, key=lambda verdict: [-_count(verdict, name) for name in _COUNTS])


def _count(verdict: Verdict, indicator: str) -> int:
    estimate = verdict.indicators.get(indicator)
    return (estimate.k or 0) if estimate is not None else 0


def _columns(verdicts: Sequence[Verdict]) -> list[str]:
    """The indicators of which anything was counted."""
    return [name for name in _COUNTS if any(verdict.indicators.get(name) for verdict in verdicts)]


def _head(columns: Sequence[str], past: bool = False) -> list[str]:
    judged = ("share of papers", "share level") if past else ("degree", "level")
    return ["technology", *(_COUNTS[name] for name in columns), *judged, "trend"]


def _row(report: FieldReport, verdict: Verdict, columns: Sequence[str]) -> list[str]:
    estimates = (verdict.indicators.get(name) for name in columns)
    shown = verdict.indicators.get("research_share") if verdict.past else verdict.degree
    return [
        name_of(report.field, verdict.technology),
        *("" if one is None else wording.counts(one) for one in estimates),
        "" if shown is None else wording.interval(shown),
        wording.share_level(verdict) if verdict.past else wording.level(verdict),
        wording.slope(verdict.trend),
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], most: Sequence[int]) -> list[str]:
    """Rows below their head; ``most``: the widths that the first columns may have."""
    limits = [*most, *[WIDTH] * (len(head) - len(most))]
    widths = widths_of([head, *rows], limits)
    return [line(row, widths) for row in (head, *rows)]


def _by_year(report: FieldReport, indicator: str, points: Sequence[SharePoint]) -> str:
    """How many adopted each technology by year, of how many; the newest years that fit."""
    counted = {(point.technology, point.year): point.k or 0 for point in points}
    totals = {point.year: max(one.n or 0 for one in points if one.year == point.year) for point in points}
    known = [one.technology for one in report.verdicts]
    names = [name for name in known if any(counted.get((name, year)) for year in totals)]
    first = min(28, max(cells(clean(name_of(report.field, name))) for name in names))
    width = max(4, max(len(f"{total:,}") for total in totals.values()))
    years = sorted(totals)[-((WIDTH - first) // (width + len(GAP))) :]
    widths, right = [first, *[width] * len(years)], frozenset(range(1, len(years) + 1))
    rows = [
        ["", *map(str, years)],
        *(
            [name_of(report.field, name), *(f"{counted.get((name, year), 0) or '-'}" for year in years)]
            for name in names
        ),
        ["of", *(f"{totals[year]:,}" for year in years)],
    ]
    title = f"{indicator.replace('_', ' ')} by year, counted"
    return "\n".join([title, *(line(row, widths, right) for row in rows)])
