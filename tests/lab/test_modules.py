"""Folders of units: what is found, and what is said of a name that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from settled.errors import InputError
from settled.lab.modules import Modules
from settled.lab.theorems.theorem import load_theorem


@pytest.fixture
def fruits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Modules:
    folder = tmp_path / "fruits_of_a_test"
    (folder / "parts").mkdir(parents=True)
    for name in ("__init__", "red_apple", "pear", "fruit", "_seeds", "parts/__init__"):
        (folder / f"{name}.py").write_text(f"NAME = {name!r}\n")
    (folder / "broken.py").write_text("raise RuntimeError\n")
    monkeypatch.syspath_prepend(tmp_path)
    return Modules("fruits_of_a_test", "fruit", apart=frozenset({"fruit"}))


def test_names_are_found_without_importing(fruits: Modules) -> None:
    assert fruits.names() == ("broken", "pear", "red_apple")


@pytest.mark.parametrize("name", ["red_apple", "red-apple"])
def test_a_name_or_an_id_loads(fruits: Modules, name: str) -> None:
    assert fruits.load(name).NAME == "red_apple"


@pytest.mark.parametrize("name", ["fruit", "_seeds", "parts", "os", "..pear", ""])
def test_what_is_no_unit_does_not_load(fruits: Modules, name: str) -> None:
    with pytest.raises(InputError, match=f"no fruit '{name}'"):
        fruits.load(name)


def test_the_nearest_names_are_told() -> None:
    with pytest.raises(InputError, match=r"no theorem 'scaling-facto'.*scaling_factor"):
        load_theorem("scaling-facto")
