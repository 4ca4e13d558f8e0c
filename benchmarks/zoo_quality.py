"""How well the zoo scanner tells what a model is built of, against labels made by reading its source.

The units of ``tests/labels/model_zoo*.csv`` were drawn at random over the releases and labelled from
extracts of their source before the scanner's answers on them were seen. Mistakes found on
``model_zoo.csv`` were mended, so its figures say what is left; after ``model_zoo_held_out.csv`` was
labelled nothing was changed.

Run it as ``python -m benchmarks.zoo_quality`` (it fetches the releases once).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from settled.catalog import load
from settled.scan.zoo import SCANNER_VERSION, scan
from settled.sources.model_zoo import fetch, read
from settled.sources.registry import Registry

LABELS = Path(__file__).parents[1] / "tests" / "labels"
DRAWS = {"developed on": "model_zoo.csv", "held out": "model_zoo_held_out.csv"}
Answers = dict[tuple[str, str], set[str]]


def run() -> dict[str, Any]:
    """Precision and recall per draw and field, and shares by year.

    Returns:
        ``scanner_version``; ``units`` read; ``quality``: rows of draw, field, units, true, false and missed
        sightings; ``shares``: rows of field, year, units that show any technology, {technology: units}.
    """
    reading = read(fetch(Registry.from_environment()))
    fields = list(load().fields.values())
    units: set[str] = set()
    rows: list[dict[str, Any]] = []
    for batch in reading.batches:
        units |= set(batch.column("unit").to_pylist())
        rows += scan(batch, fields).to_pylist()
    seen = _answers((row["unit"], row["field"], row["technology"]) for row in rows)
    quality = [row for draw, file in DRAWS.items() for row in _quality(draw, _labels(LABELS / file), seen)]
    return {
        "scanner_version": SCANNER_VERSION,
        "units": len(units),
        "quality": quality,
        "shares": list(_shares(rows)),
    }


def render(figures: dict[str, Any]) -> str:
    """The section of the results: quality, then shares."""
    lines = [
        "## Model zoo: what a model is built of",
        "",
        f"Scanner version {figures['scanner_version']}, {figures['units']} models. A sighting is right if a"
        " label made from the source says the same; a model may use several technologies of a field.",
        "",
        "| draw | field | models | right | wrong | missed | precision | recall |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in figures["quality"]:
        right, wrong, missed = row["right"], row["wrong"], row["missed"]
        lines.append(
            f"| {row['draw']} | {row['field']} | {row['units']} | {right} | {wrong} | {missed} "
            f"| {_ratio(right, right + wrong)} | {_ratio(right, right + missed)} |"
        )
    lines += [
        "",
        "Share of a year's new models that use a technology, of those that use any of the field:",
        "",
    ]
    lines += ["| field | year | models | shares |", "| --- | --- | ---: | --- |"]
    for row in figures["shares"]:
        parts = [f"{name} {count / row['units']:.2f} ({count})" for name, count in row["counts"].items()]
        lines.append(f"| {row['field']} | {row['year']} | {row['units']} | {', '.join(parts)} |")
    return "\n".join(lines) + "\n"


def _labels(file: Path) -> Answers:
    with file.open(encoding="utf-8", newline="") as stream:
        return _answers((row["unit"], row["field"], row["technology"]) for row in csv.DictReader(stream))


def _answers(triples: Iterable[tuple[str, str, str]]) -> Answers:
    """Technologies of each unit and field; a label without technology says that there is none."""
    found: Answers = defaultdict(set)
    for unit, field, technology in triples:
        found[unit, field] |= {technology} - {""}
    return found


def _quality(draw: str, labels: Answers, seen: Answers) -> Iterator[dict[str, Any]]:
    for field in dict.fromkeys(field for _, field in labels):
        pairs = [(labels[key], seen.get(key, set())) for key in labels if key[1] == field]
        yield {
            "draw": draw,
            "field": field,
            "units": len(pairs),
            "right": sum(len(label & answer) for label, answer in pairs),
            "wrong": sum(len(answer - label) for label, answer in pairs),
            "missed": sum(len(label - answer) for label, answer in pairs),
        }


def _shares(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    using: dict[tuple[str, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        using[row["field"], row["period"].year][row["technology"]].add(row["unit"])
    for (field, year), technologies in sorted(using.items()):
        counts = {name: len(units) for name, units in technologies.items()}
        ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        units = len(set().union(*technologies.values()))
        yield {"field": field, "year": year, "units": units, "counts": ordered}


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "none"


if __name__ == "__main__":
    print(render(run()), end="")
