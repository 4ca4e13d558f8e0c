"""Real faults: two processes at once, kills, a full disk, a home that cannot be written, damage."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from ledger_evidence import append, observations, sightings, snapshot

from settled.errors import LedgerError
from settled.ledger import Ledger
from settled.ledger.schema import MIGRATIONS, SCHEMA_VERSION

Appender = Callable[[Path, int, int], "subprocess.Popen[str]"]


def undisturbed(folder: Path, numbers: range) -> Ledger:
    made = Ledger.open(folder, shipped=None)
    for number in numbers:
        append(made, number)
    return made


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_two_processes_at_once_lose_and_double_nothing(
    ledger: Ledger, home: Path, tmp_path: Path, appender: Appender
) -> None:
    processes = [appender(home, 0, 30), appender(home, 15, 45)]
    for process in processes:
        _, fault = process.communicate(timeout=120)
        assert (process.returncode, fault) == (0, "")
    assert ledger.verify() == []
    assert len(ledger.held()) == 45
    whole = undisturbed(tmp_path / "whole", range(45))
    assert ledger.digest() == whole.digest()
    assert ledger.observations().equals(whole.observations())


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_half_written(
    ledger: Ledger, home: Path, tmp_path: Path, appender: Appender
) -> None:
    last, kills, chance = 400, 0, random.Random(20261124)
    seen = 0
    while kills < 24:
        process = appender(home, 0, last)
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        process.communicate()
        assert process.returncode == -9, "it ended before it was killed: append more"
        kills += 1
        assert ledger.verify() == []
        held = ledger.held()
        assert len(held) >= seen
        seen = len(held)
        assert len(ledger.columns()) == 6 * seen
        named = {f"{one.sightings_digest}.parquet" for one in held}
        assert {path.name for path in (home / "sightings").glob("*")} == named
    assert 0 < seen < last
    process = appender(home, 0, last)
    process.communicate(timeout=300)
    whole = undisturbed(tmp_path / "whole", range(last))
    assert ledger.verify() == []
    assert ledger.digest() == whole.digest()
    assert ledger.observations().equals(whole.observations())
    assert files(home / "sightings") == files(tmp_path / "whole" / "sightings")


def test_what_a_killed_run_left_is_ignored_and_removed(ledger: Ledger, home: Path) -> None:
    append(ledger, 1)
    kept = files(home / "sightings")
    strange = home / "sightings" / "notes of the user.parquet"
    strange.write_text("not ours")
    for remove in (ledger.verify, lambda: append(ledger, 2)):
        (home / "sightings" / ("0" * 64 + ".parquet")).write_bytes(b"whole, but not committed")
        (home / "sightings" / ("1" * 64 + ".part")).write_bytes(b"half")
        (home / "sightings" / ".111111111111ffff.part").write_bytes(b"half")
        assert ledger.sightings().num_rows == 50
        remove()
        assert not [name for name in files(home / "sightings") if name.startswith(("000", "111", ".111"))]
    assert set(kept) < set(files(home / "sightings"))
    assert strange.exists()


def test_a_ledger_locked_for_too_long_is_named(
    ledger: Ledger, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(ledger, 1)
    monkeypatch.setattr("settled.ledger.store.BUSY_TIMEOUT_SECONDS", 0.2)
    with closing(sqlite3.connect(home / "ledger.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"ledger\.sqlite: is locked by another process; wait"):
            append(ledger, 2)
        assert len(ledger.columns()) == 6, "readers do not wait"
    assert append(ledger, 2).outcome == "added"


def fill(ledger: Ledger) -> None:
    for number in range(1000):
        append(ledger, number)


def test_a_full_disk_adds_nothing_and_breaks_nothing(small_disk: Path) -> None:
    ledger = Ledger.open(small_disk / "home", shipped=None)
    (small_disk / "ballast").write_bytes(bytes(400_000))
    with pytest.raises(LedgerError, match=r"no room left|could not be read or written"):
        fill(ledger)
    added = len(ledger.held())
    assert added > 3
    assert [one.snapshot for one in ledger.held()] == [snapshot(number) for number in range(added)]
    assert ledger.verify() == []
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    assert append(ledger, added).outcome == "added"
    assert ledger.verify() == []


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from ledger_evidence import append
from settled.errors import LedgerError
from settled.ledger import Ledger
ledger, added = Ledger.open(Path(sys.argv[1]), shipped=None), 0
try:
    for added in range(1000):
        append(ledger, added)
except LedgerError as fault:
    print(added, fault)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits on file sizes are POSIX")
def test_a_limit_on_file_sizes_adds_nothing_and_breaks_nothing(ledger: Ledger, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(home), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    added, _, said = done.stdout.partition(" ")
    assert "nothing was added" in said
    assert len(ledger.held()) == int(added) > 3
    assert ledger.verify() == []
    assert append(ledger, int(added)).outcome == "added"


def test_a_home_that_cannot_be_written_reads_and_says_so_on_writing(small_disk: Path) -> None:
    home = small_disk / "home"
    ledger = Ledger.open(home, shipped=None)
    append(ledger, 1)
    absent = Ledger.open(small_disk / "absent", shipped=None)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert len(ledger.columns()) == 6
    assert ledger.sightings().num_rows == 50
    assert ledger.verify() == []
    assert append(ledger, 1).outcome == "known"
    for write in (
        lambda: append(ledger, 2),
        lambda: append(absent, 2),
        lambda: ledger.withdraw(snapshot(1).id, ""),
    ):
        with pytest.raises(LedgerError, match=r"cannot be written|read-only file system"):
            write()
    assert len(absent.columns()) == 0
    assert absent.verify() == []


def test_a_home_cut_off_in_a_write_and_then_read_only_says_what_to_do(
    ledger: Ledger, home: Path, small_disk: Path
) -> None:
    append(ledger, 1)
    with closing(sqlite3.connect(home / "ledger.sqlite", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM snapshots").fetchone()
        append(ledger, 2)  # stays in the log, as the reader still needs the state before
        (small_disk / "home").mkdir()
        for name in ("ledger.sqlite", "ledger.sqlite-wal"):
            shutil.copy(home / name, small_disk / "home" / name)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    cut_off = Ledger.open(small_disk / "home", shipped=None)
    with pytest.raises(LedgerError, match="open it once where writable"):
        cut_off.columns()
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert [one.snapshot.id for one in cut_off.held()] == [snapshot(1).id, snapshot(2).id]


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ledger = Ledger.open(tmp_path / "file", shipped=None)
    for use in (lambda: append(ledger, 1), lambda: ledger.columns()):
        with pytest.raises(LedgerError, match="is not a folder"):
            use()


def test_a_folder_in_place_of_the_file_is_named(ledger: Ledger, home: Path) -> None:
    (home / "ledger.sqlite").mkdir(parents=True)
    for use in (lambda: append(ledger, 1), lambda: ledger.columns()):
        with pytest.raises(LedgerError, match=r"ledger\.sqlite: is a folder, not a ledger"):
            use()


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def overwrite(data: bytes) -> bytes:
    return data[:4096] + bytes(len(data) - 4096)


DAMAGE = {
    "no SQLite file": (lambda data: b"hello " * 1000, "is not a ledger"),
    "cut in half": (cut, "is damaged"),
    "overwritten with zeros": (overwrite, "is damaged"),
    "cut to nothing": (lambda data: b"", "is empty, but sightings stand beside it"),
}


@pytest.mark.parametrize(("damage", "said"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_named_and_kept(
    ledger: Ledger, home: Path, damage: Callable[[bytes], bytes], said: str
) -> None:
    for number in range(30):
        append(ledger, number)
    file = home / "ledger.sqlite"
    for log in home.glob("ledger.sqlite-*"):
        log.unlink()
    file.write_bytes(damage(file.read_bytes()))
    left = file.read_bytes(), files(home / "sightings")
    for use in (ledger.columns, ledger.held, lambda: append(ledger, 99)):
        with pytest.raises(LedgerError, match=said):
            use()
    assert said in " ".join(problem.what for problem in ledger.verify())
    assert (file.read_bytes(), files(home / "sightings")) == left


def test_another_programs_database_is_left_alone(ledger: Ledger, home: Path) -> None:
    home.mkdir()
    with closing(sqlite3.connect(home / "ledger.sqlite")) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = (home / "ledger.sqlite").read_bytes()
    for use in (ledger.columns, lambda: append(ledger, 1)):
        with pytest.raises(LedgerError, match="is a SQLite file, but not a ledger"):
            use()
    assert (home / "ledger.sqlite").read_bytes() == before


def test_a_ledger_of_a_newer_version_is_left_alone(ledger: Ledger, home: Path) -> None:
    append(ledger, 1)
    with closing(sqlite3.connect(home / "ledger.sqlite")) as other:
        other.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    for use in (ledger.columns, lambda: append(ledger, 2)):
        with pytest.raises(LedgerError, match="install a newer settled"):
            use()


@pytest.mark.parametrize("by", ["reading", "writing"])
def test_a_file_of_version_1_is_migrated_with_what_it_holds(
    ledger: Ledger, home: Path, tmp_path: Path, by: str
) -> None:
    made = snapshot(1, origin=None)
    modern = Ledger.open(tmp_path / "modern", shipped=None)
    modern.append(made, observations(made, 1), sightings(1))
    with closing(sqlite3.connect(tmp_path / "modern" / "ledger.sqlite")) as connection:
        tables = ("words", "series", "snapshots", "observations")
        rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    (tmp_path / "modern" / "sightings").rename(home.parent / "kept")
    home.mkdir()
    (home.parent / "kept").rename(home / "sightings")
    with closing(sqlite3.connect(home / "ledger.sqlite")) as connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute("PRAGMA application_id = 0x53544C44")
        connection.execute("PRAGMA user_version = 1")
        for name, found in rows.items():
            marks = ", ".join("?" * len(found[0]))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", found)
        connection.commit()
    if by == "writing":
        append(ledger, 2)
        assert len(ledger.claims()) == 1
    mine = ledger.observations().filter(snapshot=made.id)
    assert mine.equals(modern.observations())
    assert ledger.claims() == ([] if by == "reading" else ledger.claims())
    assert ledger.verify() == []
    with closing(sqlite3.connect(home / "ledger.sqlite")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
