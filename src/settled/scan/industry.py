"""What an industry's records show: who released how many models, what training took, who works on a topic."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from settled.records.industry import Pushers, Releases, TrainingRun

DOMAIN = "Language"
TOPICS = ("deep-learning", "machine-learning", "pytorch", "artificial-intelligence", "llm")
QUARTERS = (1, 4, 7)  # months that quarters 1 to 3 begin with: the newest year has no fourth
FIRST_YEAR = 2015


def models(batches: Iterable[pa.RecordBatch]) -> tuple[list[Releases], list[TrainingRun]]:
    """Releases of language models by firm and year, and the training runs of all models.

    Args:
        batches: of ``sources/models``.
    """
    releases: defaultdict[tuple[int, str], float] = defaultdict(float)
    runs = []
    for year, known in _models(batches):
        firms = _firms(str(known.get("organization", "")))
        compute, data = _positive(known, "training_compute_flop"), _positive(known, "dataset_size")
        runs.append(TrainingRun(year, compute, data, firms))
        if DOMAIN in str(known.get("domain", "")):
            for firm in firms:
                releases[year, firm] += 1 / len(firms)
    counted = [Releases(year, firm, count) for (year, firm), count in sorted(releases.items())]
    return counted, [run for run in runs if run.compute_flop or run.dataset]


def _models(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for batch in batches:
        for row in batch.to_pylist():
            if row["period"].year >= FIRST_YEAR:
                yield row["period"].year, json.loads(row["attributes"])


def _firms(written: str) -> tuple[str, ...]:
    """The firms behind an organisation's names, each once.

    >>> _firms("Google DeepMind,OpenAI, Google Brain")
    ('Google', 'OpenAI')
    """
    names = (name for part in written.split(",") if (name := part.strip()))
    return tuple(dict.fromkeys(_families().get(name, name) for name in names))


@cache
def _families() -> dict[str, str]:
    text = files("settled.scan").joinpath("firms.toml").read_text(encoding="utf-8")
    return {name: firm for firm, names in tomllib.loads(text).items() for name in names}


def _positive(known: Mapping[str, Any], name: str) -> float | None:
    try:
        value = float(known[name])
    except (KeyError, TypeError, ValueError):
        return None
    return value if 0.0 < value < 1e40 else None


def pushers(batches: Iterable[pa.RecordBatch]) -> list[Pushers]:
    """People by topic, economy and year, of the economies that were listed in all three quarters.

    Args:
        batches: of ``sources/topics``.
    """
    quarters: dict[tuple[str, str, int], dict[int, int]] = {}
    for batch in batches:
        for row in batch.to_pylist():
            day = row["period"]
            if row["topic"] in TOPICS and day.month in QUARTERS:
                quarters.setdefault((row["topic"], row["economy"], day.year), {})[day.month] = row["pushers"]
    return [
        Pushers(topic, economy, year, sum(found.values()))
        for (topic, economy, year), found in sorted(quarters.items())
        if len(found) == len(QUARTERS)
    ]
