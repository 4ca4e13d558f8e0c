"""What must hold of every indicator, also of one that is added tomorrow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from settled.indicators import all_indicators
from settled.records import IndicatorSpec, Observation, SourceEstimate

AS_OF = date(2026, 11, 24)
INDICATORS = {indicator.spec.id: indicator for indicator in all_indicators()}
MEASURES = (
    "adoption",
    "canonical",
    "native_support",
    "papers_about",
    "contested",
    "open_weights",
    "theorems",
)


def row(measure, source, year, quarter, k, n, value=None) -> Observation:
    start = date(year, 3 * quarter - 2, 1)
    end = start + timedelta(days=89)
    return Observation("f", "t", measure, start, end, k, n, value, None, source, "s1")


def rich(k_of_10: int) -> list[Observation]:
    """Three years of evidence of every measure: k of 10 in each quarter."""
    found = []
    for year in (2024, 2025, 2026):
        for quarter in (1, 2, 3):
            found += [row(m, f"papers/{v}", year, quarter, k_of_10, 10) for m in MEASURES for v in ("a", "b")]
            found += [row("downloads", "downloads", year, quarter, None, None, 0.08 * k_of_10)]
    return found


def mean(estimate: SourceEstimate) -> float:
    return estimate.alpha / (estimate.alpha + estimate.beta)


@pytest.mark.parametrize("name", INDICATORS)
class TestEveryIndicator:
    def test_declares_what_it_asks_and_when_not_to_trust_it(self, name):
        spec = INDICATORS[name].spec
        assert isinstance(spec, IndicatorSpec)
        assert spec.question.endswith("?")
        assert all((spec.name, spec.unit, spec.needs, spec.distrust, spec.reference))

    def test_no_evidence_is_empty(self, name, observed):
        assert INDICATORS[name].measure(observed([]), "f", "t", AS_OF) == []
        assert INDICATORS[name].measure(observed(rich(5)), "f", "unknown", AS_OF) == []

    def test_is_a_share(self, name, observed):
        estimates = INDICATORS[name].measure(observed(rich(7)), "f", "t", AS_OF)
        assert estimates
        for estimate in estimates:
            assert estimate.alpha > 0
            assert estimate.beta > 0
            assert estimate.k is None or 0 <= estimate.k <= estimate.n
            assert estimate.latest <= AS_OF

    def test_more_of_it_is_more(self, name, observed):
        less = INDICATORS[name].measure(observed(rich(3)), "f", "t", AS_OF)
        more = INDICATORS[name].measure(observed(rich(8)), "f", "t", AS_OF)
        assert all(mean(a) < mean(b) for a, b in zip(less, more, strict=True))

    def test_order_of_rows_is_irrelevant(self, name, observed):
        ahead = INDICATORS[name].measure(observed(rich(4)), "f", "t", AS_OF)
        back = INDICATORS[name].measure(observed(rich(4)[::-1]), "f", "t", AS_OF)
        assert ahead == back

    def test_the_future_is_unknown(self, name, observed):
        then = date(2025, 12, 31)
        ever = INDICATORS[name].measure(observed(rich(4)), "f", "t", then)
        known = INDICATORS[name].measure(observed(rich(4), until=then), "f", "t", then)
        assert ever == known

    def test_what_ended_long_ago_says_nothing_but_of_frameworks_and_theorems(self, name, observed):
        estimates = INDICATORS[name].measure(observed(rich(4)), "f", "t", date(2036, 1, 1))
        if name != "theory":  # what was proved or refuted stays so
            assert all(estimate.source.endswith(":frameworks") for estimate in estimates)


def test_a_window_is_anchored_at_the_evidence_not_at_the_calendar(observed):
    rows = observed(rich(4))
    measure = INDICATORS["adoption"].measure
    assert measure(rows, "f", "t", AS_OF) == measure(rows, "f", "t", AS_OF + timedelta(days=200))


def test_native_support_counts_each_frameworks_newest_release(observed):
    day = date(2020, 1, 1)
    later = date(2024, 1, 1)
    rows = [
        Observation("f", "t", "native_support", day, day, 0, 1, None, None, "packages/torch", "s1"),
        Observation("f", "t", "native_support", later, later, 1, 1, None, None, "packages/torch", "s1"),
        Observation("f", "t", "native_support", day, day, 0, 1, None, None, "packages/keras", "s1"),
    ]
    measure = INDICATORS["standardization"].measure
    (now,) = measure(observed(rows), "f", "t", AS_OF)
    assert (now.k, now.n) == (1, 2)
    (then,) = measure(observed(rows), "f", "t", date(2021, 1, 1))
    assert (then.k, then.n) == (0, 2)
