"""What `verify` finds: everything that is not as it was stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ledger_evidence import append, observations, sightings, snapshot

from settled.errors import LedgerError
from settled.ledger import Ledger
from settled.records import Observation, Snapshot


def tamper(home: Path, *statements: str) -> None:
    """Change rows as only somebody with a SQLite tool can: the triggers go, and come back after."""
    with closing(sqlite3.connect(home / "ledger.sqlite", isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)


TAMPERED = {
    "a count": ("UPDATE observations SET k = 0 WHERE k > 0", "are not those that were stored"),
    "a value": (
        "UPDATE observations SET value = value + 1e-9 WHERE value > 0",
        "are not those that were stored",
    ),
    "a date": ("UPDATE observations SET period_end = period_end + 1", "are not those that were stored"),
    "a word": ("UPDATE words SET word = 'other' WHERE word = 'field-0'", "are not those that were stored"),
    "a lost row": ("DELETE FROM observations WHERE k = 0", "has 5 observations where 6 were stored"),
    "a broken rule": ("UPDATE observations SET k = n + 1 WHERE n > 0", "break the rules"),
    "a backward period": ("UPDATE observations SET period_end = period_start - 1", "break the rules"),
    "half a count": ("UPDATE observations SET k = NULL WHERE k > 0", "observations break the rules"),
    "a lost snapshot": ("DELETE FROM snapshots", "which is not there"),
    "a lost word": ("DELETE FROM words WHERE word = 'field-0'", "names a row of words that is not there"),
    "a lost series": ("DELETE FROM series", "names a row of series that is not there"),
    "a skipped reason": ("UPDATE snapshots SET skipped = '{'", "is damaged"),
    "a lost rule": ("DROP VIEW observations_readable", "observations_readable is not as it was made"),
}


@pytest.mark.parametrize(("statement", "said"), TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_row_is_found(ledger: Ledger, home: Path, statement: str, said: str) -> None:
    append(ledger, 1)
    assert ledger.verify() == []
    tamper(home, statement)
    found = ledger.verify()
    assert any(said in problem.what for problem in found), found
    assert all(
        str(home) in problem.place or problem.place.startswith(("ledger", "snapshot")) for problem in found
    )


def test_a_dropped_trigger_is_found(ledger: Ledger, home: Path) -> None:
    append(ledger, 1)
    with closing(sqlite3.connect(home / "ledger.sqlite")) as connection:
        connection.execute("DROP TRIGGER observations_no_UPDATE")
    assert [problem.what for problem in ledger.verify()] == [
        "trigger observations_no_UPDATE is not as it was made"
    ]


def test_reading_what_names_nothing_is_an_error_not_a_crash(ledger: Ledger, home: Path) -> None:
    append(ledger, 1)
    tamper(home, "DELETE FROM series")
    with pytest.raises(LedgerError, match="is damaged"):
        ledger.columns()


PARQUET = {
    "one bit": (lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:], "its digest is not its name"),
    "cut": (lambda data: data[:-10], "its digest is not its name"),
    "empty": (lambda data: b"", "its digest is not its name"),
    "gone": (lambda data: None, "is missing"),
}


@pytest.mark.parametrize(("change", "said"), PARQUET.values(), ids=PARQUET)
def test_a_tampered_file_of_sightings_is_found(ledger: Ledger, home: Path, change: Any, said: str) -> None:
    append(ledger, 1)
    [file] = (home / "sightings").iterdir()
    data = change(file.read_bytes())
    file.unlink() if data is None else file.write_bytes(data)
    [problem] = ledger.verify()
    assert (problem.place, said in problem.what) == (str(file), True)
    if said == "is missing" or not data or len(data) < 100:
        with pytest.raises(LedgerError, match=r"is missing|is damaged"):
            ledger.sightings()


def test_sightings_of_another_number_are_found(ledger: Ledger, home: Path) -> None:
    append(ledger, 1)
    tamper(home, "UPDATE snapshots SET sighting_count = 49")
    [problem] = ledger.verify()
    assert problem.what == "has 50 sightings where 49 were stored"


def test_counts_are_compared_with_the_sightings(ledger: Ledger) -> None:
    made = snapshot(1)
    append(ledger, 1)
    append(ledger, 2)
    asked: list[tuple[str, int]] = []

    def recount(of: Snapshot, table: Any) -> Iterable[Observation] | None:
        asked.append((of.id, table.num_rows))
        return observations(made, 1) if of == made else None

    assert ledger.verify(recount) == []
    assert asked == [(made.id, 50), (snapshot(2).id, 50)]
    wrong = [replace(one, k=0) if one.k else one for one in observations(made, 1)]
    [problem] = ledger.verify(lambda of, table: wrong if of == made else None)
    assert problem.what == "its observations are not what its sightings count to"


def test_sightings_in_another_order_are_the_same_file(tmp_path: Path) -> None:
    digests = []
    for name, table in (("one", sightings(1)), ("two", sightings(1).take(list(range(49, -1, -1))))):
        ledger = Ledger.open(tmp_path / name, shipped=None)
        ledger.append(snapshot(1), [], table)
        digests.append(ledger.held()[0].sightings_digest)
    assert digests[0] == digests[1]
