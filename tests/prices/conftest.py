"""What the tests of prices share: made-up panels, and the command line run in this process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


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
    """``run("--json")`` is ``settled prices --json`` over the prices that ship."""
    from settled.cli import main

    monkeypatch.delenv("SETTLED_DATA", raising=False)

    def run_command(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["settled", "prices", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit_:
            main()
        captured = capfd.readouterr()
        code = exit_.value.code
        return Ran(code if isinstance(code, int) else 1, captured.out, captured.err)

    return run_command
