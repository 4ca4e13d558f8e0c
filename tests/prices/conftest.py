"""What the tests of prices share: made-up panels, and the command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def run(shell: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """``run("--json")`` is ``settled prices --json`` over the prices that ship."""
    monkeypatch.delenv("SETTLED_DATA", raising=False)
    return partial(shell, "prices")
