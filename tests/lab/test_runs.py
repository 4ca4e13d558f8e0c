"""Runs that are killed, edited, out of time or room, or run twice at once: one line, and left resumable."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lab_trials
import pytest
from lab_trials import draws, trial

from settled.errors import InputError
from settled.lab import running, sessions
from settled.lab.documents import without_times
from settled.lab.experiment import Plan
from settled.lab.runs import Run, names


def started(home: Path) -> subprocess.Popen[bytes]:
    """A run of twelve trials of 0.2 s in a process of its own."""
    return subprocess.Popen([sys.executable, lab_trials.__file__, str(home)], stderr=subprocess.DEVNULL)


def wait_for_lines(path: Path, count: int) -> None:
    end = time.monotonic() + 60.0
    while not path.exists() or path.read_bytes().count(b"\n") < count:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_run_that_was_killed_ends_as_an_undisturbed_one(tmp_path: Path, run: Any, go_on: Any) -> None:
    process = started(tmp_path)
    log = tmp_path / "lab" / "theory-quick-1" / "trials.jsonl"
    wait_for_lines(log, 3)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = log.read_bytes()
    assert 3 <= kept.count(b"\n") < 13
    resumed = go_on(draws(12, sleep=0.2), "theory-quick-1")
    assert log.read_bytes().startswith(kept)  # what was done was not done again
    undisturbed = run(draws(12, sleep=0.2))
    assert len(resumed["trials"]) == 13
    assert without_times(resumed) == without_times(undisturbed)


def test_no_worker_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    process = started(tmp_path)
    wait_for_lines(tmp_path / "lab" / "theory-quick-1" / "trials.jsonl", 1)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers = [int(one) for one in children.read_text().split()] if children.exists() else []
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    end = time.monotonic() + 30.0
    while any(_runs(one) for one in workers):
        assert time.monotonic() < end
        time.sleep(0.05)


def _runs(process_id: int) -> bool:
    stat = Path(f"/proc/{process_id}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def test_a_line_cut_short_is_that_trial_again(tmp_path: Path, run: Any, go_on: Any) -> None:
    whole = run(draws(3))
    log = tmp_path / "lab" / whole["run"] / "trials.jsonl"
    log.write_bytes(log.read_bytes()[:-40])
    assert without_times(go_on(draws(3), whole["run"])) == without_times(whole)
    assert log.read_bytes().count(b"\n") == 4


def test_the_budget_is_kept(run: Any, go_on: Any) -> None:
    asked = [trial("drawn", cost=0.5, seed=seed, add=0.0, sleep=0.5) for seed in range(40)]
    begun = time.monotonic()
    document = run(asked, seconds=2.5)
    assert time.monotonic() - begun < 20.0  # of 20 s of trials on one core; a busy machine ends late, too
    assert not document["complete"]
    assert len(document["trials"]) + len(document["not_run"]) == 40
    assert all(one["verdict"] == "not_tested" for one in document["claims"])
    assert f"{len(document['not_run'])} trials were not run" in document["notes"][0]
    again = go_on(lab_trials.Small(asked[:6]), document["run"], 60.0)
    assert again["complete"]
    assert again["claims"][0]["verdict"] == "holds"


def test_a_trial_that_would_not_fit_is_not_begun(run: Any) -> None:
    document = run([trial("hangs", cost=500.0), trial("drawn", seed=1, add=0.0)], seconds=20.0)
    assert document["not_run"] == ["hangs-0"]
    assert [one["id"] for one in document["trials"]] == ["drawn-1"]


def test_what_runs_at_the_end_of_the_budget_is_ended(run: Any) -> None:
    document = run([trial("hangs", cost=0.1)], seconds=2.0)
    assert document["not_run"] == ["hangs-0"]
    assert document["trials"] == []


@pytest.mark.parametrize("name", ["trials.jsonl", "run.json", "result.json"])
def test_a_file_edited_by_hand_is_refused(tmp_path: Path, run: Any, go_on: Any, name: str) -> None:
    done = run(draws(3))
    path = tmp_path / "lab" / done["run"] / name
    text = path.read_text(encoding="utf-8")
    edited = text.replace('"seed": 0', '"seed": 5', 1)
    assert edited != text
    path.write_text(edited, encoding="utf-8")
    with pytest.raises(InputError, match="was changed by hand: its digest does not fit; start anew") as told:
        sessions.shown(tmp_path, done["run"]) if name == "result.json" else go_on(draws(3), done["run"])
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_lines_in_another_order_are_refused(tmp_path: Path, run: Any, go_on: Any) -> None:
    done = run(draws(3))
    path = tmp_path / "lab" / done["run"] / "trials.jsonl"
    first, second, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([second, first, *rest]))
    with pytest.raises(InputError, match=r"trials\.jsonl:1: was changed by hand"):
        go_on(draws(3), done["run"])


def test_a_folder_of_another_version_is_refused(tmp_path: Path, run: Any) -> None:
    from settled.lab.trial_log import digest_of

    done = run(draws(2))
    path = tmp_path / "lab" / done["run"] / "run.json"
    content = json.loads(path.read_text(encoding="utf-8")) | {"schema": "settled/lab-folder/99"}
    del content["digest"]
    path.write_text(json.dumps({"digest": digest_of(content), **content}), encoding="utf-8")
    with pytest.raises(InputError, match="is of another version, 'settled/lab-folder/99'"):
        Run.open(tmp_path, done["run"])


@pytest.mark.parametrize("junk", [b"", b"{}", b"[1]", b"\xff\x00", b"[" * 100_000])
def test_a_file_that_no_run_wrote_is_refused(tmp_path: Path, run: Any, junk: bytes) -> None:
    done = run(draws(2))
    (tmp_path / "lab" / done["run"] / "run.json").write_bytes(junk)
    with pytest.raises(InputError, match="is not a file that a run wrote"):
        Run.open(tmp_path, done["run"])


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The kernel refuses longer files, as a full disk does, with an error instead of a signal."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_the_run_resumable(tmp_path: Path, run: Any, go_on: Any) -> None:
    with files_of_at_most(2000), pytest.raises(InputError, match="cannot be written: File too large") as told:
        run(draws(12))
    assert "make room, then `settled lab resume theory-quick-1`" in str(told.value)
    assert "\n" not in str(told.value)
    resumed = go_on(draws(12), "theory-quick-1")
    assert without_times(resumed) == without_times(run(draws(12)))


def test_two_processes_on_one_run(tmp_path: Path, run: Any, go_on: Any) -> None:
    done = run(draws(2))
    opened = Run.open(tmp_path, done["run"])
    with opened.held(), pytest.raises(InputError, match="is being run by another process; wait for its end"):
        go_on(draws(2), done["run"])
    assert go_on(draws(2), done["run"])["complete"]


def test_changed_code_measures_anew_and_says_so(
    tmp_path: Path, run: Any, go_on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(draws(3))
    assert done["superseded"] == 0
    monkeypatch.setattr(running, "code_digest", lambda *_: "0" * 64)
    anew = go_on(draws(3), done["run"])
    assert (anew["code"], anew["superseded"]) == ("0" * 64, 4)
    assert "measured anew: 4 earlier outcomes came from other code, and do not count" in anew["notes"]
    log = tmp_path / "lab" / done["run"] / "trials.jsonl"
    assert log.read_bytes().count(b"\n") == 8  # nothing of the past is rewritten


def test_runs_are_numbered_and_listed(tmp_path: Path, run: Any) -> None:
    assert names(tmp_path) == []
    run(draws(2))
    run(draws(2))
    assert names(tmp_path) == ["theory-quick-1", "theory-quick-2"]
    with pytest.raises(InputError, match="theory-quick-9: no such run; hint: did you mean"):
        Run.open(tmp_path, "theory-quick-9")
    with pytest.raises(InputError, match="no such run"):
        Run.open(tmp_path, "../lab/theory-quick-1")


def test_a_run_that_found_nothing_yet(tmp_path: Path) -> None:
    Run.create(tmp_path, "theory", Plan("quick"), {"started": "2026-01-01"})
    with pytest.raises(
        InputError, match="has found nothing yet; `settled lab resume theory-quick-1` goes on"
    ):
        sessions.shown(tmp_path, "theory-quick-1")
