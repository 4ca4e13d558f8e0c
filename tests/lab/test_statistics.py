"""Statistics against SciPy's and statsmodels' own, and the words that follow from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import DescrStatsW

from settled.lab import statistics
from settled.lab.statistics import (
    Pairing,
    difference_p,
    equivalence_p,
    holm,
    judge,
    spread,
    word,
)

STUDIES = st.lists(st.floats(-100, 100).map(lambda x: round(x, 3)), min_size=2, max_size=30)
VARIED = STUDIES.filter(lambda values: np.ptp(values) > 0.01)
PROBABILITIES = st.lists(st.floats(0, 1), min_size=1, max_size=12)
FEW = settings(max_examples=25, deadline=None)


@given(VARIED)
@FEW
def test_the_test_of_a_difference_is_the_paired_t_test(values: list[float]) -> None:
    rival = np.linspace(-1, 1, len(values))
    found = stats.ttest_rel(rival + values, rival).pvalue
    assert difference_p(values) == pytest.approx(found, rel=1e-6, abs=1e-12)


@given(VARIED, st.floats(0.01, 50))
@FEW
def test_equivalence_is_two_one_sided_tests(values: list[float], smallest: float) -> None:
    found, *_ = DescrStatsW(values).ttost_mean(-smallest, smallest)
    assert equivalence_p(values, smallest) == pytest.approx(found, rel=1e-6, abs=1e-12)


@given(VARIED, st.floats(0.01, 50))
@FEW
def test_equivalence_is_shown_where_the_interval_of_90_percent_lies_within(
    values: list[float], smallest: float
) -> None:
    low, high = stats.t(len(values) - 1, np.mean(values), stats.sem(values)).interval(0.9)
    nearest = min(abs(smallest - high), abs(low + smallest))
    if nearest > 1e-9:
        assert (equivalence_p(values, smallest) <= 0.05) == (-smallest < low and high < smallest)


@given(PROBABILITIES)
@FEW
def test_holm_is_that_of_statsmodels_and_only_raises(values: list[float]) -> None:
    found = holm(values)
    assert found == pytest.approx(multipletests(values, method="holm")[1])
    assert all(one >= before for one, before in zip(found, values, strict=True))
    order = np.argsort(values, kind="stable")
    assert (np.diff(np.array(found)[order]) >= -1e-15).all()


@given(PROBABILITIES, st.randoms())
@FEW
def test_holm_does_not_depend_on_the_order(values: list[float], random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    found = holm(values)
    assert holm([values[place] for place in order]) == pytest.approx([found[place] for place in order])


def test_holm_of_none_is_none() -> None:
    assert holm([]) == []


@given(VARIED.filter(lambda values: len(values) < 10))
@FEW
def test_few_studies_have_students_interval(values: list[float]) -> None:
    found = spread(values)
    low, high = stats.t(len(values) - 1, np.mean(values), stats.sem(values)).interval(0.9)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.low <= found.mean <= found.high


def test_many_studies_have_the_bootstraps_interval() -> None:
    values = np.random.default_rng(1).gamma(2.0, size=40)
    found = spread(list(values), bound=1.5, seed=3)
    again = stats.bootstrap(
        (values,), np.mean, confidence_level=0.9, method="BCa", rng=np.random.default_rng(3)
    ).confidence_interval
    assert (found.low, found.high) == pytest.approx((again.low, again.high))
    assert found == spread(list(values), bound=1.5, seed=3)
    # The centre of a bootstrap distribution is the mean, so that its share above the mean is about a half.
    assert spread(list(values), bound=found.mean).above == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("count", [5, 15])
def test_intervals_cover_what_they_say(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "_RESAMPLES", 499)
    generator = np.random.default_rng(0)
    drawn = generator.normal(size=(200, count))
    found = [spread(list(one), seed=0) for one in drawn]
    covered = np.mean([one.low <= 0.0 <= one.high for one in found])
    assert 0.83 <= covered <= 0.96


@given(VARIED.filter(lambda values: len(values) < 10), st.floats(0.01, 10))
@FEW
def test_turning_the_contest_turns_the_finding(values: list[float], smallest: float) -> None:
    def one(differences: list[float]) -> str:
        (found,) = judge([Pairing("new", "old", "copying", "loss", "nats", differences, smallest)])
        return found.word

    turned = {"better": "worse", "worse": "better"}
    ours, theirs = one(values), one([-value for value in values])
    assert theirs == turned.get(ours, ours)


def pairing(differences: list[float], smallest: float = 0.1) -> Pairing:
    return Pairing("new", "old", "copying", "loss", "nats", differences, smallest)


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        ([1.0, 1.1, 0.9, 1.05, 0.95], "better"),
        ([-1.0, -1.1, -0.9, -1.05, -0.95], "worse"),
        ([0.01, -0.01, 0.02, 0.0, 0.01], "shown equal"),
        ([1.0, -1.0, 2.0, -2.0, 0.5], "no difference found"),
        ([0.05, 0.051, 0.049, 0.05, 0.05], "shown equal"),  # real, and too small to matter
        ([0.0, 0.0, 0.0], "shown equal"),
        ([1.0, 1.0, 1.0], "better"),
    ],
)
def test_the_words(differences: list[float], said: str) -> None:
    (found,) = judge([pairing(differences)])
    assert found.word == said


def test_many_contests_ask_for_more() -> None:
    close = [0.4, 0.9, 0.5, 0.1, 0.3]
    assert judge([pairing(close)])[0].word == "better"
    loud = [pairing([1.0, -1.0, 2.0, -2.0, 0.5])] * 20
    assert judge([pairing(close), *loud])[0].word == "no difference found"


@given(st.floats(-5, 5), st.floats(0, 1), st.floats(0, 1))
def test_a_word_is_never_better_without_a_positive_difference(
    difference: float, p_value: float, p_equal: float
) -> None:
    said = word(difference, p_value, p_equal)
    assert said != "better" or difference > 0
    assert said not in ("better", "worse") or p_value <= 0.05


@pytest.mark.parametrize("bad", [[], [1.0], [1.0, float("nan")], [1.0, float("inf")]])
def test_too_few_or_broken_studies_are_refused(bad: list[float]) -> None:
    for measure in (spread, difference_p):
        with pytest.raises(ValueError, match="needs two finite studies"):
            measure(bad)
    with pytest.raises(ValueError, match="must be positive"):
        equivalence_p([1.0, 2.0], 0.0)
