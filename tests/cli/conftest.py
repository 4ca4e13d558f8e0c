"""The command line, by the name that its tests know it by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def run(shell: Callable[..., Any]) -> Callable[..., Any]:
    """``run("board", "--json")`` runs ``settled board --json``."""
    return shell
