"""What every test may use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, by name, what needs the data folder where there is none (a user's clone)."""
    folder = os.environ.get("SETTLED_DATA", "")
    if folder and Path(folder).is_dir():
        return
    for item in items:
        if item.get_closest_marker("data"):
            item.add_marker(pytest.mark.skip(reason=f"{item.name} needs the data folder: set SETTLED_DATA"))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real data; only tests marked ``data`` may ask for it."""
    return Path(os.environ["SETTLED_DATA"])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty user's home of the tool."""
    folder = tmp_path / "home"
    monkeypatch.setenv("SETTLED_HOME", str(folder))
    return folder


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def shell(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """``shell("board", "--json")`` as a shell would see it, an empty home over the shipped evidence."""
    from settled.cli import main

    def run_command(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["settled", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit_:
            main()
        captured = capfd.readouterr()
        code = exit_.value.code
        return Ran(code if isinstance(code, int) else 1, captured.out, captured.err)

    return run_command
