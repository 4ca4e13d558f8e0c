"""The hedonic index: against statsmodels, against a known truth, and how often its interval holds it."""

from __future__ import annotations

import numpy as np
import pytest
from price_panels import EFFECT, NOTHING, panel, world

from settled.indicators.price_index import hedonic
from settled.indicators.price_index.drawing import t_95


def test_a_pure_fall_of_prices_is_found_to_the_digit() -> None:
    """p = 2 ** x x 0.9 ** t: models of other sizes in every period, and no noise."""
    feature = [1.0, 2.0, 3.0, 4.0]
    sold = [(0, 1), (0, 1, 2), (1, 2), (2,)]
    price = [
        [2.0**x * 0.9**t if t in times else NOTHING for t in range(3)]
        for x, times in zip(feature, sold, strict=True)
    ]
    found = hedonic(panel(price, feature=feature))
    assert np.exp(found.value) == pytest.approx([1.0, 0.9, 0.81])
    assert found.coefficients == pytest.approx([np.log(2.0)])
    assert found.r_squared == pytest.approx(1.0)


def test_the_same_as_statsmodels() -> None:
    import statsmodels.api as sm

    market, _ = world(7)
    found = hedonic(market)
    rows, periods = np.nonzero(np.isfinite(market.price))
    dummies = np.eye(market.periods)[periods]
    feature = market.features[rows, 0] - market.features[:, 0].mean()
    design = np.column_stack([dummies, feature])
    weights = market.per_model(np.isfinite(market.price))[rows, periods]
    model = sm.WLS(np.log(market.price[rows, periods]), design, weights=weights)
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": market.model[rows]})
    assert found.value == pytest.approx(fitted.params[:6] - fitted.params[0], abs=1e-7)
    assert found.coefficients[0] == pytest.approx(fitted.params[6], abs=1e-7)
    assert found.r_squared == pytest.approx(fitted.rsquared, abs=1e-7)
    # Errors clustered by model, one from the draws and one from the sandwich.
    assert found.errors[0] == pytest.approx(fitted.bse[6], rel=0.15)


def test_unknown_features_get_a_level_of_their_own() -> None:
    price = [[2.0, 2.0], [4.0, 4.0], [9.0, 9.0], [9.0, 9.0]]
    found = hedonic(panel(price, feature=[1.0, 2.0, NOTHING, NOTHING]))
    assert found.names == ("x", "x unknown")
    assert found.value == pytest.approx([0.0, 0.0], abs=1e-9)


def test_a_feature_that_never_varies_is_no_regressor() -> None:
    found = hedonic(panel([[2.0, 1.0], [2.0, 1.0], [2.0, 1.0]], feature=[3.0, 3.0, 3.0]))
    assert found.names == ()
    assert np.exp(found.value) == pytest.approx([1.0, 0.5])


def test_the_truth_is_found_on_average() -> None:
    found = [hedonic(world(seed)[0]) for seed in range(100)]
    truth = world(0)[1]
    assert np.mean([one.value[-1] for one in found]) == pytest.approx(truth[-1], abs=0.05)
    assert np.mean([one.coefficients[0] for one in found]) == pytest.approx(EFFECT, abs=0.03)


@pytest.mark.slow
def test_ninety_per_cent_of_the_intervals_hold_the_truth() -> None:
    inside = []
    for seed in range(800):
        market, truth = world(seed)
        found = hedonic(market)
        if np.isfinite(found.low[-1]):
            inside.append(found.low[-1] <= truth[-1] <= found.high[-1])
    assert len(inside) > 700
    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)


def test_students_t_is_that_of_scipy() -> None:
    from scipy.stats import t

    freedom = np.array([3.0, 4.0, 5.0, 9.0, 20.0, 1000.0])
    assert t_95(freedom) == pytest.approx(t.ppf(0.95, freedom), rel=0.003)
