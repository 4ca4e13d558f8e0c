"""What all fields share, from fields simulated with known figures."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, replace

import numpy as np
import pytest
from growth_counts import PRIOR, counts_of

from settled.growth.fitting import AHEAD, START, cases, climbed, mean_log_score, most_likely
from settled.growth.prior import written


def simulated(random: np.random.Generator, level_sd: float, years: int = 15):
    """Two rivals, each unit naming one: log-odds that wander by ``level_sd`` a year."""
    eta = np.cumsum(np.concatenate([[0.0], level_sd * random.standard_normal(years - 1)]))
    a = random.binomial(400, 1.0 / (1.0 + np.exp(-eta * 2**0.5)))
    return counts_of(np.stack([a, 400 - a], axis=1), [400.0] * years)


def test_climbs_to_the_top_of_a_hill():
    top = np.array([1.3, -0.7, 0.2])
    found = climbed(lambda place: -float((np.array([1.0, 4.0, 0.5]) * (place - top) ** 2).sum()), np.zeros(3))
    assert found == pytest.approx(top, abs=0.02)


@pytest.mark.slow
def test_finds_how_much_fields_wander():
    random = np.random.default_rng(2)
    found = {}
    for level_sd in (0.1, 0.6):
        fields = [simulated(random, level_sd) for _ in range(12)]
        fitted = most_likely(fields, replace(START, correlation=0.0), rounds=1)
        factor = np.dot(fitted.odds, fitted.volatilities) / sum(fitted.odds)
        found[level_sd] = fitted.level_sd * factor
    assert 0.03 < found[0.1] < 0.25
    assert 0.35 < found[0.6] < 1.2


def test_cases_know_nothing_of_what_came_later():
    fields = [simulated(np.random.default_rng(seed), 0.2) for seed in range(3)]
    tested = list(cases(fields))
    assert {case.ahead for case in tested} == set(AHEAD)
    for case in tested:
        row = len(case.known.years) - 1 + case.ahead
        assert case.known.years[-1] + case.ahead == fields[0].years[row]
        assert any((case.k == field.k[row]).all() for field in fields)


def test_a_prior_too_sure_of_itself_scores_worse():
    tested = list(cases([simulated(np.random.default_rng(seed), 0.5) for seed in range(4)]))[::4]
    sure = replace(PRIOR, level_sd=0.01, slope_sd=0.01, volatilities=(1.0,), odds=(1.0,))
    assert mean_log_score(tested, replace(PRIOR, level_sd=0.5)) > mean_log_score(tested, sure)


def test_what_is_written_can_be_read():
    text = written(PRIOR, {"command": "x", "series": 3})
    stored = tomllib.loads(text)
    assert stored["fitted"] == {"command": "x", "series": 3}
    assert stored["prior"] == {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(PRIOR).items()
    }
