"""Forecasts against closed forms, and what must hold of them whatever the counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from growth_counts import NOBODY, PRIOR, counts_of
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.errors import InputError
from settled.growth.forecasting import forecast, observed_draws
from settled.growth.prior import shipped_prior
from settled.records import OUTSIDE, Entrants, ShareCounts

FEW = settings(max_examples=20, deadline=None)


@st.composite
def tables(draw):
    """Counts of 1 to 4 rivals in 1 to 8 years, some without units; every unit names at least one."""
    rivals, years = draw(st.integers(1, 4)), draw(st.integers(1, 8))
    n = draw(st.lists(st.integers(0, 60), min_size=years, max_size=years).filter(lambda n: n[0] + n[-1] > 0))
    k = []
    for units in n:
        row = draw(st.lists(st.integers(0, units), min_size=rivals, max_size=rivals))
        row[0] = max(row[0], units - sum(row[1:])) if units else 0
        k.append(row)
    return counts_of(k, n)


def drawn(
    counts: ShareCounts, horizon: int = 3, n_draws: int = 500, newcomers: Entrants = NOBODY, prior=PRIOR
):
    return forecast(counts, horizon, prior, newcomers, n_draws)


def test_fisher_pry_substitution_is_found_and_goes_on():
    """Two rivals whose log-odds differ by a straight line (Fisher & Pry 1971), counted without noise."""
    years = np.arange(12)
    share = 1.0 / (1.0 + np.exp(-(-4.0 + 0.5 * years)))
    counts = counts_of(np.stack([share, 1.0 - share], axis=1) * 5000, [5000.0] * 12)
    lasting = replace(PRIOR, level_sd=0.02, slope_sd=0.02, damping=0.999, correlation=0.0, freedom=100.0)
    found = drawn(counts, 4, 4000, prior=lasting)
    median = np.median(found.draws[:, 0], axis=1)
    truth = 1.0 / (1.0 + np.exp(-(-4.0 + 0.5 * np.arange(11, 16))))
    assert median == pytest.approx(truth, abs=0.01)


def test_one_year_of_counts_is_known_as_a_posterior_of_a_share_is():
    """With a wide start, one year's forecast of itself has the mean and width of a Beta posterior."""
    wide = replace(PRIOR, start_sd=1.5, correlation=0.0, volatilities=(1.0,), odds=(1.0,))
    found = drawn(counts_of([[300, 700]], [1000]), 0, 4000, prior=wide).draws[0, 0]
    assert found.mean() == pytest.approx(0.3, abs=0.005)
    assert found.std() == pytest.approx((0.3 * 0.7 / 1000) ** 0.5, rel=0.1)


@FEW
@given(tables())
def test_any_counts_give_shares(counts):
    found = drawn(counts)
    assert found.technologies[-1] == OUTSIDE
    assert found.draws.shape == (4, len(found.technologies), 500)
    assert np.isfinite(found.draws).all()
    assert found.draws.min() >= 0.0
    assert found.draws.max() <= 1.0
    assert (found.draws[:, :-1].sum(axis=1) >= 1.0 - 1e-6).all()  # every unit names one at least


@FEW
@given(tables(), st.integers(1, 40))
def test_more_units_of_one_never_lower_its_share(counts, more):
    before = np.median(drawn(counts, 0, 4000).draws[0], axis=1)
    k, n = counts.k.copy(), counts.n.copy()
    row = len(n) - 1
    first = counts.technologies.index(drawn(counts, 0, 10).technologies[0])
    k[row, first] += more
    n[row] += more
    after = drawn(replace(counts, k=k, n=n), 0, 4000)
    name = counts.technologies[first]
    assert np.median(after.draws[0, after.technologies.index(name)]) >= before[0] - 0.02  # of 4,000 draws


@FEW
@given(tables(), st.randoms(use_true_random=False))
def test_order_of_technologies_is_no_matter(counts, random):
    order = list(range(len(counts.technologies)))
    random.shuffle(order)
    names = tuple(counts.technologies[place] for place in order)
    one, other = drawn(counts), drawn(replace(counts, technologies=names, k=counts.k[:, order]))
    for name in one.technologies:
        a = one.draws[:, one.technologies.index(name)]
        b = other.draws[:, other.technologies.index(name)]
        assert np.median(a, axis=1) == pytest.approx(np.median(b, axis=1), abs=0.08)  # of 500 draws each


def test_thinned_counts_are_known_less_well_on_average():
    random = np.random.default_rng(3)
    full, thin = [], []
    for _ in range(20):
        n = random.integers(40, 200, 6)
        one = random.binomial(n, 0.3)
        k = np.stack([one, n - one], axis=1)
        for kept, widths in ((1.0, full), (0.2, thin)):
            low, high = np.quantile(
                drawn(counts_of(k * kept, n * kept), 2).draws[:, 0], [0.05, 0.95], axis=-1
            )
            widths.append(high - low)
    assert (np.mean(thin, axis=0) > np.mean(full, axis=0)).all()


def test_equal_rivals_have_equal_forecasts():
    found = drawn(counts_of([[10, 10], [30, 30], [20, 20]], [20, 60, 40]), 5, 4000)
    medians = np.median(found.draws, axis=2)
    assert medians[:, 0] == pytest.approx(medians[:, 1], abs=0.03)


def test_always_named_together_stay_together():
    found = drawn(counts_of([[20, 20], [60, 60], [40, 40]], [20, 60, 40]), 3)
    assert np.median(found.draws[:, :2], axis=2).min() > 0.9


def test_a_rival_alone_has_all_but_what_newcomers_take():
    newcomers = Entrants(np.tile(np.linspace(0.0, 0.5, 200), (3, 1)), 5)
    found = drawn(counts_of([[5], [9]], [5, 9]), 3, newcomers=newcomers)
    assert found.draws[0, 0] == pytest.approx(np.ones(500), abs=1e-9)
    assert (found.draws[1:, 1] > 0.2).mean() == pytest.approx(0.6, abs=0.02)
    assert (found.draws[1:].sum(axis=1) >= 1.0 - 1e-9).all()
    assert (found.draws[1:, 0] < 1.0)[found.draws[1:, 1] > 0.0].all()


def test_a_path_starts_where_it_is_first_named():
    """A newcomer's years before it stood on the list are no evidence against it."""
    late = drawn(counts_of([[50, 0], [50, 0], [50, 0], [30, 20]], [50] * 4), 0, 4000)
    only = drawn(counts_of([[30, 20]], [50]), 0, 4000)
    assert np.median(late.draws[0, 1]) == pytest.approx(np.median(only.draws[0, 1]), abs=0.04)


def test_gaps_of_years_widen():
    near = drawn(counts_of([[50, 50], [60, 40]], [100, 100]), 1, 4000).draws[1, 0]
    gap = drawn(counts_of([[50, 50], [0, 0], [0, 0], [0, 0], [60, 40]], [100, 0, 0, 0, 100]), 1, 4000).draws[
        1, 0
    ]
    assert np.isfinite(gap).all()
    assert abs(np.median(gap) - np.median(near)) < 0.05


def test_what_nobody_names_is_not_on_the_list():
    assert drawn(counts_of([[5, 0, 5], [6, 0, 4]], [10, 10])).technologies == ("a", "c", OUTSIDE)


@pytest.mark.parametrize(
    ("k", "n", "said"),
    [
        ([[0, 0], [0, 0]], [4, 4], "no unit names any of its technologies"),
        ([[3, 9], [1, 2]], [5, 3], "made-up 2001: more units name a technology than there are"),
        ([[3, -1], [1, 2]], [5, 3], "a count is negative or no number"),
        ([[3, np.nan], [1, 2]], [5, 3], "a count is negative or no number"),
    ],
)  # fmt: skip
def test_impossible_counts_are_one_clear_line(k, n, said):
    with pytest.raises(InputError, match=said):
        drawn(counts_of(k, n))


def test_same_counts_same_bits():
    counts = counts_of([[10, 5], [12, 9]], [14, 20])
    assert (drawn(counts).draws == drawn(counts).draws).all()


def test_intervals_widen_with_the_years():
    found = drawn(counts_of([[30, 70], [40, 60], [45, 55]], [100] * 3), 8, 4000).draws[:, 0]
    assert (np.diff(np.quantile(found, 0.95, axis=1) - np.quantile(found, 0.05, axis=1)) > -0.01).all()


def test_what_a_count_would_show_is_less_sure_than_the_share():
    found = drawn(counts_of([[30, 70], [40, 60], [45, 55]], [100] * 3), 2, 4000)
    shown = observed_draws(found, np.array([100.0, 40.0, 10.0]), 0.0)
    assert shown[:, 0].mean(axis=1) == pytest.approx(found.draws[:, 0].mean(axis=1), abs=0.02)
    assert (shown[:, 0].std(axis=1) > found.draws[:, 0].std(axis=1)).all()


def test_shipped_prior_was_fitted_before_the_years_that_are_reported():
    import tomllib
    from importlib.resources import files

    stored = tomllib.loads(files("settled.growth").joinpath("prior.toml").read_text())
    assert stored["fitted"]["until"] < "2012"
    assert len(stored["fitted"]["ledger_digest"]) == 64
    prior = shipped_prior()
    assert 0.0 < prior.damping < 1.0
    assert len(prior.volatilities) == len(prior.odds)
