"""The user's own ledger, and small files of papers in the true shape."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from settled.pipeline import Settled


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, Sequence[tuple[str, str, str]]], Path]:
    """Writes a file of papers: (title, abstract, month) each."""

    def write(name: str, papers: Sequence[tuple[str, str, str]]) -> Path:
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["title", "abstract", "month"])
            writer.writerows(papers)
        return tmp_path / name

    return write


@pytest.fixture
def tool(home: Path) -> Callable[..., Settled]:
    """Opens the user's own ledger alone, with no shipped evidence under it unless asked for."""

    def open_tool(**options) -> Settled:
        return Settled.open(home, shipped=options.pop("shipped", None), **options)

    return open_tool
