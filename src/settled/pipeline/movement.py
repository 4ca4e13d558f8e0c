"""What moved between two dates, and which evidence came between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from settled.indicators import all_indicators
from settled.indicators.rows import Observed
from settled.records import Board, Movement, Observation, Profile, Verdict

LEAST_MOVE = 0.005  # a degree is shown with two digits


def _measures(profile: Profile) -> list[str]:
    """What a verdict may rest on: series of indicators with a weight, or that may stand for the trend."""
    weighted = {weight.indicator for weight in profile.weights}
    return [i.share for i in all_indicators() if i.share and (i.spec.id in weighted or i.spec.trending)]


def _new_evidence(
    observed: Observed, verdict: Verdict, measures: Sequence[str], since: date
) -> Iterator[Observation]:
    """What was counted after ``since``, summed per source and snapshot."""
    for measure in measures:
        rows = observed.rows(verdict.field, verdict.technology, measure)
        fresh = rows.where((rows.end > since.toordinal()) & (rows.n > 0))
        for part in np.unique(fresh.part).tolist():
            own = fresh.where(fresh.part == part)
            yield Observation(
                field=verdict.field,
                technology=verdict.technology,
                measure=measure,
                period_start=max(since + timedelta(days=1), date.fromordinal(int(own.start.min()))),
                period_end=own.latest,
                k=int(own.k.sum()),
                n=int(own.n.sum()),
                value=None,
                unit=None,
                source=own.names[part],
                snapshot=own.snapshots[int(own.snapshot[-1])],
            )


def _moved(before: Verdict | None, after: Verdict) -> bool:
    if before is None or before.degree is None or after.degree is None:
        return after.degree is not None
    return before.level != after.level or abs(after.degree.median - before.degree.median) >= LEAST_MOVE


def _size(movement: Movement) -> float:
    before = movement.before.degree.median if movement.before and movement.before.degree else 0.0
    after = movement.after.degree.median if movement.after.degree else 0.0
    return -abs(after - before)


def movements(before: Board, after: Board, observed: Observed) -> Sequence[Movement]:
    """The verdicts that differ between two boards, the largest move first.

    Args:
        observed: the observations that ``after`` rests on.
    """
    earlier = {(v.field, v.technology): v for report in before.fields for v in report.verdicts}
    moved, measures = [], _measures(after.profile)
    for report in after.fields:
        for verdict in report.verdicts:
            was = earlier.get((verdict.field, verdict.technology))
            if not _moved(was, verdict):
                continue
            fresh = sorted(
                _new_evidence(observed, verdict, measures, before.as_of),
                key=lambda o: (-(o.n or 0), o.source),
            )
            moved.append(Movement(verdict.field, verdict.technology, was, verdict, tuple(fresh)))
    return sorted(moved, key=_size)
