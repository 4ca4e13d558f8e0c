"""A ledger in an empty home, a small disk of its own, and processes that append to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from settled.ledger import Ledger


@pytest.fixture
def ledger(home: Path) -> Ledger:
    """The user's own ledger alone, in a home that does not exist yet."""
    return Ledger.open(home, shipped=None)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, mounted for the test; skips where mounting is refused."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs a small disk, and mounting a tmpfs is refused here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def appender() -> Iterator[Callable[[Path, int, int], subprocess.Popen[str]]]:
    """Starts a real process that appends made-up snapshots; it has imported everything when this returns."""
    started: list[subprocess.Popen[str]] = []

    def start(home: Path, first: int, last: int) -> subprocess.Popen[str]:
        program = Path(__file__).parent / "ledger_evidence.py"
        process = subprocess.Popen(
            [sys.executable, str(program), str(home), str(first), str(last)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
