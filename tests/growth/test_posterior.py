"""The posterior by Laplace's approximation against a generic sampler, and by simulation-based calibration."""

from __future__ import annotations

from dataclasses import replace

import emcee
import numpy as np
import pytest
from growth_counts import NOBODY, PRIOR, counts_of
from scipy import stats

from settled.growth.forecasting import forecast
from settled.growth.model import posterior
from settled.growth.naming import common_level, log_partition, shares
from settled.records import GrowthPrior

ONE = replace(PRIOR, volatilities=(1.0,), odds=(1.0,), correlation=0.0, freedom=1e6)
BINS = 10


def log_posterior(k, n, level, prior: GrowthPrior):
    """Of states in the order of the years, level and slope of each rival; written out afresh."""
    years, rivals = k.shape

    def of(flat):
        states = flat.reshape(len(flat), years, rivals, 2)
        eta, slope = states[..., 0], states[..., 1]
        total = stats.norm.logpdf(eta[:, 0], level + prior.start_mean, prior.start_sd).sum(-1)
        total += stats.norm.logpdf(slope[:, 0], prior.start_slope_mean, prior.start_slope_sd).sum(-1)
        total += stats.norm.logpdf(eta[:, 1:], eta[:, :-1] + slope[:, :-1], prior.level_sd).sum((1, 2))
        total += stats.norm.logpdf(slope[:, 1:], prior.damping * slope[:, :-1], prior.slope_sd).sum((1, 2))
        return total + (k * eta).sum((1, 2)) - (n * log_partition(eta, np.ones(rivals, bool))).sum(1)

    return of


@pytest.mark.slow
def test_last_year_agrees_with_an_ensemble_sampler():
    k = np.array([[8.0, 14], [15, 17], [25, 12]])
    n = np.array([20.0, 30, 34])
    fitted = posterior(counts_of(k, n), ONE)
    level = common_level(1.0 + (k.sum() - n.sum() + 0.5) / (n.sum() + 1.0), 2.0)
    walkers, size = 64, k.size * 2
    random = np.random.default_rng(5)
    start = fitted.modes[0].reshape(-1) + 0.05 * random.standard_normal((walkers, size))
    sampler = emcee.EnsembleSampler(walkers, size, log_posterior(k, n, level, ONE), vectorize=True)
    sampler.random_state = np.random.RandomState(5).get_state()
    sampler.run_mcmc(start, 6000)
    last = sampler.get_chain(discard=1000, thin=5, flat=True)[:, -4:]
    width = np.sqrt(np.diagonal(fitted.covariance[0]))
    assert (fitted.mean[0] - last.mean(axis=0)) / last.std(axis=0) == pytest.approx(np.zeros(4), abs=0.15)
    assert width / last.std(axis=0) == pytest.approx(np.ones(4), abs=0.12)
    p = shares(last[:, 0::2], np.ones(2, bool))
    ours = forecast(counts_of(k, n), 0, ONE, NOBODY, 4000).draws[0, :2].T
    assert np.quantile(ours, [0.05, 0.5, 0.95], axis=0) == pytest.approx(
        np.quantile(p, [0.05, 0.5, 0.95], axis=0), abs=0.02
    )


def simulated(random, prior: GrowthPrior, years: int, rivals: int, ahead: int, level: float):
    """Log-odds of all years and ``ahead`` more, drawn from the prior; a volatility for the field."""
    odds = np.array(prior.odds) / sum(prior.odds)
    factor = random.choice(prior.volatilities, p=odds)
    eta = level + prior.start_mean + prior.start_sd * random.standard_normal(rivals)
    slope = prior.start_slope_mean + prior.start_slope_sd * random.standard_normal(rivals)
    path = [eta]
    for _ in range(years + ahead - 1):
        eta = eta + slope + factor * prior.level_sd * random.standard_normal(rivals)
        slope = prior.damping * slope + factor * prior.slope_sd * random.standard_normal(rivals)
        path.append(eta)
    return np.array(path)


def named_by(random, eta, units):
    """Counts of units that each name a non-empty set of rivals."""
    odds = 1.0 / (1.0 + np.exp(-eta))
    sets = random.random((units * 60, len(eta))) < odds
    sets = sets[sets.any(axis=1)][:units]
    return sets.sum(axis=0), len(sets)


def test_forecasts_are_calibrated_on_the_models_own_data():
    """Simulation-based calibration (Talts et al. 2018): ranks of the truth among the draws are uniform."""
    random = np.random.default_rng(11)
    prior = replace(PRIOR, correlation=0.0, freedom=1e6, start_sd=0.7)
    names, rivals, years, ahead = 1.3, 3, 6, 2
    level = common_level(names, rivals)
    ranks = []
    while len(ranks) < 300:
        eta = simulated(random, prior, years, rivals, ahead, level)
        drawn = [named_by(random, row, 120) for row in eta[:years]]
        k, n = np.array([one[0] for one in drawn]), np.array([one[1] for one in drawn])
        if not (k[0] > 0).all():
            continue  # paths of the model start where they are first named
        found = forecast(counts_of(k, n, field=f"made-up-{len(ranks)}"), ahead, prior, NOBODY, 99)
        truth = shares(eta[-1], np.ones(rivals, bool))
        ranks.append((found.draws[ahead, 0] < truth[0]).sum())
    seen = np.bincount(np.array(ranks) * BINS // 100, minlength=BINS)
    assert stats.chisquare(seen).pvalue > 0.01, seen
