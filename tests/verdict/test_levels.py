"""Levels from draws of the degree: the document's bounds, ties, and divergence."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled import catalog
from settled.records import LEVELS, Trend
from settled.verdict.labels import label, quarter_end_before
from settled.verdict.levels import falls, level_probability, most_probable, nobody_leads, with_divergence

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
    ("trend", "certain"),
    [
        (FALLING, True),
        (Trend(-0.05, -0.11, 0.01, "adoption"), False),
        (Trend(0.05, 0.01, 0.11, "adoption"), False),
        (None, False),
    ],
)
def test_a_fall_is_certain_if_its_interval_excludes_zero(trend, certain):
    assert falls(trend) is certain


def test_nobody_leads_where_no_share_is_above_one_half():
    shares = [np.array([0.3, 0.5, 0.6, 0.2]), np.array([0.4, 0.1, 0.1, 0.51])]
    assert nobody_leads(shares).tolist() == [True, True, False, False]
    assert nobody_leads([]) is None


def test_divergence_is_as_probable_as_that_nobody_leads():
    degree = np.array([0.7, 0.7, 0.9, 0.9])
    probability = with_divergence(degree, RULES, np.array([True, True, False, False]))
    assert probability == {"L0": 0.5, "L1": 0.0, "L2": 0.0, "L3": 0.5, "L4": 0.0}


def levels(**shares: float) -> dict:
    return dict.fromkeys(LEVELS, 0.0) | shares


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        (levels(L2=0.9, L3=0.1), levels(L2=0.8, L3=0.2), "L2"),
        (levels(L2=0.6, L3=0.4), levels(L2=0.45, L3=0.55), "L2"),
        (levels(L2=0.6, L3=0.4), levels(L2=0.35, L3=0.65), "L3"),
        (levels(L2=0.6, L3=0.4), levels(L2=0.35, L3=0.4, L4=0.25), "L3"),
        (levels(L3=0.6, L4=0.4), levels(L1=0.25, L2=0.4, L3=0.35), "L2"),
        (levels(L3=0.6), levels(L1=0.1, L2=0.46, L3=0.44), "L3"),
        (levels(L3=0.45, L2=0.55), levels(L2=0.45, L3=0.55), "L2"),
        (levels(L3=0.55, L2=0.45), levels(L2=0.45, L3=0.55), "L3"),
        (None, levels(L1=0.4, L2=0.3, L0=0.3), "L1"),
    ],
)
def test_a_label_changes_only_if_the_change_is_probable_or_has_lasted(before, now, shown):
    assert label(before, now) == shown


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_quarter_ends_before_the_day(day):
    end = quarter_end_before(day)
    assert 0 < (day - end).days <= 92
    assert (end + timedelta(days=1)).day == 1
    assert end.month in (3, 6, 9, 12)
