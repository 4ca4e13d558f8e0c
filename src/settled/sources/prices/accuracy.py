"""What a fixed accuracy takes: the smallest image models that reach it, by the day when they became known.

Read from timm's ImageNet results (``timm_imagenet_results.parquet``). For training compute, models of Epoch
AI's table are looked up in the results by name; few are found, and how many is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from settled.errors import InputError
from settled.sources import content_digest, parquet, readable_file
from settled.sources.prices.capability import capabilities
from settled.sources.prices.names import squeezed

RESULTS = "timm_imagenet_results.parquet"
MODELS = "epoch_models.parquet"
COLUMNS = ("model", "top1", "param_count", "first_in_results")
TOP1 = (75.0, 80.0, 85.0)
FILE = "accuracy.json"
MAX_ROWS = 200_000
_FAMILY = re.compile(r"(?:tf_)?([a-z]+)")


class Reached(NamedTuple):
    """The smallest model of one family that reaches an accuracy and became known on one day.

    Attributes:
        top1: accuracy reached, per cent of ImageNet's images.
        day: first day in the results; the first day of all means "then or earlier".
        family: leading letters of the name; models of one are not independent.
        parameters: how many it has.
    """

    top1: float
    day: date
    family: str
    parameters: float


@dataclass(frozen=True, slots=True)
class AccuracyTable:
    """What a fixed accuracy takes.

    Attributes:
        reached: ordered by accuracy, day and family; only what is smaller than all before it in its family.
        models: image models in the results.
        computed: those of them whose training compute is known by name: name, day of release, FLOP, top-1.
        provenance: where it is from.
    """

    reached: tuple[Reached, ...]
    models: int
    computed: tuple[tuple[str, date, float, float], ...]
    provenance: dict[str, str]


class _Result(NamedTuple):
    model: str
    top1: float
    parameters: float
    day: date


def read_accuracy(folder: Path) -> AccuracyTable:
    """The table from a data folder.

    Raises:
        InputError: a file is missing, empty, damaged or lacks a column.
    """
    path = readable_file(folder / RESULTS)
    parquet.need(str(path), parquet.schema(path).names, COLUMNS)
    results = list(_results(path))
    smallest: dict[tuple[float, date, str], float] = {}
    for one in results:
        family = _family(one.model)
        for top1 in TOP1:
            key = (top1, one.day, family)
            if one.top1 >= top1:
                smallest[key] = min(one.parameters, smallest.get(key, one.parameters))
    provenance = {
        "locator": RESULTS,
        "licence": "Apache-2.0",
        "citation": "huggingface/pytorch-image-models @ aa4b5850c154; Epoch AI (epoch.ai), CC BY 4.0",
        "results_digest": content_digest(path),
        "models_digest": content_digest(folder / MODELS),
    }
    reached = tuple(_records(smallest))
    return AccuracyTable(reached, len(results), _computed(results, folder / MODELS), provenance)


def _records(smallest: dict[tuple[float, date, str], float]) -> Iterator[Reached]:
    """Less what a family had reached with no more parameters before: that lowers no minimum."""
    least: dict[tuple[float, str], float] = {}
    for (top1, day, family), size in sorted(smallest.items()):
        if size < least.get((top1, family), float("inf")):
            least[top1, family] = size
            yield Reached(top1, day, family, size)


def _results(path: Path) -> Iterator[_Result]:
    """Rows with a name, an accuracy, a size and a day; weights for the library's own tests left out."""
    count = 0
    for batch in parquet.batches(path, COLUMNS, 16384):
        count += batch.num_rows
        if count > MAX_ROWS:
            raise InputError(str(path), f"has more than {MAX_ROWS:,} rows", "is it a table of results?")
        texts = [parquet.as_text(str(path), name, batch.column(name)).to_pylist() for name in COLUMNS]
        for name, top1, size, day in zip(*texts, strict=True):
            try:
                found = _Result(
                    name, float(top1), float(size.replace(",", "")) * 1e6, date.fromisoformat(day)
                )
            except (AttributeError, TypeError, ValueError):
                continue
            if name and not name.startswith("test_") and found.parameters > 0.0:
                yield found


def _family(model: str) -> str:
    found = _FAMILY.match(model.lower())
    return found[1] if found else model.lower()


def _computed(results: list[_Result], models: Path) -> tuple[tuple[str, date, float, float], ...]:
    """Models of which both are known; of several trainings of one architecture the most accurate."""
    best: dict[str, float] = {}
    for one in results:
        key = squeezed(one.model.partition(".")[0])
        best[key] = max(one.top1, best.get(key, 0.0))
    found = [
        (known.known_as or key, known.released, known.training_compute_flop, best[key])
        for key, known in capabilities(models).items()
        if key in best and known.released is not None and known.training_compute_flop is not None
    ]
    return tuple(sorted(found, key=lambda one: (one[1], one[0])))


def read_shipped_accuracy() -> AccuracyTable:
    """The table that ships with the package."""
    told = json.loads((files("settled.sources.prices") / FILE).read_text(encoding="utf-8"))
    return AccuracyTable(
        reached=tuple(
            Reached(top1, date.fromisoformat(day), family, parameters)
            for top1, day, family, parameters in told["reached"]
        ),
        models=told["models"],
        computed=tuple(
            (name, date.fromisoformat(day), flop, top1) for name, day, flop, top1 in told["computed"]
        ),
        provenance=told["provenance"],
    )


def write_shipped_accuracy(table: AccuracyTable, path: Path) -> None:
    """Write the table in the form that ships; the same table gives the same bytes."""
    told = {
        "provenance": table.provenance,
        "models": table.models,
        "computed": [(name, day.isoformat(), flop, top1) for name, day, flop, top1 in table.computed],
        "reached": [(one.top1, one.day.isoformat(), one.family, one.parameters) for one in table.reached],
    }
    text = json.dumps(told, ensure_ascii=False, indent=None, separators=(",", ":"), sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
