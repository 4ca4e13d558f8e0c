"""One published release, read through the registry's client, against what was labelled by hand."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from settled.catalog import load
from settled.scan.zoo import scan
from settled.sources.model_zoo import read
from settled.sources.registry import Registry

LABELS = Path(__file__).parents[1] / "labels" / "model_zoo.csv"


@pytest.mark.network
def test_the_first_release_is_built_of_what_was_labelled() -> None:
    release = Registry.from_environment().fetch("transformers", "4.0.0")
    skipped: Counter[str] = Counter()
    reading = read([release])
    units, seen = set(), set()
    for batch in reading.batches:
        units |= set(batch.column("unit").to_pylist())
        seen |= {
            (row["unit"], row["technology"])
            for row in scan(batch, load().fields.values(), skipped).to_pylist()
        }
    assert release.released == date(2020, 11, 30)
    assert len(units) == 38
    assert reading.skipped["folder without a modeling file"] == 5
    assert not skipped
    with LABELS.open(encoding="utf-8", newline="") as stream:
        labelled = {
            (row["unit"], row["technology"])
            for row in csv.DictReader(stream)
            if row["unit"] in units and row["technology"]
        }
    assert len(labelled) > 20
    assert labelled <= seen
