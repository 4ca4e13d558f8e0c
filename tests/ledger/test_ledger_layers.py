"""The shipped ledger under the user's own: counted once, never written."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from ledger_evidence import append, observations, sightings, snapshot

from settled.errors import LedgerError
from settled.ledger import SHIPPED, Ledger


def every_byte(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(home: Path, numbers: list[int]) -> Ledger:
    built = Ledger.open(home, shipped=None)
    for number in numbers:
        append(built, number)
    return built


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A shipped ledger of snapshots 1 and 2."""
    folder = tmp_path / "package" / "with a # and a ?"
    build(tmp_path / "build", [1, 2]).ship(folder)
    return folder


def test_both_layers_are_read_as_one(home: Path, shipped: Path) -> None:
    ledger = Ledger.open(home, shipped)
    assert append(ledger, 3).outcome == "added"
    assert append(ledger, 1).outcome == "known"
    whole = build(home.parent / "whole", [3, 1, 2])
    assert ledger.digest() == whole.digest()
    assert ledger.observations().equals(whole.observations())
    assert set(ledger.observations(only_mine=True)["snapshot"]) == {snapshot(3).id}
    assert [one.id for one in ledger.snapshots(only_mine=True)] == [snapshot(3).id]
    assert set(ledger.sightings(only_mine=True).column("snapshot").to_pylist()) == {snapshot(3).id}
    assert len(ledger.claims()) == 3
    assert len(ledger.claims(only_mine=True)) == 1
    assert ledger.known_unit_keys("papers").tolist() == whole.known_unit_keys("papers").tolist()
    assert [layer.sources[0].snapshots for layer in ledger.info()] == [2, 1]


def test_what_a_later_package_ships_too_is_counted_once(home: Path, shipped: Path) -> None:
    append(Ledger.open(home, shipped=None), 1)
    ledger = Ledger.open(home, shipped)
    assert len(ledger.columns()) == 2 * 6
    assert [one.layer for one in ledger.held()] == ["shipped", "shipped"]
    assert ledger.verify() == []


def test_the_users_own_newer_reading_supersedes_a_shipped_one(home: Path, shipped: Path) -> None:
    ledger = Ledger.open(home, shipped)
    append(ledger, 9, content_digest=snapshot(1).content_digest, signature_digest="with a field of my own")
    assert {one.snapshot.id: one.status for one in ledger.held()} == {
        snapshot(1).id: "superseded",
        snapshot(2).id: "active",
        snapshot(9).id: "active",
    }


def test_the_shipped_ledger_is_never_written(home: Path, shipped: Path) -> None:
    before = every_byte(shipped)
    ledger = Ledger.open(home, shipped)
    append(ledger, 3)
    ledger.withdraw(snapshot(1).id, "its file was wrong")
    assert ledger.verify() == []
    ledger.export(home / "all.csv")
    assert {one.id for one in ledger.snapshots()} == {snapshot(2).id, snapshot(3).id}
    assert every_byte(shipped) == before


def test_the_shipped_ledger_is_read_where_nothing_can_be_written(small_disk: Path, home: Path) -> None:
    build(home, [1]).ship(small_disk / "shipped")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    ledger = Ledger.open(None, small_disk / "shipped")
    assert len(ledger.columns()) == 6
    assert ledger.sightings().num_rows == 50
    assert ledger.verify() == []


def test_the_same_content_ships_as_the_same_bytes(tmp_path: Path) -> None:
    folders = []
    for name, numbers in (("one", [1, 2, 3]), ("two", [3, 1, 2])):
        built = build(tmp_path / name, numbers)
        append(built, 5, content_digest="content 6")
        append(built, 6, scanner_version=2)
        built.ship(tmp_path / f"shipped {name}")
        folders.append(every_byte(tmp_path / f"shipped {name}"))
    assert folders[0] == folders[1]
    assert len(folders[0]) == 1 + 4
    shipped = Ledger.open(None, tmp_path / "shipped one")
    assert shipped.digest() == Ledger.open(tmp_path / "one", None).digest()
    assert {one.status for one in shipped.held()} == {"active"}


def test_shipping_again_replaces_and_leaves_nothing_behind(tmp_path: Path, shipped: Path) -> None:
    (shipped / ("0" * 64 + ".part")).write_bytes(b"not ours to remove: not among the sightings")
    build(tmp_path / "next", [2, 4]).ship(shipped)
    ledger = Ledger.open(None, shipped)
    assert {one.id for one in ledger.snapshots()} == {snapshot(2).id, snapshot(4).id}
    assert len(list((shipped / "sightings").iterdir())) == 2
    assert ledger.verify() == []


def test_a_damaged_ledger_does_not_ship(tmp_path: Path) -> None:
    built = build(tmp_path / "build", [1])
    [file] = (tmp_path / "build" / "sightings").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(LedgerError, match="is not what was stored"):
        built.ship(tmp_path / "shipped")
    assert not (tmp_path / "shipped").exists()


def test_a_shipped_ledger_of_another_version_asks_to_install_again(shipped: Path) -> None:
    import sqlite3

    with sqlite3.connect(shipped / "ledger.sqlite") as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(LedgerError, match="install settled again"):
        Ledger.open(None, shipped).columns()


def test_the_package_names_its_own_shipped_folder() -> None:
    import settled.ledger

    assert Path(settled.ledger.__file__).parent / "shipped" == SHIPPED
    assert Ledger.open(None).shipped is not None


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_exports_hold_the_readable_columns(home: Path, shipped: Path, kind: str) -> None:
    import polars as pl

    ledger = Ledger.open(home, shipped)
    append(ledger, 3)
    path = home / f"out.{kind}"
    assert ledger.export(path, kind) == 18
    read = (
        pl.read_csv(path, try_parse_dates=True, schema_overrides={"snapshot": pl.String})
        if kind == "csv"
        else pl.read_parquet(path)
    )
    assert read.equals(ledger.observations())
    assert ledger.export(path, kind, only_mine=True) == 6
    assert not list(home.glob("*.part"))
    assert not list(home.glob(".*"))


def test_an_export_that_cannot_be_written_says_so(ledger: Ledger, tmp_path: Path) -> None:
    from settled.errors import InputError

    with pytest.raises(InputError, match="cannot be written"):
        ledger.export(tmp_path / "no" / "such" / "folder.csv")
    with pytest.raises(InputError, match="unknown format 'cvs'; hint: did you mean 'csv'"):
        ledger.export(tmp_path / "out", "cvs")
    assert not (tmp_path / "out").exists()


def test_rows_go_to_the_right_home_after_moving_it(home: Path) -> None:
    append(Ledger.open(home, None), 1)
    moved = home.with_name("moved")
    shutil.move(home, moved)
    ledger = Ledger.open(moved, None)
    made = snapshot(2)
    ledger.append(made, observations(made, 2), sightings(2))
    assert len(ledger.columns()) == 12
    assert not home.exists()
