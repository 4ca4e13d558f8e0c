"""What comes of trials that end badly, in real processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lab_trials import Small, trial

from settled.lab import crew, scheduling
from settled.report.lab import run_text

LEAVERS = [trial("leaves", seed=seed) for seed in range(3)]


def the_one(document: dict[str, Any]) -> dict[str, Any]:
    (found,) = document["trials"]
    return found


def test_a_trial_gives_its_values(run: Any) -> None:
    document = run([trial("drawn", seed=3, add=1.0)])
    found = the_one(document)
    assert found["status"] == "done"
    assert found["because"] == ""
    assert found["values"]["figure"] == pytest.approx(1.2379646270918914)
    assert document["complete"]
    assert [one["verdict"] for one in document["claims"]] == ["holds", "not_tested"]


def test_what_a_trial_prints_is_no_reply(run: Any) -> None:
    assert the_one(run([trial("prints")]))["values"] == {"figure": 2.0}


def test_an_exception_is_one_line_with_its_place(run: Any) -> None:
    found = the_one(run([trial("raises", seed=4)]))
    assert found["status"] == "crashed"
    assert "\n" not in found["because"]
    assert found["because"].endswith("ValueError: seed 4 is bad")
    assert "lab_trials.py:" in found["because"]


def test_a_loss_that_is_no_number_diverged(run: Any) -> None:
    found = the_one(run([trial("not_finite")]))
    assert (found["status"], found["values"]) == ("diverged", {"loss": [1.0, None]})


def test_values_that_json_does_not_hold_crash_the_trial(run: Any) -> None:
    assert the_one(run([trial("not_json")]))["status"] == "crashed"


def test_memory_that_cannot_be_had(run: Any) -> None:
    assert the_one(run([trial("takes_memory")]))["status"] == "out_of_memory"


def test_memory_is_limited(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cores = len(crew.crew().cores)
    monkeypatch.setattr(crew, "memory_bytes", lambda: cores * (300 << 20))
    found = run([trial("fills_memory"), trial("drawn", seed=1, add=0.0)])["trials"]
    assert [one["status"] for one in found] == ["out_of_memory", "done"]


def test_a_trial_that_hangs_is_ended(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "_LATE_SECONDS", 1.0)
    found = run([trial("hangs"), trial("drawn", seed=1, add=0.0)])["trials"]
    assert [one["status"] for one in found] == ["timed_out", "done"]
    assert "took longer than 1 s" in found[0]["because"]


def test_a_worker_killed_once_loses_nothing(run: Any, tmp_path: Path) -> None:
    found = the_one(run([trial("ends_its_process", once=str(tmp_path / "killed"))]))
    assert (tmp_path / "killed").exists()
    assert (found["status"], found["values"]) == ("done", {"figure": 1.0})


def test_a_worker_killed_twice_is_said(run: Any) -> None:
    document = run([trial("ends_its_process"), trial("drawn", seed=1, add=0.0)])
    assert [one["status"] for one in document["trials"]] == ["killed", "done"]
    assert "signal 9" in document["trials"][0]["because"]
    assert document["counts"] == {"done": 1, "killed": 1}
    assert document["claims"][0]["verdict"] == "fails"


def test_every_trial_starts_from_its_seed_whoever_ran_before(run: Any) -> None:
    alone = the_one(run([trial("drawn", seed=7, add=0.0)]))
    after = run(Small([trial("drawn", seed=one, add=0.0) for one in range(8)]))["trials"][7]
    assert after["values"] == alone["values"]


def test_what_befell_many_trials_is_said_once(run: Any) -> None:
    said = run_text(run([*(trial("raises", seed=seed, add=0.0) for seed in range(2)), *LEAVERS]))
    assert said.count("crashed: ") == 3
    assert said.count("raises-0: crashed: ") == 1
    assert said.count("leaves-0 and 2 more: crashed: ") == 1
