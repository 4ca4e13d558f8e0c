"""Technologies side by side, and levels by what the technologies judged there look like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from settled.errors import InputError
from settled.pipeline.tool import Settled
from settled.records import Claim, Level, Verdict
from settled.records.comparison import QUANTITIES, STATED_OF, Comparison, LevelLooks, Looks, Together
from settled.verdict.seeding import generator

_DRAWS = 4_000
_LEAST = 5  # technologies, for a correlation

Floats = NDArray[np.float64]


def side_by_side(tool: Settled, names: Sequence[str], profile: str = "standard") -> Comparison:
    """The verdicts of technologies, in the order of their names, with what is stated of levels.

    Raises:
        InputError: fewer than two, one twice, or no such technology or profile.
    """
    if len(names) < 2:
        raise InputError("compare", "needs two technologies or more", "or --levels, for all of them")
    verdicts = tuple(tool.assess(name, profile) for name in names)
    seen: set[str] = set()
    for name, one in zip(names, verdicts, strict=True):
        if one.technology in seen:
            raise InputError(name, "stands twice", "name each technology once")
        seen.add(one.technology)
    return Comparison(tool.as_of, profile, verdicts=verdicts, stated=_level_claims(tool.stated_claims))


def levels(tool: Settled, profile: str = "standard", verdicts: Sequence[Verdict] | None = None) -> Comparison:
    """Each level from L4 down: who is judged there, and what they look like on average.

    Args:
        verdicts: on the technologies of today's fields under the profile; ``None``: they are judged.

    Raises:
        InputError: no such profile.
    """
    if verdicts is None:
        current = [one for one in tool.catalog.fields.values() if one.status == "current"]
        verdicts = [one for field in current for one in tool.verdicts_of_today(field, profile)]
    stated = _level_claims(tool.stated_claims)
    found = tuple(_looks(level, verdicts, stated) for level in reversed(get_args(Level)))
    return Comparison(tool.as_of, profile, levels=found, together=_together(verdicts, stated), stated=stated)


def _level_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(one for one in claims if one.kind == "figure" and one.attribute in STATED_OF)


def values_of(verdict: Verdict) -> Mapping[str, float]:
    """The medians of what is known of a technology, by quantity."""
    known = {"degree": verdict.degree, **verdict.indicators}
    return {name: found.median for name in QUANTITIES if (found := known.get(name)) is not None}


def _looks(level: Level, verdicts: Sequence[Verdict], stated: Sequence[Claim]) -> LevelLooks:
    own = [one for one in verdicts if one.level == level]
    told = [values_of(one) for one in own]
    return LevelLooks(
        level,
        tuple((one.field, one.technology) for one in own),
        tuple(
            _mean(level, name, np.array([one[name] for one in told if name in one]))
            for name in QUANTITIES
            if any(name in one for one in told)
        ),
        tuple(one for one in stated if one.subject == level),
    )


def _mean(level: Level, name: str, values: Floats) -> Looks:
    mean, count = float(values.mean()), len(values)
    if count < 2:
        return Looks(name, mean, None, None, count)
    drawn = generator("level", level, name).choice(values, (_DRAWS, count)).mean(axis=1)
    low, high = np.quantile(drawn, (0.05, 0.95)).tolist()
    return Looks(name, mean, low, high, count)


def _together(verdicts: Sequence[Verdict], stated: Sequence[Claim]) -> Together | None:
    """Adoption and degree, at the bounds that are stated of L3; ``None`` where they cannot be told."""
    told = [values_of(one) for one in verdicts]
    pairs = np.array(
        [(one["adoption"], one["degree"]) for one in told if {"adoption", "degree"} <= one.keys()]
    )
    bounds = {one.attribute: one.value for one in stated if one.subject == "L3"}
    if len(pairs) < _LEAST or set(bounds) != set(STATED_OF):
        return None
    adoption, degree = bounds["level_adoption"], bounds["level_degree"]
    high_adoption = pairs[pairs[:, 0] >= adoption]
    low, high = np.quantile(_correlations(pairs), (0.05, 0.95)).tolist()
    return Together(
        "adoption",
        "degree",
        _correlation(pairs),
        low,
        high,
        len(pairs),
        adoption,
        degree,
        int((high_adoption[:, 1] >= degree).sum()),
        len(high_adoption),
    )


def _correlation(pairs: Floats) -> float:
    """Spearman's rho."""
    frame = pl.DataFrame(pairs, schema=["one", "other"])
    return float(frame.select(pl.corr("one", "other", method="spearman")).item())


def _correlations(pairs: Floats) -> list[float]:
    rng = generator("together")
    drawn = (pairs[rng.integers(0, len(pairs), len(pairs))] for _ in range(_DRAWS // 4))
    return [
        _correlation(one) for one in drawn if len(np.unique(one[:, 0])) > 1 and len(np.unique(one[:, 1])) > 1
    ]
