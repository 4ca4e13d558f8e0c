"""Pooling against metafor's published figures, statsmodels and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student
from statsmodels.stats.meta_analysis import combine_effects

from settled.verdict.disagreement import Disagreement
from settled.verdict.pooling import generalised_q, paule_mandel, pool, pooled_draws, share_of

effects = st.lists(st.tuples(st.floats(-4, 4), st.floats(0.01, 2.0)), min_size=2, max_size=12).map(
    lambda pairs: tuple(np.array(column) for column in zip(*pairs, strict=True))
)

# dat.bcg of metafor: 13 trials of a vaccine; (cases, others) among the vaccinated and the controls.
BCG = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip
# CLASP, of DerSimonian & Kacker, 2007, Table 1: events and patients of both arms of six trials.
CLASP = ((5, 156, 8, 74), (5, 303, 17, 303), (12, 565, 9, 477), (69, 1570, 94, 1565), (9, 103, 11, 105),
         (313, 4659, 352, 4650))  # fmt: skip


def log_risk_ratios() -> tuple[np.ndarray, np.ndarray]:
    a, b, c, d = np.array(BCG, float).T
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def log_odds_ratios() -> tuple[np.ndarray, np.ndarray]:
    a, n, c, m = np.array(CLASP, float).T
    return np.log(a / (n - a)) - np.log(c / (m - c)), 1 / a + 1 / (n - a) + 1 / c + 1 / (m - c)


def interval(pooled, level: float = 0.95, error: float | None = None) -> list[float]:
    reach = student.ppf(0.5 + level / 2, pooled.freedom) * (error or pooled.standard_error)
    return [pooled.mean - reach, pooled.mean + reach]


class TestAgainstPublishedFigures:
    def test_bcg_common_effect(self):
        """metafor, rma(yi, vi, method="EE"): -0.4303, Q = 152.2330."""
        means, variances = log_risk_ratios()
        assert np.average(means, weights=1 / variances) == pytest.approx(-0.4303, abs=5e-5)
        assert generalised_q(means, variances, 0.0) == pytest.approx(152.2330, abs=5e-5)

    def test_bcg_by_paule_and_mandel_is_what_statsmodels_says(self):
        ours, theirs = pool(*log_risk_ratios()), combine_effects(*log_risk_ratios(), method_re="iterated")
        assert ours.tau2 == pytest.approx(theirs.tau2, rel=1e-4)
        assert ours.mean == pytest.approx(theirs.mean_effect_re, rel=1e-5)
        assert ours.standard_error == pytest.approx(theirs.sd_eff_w_re_hksj, rel=1e-4)

    def test_clasp_by_paule_and_mandel(self):
        """DerSimonian & Kacker, 2007, Tables 3 and 4, and metafor: tau 0.3681, mean -0.3811, error 0.2060."""
        pooled = pool(*log_odds_ratios())
        assert pooled.tau2**0.5 == pytest.approx(0.3681, abs=5e-5)
        assert pooled.mean == pytest.approx(-0.3811, abs=5e-5)
        assert pooled.standard_error == pytest.approx(0.2060, abs=5e-5)

    def test_hartung_knapp_and_prediction_interval(self):
        """metafor, predict(rma(yi, vi, method="PM", test="knha")) of four effects."""
        pooled = pool(np.array([0.40, -0.20, 0.55, 0.10]), np.array([0.05, 0.06, 0.04, 0.05]))
        assert pooled.mean == pytest.approx(0.22957, abs=5e-6)
        assert pooled.tau2 == pytest.approx(0.05930, abs=5e-6)
        assert interval(pooled, error=pooled.prediction_error) == pytest.approx([-0.70650, 1.16564], abs=1e-5)


@given(effects)
def test_tau2_solves_the_paule_mandel_equation(both):
    means, variances = both
    tau2 = paule_mandel(means, variances)
    q = generalised_q(means, variances, tau2)
    if tau2 > 0:
        assert q == pytest.approx(len(means) - 1, rel=1e-6)
    else:
        assert q <= len(means) - 1


@pytest.mark.parametrize("seed", range(8))
def test_pooling_agrees_with_statsmodels(seed):
    rng = np.random.default_rng(seed)
    means, variances = rng.normal(0, 1.5, 9), rng.uniform(0.05, 0.6, 9)
    ours = pool(means, variances)
    theirs = combine_effects(means, variances, method_re="iterated", use_t=True)
    assert ours.tau2 == pytest.approx(theirs.tau2, rel=1e-4)
    assert ours.mean == pytest.approx(theirs.mean_effect_re, rel=1e-4)
    assert ours.standard_error == pytest.approx(theirs.sd_eff_w_re_hksj, rel=1e-4)
    low, high = theirs.conf_int(alpha=0.1)[3]
    assert interval(ours, 0.9) == pytest.approx([low, high], rel=1e-3)


def test_the_guard_keeps_agreement_from_narrowing_the_interval():
    """Sources that agree better than chance: q would be 0; Röver, Knapp & Friede, 2015, take 1."""
    means, variances = np.array([0.5, 0.51, 0.52]), np.array([0.2, 0.2, 0.2])
    assert combine_effects(means, variances, method_re="iterated").sd_eff_w_re_hksj < 0.01
    pooled = pool(means, variances)
    assert pooled.tau2 == 0.0
    assert pooled.i2 == 0.0
    assert pooled.standard_error == pytest.approx(np.sqrt(0.2 / 3))
    assert pooled.freedom == 2


@given(effects)
def test_the_scale_is_that_of_the_classical_interval(both):
    """At the Paule-Mandel tau^2 the factor q is 1; below it the guard makes it 1."""
    means, variances = both
    pooled = pool(means, variances)
    assert pooled.standard_error == pytest.approx(np.sum(1 / (variances + pooled.tau2)) ** -0.5, rel=1e-6)


def test_sources_that_differ_widely_are_all_disagreement():
    assert pool(np.array([-3.0, 3.0]), np.array([0.01, 0.01])).i2 > 0.99


@given(effects)
def test_order_of_sources_is_irrelevant(both):
    means, variances = both
    ahead, back = pool(means, variances), pool(means[::-1], variances[::-1])
    assert ahead.mean == pytest.approx(back.mean, abs=1e-9)
    assert ahead.i2 == pytest.approx(back.i2, abs=1e-9)


KNOWN = Disagreement(1.2, 11.0, 10)


@given(effects)
def test_what_is_known_moderates_tau2(both):
    means, variances = both
    own, spare = paule_mandel(means, variances), len(means) - 1
    pooled = pool(means, variances, KNOWN)
    assert pooled.tau2 == pytest.approx((11 * 1.2 + spare * own) / (11 + spare))
    assert pooled.freedom == 11 + spare
    assert pooled.i2 == pytest.approx(pool(means, variances).i2)


@given(st.floats(-4, 4), st.floats(0.01, 2))
def test_one_source_is_widened_by_what_is_known(mean, variance):
    pooled = pool(np.array([mean]), np.array([variance]), KNOWN)
    assert pooled.mean == pytest.approx(mean)
    assert pooled.standard_error == pytest.approx((variance + 1.2) ** 0.5)
    assert pooled.freedom == 11
    assert pooled.weights.tolist() == [1.0]


def test_draws_are_shares_around_the_pooled_mean():
    pooled = pool(np.array([1.0, 1.2]), np.array([0.1, 0.1]), KNOWN)
    draws = pooled_draws(pooled, np.random.default_rng(0).standard_t(pooled.freedom, 50_000))
    low, high = interval(pooled, 0.9)
    found = np.quantile(draws, [0.05, 0.5, 0.95])
    assert found == pytest.approx(share_of(np.array([low, pooled.mean, high])), abs=0.01)
