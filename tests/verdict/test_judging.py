"""The degree and the verdict: the document's arithmetic, missing evidence, determinism."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled import catalog
from settled.indicators import all_indicators
from settled.records import SourceEstimate
from settled.verdict.degree import degree_of_values
from settled.verdict.disagreement import Disagreement
from settled.verdict.estimating import estimate
from settled.verdict.judging import Evidence, judge

CATALOG = catalog.load()
STANDARD = CATALOG.profiles["standard"]
SPECS = [indicator.spec for indicator in all_indicators()]
AS_OF = date(2026, 11, 24)


def counted(source: str, k: int, n: int, latest: date = date(2026, 9, 30)) -> SourceEstimate:
    return SourceEstimate(source, k, n, latest, k + 0.5, n - k + 0.5)


def verdict_of(sources, profile=STANDARD):
    evidence = [Evidence("t", sources, {}, None)]
    return judge("f", evidence, SPECS, profile, CATALOG.levels, AS_OF)[0]


@pytest.mark.parametrize(
    ("profile", "values", "degree"),
    [
        ("attention", {"adoption": 1.0, "standardization": 0.95, "controversy": 0.0}, 0.98),
        ("paradigm", {"adoption": 1, "standardization": 0.98, "controversy": 0, "maturity": 0.95}, 0.984),
        ("optimizer", {"adoption": 1, "standardization": 0.99, "controversy": 0, "theory": 0.99}, 0.9945),
        ("standard", {"adoption": 1, "standardization": 1, "controversy": 1}, 0.7),
    ],
)
def test_the_documents_own_arithmetic(profile, values, degree):
    assert degree_of_values(CATALOG.profiles[profile], values) == pytest.approx(degree, abs=1e-12)


def test_no_evidence_is_no_verdict():
    verdict = verdict_of({})
    assert verdict.degree is None
    assert verdict.level is None
    assert verdict.level_probability is None
    assert all(value is None for value in verdict.indicators.values())
    assert len(verdict.missing) == len(STANDARD.weights)


def test_shown_indicators_alone_give_no_degree():
    assert verdict_of({"research_share": [counted("papers", 9, 10)]}).degree is None


def test_a_missing_indicator_is_no_renormalised_sum():
    verdict = verdict_of(
        {"adoption": [counted("zoo", 1000, 1000)], "standardization": [counted("x", 1000, 1000)]}
    )
    assert verdict.degree.low == pytest.approx(0.7, abs=0.01)
    assert verdict.degree.high == pytest.approx(1.0, abs=0.01)
    assert verdict.degree.median == pytest.approx(0.85, abs=0.02)
    assert any(reason.startswith("controversy") for reason in verdict.degree.reasons)


def test_full_evidence_of_a_settled_technology_is_l4():
    verdict = verdict_of(
        {
            "adoption": [counted("zoo", 1999, 2000)],
            "standardization": [counted("packages", 999, 1000)],
            "controversy": [counted("papers", 3, 1000)],
        }
    )
    assert verdict.level == "L4"
    assert verdict.level_probability["L4"] > 0.99
    assert verdict.degree.low > 0.98


@given(
    k=st.integers(0, 50),
    more=st.integers(1, 50),
    n=st.integers(100, 400),
)
def test_more_adopters_never_lower_the_degree(k, more, n):
    others = {"standardization": [counted("packages", 3, 7)], "controversy": [counted("papers", 10, 40)]}
    fewer = verdict_of({"adoption": [counted("zoo", k, n)], **others})
    greater = verdict_of({"adoption": [counted("zoo", k + more, n)], **others})
    assert greater.degree.median >= fewer.degree.median - 0.01  # two seeded samples of draws


def test_same_evidence_same_bits_in_any_order():
    sources = [counted("b", 5, 20), counted("a", 30, 40)]
    one = estimate("f", "t", SPECS[0], sources, AS_OF)
    two = estimate("f", "t", SPECS[0], sources, AS_OF)
    assert np.array_equal(one.draws, two.draws)
    assert one == two


def test_thinner_evidence_has_a_wider_interval():
    thick = estimate("f", "t", SPECS[0], [counted("a", 300, 400)], AS_OF)
    thin = estimate("f", "t", SPECS[0], [counted("a", 30, 40)], AS_OF)
    assert thin.high - thin.low > thick.high - thick.low


def test_beta_interval_is_the_exact_one():
    from scipy.stats import beta

    found = estimate("f", "t", SPECS[0], [counted("a", 30, 40)], AS_OF)
    exact = beta(30.5, 10.5)
    assert found.median == pytest.approx(exact.median(), abs=0.005)
    assert found.low == pytest.approx(exact.ppf(0.05), abs=0.01)
    assert found.high == pytest.approx(exact.ppf(0.95), abs=0.01)


@pytest.mark.parametrize(
    ("sources", "doubt"),
    [
        ([counted("a", 3, 7)], "few units"),
        ([counted("a", 300, 400)], "one source only"),
        ([counted("a", 300, 400, date(2020, 1, 1))], "old"),
        ([counted("a", 10, 400), counted("b", 390, 400)], "the sources disagree"),
        ([counted("a", 9, 30)], "imprecise"),
        ([counted("a", 3, 7)], "very imprecise"),
        ([counted("papers", 300, 400)], "indirect"),
    ],
)
def test_each_doubt_costs_a_star_and_is_named(sources, doubt):
    controversy = next(spec for spec in SPECS if spec.id == "controversy")
    found = estimate("f", "t", controversy, sources, AS_OF)
    assert any(reason.startswith(f"{doubt}: ") for reason in found.reasons)
    assert found.stars == max(1, 5 - len(found.reasons))


def test_two_agreeing_large_sources_have_five_stars():
    known = Disagreement(0.1, 30.0, 20)
    sources = [counted("a", 300, 400), counted("b", 301, 400)]
    assert estimate("f", "t", SPECS[1], sources, AS_OF, known).stars == 5
