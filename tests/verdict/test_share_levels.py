"""Share levels of contests of the past: the bounds of the levels on a share, and nothing of a degree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled import catalog
from settled.records import LEVELS, Estimate, Verdict
from settled.verdict.levels import level_probability, most_probable
from settled.verdict.share_levels import of_the_past, share_level

RULES = catalog.load().levels


def _estimate(draws: list[float] | None) -> Estimate:
    known = None if draws is None else np.array(draws)
    return Estimate(0.5, 0.4, 0.6, 5, 10, ("papers",), 3, draws=known)


def _verdict(share: Estimate | None) -> Verdict:
    level = level_probability(np.array([0.97, 0.99]), RULES)
    return Verdict(
        field="classifier",
        technology="boosting",
        as_of=date(2026, 11, 24),
        profile="standard",
        degree=_estimate([0.97, 0.99]),
        level="L4",
        level_probability=level,
        indicators={"research_share": share},
        stated=(),
        trend=None,
        missing=("adoption: no evidence",),
        label="L4",
        label_before="L3",
    )


@pytest.mark.parametrize(
    ("share", "level"),
    [(0.0, "L0"), (0.2999, "L0"), (0.3, "L1"), (0.6, "L1"), (0.61, "L2"), (0.8, "L2"), (0.81, "L3"),
     (0.95, "L3"), (0.951, "L4"), (1.0, "L4")],
)  # fmt: skip
def test_bounds_are_those_of_the_levels(share: float, level: str) -> None:
    found = share_level(np.array([share]), RULES)
    assert found.level == level
    assert found.probability[found.level] == 1.0


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=50))
def test_probabilities_are_shares_of_draws(draws: list[float]) -> None:
    found = share_level(np.array(draws), RULES)
    assert set(found.probability) == set(LEVELS)
    assert sum(found.probability.values()) == pytest.approx(1.0)
    assert found.level == most_probable(found.probability)


def test_a_contest_of_the_past_has_nothing_of_a_degree() -> None:
    found = of_the_past(_verdict(_estimate([0.1, 0.2, 0.65])), RULES)
    assert found.past
    assert (found.degree, found.level, found.level_probability) == (None, None, None)
    assert (found.label, found.label_before) == (None, None)
    assert found.share_level is not None
    assert found.share_level.level == "L0"
    assert found.share_level.probability["L2"] == pytest.approx(1 / 3)


def test_its_level_is_of_the_share_alone_however_high_the_degree() -> None:
    low, high = (of_the_past(_verdict(_estimate([share])), RULES).share_level for share in (0.1, 0.99))
    assert (low and low.level, high and high.level) == ("L0", "L4")


@pytest.mark.parametrize("share", [None, _estimate(None)])
def test_without_a_share_there_is_no_level(share: Estimate | None) -> None:
    found = of_the_past(_verdict(share), RULES)
    assert found == replace(found, past=True, share_level=None, degree=None, level=None)
    assert found.missing == ("adoption: no evidence",)
