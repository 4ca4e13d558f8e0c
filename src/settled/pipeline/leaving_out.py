"""Which observations a verdict stands on: it is judged again without each group of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from settled.indicators import Indicator, all_indicators
from settled.indicators.rows import Integers, Observed, Rows
from settled.indicators.thinning import Recorded, Thinned
from settled.pipeline.judging import Measured, judge_field
from settled.pipeline.tool import Settled
from settled.records import Field, Influence, Profile, SourceEstimate, Verdict
from settled.verdict.estimating import estimate

MOST_GROUPS = 400  # of a technology; the largest are left out first
_OLDEST_DAYS = 1826  # what ended longer ago counts for nothing


@dataclass(frozen=True, slots=True)
class Group:
    """Observations of one technology and measure that stand or fall together.

    Attributes:
        rows: those of the group; ``kept``: of all rows of the measure, which are not; shape [R].
    """

    indicator: Indicator
    measure: str
    rows: Rows
    kept: NDArray[np.bool_]
    sources: Sequence[SourceEstimate]


def influences(
    tool: Settled, field: Field, verdict: Verdict, profile: Profile, name: str, most: int = 3
) -> tuple[int, tuple[Influence, ...]]:
    """How many groups were left out one at a time, and those that move the degree the most.

    A group is one part of a source in one year; where a source sees the same units in every period, all that
    one owner's units show. All are ranked by how the mean of their indicator moves, times its weight; the
    ``most`` first are judged again in whole, trend and all.

    Args:
        name: of the profile, as the user gave it.
    """
    weights = {weight.indicator: weight.weight for weight in profile.weights if weight.weight > 0.0}
    groups = list(_groups(tool, field, verdict.technology, list(weights)))
    moves = [weights[one.indicator.spec.id] * abs(_move(tool, field, verdict, one)) for one in groups]
    order = sorted(range(len(groups)), key=lambda place: (-moves[place], place))[:most]
    owners = {one.id: one.locator.partition("/")[0] for one in tool.ledger.snapshots()}
    found = [_influence(tool, field, verdict, groups[place], owners, name) for place in order]
    return len(groups), tuple(sorted(found, key=lambda one: -abs(one.change)))


def _groups(tool: Settled, field: Field, technology: str, weighted: Sequence[str]) -> Iterator[Group]:
    for indicator in all_indicators():
        if indicator.spec.id not in weighted:
            continue
        recorded = Recorded(tool.observed)
        if not indicator.measure(recorded, field.id, technology, tool.as_of):
            continue
        for measure in recorded.read:
            yield from _of_measure(tool, field, technology, indicator, measure)


def _of_measure(
    tool: Settled, field: Field, technology: str, indicator: Indicator, measure: str
) -> Iterator[Group]:
    observed, as_of = tool.observed, tool.as_of
    rows = observed.rows(field.id, technology, measure)
    number = _numbers(rows)
    alive = (rows.n > 0) & (rows.end <= as_of.toordinal()) & (rows.end > as_of.toordinal() - _OLDEST_DAYS)
    units = np.bincount(number[alive], weights=rows.n[alive]) if alive.any() else np.zeros(0)
    largest = np.argsort(-units, kind="stable")[: min(MOST_GROUPS, int((units > 0).sum()))]
    for one in np.sort(largest).tolist():
        kept = number != one
        left = Thinned(observed, (field.id, technology, measure), kept)
        yield Group(
            indicator,
            measure,
            rows.where(~kept & alive),
            kept,
            indicator.measure(left, field.id, technology, as_of),
        )


def _numbers(rows: Rows) -> Integers:
    """The number of each row's group, shape [R]."""
    years = np.array([date.fromordinal(end).year for end in rows.end.tolist()], dtype=np.int64)
    keys = np.stack([rows.part, np.where(rows.in_panel(), -1 - rows.owner, years)])
    return np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _move(tool: Settled, field: Field, verdict: Verdict, group: Group) -> float:
    """How far the mean of the group's indicator moves without it; what is missing has the mean 1/2."""
    spec = group.indicator.spec
    known = tool.measured.known.get(spec.id, {}).get(field.id)
    left = estimate(field.id, verdict.technology, spec, group.sources, tool.as_of, known)
    now = verdict.indicators[spec.id]
    means = [0.5 if one is None or one.draws is None else float(one.draws.mean()) for one in (now, left)]
    return means[0] - means[1]


def _influence(
    tool: Settled, field: Field, verdict: Verdict, group: Group, owners: Mapping[str, str], profile: str
) -> Influence:
    without = _judged_without(tool, field, verdict.technology, group, profile)
    rows = group.rows
    now = verdict.degree.median if verdict.degree else 0.0
    left = without.degree.median if without.degree else None
    level = without.level
    return Influence(
        indicator=group.indicator.spec.id,
        measure=group.measure,
        source=rows.names[int(rows.part[0])],
        owner=owners.get(rows.snapshots[int(rows.snapshot[0])]) if rows.in_panel()[0] else None,
        start=date.fromordinal(int(rows.start.min())),
        end=rows.latest,
        k=int(rows.k.sum()),
        n=int(rows.n.sum()),
        change=now - (0.5 if left is None else left),
        degree=left,
        level=level,
        probability=without.level_probability[level] if without.level_probability and level else None,
    )


def _judged_without(tool: Settled, field: Field, technology: str, group: Group, profile: str) -> Verdict:
    observed: Observed = Thinned(tool.observed, (field.id, technology, group.measure), group.kept)
    known = tool.measured
    spec = group.indicator.spec.id
    of_field = {**known.sources[spec][field.id], technology: group.sources}
    sources = {**known.sources, spec: {**known.sources[spec], field.id: of_field}}
    measured: Measured = replace(known, sources=sources)
    verdicts = judge_field(
        observed, field, (), tool.profile(profile), tool.catalog.levels, tool.as_of, measured
    )
    return next(one for one in verdicts if one.technology == technology)
