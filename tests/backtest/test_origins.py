"""Made-up contests of which the end is known: what is judged and forecast, and that nothing leaks in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from contests_of_old import CALM, FALL, Contest, observed, series, technologies
from hypothesis import given, settings
from hypothesis import strategies as st

from settled import catalog
from settled.growth.prior import shipped_prior
from settled.indicators.share_counts import share_counts
from settled.pipeline.backtesting.cases import Terms, at_origin, enough
from settled.pipeline.backtesting.series import all_series, last_outcome
from settled.pipeline.backtesting.summary import bins, followed, held, misses, scores
from settled.records import LEVELS, METHODS

LAST = 2015
TERMS = Terms(shipped_prior(), catalog.load().levels, LAST, n_draws=500)


def cases(contest: Contest, origins=range(1995, LAST), terms: Terms = TERMS):
    told = series(contest)
    return [case for origin in origins for case in at_origin([told], [told], origin, terms)]


@pytest.fixture(scope="module")
def fall():
    return cases(FALL)


def test_scores_reach_as_far_as_the_evidence_and_no_further(fall):
    scored = [one for case in fall for one in case.scored]
    assert {one.ahead for one in scored} == {1, 3, 5}
    assert max(one.origin + one.ahead for one in scored) == LAST
    assert {one.origin for one in scored if one.ahead == 5} <= set(range(2003, 2011))


def test_a_newcomer_is_forecast_once_it_is_named(fall):
    origins = {one.origin for case in fall for one in case.scored if one.technology == "b"}
    first = min(year for year, (_, b) in FALL.items() if b)
    assert min(origins) == first


def test_one_alone_is_not_judged(fall):
    """The share of the only rival that is named yet is 100 % of itself."""
    first = min(year for year, (_, b) in FALL.items() if b)
    assert min(one.year for case in fall for one in case.judged) == first


def test_the_fallen_lost_its_level(fall):
    judged = [one for case in fall for one in case.judged]
    rows = {row.level: row for row in held(followed(judged, lambda one: one.technology == "a", 3), 3, LEVELS)}
    assert rows["L4"].judged > 0
    assert rows["L4"].still == 0
    assert rows["L0"].judged == rows["L0"].still > 0


def test_the_worst_miss_is_the_fall(fall):
    found = misses([one for case in fall for one in case.scored])
    assert {one.technology for one in found} == {"a", "b"}
    assert all(abs(one.outcome - one.before) > 0.3 for one in found)


def test_where_nothing_changes_every_level_holds():
    calm = cases(CALM, range(1999, LAST))
    judged = [one for case in calm for one in case.judged]
    for row in held(followed(judged, lambda one: True, 3), 3, LEVELS):
        assert row.still == row.judged
    for score in scores([one for case in calm for one in case.scored]):
        assert score.coverage["model"] == 1.0
        assert score.crps["point"] == 0.0


def test_same_evidence_same_bits(fall):
    assert cases(FALL) == fall


def test_scores_are_all_there(fall):
    for one in (one for case in fall for one in case.scored):
        assert set(one.crps) == set(METHODS)
        assert set(one.log_score) == set(METHODS) - {"point"} == set(one.inside)
        assert one.low <= one.median <= one.high
        assert sum(one.level.values()) == pytest.approx(1.0)
        assert one.content_90 >= 0.9 - 1e-9 and one.content_50 >= 0.5 - 1e-9  # noqa: PT018 - one property


def test_bins_hold_every_forecast_once(fall):
    scored = [one for case in fall for one in case.scored]
    rows = list(bins(scored, 3))
    for level in LEVELS:
        assert sum(row.count for row in rows if row.level == level) == sum(one.ahead == 3 for one in scored)
    assert sum(row.count for row in rows if row.level is None) == 5 * sum(one.ahead == 3 for one in scored)
    assert all(row.low <= row.forecast <= row.high for row in rows)


def test_an_outcome_of_another_source_is_left_out():
    told = series(FALL)
    moved = {
        year: replace(one, source="other" if year > 2006 else "papers") for year, one in told.known.items()
    }
    changed = replace(told, known=moved)
    (case,) = at_origin([changed], [changed], 2005, TERMS)
    assert {one.ahead for one in case.scored} == {1}
    assert case.changed == 4


# --- nothing later has a say --------------------------------------------------------------------------

ORIGIN = 2005
years = st.fixed_dictionaries(
    {
        year: st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
        for year in range(1999, 2011)
    }
)


def told_at(contest: Contest):
    field = catalog.load().fields["optimizer"]
    rivals = tuple(replace(field.technologies[0], id=name) for name in technologies(contest))
    made = replace(field, id="old", technologies=rivals)
    evidence = observed(contest)
    every = tuple(all_series(evidence, [made], 1999, 2010))
    return list(at_origin(every, every, ORIGIN, replace(TERMS, last_year=2010)))


def after(contest: Contest, otherwise: Contest) -> Contest:
    """The contest up to the origin, and something else from then on."""
    return {year: (contest if year <= ORIGIN else otherwise)[year] for year in contest}


@settings(max_examples=25, deadline=None)
@given(years, years)
def test_no_evidence_after_the_origin_changes_its_verdicts(contest, otherwise):
    one, other = told_at(contest), told_at(after(contest, otherwise))
    assert [case.judged for case in one] == [case.judged for case in other]


@settings(max_examples=25, deadline=None)
@given(years)
def test_what_came_changes_no_forecast(contest):
    """To the bit, where as many units came: a forecast tells what a count of so many would show."""
    backwards = {year: counts[::-1] for year, counts in contest.items()}
    one, other = told_at(contest), told_at(after(contest, backwards))
    forecasts = [
        [
            (s.technology, s.ahead, s.median, s.low, s.high, s.level, s.content_50)
            for c in cases
            for s in c.scored
        ]
        for cases in (one, other)
    ]
    assert forecasts[0] == forecasts[1]


@settings(max_examples=25, deadline=None)
@given(years, years)
def test_counts_known_at_an_origin_hold_nothing_later(contest, otherwise):
    changed = after(contest, otherwise)
    known = [
        share_counts(observed(one), "old", technologies(one), "papers_about", date(ORIGIN, 12, 31))
        for one in (contest, changed)
    ]
    for part in ("years", "k", "n"):
        np.testing.assert_array_equal(getattr(known[0], part), getattr(known[1], part))
    assert len(known[0].years) == 0 or known[0].years[-1] <= ORIGIN


def test_later_evidence_does_change_later_origins():
    """So that the test above can fail."""
    other = {year: counts if year <= 2008 else (0, 200) for year, counts in FALL.items()}
    told, changed = cases(FALL, [2009]), cases(other, [2009])
    assert told[0].judged != changed[0].judged


@pytest.mark.parametrize(
    ("ends", "year"), [(("2014-12-31",), 2014), (("2014-09-30",), 2013), (("2014-12-31", "2015-06-30"), 2014)]
)
def test_a_year_that_ends_early_is_no_outcome(ends, year):
    evidence = observed({int(end[:4]): (3, 4) for end in ends})
    columns = evidence._columns
    last = [(np.datetime64(end) - np.datetime64("1970-01-01")).astype(int) for end in ends] * 2
    assert last_outcome(type(evidence)(replace(columns, period_end=np.array(last, np.int32)))) == year


def test_too_little_is_no_origin():
    told = series(FALL).known
    assert not enough(None, 2005)
    assert not enough(told[2005], 2006)
    assert not enough(told[2000], 2000)
    assert enough(told[2006], 2006)
    assert not enough(replace(told[2006], n=told[2006].n / 100), 2006)
