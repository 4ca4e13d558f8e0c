"""Sightings of made-up code, judged by the shipped catalog's fields."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from settled import catalog as catalogs
from settled.catalog import Catalog
from settled.policy import read_policy
from settled.records import Policy


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return catalogs.load()


@pytest.fixture
def policy(tmp_path: Path, catalog: Catalog) -> Callable[[str], Policy]:
    """Reads a policy from its text."""

    def read(text: str) -> Policy:
        file = tmp_path / "settled.toml"
        file.write_text(text, encoding="utf-8")
        return read_policy(file, catalog)

    return read


@pytest.fixture(scope="session")
def seen() -> Callable[..., dict[str, Any]]:
    """A sighting: ``seen("train.py", 3, "sgd")``."""

    def sighting(path: str, line: int, technology: str, **more: Any) -> dict[str, Any]:
        return {
            "path": path,
            "line": line,
            "field": "optimizer",
            "technology": technology,
            "variant": None,
            "role": "uses",
            "text": f"torch.optim.{technology}",
            "via": "import torch",
            "source_line": f"    opt = {technology}(parameters)",
            **more,
        }

    return sighting
