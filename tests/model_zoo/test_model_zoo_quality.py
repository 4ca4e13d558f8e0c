"""The benchmark of the zoo scanner, and the least that its answers must reach."""

from __future__ import annotations

import csv
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from settled.catalog import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = util.spec_from_file_location("zoo_quality", ROOT / "benchmarks" / "zoo_quality.py")
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["model_zoo.csv", "model_zoo_held_out.csv"])
def test_labels_name_what_the_catalog_knows(name: str) -> None:
    fields = load().fields
    with (ROOT / "tests" / "labels" / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({(row["unit"], row["field"], row["technology"]) for row in rows}) == len(rows)
    for row in rows:
        known = {technology.id for technology in fields[row["field"]].technologies} | {""}
        assert row["technology"] in known, row


def test_no_unit_was_developed_on_and_held_out(benchmark: ModuleType) -> None:
    developed, held_out = (
        {unit for unit, _ in benchmark._labels(benchmark.LABELS / file)} for file in benchmark.DRAWS.values()
    )
    assert developed
    assert held_out
    assert not developed & held_out


def test_quality_counts_right_wrong_and_missed(benchmark: ModuleType) -> None:
    labels = {
        ("a", "sparsity"): {"dense"},
        ("b", "sparsity"): {"mixture-of-experts"},
        ("c", "sparsity"): set(),
    }
    seen = {("a", "sparsity"): {"dense"}, ("c", "sparsity"): {"dense"}, ("z", "sparsity"): {"dense"}}
    row = {"draw": "d", "field": "sparsity", "units": 3, "right": 1, "wrong": 1, "missed": 1}
    assert list(benchmark._quality("d", labels, seen)) == [row]
    shares = [
        {"field": "sparsity", "year": 2024, "units": 2, "counts": {"dense": 1, "mixture-of-experts": 1}}
    ]
    text = benchmark.render({"scanner_version": 1, "units": 3, "quality": [row], "shares": shares})
    assert "| d | sparsity | 3 | 1 | 1 | 1 | 0.500 | 0.500 |" in text
    assert "| sparsity | 2024 | 2 | dense 0.50 (1), mixture-of-experts 0.50 (1) |" in text


@pytest.mark.network
@pytest.mark.slow
def test_every_field_reaches_its_least_on_models_held_out(benchmark: ModuleType) -> None:
    figures = benchmark.run()
    held_out = [row for row in figures["quality"] if row["draw"] == "held out"]
    assert len(held_out) == 6
    for row in held_out:
        least = 0.85 if row["field"] == "activation" else 0.93
        assert row["right"] / (row["right"] + row["wrong"]) >= least, row
        assert row["right"] / (row["right"] + row["missed"]) >= least, row
