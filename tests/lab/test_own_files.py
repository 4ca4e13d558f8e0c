"""Files of the user's own between the start of a run and its going on, and code of theirs that leaves."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lab_trials import Small, draws, trial

from settled.errors import InputError
from settled.lab import sessions
from settled.lab.asking import Asked, plan


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text("class Workload: ...\n", encoding="utf-8")
    return path


def begun(home: Path, mine: Path, one: Small) -> str:
    asked = plan(one, Asked("quick", workloads=(str(mine),), seconds=60.0))
    return str(sessions.start(home, one, asked, date(2026, 1, 1))["run"])


def test_a_file_that_is_as_it_was_goes_on(tmp_path: Path, mine: Path, go_on: Any) -> None:
    name = begun(tmp_path, mine, draws(2))
    assert go_on(draws(2), name)["complete"]


def test_a_file_that_was_changed_does_not_mix_two_codes(tmp_path: Path, mine: Path, go_on: Any) -> None:
    name = begun(tmp_path, mine, draws(2))
    mine.write_text("class Workload: easier = True\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.py: was changed since the run began; start anew"):
        go_on(draws(2), name)


def test_a_file_that_is_gone_is_named(tmp_path: Path, mine: Path, go_on: Any) -> None:
    name = begun(tmp_path, mine, draws(2))
    mine.unlink()
    with pytest.raises(InputError, match=r"mine\.py: cannot be read: No such file"):
        go_on(draws(2), name)


@pytest.mark.parametrize(
    ("function", "said"), [("leaves", "SystemExit: 3"), ("interrupts", "KeyboardInterrupt")]
)
def test_code_that_leaves_is_a_crash_with_its_place(run: Any, function: str, said: str) -> None:
    document = run([trial(function), trial("drawn", seed=1, add=0.0)])
    crashed, done = document["trials"]
    assert (crashed["status"], done["status"]) == ("crashed", "done")
    assert "lab_trials.py:" in crashed["because"]
    assert crashed["because"].endswith(said)
