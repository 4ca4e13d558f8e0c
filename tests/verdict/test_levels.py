"""Levels from draws of the degree: the document's bounds, ties, and divergence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled import catalog
from settled.records import LEVELS, Trend
from settled.verdict.levels import is_diverging, level_probability, most_probable

RULES = catalog.load().levels


@pytest.mark.parametrize(
    ("degree", "level"),
    [(0.0, "L0"), (0.2999, "L0"), (0.30, "L1"), (0.60, "L1"), (0.6001, "L2"), (0.80, "L2"), (0.8001, "L3"),
     (0.95, "L3"), (0.9501, "L4"), (1.0, "L4")],
)  # fmt: skip
def test_bounds_are_those_of_the_level_rules(degree, level):
    assert level_probability(np.array([degree]), RULES)[level] == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_probabilities_sum_to_one_over_all_levels(draws):
    probability = level_probability(np.array(draws), RULES)
    assert tuple(probability) == LEVELS
    assert sum(probability.values()) == pytest.approx(1.0)


def test_ties_go_to_the_lower_level():
    assert most_probable({"L0": 0.0, "L1": 0.5, "L2": 0.0, "L3": 0.5, "L4": 0.0}) == "L1"


FALLING = Trend(-0.05, -0.08, -0.02, "adoption")


@pytest.mark.parametrize(
    ("trend", "shares", "diverges"),
    [
        (FALLING, [0.3, 0.4, 0.5], True),
        (FALLING, [0.3, 0.51], False),
        (FALLING, [], False),
        (Trend(-0.05, -0.11, 0.01, "adoption"), [0.3], False),
        (Trend(0.05, 0.01, 0.11, "adoption"), [0.3], False),
        (None, [0.3], False),
    ],
)
def test_divergence_needs_a_certain_fall_and_no_leader(trend, shares, diverges):
    assert is_diverging(trend, shares) is diverges
