"""Runs the command line in this process, as a shell would see it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from settled.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """``run("board", "--json")`` with an empty home of the user's own over the shipped evidence."""

    def run_command(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["settled", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit_:
            main()
        captured = capfd.readouterr()
        code = exit_.value.code
        return Ran(code if isinstance(code, int) else 1, captured.out, captured.err)

    return run_command
