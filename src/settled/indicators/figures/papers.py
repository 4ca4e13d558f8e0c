"""Papers of a field by what they do, over the venues and years that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from settled.indicators.figures.drawing import Floats, generator, resampled
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureBasis, FigureMeasured, RoleCounts

WINDOW_DAYS = 730
SOURCE = MARKET = "papers"
NO_PAPERS = "no papers on the field"
_LEAST_VENUES = 2
_PATCHWORK = "arxiv"  # what is known of it differs from month to month: its counts tell no growth
Count = Callable[[RoleCounts], int]
Of = Callable[[str, list[RoleCounts]], FigureMeasured]
"""A figure of a field, or of all where it is empty, from counts of which there are some."""


def of_field(inputs: Inputs, field: str) -> list[RoleCounts]:
    """A field's counts by ``as_of``; of all asked fields where ``field`` is empty."""
    return [
        one
        for one in inputs.roles
        if one.end <= inputs.as_of and (one.field == field if field else one.field in inputs.fields)
    ]


def by_field(
    inputs: Inputs, of: Callable[[str, list[RoleCounts]], FigureMeasured]
) -> Iterator[FigureMeasured]:
    """A figure of papers, of all fields together and of each; without papers, that there are none.

    Only that of all fields is comparable with what documents state.
    """
    for field in ("", *inputs.fields):
        counts = of_field(inputs, field)
        found = of(field, counts) if counts else FigureMeasured(field, MARKET, why_missing=NO_PAPERS)
        yield replace(found, comparable=not field)


def recent(counts: Sequence[RoleCounts]) -> list[RoleCounts]:
    """Those of the two years that end with the last one known."""
    last = max(one.end for one in counts)
    return [one for one in counts if one.end > last - timedelta(days=WINDOW_DAYS)]


def share(counts: Sequence[RoleCounts], part: Count, *names: str) -> Floats:
    """Draws of a share of papers: venues and quarters are drawn with replacement, then the papers."""
    table = np.array([(part(one), one.papers) for one in counts], dtype=np.float64)
    drawn = resampled(table, *names) @ table
    return np.asarray(generator(*names, "papers").beta(drawn.T[0] + 0.5, drawn.T[1] - drawn.T[0] + 0.5))


def basis(counts: Sequence[RoleCounts], part: Count) -> FigureBasis:
    """The papers that a share rests on."""
    latest = max(one.end for one in counts)
    return FigureBasis(SOURCE, latest, sum(map(part, counts)), sum(one.papers for one in counts))


def at_common_venues(
    counts: Sequence[RoleCounts], since: int, last: int
) -> tuple[int, list[RoleCounts], list[RoleCounts]] | None:
    """The newest year up to ``last`` that shares venues with ``since``, and both years' counts there."""
    by_year: dict[int, dict[str, list[RoleCounts]]] = {}
    for one in counts:
        if one.venue.startswith(_PATCHWORK):
            continue
        by_year.setdefault(one.end.year, {}).setdefault(one.venue, []).append(one)
    first = by_year.get(since, {})
    for year in range(last, since, -1):
        common = sorted(set(first) & set(by_year.get(year, {})))
        if len(common) >= _LEAST_VENUES:
            then = [one for venue in common for one in first[venue]]
            return year, then, [one for venue in common for one in by_year[year][venue]]
    return None


def span(counts: Sequence[RoleCounts]) -> tuple[date, date]:
    """First and last day that counts cover."""
    return min(one.start for one in counts), max(one.end for one in counts)
