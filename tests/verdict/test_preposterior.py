"""What further evidence is expected to do: against closed forms, and against judging made-up evidence."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from settled import catalog
from settled.indicators import all_indicators
from settled.records import LEVELS, SourceEstimate, Verdict
from settled.verdict.disagreement import Disagreement
from settled.verdict.estimating import estimate
from settled.verdict.information import of_another_source, of_more_units
from settled.verdict.judging import Evidence, judge
from settled.verdict.preposterior import expected, standing, today

CATALOG = catalog.load()
STANDARD = CATALOG.profiles["standard"]
SPECS = [indicator.spec for indicator in all_indicators()]
ADOPTION = next(spec for spec in SPECS if spec.id == "adoption")
AS_OF = date(2026, 11, 24)
KNOWN = Disagreement(0.3, 60.0, 9, "adoption")  # many degrees of freedom: t is nearly normal


def _source(name: str, k: int, n: int) -> SourceEstimate:
    return SourceEstimate(name, k, n, date(2026, 9, 30), k + 0.5, n - k + 0.5)


FULL = {
    "adoption": [_source("a", 30, 40), _source("b", 20, 40)],
    "standardization": [_source("c", 550, 600)],
    "controversy": [_source("d", 100, 600)],
}


def _verdict(sources) -> Verdict:
    evidence = [Evidence("t", sources, {}, None)]
    return judge("f", evidence, SPECS, STANDARD, CATALOG.levels, AS_OF, {"adoption": KNOWN})[0]


def _standing(sources):
    return standing(_verdict(sources), STANDARD, CATALOG.levels, None)


def test_today_is_the_verdict():
    verdict = _verdict(FULL)
    now = today(standing(verdict, STANDARD, CATALOG.levels, None))
    assert now.width == pytest.approx(verdict.degree.high - verdict.degree.low, abs=0.02)
    chances = np.array([verdict.level_probability[level] for level in LEVELS])
    entropy = -sum(p * np.log2(p) for p in chances if p > 0)
    assert now.entropy == pytest.approx(entropy, abs=0.06)


def test_what_is_missing_widens_today_as_in_the_verdict():
    verdict = _verdict({"adoption": FULL["adoption"]})
    now = today(standing(verdict, STANDARD, CATALOG.levels, None))
    assert now.width == pytest.approx(verdict.degree.high - verdict.degree.low, abs=0.02)


def test_no_information_changes_nothing():
    known = _standing(FULL)
    then = expected(known, {"adoption": 0.0}, "nothing")
    now = today(known)
    assert (then.width, then.entropy) == (pytest.approx(now.width), pytest.approx(now.entropy))


def test_more_information_tells_more():
    known = _standing(FULL)
    outlooks = [expected(known, {"adoption": d}, "more") for d in (0.1, 1.0, 10.0, 100.0)]
    widths, entropies = [o.width for o in outlooks], [o.entropy for o in outlooks]
    assert widths == sorted(widths, reverse=True)
    assert entropies == sorted(entropies, reverse=True)
    assert widths[-1] < 0.3 * widths[0]


def test_a_missing_indicator_that_is_told_widens_no_more():
    known = _standing({"adoption": FULL["adoption"]})
    now, then = today(known), expected(known, {"controversy": 5.0}, "first source")
    assert now.width - then.width > 0.1  # of the weight of 0.3


def test_widths_are_those_of_judging_made_up_sources():
    """Another source of 40 units, drawn from what is known, pooled as any other: 60 times."""
    units, weight = 40, 0.4
    verdict = _verdict(FULL)
    tau2 = verdict.indicators["adoption"].tau2
    precision = of_another_source(FULL["adoption"], tau2, units)
    then = expected(standing(verdict, STANDARD, CATALOG.levels, None), {"adoption": precision}, "source")
    random = np.random.default_rng(1)
    now = verdict.indicators["adoption"]
    made = []
    for share in now.draws[:60]:
        logit = np.log(share / (1 - share)) + tau2**0.5 * random.standard_normal()
        k = int(random.binomial(units, 1 / (1 + np.exp(-logit))))
        sources = [*FULL["adoption"], _source("new", k, units)]
        made.append(estimate("f", "t", ADOPTION, sources, AS_OF, KNOWN))
    before, after = now.high - now.low, np.mean([one.high - one.low for one in made])
    # Adoption makes nearly all of the degree's width here.
    shrunk = then.width / (verdict.degree.high - verdict.degree.low)
    assert shrunk == pytest.approx(after / before, abs=0.1)
    assert weight * after == pytest.approx(then.width, rel=0.15)


def test_precision_of_another_source():
    sources = [_source("a", 20, 40)]
    assert of_another_source(sources, 0.3, 39.0) == pytest.approx(1 / (0.3 + 1 / (40 * 0.25)), rel=0.01)
    assert of_another_source([], 1.0, 1e9) == pytest.approx(1.0)


def test_more_units_never_tell_more_than_the_sources_differ():
    sources = [_source("a", 20, 40)]
    added = of_more_units(sources, 0.5, lambda _: 1e12)
    now = 1 / (0.5 + 4 / 41)
    assert added + now == pytest.approx(1 / 0.5)
    assert of_more_units(sources, 0.5, lambda _: 0.0) == 0.0
    assert of_more_units([], 0.5, lambda _: 1.0) == 0.0
