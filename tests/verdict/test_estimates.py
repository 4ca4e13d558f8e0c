"""What must hold of an estimate whatever its sources say, and what is known of sources from other fields."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.indicators import all_indicators
from settled.records import SourceEstimate
from settled.verdict.disagreement import WIDEST, Disagreement, common_variance, known_disagreement
from settled.verdict.estimating import estimate
from settled.verdict.pooling import paule_mandel
from settled.verdict.source_logits import source_logits
from settled.verdict.stars import DOUBTS

ADOPTION = next(one.spec for one in all_indicators() if one.spec.id == "adoption")
AS_OF = date(2026, 11, 24)
KNOWN = Disagreement(1.0, 10.0, 8, "adoption")


def counted(source: str, k: int, n: int) -> SourceEstimate:
    return SourceEstimate(source, k, n, date(2026, 9, 30), k + 0.5, n - k + 0.5)


def judged(counts, known=KNOWN):
    return estimate("f", "t", ADOPTION, [counted(name, k, n) for name, k, n in counts], AS_OF, known)


counts = st.lists(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=5
).map(lambda pairs: [(f"source-{i}", k, n) for i, (k, n) in enumerate(pairs)])


@given(counts=counts, data=st.data(), known=st.sampled_from([KNOWN, None]))
@settings(max_examples=60)
def test_one_more_adopter_in_any_source_never_lowers_the_estimate(counts, data, known):
    which = data.draw(st.sampled_from(range(len(counts))))
    name, k, n = counts[which]
    more = [*counts[:which], (name, min(n, k + 1), n), *counts[which + 1 :]]
    assert judged(more, known).median >= judged(counts, known).median - 1e-3


@given(counts=counts, data=st.data())
@settings(max_examples=40)
def test_order_of_sources_is_irrelevant(counts, data):
    one, other = judged(counts), judged(data.draw(st.permutations(counts)))
    assert (other.low, other.median, other.high) == pytest.approx((one.low, one.median, one.high), abs=1e-9)


@given(counts=counts)
@settings(max_examples=40)
def test_an_estimate_lies_in_its_interval_and_a_further_source_in_a_wider_one(counts):
    found = judged(counts)
    assert 0 <= found.low <= found.median <= found.high <= 1
    assert found.prediction[1] - found.prediction[0] > 0
    if len(counts) > 1:
        assert found.prediction[0] <= found.low + 1e-9
        assert found.prediction[1] >= found.high - 1e-9


def test_evidence_thinned_to_a_quarter_is_wider_on_average():
    rng = np.random.default_rng(6)
    wider = []
    for _ in range(40):
        hits = rng.binomial(200, rng.beta(6, 4, 3)).tolist()
        full = [(f"source-{i}", k, 200) for i, k in enumerate(hits)]
        thin = [(name, int(rng.hypergeometric(k, n - k, 50)), 50) for name, k, n in full]
        thick, thinned = judged(full), judged(thin)
        wider.append((thinned.high - thinned.low) - (thick.high - thick.low))
    assert np.mean(wider) > 0


def test_one_source_is_wider_by_what_is_known_and_keeps_its_median():
    alone, widened = judged([("a", 60, 100)], None), judged([("a", 60, 100)])
    assert widened.median == pytest.approx(alone.median, abs=0.02)
    assert widened.high - widened.low > 2 * (alone.high - alone.low)
    assert (alone.tau2, alone.prediction) == (None, None)
    assert widened.tau2 == 1.0
    assert widened.i2 is None


def test_a_second_source_that_agrees_narrows_the_interval():
    one, two = judged([("a", 60, 100)]), judged([("a", 60, 100), ("b", 61, 100)])
    assert two.high - two.low < one.high - one.low


def test_the_units_are_shown_as_counted_and_as_they_are_worth():
    worth = SourceEstimate("a", 60, 100, date(2026, 9, 30), 12.5, 8.5)
    found = estimate("f", "t", ADOPTION, [worth, counted("b", 5, 10)], AS_OF, KNOWN)
    assert (found.k, found.n, found.n_effective) == (65, 110, 30.0)


class TestWhatIsKnownOfSources:
    def test_one_group_is_paule_and_mandel(self):
        rng = np.random.default_rng(0)
        for _ in range(20):
            means, variances = rng.normal(0, 1.5, (1, 6)), rng.uniform(0.05, 0.6, (1, 6))
            assert common_variance(means, variances) == pytest.approx(
                paule_mandel(means[0], variances[0]), rel=1e-6, abs=1e-9
            )

    def test_many_groups_find_the_true_variance(self):
        rng = np.random.default_rng(1)
        variances = rng.uniform(0.05, 0.5, (400, 3))
        means = rng.normal(0, 2, (400, 1)) + rng.normal(0, (1.3 + variances) ** 0.5)
        means[::2, 2] = np.nan
        assert common_variance(means, variances) == pytest.approx(1.3, rel=0.12)

    def test_a_field_is_left_out_of_what_is_known_for_it(self):
        agree = [[counted("a", 50, 100), counted("b", 50, 100)]]
        differ = [[counted("a", 90, 100), counted("b", 20, 100)]]
        known = known_disagreement({"adoption": {"one": agree, "other": differ}})["adoption"]
        assert known["one"].tau2 > 4
        assert known["other"].tau2 == 0.0
        assert (known["one"].fields, known["one"].freedom) == (1, 1.0)

    def test_technologies_of_one_field_are_one_field(self):
        same = [[counted("a", 50, 100), counted("b", 40, 100), counted("c", 45, 100)]] * 5
        known = known_disagreement({"adoption": {"one": same, "other": []}})["adoption"]["other"]
        assert (known.fields, known.freedom) == (1, 2.0)

    def test_a_technology_that_hardly_anyone_uses_tells_nothing(self):
        rare = [[counted("a", 0, 300), counted("b", 1, 20)]]
        known = known_disagreement({"adoption": {"one": rare, "other": []}})
        assert known["adoption"]["other"] == WIDEST

    def test_an_indicator_that_has_one_source_takes_the_greatest_of_the_others(self):
        differ = [[counted("a", 90, 100), counted("b", 20, 100)]]
        alone = [[counted("papers", 10, 100)]]
        known = known_disagreement(
            {"adoption": {"one": differ, "other": []}, "controversy": {"one": alone, "other": alone}}
        )
        assert known["controversy"]["other"] == known["adoption"]["other"]
        assert "adoption" in known["controversy"]["other"].words
        assert known["controversy"]["one"] == WIDEST


def test_variances_are_those_at_the_common_share():
    sources = [counted("a", 0, 100), counted("b", 60, 100)]
    means, variances = source_logits(sources)
    assert variances[0] == variances[1]
    assert means[1] == pytest.approx(np.log(60.5 / 40.5))
    (mean,), (variance,) = source_logits(sources[1:])
    assert (mean, variance) == pytest.approx((np.log(60.5 / 40.5), 1 / 60.5 + 1 / 40.5))


def test_every_doubt_has_a_rule_a_reason_and_its_threshold_in_both():
    assert len({doubt.name for doubt in DOUBTS}) == len(DOUBTS)
    for doubt in DOUBTS:
        assert doubt.words
        assert doubt.why
        assert (doubt.limit is None) == ("{limit}" not in doubt.rule)
        assert doubt.limit is None or f"{doubt.limit:g}" in doubt.words
