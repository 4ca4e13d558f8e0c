"""Verdicts as plain text for the terminal: aligned, without colour, at most 100 cells wide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from settled.records import (
    Board,
    Estimate,
    Field,
    FieldReport,
    Movement,
    Profile,
    SharePoint,
    ValuePoint,
    Verdict,
)
from settled.report import wording
from settled.report.columns import GAP, WIDTH, cells, clean, fit, line, pad, widths_of, wrap
from settled.report.explain import verdict_text
from settled.report.explanation import foot as basis

__all__ = ["board_table", "field_table", "moved_table", "name_of", "strongest", "verdict_text"]

PAST_HEAD = ("technology", "share of papers", "share level", "trend", "stars")
HEAD = ("field", "technology", "degree", "level", "trend", "stars", "missing")
MOST = (21, 20, 16, 11, 9, 5, 30)


@dataclass(frozen=True, slots=True)
class _Row:
    """Words of a row; ``span`` stands in place of all after the technology where there are no numbers."""

    words: tuple[str, ...]
    span: str = ""


def board_table(board: Board, *, all_rivals: bool = False) -> str:
    """Every field: its incumbent, then its strongest rival by share (``all_rivals``: all of them).

    A technology without any weighted evidence has the first thing that is missing in place of its numbers.
    """
    rows: list[_Row] = []
    letters = _letters(weight.indicator for weight in board.profile.weights)
    for report in board.fields:
        shown = report.verdicts if all_rivals else strongest(report.verdicts)
        for position, verdict in enumerate(shown):
            words = _row(report.field, verdict, letters)
            rows.append(_Row((report.field.id if position == 0 else "", *words.words), words.span))
    head = f"As of {board.as_of.isoformat()}, profile {board.profile.id}; degree with its 90 % interval"
    hidden = 0 if all_rivals else sum(max(0, len(report.verdicts) - 2) for report in board.fields)
    foot = [*_legend(letters, rows), *([f"{hidden} more rivals: --all"] if hidden else [])]
    foot.append(basis(board.ledger_digest, board.version))
    return "\n".join([head, "", *_grid(HEAD, rows, MOST, spanned=2), "", *foot])


def strongest(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The incumbent and the rival with the largest share: of adoption where it is known, else of research.

    Not by degree: what is missing draws it to the middle, so the least known rival would lead.
    """
    rivals = verdicts[1:]
    return (verdicts[0], max(rivals, key=_standing)) if rivals else tuple(verdicts)


def _standing(verdict: Verdict) -> tuple[float, float]:
    medians = [
        -1.0 if estimate is None else estimate.median
        for estimate in map(verdict.indicators.get, ("adoption", "research_share"))
    ]
    return medians[0], medians[1]


def name_of(field: Field | None, technology: str) -> str:
    """The name that people know a technology by; its id where the field does not list it."""
    for rival in field.technologies if field else ():
        if rival.id == technology:
            return rival.name
    return technology


def _row(field: Field, verdict: Verdict, letters: Mapping[str, str]) -> _Row:
    name = name_of(field, verdict.technology)
    if verdict.degree is None:
        missing = verdict.missing[0] if verdict.missing else "no indicator has a weight"
        return _Row((name, "", "", "", "", ""), f"no evidence: {missing}")
    return _Row(
        (
            name,
            wording.interval(verdict.degree),
            wording.board_level(verdict),
            wording.slope(verdict.trend),
            wording.FULL_STAR * verdict.degree.stars,
            " ".join(letter for name, letter in letters.items() if verdict.indicators.get(name) is None),
        )
    )


def _grid(head: Sequence[str], rows: Sequence[_Row], most: Sequence[int], spanned: int) -> list[str]:
    """Rows below their head; the last column, or a span from column ``spanned`` on, takes what is left."""
    widths = widths_of([head, *(row.words for row in rows)], most)
    widths[-1] = WIDTH - sum(widths[:-1]) - len(GAP) * (len(widths) - 1)
    lines = [line(head, widths)]
    for row in rows:
        if not row.span:
            lines.append(line(row.words, widths))
            continue
        start = GAP.join(pad(fit(word, width), width) for word, width in _first(row, widths, spanned)) + GAP
        lines.append(start + fit(row.span, WIDTH - cells(start)))
    return lines


def _letters(names: Iterable[str]) -> dict[str, str]:
    """The shortest beginnings that tell the names apart: ``adoption`` is ``A`` while no other begins so."""
    every = sorted(set(names))
    return {
        name: next(
            (
                name[:size].capitalize()
                for size in range(1, len(name))
                if sum(other.startswith(name[:size]) for other in every) == 1
            ),
            name.capitalize(),
        )
        for name in every
    }


def _legend(letters: Mapping[str, str], rows: Sequence[_Row]) -> list[str]:
    """A line that says what the letters of the last column mean, for those that stand there."""
    used = {letter for row in rows for letter in row.words[-1].split()}
    said = [f"{letter} {name.replace('_', ' ')}" for name, letter in letters.items() if letter in used]
    return wrap(f"missing: {', '.join(said)}", WIDTH) if said else []


def _first(row: _Row, widths: Sequence[int], count: int) -> list[tuple[str, int]]:
    return list(zip(row.words[:count], widths[:count], strict=True))


# --- one field --------------------------------------------------------------------------------------


def field_table(report: FieldReport, profile: Profile | None = None, *, foot: str = "") -> str:
    """One contest: its question, the verdicts on all rivals, and their shares and values by year.

    With ``profile`` the last column lists only what is missing of the indicators that have a weight in it.
    ``foot``: a last line that says what the figures were made of (``report.explanation.foot``).
    """
    title = "\n".join(wrap(f"{report.field.name}: {report.field.question}", WIDTH))
    grid = _past(report) if report.field.status == "history" else _verdicts(report, profile)
    blocks = [title, "\n".join(grid)]
    for indicator in dict.fromkeys(point.indicator for point in report.shares):
        points = [point for point in report.shares if point.indicator == indicator]
        blocks.append(_shares(report, indicator, points))
    for measure in dict.fromkeys(point.measure for point in report.values):
        values = [point for point in report.values if point.measure == measure]
        blocks.append(_values(report, measure, values))
    blocks += [foot] if foot else []
    return "\n\n".join(blocks)


def _verdicts(report: FieldReport, profile: Profile | None) -> list[str]:
    weighted = [weight.indicator for weight in profile.weights] if profile else _indicators(report)
    letters = _letters(weighted)
    rows = [_row(report.field, verdict, letters) for verdict in report.verdicts]
    return [*_grid(HEAD[1:], rows, (30, *MOST[2:]), spanned=1), *_legend(letters, rows)]


def _past(report: FieldReport) -> list[str]:
    """Share levels in place of degrees, and what they are."""
    rows = [_past_row(report.field, verdict) for verdict in report.verdicts]
    as_of = f"as of {report.verdicts[0].as_of.isoformat()}; " if report.verdicts else ""
    return [*_grid(PAST_HEAD, rows, (30, 16, 11, 9, 5), spanned=1), *wrap(f"{as_of}{wording.PAST}", WIDTH)]


def _past_row(field: Field, verdict: Verdict) -> _Row:
    name, share = name_of(field, verdict.technology), verdict.indicators.get("research_share")
    if share is None:
        downloads = verdict.indicators.get("download_share")
        known = f"; of downloads {wording.interval(downloads)}" if downloads else ""
        return _Row((name, "", "", "", ""), f"no papers of late{known}")
    level, stars = wording.share_level(verdict), wording.FULL_STAR * share.stars
    return _Row((name, wording.interval(share), level, wording.slope(verdict.trend), stars))


def _indicators(report: FieldReport) -> list[str]:
    return [name for verdict in report.verdicts for name in verdict.indicators]


def _shares(report: FieldReport, indicator: str, points: Sequence[SharePoint]) -> str:
    """Median shares in per cent, a row a technology and a column a year; the newest years that fit."""
    words = {(point.technology, point.year): f"{point.median * 100:.0f}" for point in points}
    title = f"{indicator.replace('_', ' ')} by year, %"
    return _by_year(report, _titled(title, points[0].source), words, 4)


def _values(report: FieldReport, measure: str, points: Sequence[ValuePoint]) -> str:
    """Medians that are no shares, a row a technology and a column a year; the newest years that fit."""
    words = {(point.technology, point.year): wording.magnitude(point.value) for point in points}
    title = f"median {measure.replace('_', ' ')} of new models by year"
    return _by_year(report, _titled(title, points[0].source), words, 5)


def _by_year(report: FieldReport, title: str, words: Mapping[tuple[str, int], str], width: int) -> str:
    """A table of ``words`` by technology and year, in cells of ``width``."""
    names = {technology: name_of(report.field, technology) for technology, _ in words}
    order = {verdict.technology: position for position, verdict in enumerate(report.verdicts)}
    first = min(28, max(cells(clean(name)) for name in names.values()))
    years = sorted({year for _, year in words})[-((WIDTH - first) // (width + len(GAP))) :]
    widths, right = [first, *[width] * len(years)], frozenset(range(1, len(years) + 1))
    lines = [title, line(["", *map(str, years)], widths, right)]
    for technology in sorted(names, key=lambda name: order.get(name, len(order))):
        row = [words.get((technology, year), "") for year in years]
        lines.append(line([names[technology], *row], widths, right))
    return "\n".join(lines)


def _titled(title: str, source: str) -> str:
    return f"{title} ({clean(source)})" if source else title


# --- between two dates ------------------------------------------------------------------------------


def moved_table(since: date, as_of: date, movements: Sequence[Movement], limit: int = 5) -> str:
    """What moved between two dates, and which observations moved it (``limit`` of them each)."""
    head = f"Moved between {since.isoformat()} and {as_of.isoformat()}"
    if not movements:
        return f"{head}\n\nnothing"
    return "\n\n".join([head, *("\n".join(_movement(movement, limit)) for movement in movements)])


def _movement(movement: Movement, limit: int) -> list[str]:
    before = movement.before
    lines = [f"{movement.field} / {movement.technology}"]
    lines += _change("degree", before.degree if before else None, movement.after.degree)
    levels = (wording.level(before) if before else "", wording.level(movement.after))
    if levels[0] != levels[1]:
        lines.append(f"  {pad('level', 16)}  {levels[0] or 'none'} -> {levels[1] or 'none'}")
    for name, estimate in movement.after.indicators.items():
        lines += _change(name, before.indicators.get(name) if before else None, estimate)
    lines += [_evidence(row.measure, row.k, row.n, row.source) for row in movement.evidence[:limit]]
    more = len(movement.evidence) - limit
    return [_cut(text) for text in lines] + ([f"  and {more} more observations"] if more > 0 else [])


def _cut(text: str) -> str:
    """A line cut to the width of the terminal's table."""
    return text[: len(text) - len(text.lstrip())] + fit(text.lstrip(), WIDTH - 4)


def _change(name: str, before: Estimate | None, after: Estimate | None) -> list[str]:
    if before == after:
        return []
    words = [wording.interval(estimate) if estimate else "no evidence" for estimate in (before, after)]
    return [f"  {pad(name.replace('_', ' '), 16)}  {words[0]} -> {words[1]}"]


def _evidence(measure: str, k: int | None, n: int | None, source: str) -> str:
    counted = f"{k} of {n}" if k is not None and n is not None else "a value"
    return f"  {pad('because', 16)}  {measure.replace('_', ' ')}: {counted} in {source}"
