"""Units that are looked at again every year: what their years share, and what a forecast makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from contests_of_old import CALM, FALL, series
from hypothesis import given
from hypothesis import strategies as st

from settled.growth.forecasting import forecast
from settled.growth.model import discount
from settled.growth.prior import shipped_prior
from settled.indicators.rows import Observed
from settled.indicators.share_counts import share_counts
from settled.ledger import Columns
from settled.records import Entrants

NOBODY = Entrants(np.zeros((1, 200)), 1)
TODAY = date(2020, 12, 31)


def panel(uses: np.ndarray, source: str = "code/repositories") -> Observed:
    """Repositories of one owner each, one unit a year: ``uses[o, y]`` of two rivals; NaN: not there."""
    owners, years = np.nonzero(~np.isnan(uses))
    one = uses[owners, years]
    rows = len(one)
    snapshots = tuple(f"s{owner:03}" for owner in range(len(uses)))
    zeros = np.zeros(2 * rows, np.int32)
    ends = (np.array([f"{2010 + year}-12-31" for year in years], "datetime64[D]")).astype(int)
    return Observed(
        Columns(
            fields=("f",),
            technologies=("a", "b"),
            measures=("adoption",),
            sources=(source,),
            units=("",),
            snapshots=snapshots,
            field=zeros,
            technology=np.repeat([0, 1], rows).astype(np.int32),
            measure=zeros,
            source=zeros,
            unit=zeros,
            snapshot=np.tile(owners, 2).astype(np.int32),
            period_start=np.tile(ends - 89, 2).astype(np.int32),
            period_end=np.tile(ends, 2).astype(np.int32),
            k=np.concatenate([one, 1.0 - one]),
            n=np.ones(2 * rows),
            value=np.full(2 * rows, np.nan),
        )
    )


def shared(uses: np.ndarray, source: str = "code/repositories") -> float:
    return share_counts(panel(uses, source), "f", ["a", "b"], "adoption", TODAY).shared


def stays(owners: int, years: int, stay: float, seed: int = 0) -> np.ndarray:
    """Each owner keeps its rival from one year to the next with some probability, else draws anew."""
    draw = np.random.default_rng(seed)
    uses = np.empty((owners, years))
    uses[:, 0] = draw.random(owners) < 0.5
    for year in range(1, years):
        keeps = draw.random(owners) < stay
        uses[:, year] = np.where(keeps, uses[:, year - 1], draw.random(owners) < 0.5)
    return uses


@pytest.mark.parametrize("stay", [0.0, 0.5, 0.8])
def test_years_share_what_owners_keep(stay):
    assert shared(stays(2_000, 8, stay)) == pytest.approx(stay, abs=0.03)


def test_who_never_changes_is_bounded():
    assert shared(stays(50, 6, 1.0)) == pytest.approx(0.95)


def test_owners_who_come_and_go_lower_it():
    """Half of each year's owners are not there the next: they share nothing."""
    uses = stays(2_000, 2, 1.0)
    uses[:1_000, 1] = np.nan
    uses = np.vstack([uses, np.column_stack([np.full(1_000, np.nan), stays(1_000, 1, 0.0, seed=1)])])
    assert shared(uses) == pytest.approx(0.5, abs=0.05)


def test_other_sources_have_units_of_their_own_each_year():
    assert shared(stays(50, 6, 1.0), "model_zoo/zoo") == 0.0


@given(
    st.lists(st.lists(st.sampled_from([0.0, 1.0, np.nan]), min_size=4, max_size=4), min_size=1, max_size=6)
)
def test_it_is_a_correlation_whatever_is_counted(uses):
    if not np.isnan(uses).all():
        assert 0.0 <= shared(np.array(uses)) <= 0.95


def test_a_unit_of_a_panel_tells_more_of_changes():
    assert discount(np.array(10.0), 0.0, 0.75) == pytest.approx(4.0)


def test_a_change_of_the_same_units_is_believed():
    """The last share of a panel is nearer the truth than the mean of it and the years before."""
    counts = series({year: (20, 20) if year < 2005 else (30, 10) for year in range(1997, 2006)}).known[2005]
    prior = shipped_prior()
    plain = np.median(forecast(counts, 0, prior, NOBODY).draws[0, 0])
    same = np.median(forecast(replace(counts, shared=0.8), 0, prior, NOBODY, same_units=True).draws[0, 0])
    assert abs(same - 0.75) < abs(plain - 0.75) - 0.02


@pytest.mark.parametrize("contest", [CALM, FALL], ids=["calm", "fall"])
def test_all_units_are_known_less_well_than_the_panel(contest):
    counts = replace(series(contest).known[2009], shared=0.8)
    spread = {}
    for same_units in (True, False):
        draws = forecast(counts, 3, shipped_prior(), NOBODY, same_units=same_units).draws[:, 0]
        spread[same_units] = np.diff(np.quantile(draws, [0.05, 0.95], axis=1), axis=0)[0]
        assert np.median(draws[0]) == pytest.approx(counts.k[-1, 0] / counts.n[-1], abs=0.05)
    assert spread[False][0] > 1.3 * spread[True][0]
    assert (spread[False] > 0.99 * spread[True]).all()  # later on, shocks outweigh it


def test_without_a_panel_both_are_the_same():
    counts = series(FALL).known[2009]
    one, other = (
        forecast(counts, 3, shipped_prior(), NOBODY, same_units=same).draws for same in (True, False)
    )
    np.testing.assert_array_equal(one, other)
