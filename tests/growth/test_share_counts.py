"""From observations to a field's counts by year, through a real ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from settled.indicators.rows import Observed
from settled.indicators.share_counts import last_whole_year, preferred, reach, share_counts
from settled.ledger import Ledger
from settled.records import Observation, Snapshot

TODAY = date(2024, 12, 31)


def paper_year(technology: str, year: int, k: int, n: int, venue: str = "acl", measure: str = "papers_about"):
    source = f"papers/{venue}" if measure == "papers_about" else "model_zoo/zoo"
    return Observation(
        "f", technology, measure, date(year, 1, 1), date(year, 12, 31), k, n, None, None, source, "s1"
    )


@pytest.fixture
def observed(tmp_path: Path):
    def make(observations: Iterable[Observation]) -> Observed:
        ledger = Ledger.open(tmp_path / "ledger", shipped=None)
        snapshot = Snapshot("s1", "papers", "x", "", "2026-11-24", "0" * 64, "text", 1, "0" * 64, "0.1.0", 1)
        ledger.append(snapshot, observations)
        return Observed(ledger.columns())

    return make


def test_one_venue_gives_raw_counts_and_gaps_without_units(observed):
    rows = [paper_year("a", 2020, 6, 10), paper_year("b", 2020, 5, 10)]
    rows += [paper_year("a", 2022, 8, 9), paper_year("b", 2022, 1, 9)]
    counts = share_counts(observed(rows), "f", ["a", "b"], "papers_about", TODAY)
    assert counts.years.tolist() == [2020, 2021, 2022]
    assert counts.n == pytest.approx(np.array([10, 0, 9]))
    assert counts.k == pytest.approx(np.array([[6, 5], [0, 0], [8, 1]]))
    assert (counts.measure, counts.source) == ("papers_about", "papers")


def test_only_what_had_ended_counts(observed):
    rows = [paper_year("a", year, 5, 10) for year in range(2018, 2025)]
    rows += [paper_year("b", year, 5, 10) for year in range(2018, 2025)]
    counts = share_counts(observed(rows), "f", ["a", "b"], "papers_about", date(2021, 12, 30))
    assert counts.years.tolist() == [2018, 2019, 2020]


def test_another_mix_of_venues_is_no_change_of_shares(observed):
    """Shares differ by venue, and one year met mostly at one of them."""
    rows = []
    for year, venue, a, n in (
        (2020, "acl", 90, 100), (2020, "cvpr", 10, 100), (2021, "acl", 162, 180), (2021, "cvpr", 2, 20),
    ):  # fmt: skip
        rows += [paper_year("a", year, a, n, venue), paper_year("b", year, n - a, n, venue)]
    counts = share_counts(observed(rows), "f", ["a", "b"], "papers_about", TODAY)
    shares = counts.k[:, 0] / counts.n
    assert shares[1] == pytest.approx(shares[0], abs=0.06)


def test_every_unit_names_one_and_what_is_named_stays_named(observed):
    rows = []
    for venue, a, b, c, n in (("acl", 50, 0, 1, 51), ("cvpr", 1, 1, 0, 2), ("kdd", 3, 9, 0, 12)):
        for technology, k in zip("abcd", (a, b, c, 0), strict=True):
            rows.append(paper_year(technology, 2020, k, n, venue))
    counts = share_counts(observed(rows), "f", list("abcd"), "papers_about", TODAY)
    assert counts.k.sum() >= counts.n[0] - 1e-9
    assert (counts.k[0] > 0).tolist() == [True, True, True, False]
    assert (counts.k <= counts.n[:, None] + 1e-9).all()


def test_without_evidence_there_is_no_year(observed):
    counts = share_counts(observed([paper_year("a", 2020, 1, 1)]), "f", ["z"], "papers_about", TODAY)
    assert len(counts.years) == 0
    assert counts.k.shape == (0, 1)


def test_the_preferred_measure_needs_years_enough(observed):
    rows = [paper_year("a", year, 5, 10) for year in range(2016, 2025)]
    rows += [paper_year("a", year, 5, 10, measure="adoption") for year in (2023, 2024)]
    seen = observed(rows)
    counts = [share_counts(seen, "f", ["a"], measure, TODAY) for measure in ("adoption", "papers_about")]
    for least, measure in ((2, "adoption"), (3, "papers_about")):
        assert preferred(counts, {"adoption": least, "papers_about": 1}).measure == measure


@pytest.mark.parametrize(("source", "year"), [(None, 2024), ("models/one", 2024), ("models/two", 2022)])
def test_the_last_whole_year_is_that_of_the_source(observed, source, year):
    ends = (("models/one", date(2024, 12, 31)), ("models/two", date(2023, 3, 31)))
    rows = [
        Observation("f", "a", "adoption", date(end.year, 1, 1), end, 1, 2, None, None, name, "s1")
        for name, end in ends
    ]
    seen = observed(rows)
    assert last_whole_year(seen, "adoption", source) == year
    assert last_whole_year(seen, "papers_about") is None


@pytest.mark.parametrize("evidence", ["models", "papers"])
def test_shipped_evidence_gives_counts_that_a_model_can_take(evidence):
    from settled.catalog import load
    from settled.growth.forecasting import checked
    from settled.ledger import SHIPPED

    seen = Observed(Ledger.open(Path("nowhere"), SHIPPED).columns())
    measure = {"models": "adoption", "papers": "papers_about"}[evidence]
    found = 0
    for field in load(Path("nowhere")).fields.values():
        counts = share_counts(seen, field.id, [one.id for one in field.technologies], measure, date.max)
        if counts.k.sum() > 0:
            assert checked(counts) is counts
            assert (counts.k.sum(axis=1) >= counts.n - 1e-6).all()
            found += 1
    assert found > 5


@pytest.mark.parametrize("as_of", [date.max, date(2015, 6, 30), date(1950, 1, 1)])
def test_reach_is_that_of_the_counts(as_of):
    from settled.catalog import load
    from settled.ledger import SHIPPED

    seen = Observed(Ledger.open(Path("nowhere"), SHIPPED).columns())
    for field in load(Path("nowhere")).fields.values():
        asked = (seen, field.id, [one.id for one in field.technologies])
        for measure in ("adoption", "papers_about"):
            counts = share_counts(*asked, measure, as_of)
            last = int(counts.years[-1]) if len(counts.years) else None
            assert reach(*asked, measure, as_of) == (counts.source, last)
