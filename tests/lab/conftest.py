"""What the lab's tests share: workers that find the tests' trials, and a way to run them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from settled.lab import sessions
from settled.lab.experiment import Plan, Trial

sys.path.insert(0, str(Path(__file__).parent))

from lab_trials import Small

Run = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _workers_find_the_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run an experiment, or some trials, to a result document."""

    def run_it(asked: Small | Sequence[Trial], seconds: float = 60.0) -> dict[str, Any]:
        one = asked if isinstance(asked, Small) else Small(asked)
        return sessions.start(tmp_path, one, Plan("quick", seconds=seconds), date(2026, 1, 1))

    return run_it


@pytest.fixture
def go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Go on with a run of an experiment."""

    def go_on_with(asked: Small, name: str, seconds: float | None = None) -> dict[str, Any]:
        monkeypatch.setattr(sessions, "experiment", lambda _: asked)
        return sessions.go_on(tmp_path, name, seconds)

    return go_on_with
