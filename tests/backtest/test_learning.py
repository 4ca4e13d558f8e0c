"""What other fields say of how fast fields move, and how scores are read: blocks and reliability."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from contests_of_old import CALM, series
from hypothesis import given
from hypothesis import strategies as st

from settled.growth.model import posterior, reweighed
from settled.growth.pooling import pooled, tells
from settled.growth.prior import shipped_prior
from settled.growth.scoring import block_interval, reliability

PRIOR = shipped_prior()
CALM_COUNTS = series(CALM).known[2015]
# The lead changes hands every three years.
WILD_COUNTS = series(
    {year: (60, 5, 5) if year // 3 % 2 else (5, 60, 5) for year in range(1995, 2016)}, "wild"
).known[2015]


def learned(*counts):
    return pooled(PRIOR, [posterior(one, PRIOR) for one in counts])


def mean_volatility(prior):
    return float(np.dot(prior.odds, prior.volatilities)) / sum(prior.odds)


def test_no_other_field_teaches_nothing():
    assert learned().odds == pytest.approx(np.array(PRIOR.odds) / sum(PRIOR.odds))


def test_calm_fields_teach_calm_and_wild_ones_speed():
    calm, wild = learned(*[CALM_COUNTS] * 4), learned(*[WILD_COUNTS] * 4)
    assert mean_volatility(calm) < mean_volatility(PRIOR) < mean_volatility(wild)


def test_only_the_odds_are_learned():
    found = learned(WILD_COUNTS)
    assert sum(found.odds) == pytest.approx(1.0)
    assert replace(found, odds=PRIOR.odds) == PRIOR


def test_other_odds_move_the_weights_as_a_fit_under_them_would():
    found = learned(WILD_COUNTS)
    moved, anew = reweighed(posterior(CALM_COUNTS, PRIOR), PRIOR, found), posterior(CALM_COUNTS, found)
    np.testing.assert_allclose(moved.weights, anew.weights, rtol=1e-6)
    np.testing.assert_allclose(moved.mean, anew.mean, rtol=1e-6)
    assert moved.log_evidence == pytest.approx(anew.log_evidence)


def test_one_rival_or_a_few_years_teach_nothing():
    alone = series(dict.fromkeys(range(1995, 2016), (40, 0))).known[2015]
    assert not tells(alone)
    assert not tells(series(CALM).known[1997])
    assert tells(CALM_COUNTS)


def test_interval_over_blocks_is_that_of_the_blocks():
    """Many blocks of independent losses: the interval of a ratio of means, by the delta method."""
    draw = np.random.default_rng(1)
    other = draw.gamma(4.0, size=400)
    model = 0.8 * other + draw.normal(0.0, 0.5, 400)
    low, high = block_interval(model, other, "test")
    ratio = model.sum() / other.sum()
    sd = np.std(model - ratio * other, ddof=1) / np.sqrt(400) / other.mean()
    assert (low, high) == pytest.approx((ratio - 1.645 * sd, ratio + 1.645 * sd), abs=0.1 * sd + 0.002)


def test_one_block_has_no_interval():
    assert block_interval(np.array([1.0]), np.array([2.0]), "test") is None
    assert block_interval(np.array([1.0, 2.0]), np.array([0.0, 0.0]), "test") is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_bins_hold_every_forecast_once(told):
    said, came = np.array([one for one, _ in told]), np.array([one for _, one in told])
    rows = reliability(said, came)
    assert sum(count for *_, count, _, _ in rows) == len(told)
    assert sum(count * part for *_, count, _, part in rows) == pytest.approx(came.sum())
    assert all(low - 1e-9 <= mean <= high + 1e-9 for low, high, _, mean, _ in rows)
    assert [low for low, *_ in rows] == sorted({low for low, *_ in rows})
