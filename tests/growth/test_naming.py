"""The likelihood where a unit may name several rivals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled.growth.naming import common_level, information, log_partition, shares

levels = st.lists(st.floats(-12, 12), min_size=1, max_size=5).map(np.array)


def enumerated(eta):
    """Shares by summing over every non-empty set of names."""
    sets = np.array([[(code >> j) & 1 for j in range(len(eta))] for code in range(1, 2 ** len(eta))])
    weights = np.exp(sets @ eta - (sets @ eta).max())
    return weights @ sets / weights.sum()


@given(levels)
def test_shares_are_those_of_all_sets_of_names(eta):
    assert shares(eta, np.ones(len(eta), bool)) == pytest.approx(enumerated(eta), rel=1e-8, abs=1e-12)


@given(levels)
def test_shares_are_the_slope_of_the_partition_and_information_its_curve(eta):
    listed = np.ones(len(eta), bool)
    p, second = information(eta, listed)
    step = 1e-5
    for j in range(len(eta)):
        ahead, behind = eta.copy(), eta.copy()
        ahead[j] += step
        behind[j] -= step
        slope = (log_partition(ahead, listed) - log_partition(behind, listed)) / (2 * step)
        assert p[j] == pytest.approx(slope, abs=1e-5)
        curve = (shares(ahead, listed) - shares(behind, listed)) / (2 * step)
        assert second[j] == pytest.approx(curve, abs=1e-5)
    assert np.linalg.eigvalsh(second).min() > -1e-12


def test_small_odds_are_the_multinomial_logit():
    eta = np.array([-14.0, -13.0, -15.5])
    softmax = np.exp(eta) / np.exp(eta).sum()
    assert shares(eta, np.ones(3, bool)) == pytest.approx(softmax, rel=1e-5)


def test_a_rival_not_listed_has_no_share():
    assert shares(np.array([0.3, 9.0]), np.array([True, False])).tolist() == [1.0, 0.0]


@given(st.floats(1.05, 2.9))
def test_common_level_gives_as_many_names(names):
    assert shares(np.full(3, common_level(names, 3)), np.ones(3, bool)).sum() == pytest.approx(
        names, abs=1e-6
    )
