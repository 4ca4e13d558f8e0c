"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

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
