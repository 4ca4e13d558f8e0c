"""What is counted of an industry from the data folder, and what of it ships."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from settled.files import replacing
from settled.records.industry import CountedSource, Industry, Pushers, Releases, TrainingRun
from settled.scan import industry
from settled.sources import Reading, models, topics

FILE = "counted.json"
SCHEMA = "settled/impact-counts/1"
_TABLE = "epoch_models.parquet"


def count(folder: Path) -> Industry:
    """Count from the tables in a data folder.

    Raises:
        InputError: a table is missing or damaged.
    """
    table, listed = models.read(folder / _TABLE), topics.read(folder)
    releases, runs = industry.models(table.batches)
    people = industry.pushers(listed.batches)
    last_run = date(max(run.year for run in runs), 12, 31)
    return Industry(
        sources=(_source(table, last_run), _source(listed, date(max(one.year for one in people), 9, 30))),
        releases=tuple(releases),
        runs=tuple(runs),
        pushers=tuple(people),
    )


def _source(reading: Reading, latest: date) -> CountedSource:
    return CountedSource(
        reading.source,
        reading.locator,
        reading.content_digest,
        reading.origin.licence,
        reading.origin.citation,
        latest,
    )


def write(counted: Industry, path: Path) -> None:
    """Write counts in the form that ships, a row a line; the same counts give the same bytes."""
    tables: dict[str, list[list[Any]]] = {
        "releases": [[one.year, one.firm, round(one.models, 4)] for one in counted.releases],
        "runs": [[one.year, one.compute_flop, one.dataset, list(one.firms)] for one in counted.runs],
        "pushers": [[one.topic, one.economy, one.year, one.people] for one in counted.pushers],
    }
    sources = [asdict(one) | {"latest": one.latest.isoformat()} for one in counted.sources]
    head = {"schema": SCHEMA, "command": "python -m settled.pipeline.impact FOLDER", "sources": sources}
    rows = (
        f'"{name}": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in table) + "\n]"
        for name, table in tables.items()
    )
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ",\n" + ",\n".join(rows) + "\n}\n"
    with replacing(path) as new:
        new.write_text(text, encoding="utf-8")


def shipped() -> Industry:
    """The counts that ship with the package."""
    text = files("settled.pipeline.impact").joinpath(FILE).read_text(encoding="utf-8")
    return _read(json.loads(text))


def _read(document: dict[str, Any]) -> Industry:
    return Industry(
        sources=tuple(
            CountedSource(**(one | {"latest": date.fromisoformat(one["latest"])}))
            for one in document["sources"]
        ),
        releases=tuple(Releases(*row) for row in document["releases"]),
        runs=tuple(
            TrainingRun(year, compute, data, tuple(firms)) for year, compute, data, firms in document["runs"]
        ),
        pushers=tuple(Pushers(*row) for row in document["pushers"]),
    )
