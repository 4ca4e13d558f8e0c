"""Contests of the past as they stood at the end of each decade, and today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from settled.pipeline.judging import judge_field, measure_fields, shares_by_year
from settled.pipeline.tool import Settled
from settled.records import Field, Verdict
from settled.records.past import PastContest
from settled.verdict.share_levels import SHARE

FIRST_DECADE = 1990


def past_contests(tool: Settled) -> tuple[PastContest, ...]:
    """Every contest of the past, judged as of the last day of each decade and as of the tool's own date.

    What was known at a day is what ``assess --as-of`` rests on: evidence of a period that ended by then.
    """
    fields = [field for field in tool.catalog.fields.values() if field.status == "history"]
    by_day = [_judged(tool, fields, day) for day in _days(tool.as_of)]
    return tuple(
        PastContest(
            field=field,
            judged=tuple(verdicts[field.id] for verdicts in by_day if _known(verdicts[field.id])),
            shares=tuple(shares_by_year(tool.observed, field)),
        )
        for field in fields
    )


def _days(as_of: date) -> Iterator[date]:
    for year in range(FIRST_DECADE + 9, as_of.year + 1, 10):
        if date(year, 12, 31) < as_of:
            yield date(year, 12, 31)
    yield as_of


def _judged(tool: Settled, fields: Sequence[Field], day: date) -> dict[str, tuple[Verdict, ...]]:
    measured = measure_fields(tool.observed, fields, day, {SHARE})
    profile = next(iter(tool.catalog.profiles.values()))  # a share level rests on none
    return {
        field.id: judge_field(tool.observed, field, (), profile, tool.catalog.levels, day, measured)
        for field in fields
    }


def _known(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.share_level for verdict in verdicts)
