"""What was known of each field's shares at the end of each year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from settled.indicators.rows import Observed
from settled.indicators.share_counts import last_whole_year, share_counts
from settled.records import Field, ShareCounts

MEASURES = ("papers_about", "adoption")


@dataclass(frozen=True, slots=True)
class Series:
    """One field's counts by one measure, as known on the last day of each year; years without any are absent.

    Attributes:
        past: whether the field is a contest of the past.
    """

    field: str
    measure: str
    past: bool
    known: Mapping[int, ShareCounts]


def all_series(observed: Observed, fields: Iterable[Field], first: int, last: int) -> Iterator[Series]:
    """The series of every field and measure that has any unit between the years ``first`` and ``last``.

    Each year's counts are made anew of nothing but the evidence whose period ended by its last day: what
    venues there were, and which mix of them is the fixed one, is judged by that evidence, too.
    """
    for field in fields:
        names = [technology.id for technology in field.technologies]
        for measure in MEASURES:
            by_year = {
                year: share_counts(observed, field.id, names, measure, date(year, 12, 31))
                for year in range(first, last + 1)
            }
            known = {year: counts for year, counts in by_year.items() if counts.k.sum() > 0.0}
            if known:
                yield Series(field.id, measure, field.status == "history", known)


def last_outcome(observed: Observed) -> int | None:
    """The last year that the evidence of every measure covers whole; ``None`` without evidence.

    A year that ends before December is no outcome: its venues are those that met by then.
    """
    years = [last_whole_year(observed, measure) for measure in MEASURES]
    return min((year for year in years if year is not None), default=None)
