"""What an append adds, what counts afterwards, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ledger_evidence import CLAIM, append, observations, sightings, snapshot

from settled.errors import LedgerError
from settled.ledger import Ledger


def test_an_absent_home_reads_as_empty_and_stays_absent(ledger: Ledger, home: Path) -> None:
    assert len(ledger.columns()) == 0
    assert ledger.observations().columns == [
        "field", "technology", "measure", "period_start", "period_end", "k", "n", "value", "unit", "source",
        "snapshot",
    ]  # fmt: skip
    assert ledger.snapshots() == ledger.claims() == ledger.verify() == []
    assert ledger.sightings().num_rows == 0
    assert ledger.known_unit_keys("papers").tolist() == []
    assert [(layer.exists, layer.snapshots) for layer in ledger.info()] == [(False, {})]
    assert not home.exists()


def test_what_was_appended_is_read_back(ledger: Ledger) -> None:
    made = snapshot(3)
    outcome = append(ledger, 3)
    assert (outcome.outcome, outcome.observations, outcome.sightings, outcome.claims) == ("added", 6, 50, 1)
    assert ledger.snapshots() == [made]
    assert ledger.claims() == [(made, CLAIM)]
    rows = ledger.observations().rows()
    expected = [
        tuple(getattr(one, name) for name in ledger.observations().columns) for one in observations(made, 3)
    ]
    assert sorted(rows, key=str) == sorted(expected, key=str)
    read = ledger.sightings()
    assert read.column("snapshot").unique().to_pylist() == [made.id]
    key = [("unit", "ascending")]
    assert read.drop_columns("snapshot").sort_by(key).equals(sightings(3).sort_by(key))
    assert ledger.known_unit_keys("papers").tolist() == [3000 + row for row in range(50)]
    assert ledger.known_unit_keys("papers", apart_from=made.content_digest).size == 0
    assert ledger.known_unit_keys("models").size == 0
    assert ledger.verify() == []


def test_sightings_are_selected_by_words(ledger: Ledger) -> None:
    append(ledger, 1)
    append(ledger, 2)
    found = ledger.sightings(technology="technology-2", columns=["unit", "technology"])
    assert found.column_names == ["unit", "technology", "snapshot"]
    assert set(found.column("technology").to_pylist()) == {"technology-2"}
    assert found.num_rows == 20
    assert ledger.sightings(source="papers/venue-1").num_rows == 50


def test_appending_again_adds_nothing_and_says_so(ledger: Ledger, home: Path) -> None:
    append(ledger, 1)
    before = (home / "ledger.sqlite").read_bytes(), ledger.digest()
    assert append(ledger, 1).outcome == "known"
    assert ledger.holds(snapshot(1).id)
    assert ((home / "ledger.sqlite").read_bytes(), ledger.digest()) == before


def test_nothing_to_see_still_leaves_a_snapshot(ledger: Ledger, home: Path) -> None:
    assert ledger.append(snapshot(1, origin=None, skipped=()), []).outcome == "added"
    assert ledger.snapshots() == [snapshot(1, origin=None, skipped=())]
    assert ledger.verify() == []
    assert not (home / "sightings").exists()


STATUSES = {
    "another content counts too": ([{}, {"content_digest": "other"}], ["active", "active"]),
    "a newer scanner supersedes": ([{}, {"scanner_version": 2}], ["superseded", "active"]),
    "an older scanner comes too late": ([{"scanner_version": 2}, {}], ["active", "superseded"]),
    "other signatures: the last counts": ([{}, {"signature_digest": "x"}], ["superseded", "active"]),
    "the version goes before the order": (
        [{"scanner_version": 2}, {"signature_digest": "x"}], ["active", "superseded"],
    ),
    "another file name is the same content": (
        [{}, {"locator": "x", "revision": "y"}], ["superseded", "active"],
    ),
    "another scanner reads something else": ([{}, {"scanner": "claims"}], ["active", "active"]),
    "another source is another thing": ([{}, {"source": "models"}], ["active", "active"]),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), STATUSES.values(), ids=STATUSES)
def test_which_snapshots_count(ledger: Ledger, changes: list[dict[str, object]], expected: list[str]) -> None:
    for number, change in enumerate(changes):
        append(ledger, number, **{"content_digest": "same", **change})
    held = ledger.held()
    assert [one.status for one in held] == expected
    active = {one.snapshot.id for one in held if one.status == "active"}
    assert set(ledger.observations()["snapshot"]) == active
    assert set(ledger.sightings().column("snapshot").to_pylist()) == active
    assert {one.id for one in ledger.snapshots()} == active
    assert {one.id for one, _ in ledger.claims()} == active


def test_a_withdrawal_hides_deletes_nothing_and_brings_back_what_it_superseded(ledger: Ledger) -> None:
    append(ledger, 1, content_digest="same")
    append(ledger, 2, content_digest="same", scanner_version=2)
    ledger.withdraw(snapshot(2).id, "wrong file")
    assert [one.status for one in ledger.held()] == ["active", "withdrawn"]
    assert set(ledger.observations()["snapshot"]) == {snapshot(1).id}
    assert append(ledger, 2, content_digest="same", scanner_version=2).outcome == "withdrawn"
    assert ledger.verify() == []


def test_withdrawing_what_is_not_there_is_refused(ledger: Ledger) -> None:
    append(ledger, 1)
    with pytest.raises(LedgerError, match="no snapshot '0000000000000002'; hint: did you mean"):
        ledger.withdraw("0000000000000002", "why")


REFUSED = {
    "k above n": {"k": 3, "n": 2},
    "k below 0": {"k": -1},
    "n without k": {"k": None},
    "nothing counted": {"k": None, "n": None},
    "not a number": {"value": float("nan")},
    "without end": {"value": float("inf")},
    "too large": {"n": 2**60},
    "backwards": {"period_end": date(1950, 1, 1)},
    "unknown measure": {"measure": "charm"},
    "another snapshot": {"snapshot": "other"},
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_an_observation_that_breaks_a_rule_is_refused_whole(
    ledger: Ledger, change: dict[str, object]
) -> None:
    made = snapshot(1)
    good, bad, *_ = observations(made, 1)
    with pytest.raises(LedgerError, match=made.id):
        ledger.append(made, [good, replace(bad, **change)], sightings(1))  # type: ignore[arg-type]
    assert ledger.held() == []


def test_the_same_count_twice_is_refused(ledger: Ledger) -> None:
    made = snapshot(1)
    one, *_ = observations(made, 1)
    with pytest.raises(LedgerError, match="counted twice"):
        ledger.append(made, [one, replace(one, n=10**6)])


def test_a_table_that_is_not_of_sightings_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="not a table of sightings"):
        ledger.append(snapshot(1), [], sightings(1).drop_columns("unit"))
    assert ledger.held() == []


def test_without_a_home_nothing_can_be_written() -> None:
    with pytest.raises(LedgerError, match="read-only"):
        append(Ledger.open(None, shipped=None), 1)
