"""What newcomers win, from histories whose newcomers are known."""

from __future__ import annotations

import numpy as np
import pytest
from growth_counts import counts_of

from settled.growth.entry import QUANTILES, entrants, outside_shares
from settled.records import Entrants


def steady(field: str = "steady"):
    return counts_of([[60, 40]] * 20, [100] * 20, field)


def upset(field: str = "upset"):
    """A newcomer in the eleventh year, at once with half."""
    return counts_of([[100, 0]] * 10 + [[50, 50]] * 10, [100] * 20, field)


def test_steady_fields_have_hardly_any():
    found = entrants([steady(str(i)) for i in range(30)], 2030, 5, 1000)
    assert found.fields == 30
    assert (found.shares > 0.2).mean(axis=1) == pytest.approx(np.zeros(5), abs=0.01)


def test_upsets_are_as_frequent_as_they_were():
    found = entrants([upset(str(i)) for i in range(30)], 2030, 3, 1000)
    chance = (found.shares > 0.2).mean(axis=1)
    assert chance == pytest.approx([1 / 19, 2 / 18, 3 / 17], abs=0.02)
    assert (np.diff(chance) >= 0).all()


def test_what_came_after_the_origin_is_not_known():
    before = entrants([upset(str(i)) for i in range(30)], 2010, 3, 1000)
    assert (before.shares > 0.2).mean() < 0.02


def test_with_no_history_anything_may_come():
    found = entrants([], 2020, 4)
    assert found.fields == 0
    assert found.shares.mean(axis=1) == pytest.approx(np.full(4, 0.5), abs=0.01)


def test_drawn_paths_never_fall_and_follow_the_quantiles():
    rows = np.stack([np.linspace(0, 0.1, QUANTILES), np.linspace(0, 0.3, QUANTILES)])
    drawn = outside_shares(Entrants(rows, 3), 4, 4000, np.random.default_rng(1))
    assert drawn.shape == (5, 4000)
    assert (drawn[0] == 0.0).all()
    assert (np.diff(drawn, axis=0) >= 0.0).all()
    assert np.quantile(drawn[2], [0.1, 0.9]) == pytest.approx([0.03, 0.27], abs=0.005)
