"""The verdict under other weights: profiles, a distribution, the worst and the best."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.optimize import linprog

from settled import catalog
from settled.indicators import all_indicators
from settled.records import Profile, SourceEstimate, Trend, Weight
from settled.verdict.judging import Evidence, judge
from settled.verdict.reweighing import around, extreme, leaderless, under
from settled.verdict.sensitivity import MOST_CONCENTRATION, variance_shares

CATALOG = catalog.load()
STANDARD = CATALOG.profiles["standard"]
SPECS = [indicator.spec for indicator in all_indicators()]
AS_OF = date(2026, 11, 24)


def _source(k: int, n: int) -> SourceEstimate:
    return SourceEstimate("a", k, n, date(2026, 9, 30), k + 0.5, n - k + 0.5)


def _verdicts(*sources, trends=None, profile=STANDARD):
    evidence = [
        Evidence(f"t{i}", {n: [s] for n, s in by.items()}, {}, trends[i] if trends else None)
        for i, by in enumerate(sources)
    ]
    return judge("f", evidence, SPECS, profile, CATALOG.levels, AS_OF)


FULL = {"adoption": _source(30, 60), "standardization": _source(55, 60), "controversy": _source(20, 60)}


def test_under_its_own_profile_a_verdict_reads_as_it_is():
    for sources in (FULL, {"adoption": _source(30, 60)}):
        [verdict] = _verdicts(sources)
        reading = under(STANDARD, verdict, CATALOG.levels, None)
        assert (reading.median, reading.low, reading.high) == (
            verdict.degree.median,
            verdict.degree.low,
            verdict.degree.high,
        )
        assert reading.level_probability == verdict.level_probability


def test_a_falling_technology_reads_as_it_is_too():
    falling = Trend(-0.1, -0.12, -0.08, "adoption")
    verdicts = _verdicts(FULL, {"adoption": _source(28, 60)}, trends=[falling, None])
    alone = leaderless(verdicts[0], verdicts)
    reading = under(STANDARD, verdicts[0], CATALOG.levels, alone)
    assert reading.level_probability == verdicts[0].level_probability
    assert reading.level_probability["L0"] > 0.3


def test_certain_weights_around_a_profile_are_the_profile():
    [verdict] = _verdicts(FULL)
    reading = around(STANDARD, verdict, MOST_CONCENTRATION, CATALOG.levels, None)
    assert reading.median == pytest.approx(verdict.degree.median, abs=1e-3)
    assert reading.low == pytest.approx(verdict.degree.low, abs=1e-3)


def test_weights_around_a_profile_vary_as_the_indices_say():
    [verdict] = _verdicts(FULL)
    variance, _, _ = variance_shares(STANDARD, verdict.indicators, 5.0)
    reading = around(STANDARD, verdict, 5.0, CATALOG.levels, None)
    spread = (reading.high - reading.low) / (2 * 1.645)
    assert spread == pytest.approx(variance**0.5, rel=0.1)


@pytest.mark.parametrize("best", [False, True])
@pytest.mark.parametrize("sources", [FULL, {"adoption": _source(2, 60)}, {"controversy": _source(2, 60)}])
def test_extremes_are_the_linear_programs(sources, best):
    [verdict] = _verdicts(sources)
    found = extreme(STANDARD, CATALOG.profiles.values(), verdict, best=best)
    means = [
        0.5 if (e := verdict.indicators[w.indicator]) is None
        else float((1 - e.draws if w.inverted else e.draws).mean())
        for w in STANDARD.weights
    ]  # fmt: skip
    bounds = [(0.25, 0.4), (0.25, 0.4), (0.2, 0.3)]
    sign = -1.0 if best else 1.0
    program = linprog(sign * np.array(means), A_eq=[[1, 1, 1]], b_eq=[1], bounds=bounds)
    given = np.array([w.weight for w in found.weights])
    assert given.sum() == pytest.approx(1.0, abs=1e-9)
    assert float(np.dot(given, means)) == pytest.approx(sign * program.fun, abs=1e-9)


def test_a_profile_that_weighs_no_evidence_has_no_reading():
    [verdict] = _verdicts(FULL)
    theory = Profile("theory", "Theory", (Weight("theory", 1.0, "why"),))
    assert under(theory, verdict, CATALOG.levels, None) is None
