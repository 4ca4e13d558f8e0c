"""Speed of the text scan against Polars' matchers, one thread, on the data folder's titles and abstracts.

Ours gives names with word boundaries, context, places and roles; Polars ``str.extract_many`` gives matched
words and ``str.contains_any`` whether there is one, both without boundaries. 300 aliases are drawn from the
catalog; 3,000 are the catalog's and, beyond them, names of models that tables of released models list.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

COUNTS = {"300": 5.0, "3000": 1.5}
RUNS = 3
SEED = 20261124

OURS = """
import json, sys, time
import pyarrow as pa, pyarrow.parquet as pq
from benchmarks.text_scan import fields_of, texts
from settled.scan.text import TextScanner
batches = texts(sys.argv[1])
scanner = TextScanner(fields_of(int(sys.argv[2])))
scanner.scan(batches[0].slice(0, 10))
started = time.perf_counter()
found = sum(scanner.scan(batch).num_rows for batch in batches)
print(json.dumps({"seconds": time.perf_counter() - started, "found": found}))
"""
PEER = """
import json, sys, time
import polars as pl
from benchmarks.text_scan import words_of, texts
text = pl.concat([pl.Series(name, pl.from_arrow(b.column(name))) for b in texts(sys.argv[1])
                  for name in ("title", "abstract")]).rechunk()
words = pl.Series(words_of(int(sys.argv[2])))
started = time.perf_counter()
if sys.argv[3] == "extract_many":
    found = int(text.str.extract_many(words.implode(), ascii_case_insensitive=True).list.len().sum())
else:
    found = int(text.str.contains_any(words.implode(), ascii_case_insensitive=True).sum())
print(json.dumps({"seconds": time.perf_counter() - started, "found": found}))
"""


def texts(data: str) -> list[Any]:
    """Papers with abstracts, as the scanner takes them."""
    from settled.sources.papers import read

    return list(read(Path(data) / "papers.parquet").batches)


def _catalog_words() -> list[str]:
    from settled.catalog import load

    words: set[str] = set()
    for field in load().fields.values():
        for technology in field.technologies:
            every = [technology.signatures, *(variant.signatures for variant in technology.variants)]
            words.update(alias.text for signatures in every for alias in signatures.aliases)
    return sorted(words)


def _model_names() -> list[str]:
    import polars as pl

    data = Path(os.environ["SETTLED_DATA"])
    names = pl.read_parquet(data / "epoch_models.parquet")["model"].to_list()
    names += pl.read_parquet(data / "timm_imagenet_results.parquet")["model"].to_list()
    return sorted({name for name in names if name and 4 <= len(name) <= 40 and name.isascii()})


def words_of(count: int) -> list[str]:
    """``count`` aliases, drawn with a seed: the catalog's first, then names of models."""
    words = _catalog_words()
    draw = random.Random(SEED)
    if count <= len(words):
        return sorted(draw.sample(words, count))
    more = [name for name in _model_names() if name not in set(words)]
    return sorted(words + draw.sample(more, count - len(words)))


def fields_of(count: int) -> list[Any]:
    """Fields with just these aliases: the catalog's with their conditions, names as a field of their own."""
    from dataclasses import replace

    from settled.catalog import load
    from settled.records import Alias, Born, Field, Signatures, Technology

    wanted = set(words_of(count))

    def kept(form: Any) -> Any:
        aliases = tuple(alias for alias in form.signatures.aliases if alias.text in wanted)
        wanted.difference_update(alias.text for alias in aliases)
        return replace(form, signatures=replace(form.signatures, aliases=aliases))

    fields = [
        replace(
            field,
            technologies=tuple(
                replace(kept(technology), variants=tuple(map(kept, technology.variants)))
                for technology in field.technologies
            ),
        )
        for field in load().fields.values()
    ]
    names = Signatures(aliases=tuple(Alias(name) for name in sorted(wanted)))
    born = Born(2000, "names of models", "")
    return [*fields, Field("names", "Names", "名", "Which?", (Technology("names", "N", "N", born, names),))]


def _measured(script: str, *arguments: str) -> dict[str, float]:
    """Best of the runs, each a process of its own with one thread."""
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", script, os.environ["SETTLED_DATA"], *arguments]
    runs: list[dict[str, float]] = []
    for _ in range(RUNS):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))
    return min(runs, key=lambda run: run["seconds"])


def run() -> dict[str, Any]:
    """Seconds of each side at each number of aliases, and the bytes of text."""
    batches = texts(os.environ["SETTLED_DATA"])
    size = sum(batch.column(name).nbytes for batch in batches for name in ("title", "abstract"))
    figures: dict[str, Any] = {"bytes": size}
    for count in COUNTS:
        figures[count] = {
            "ours": _measured(OURS, count),
            "extract_many": _measured(PEER, count, "extract_many"),
            "contains_any": _measured(PEER, count, "contains_any"),
        }
    return figures


def render(figures: dict[str, Any]) -> str:
    """A table of MB/s and of ratios to ``extract_many``."""
    lines = [
        "## Text scan: speed",
        "",
        f"One thread, {figures['bytes'] / 1e6:.0f} MB of titles and abstracts, best of {RUNS} processes. "
        "Ours gives boundaries, context, places and roles; the others none of them.",
        "",
        "| aliases | ours, MB/s | `extract_many` | `contains_any` | ours to `extract_many` | aim |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for count, aim in COUNTS.items():
        speed = {name: figures["bytes"] / 1e6 / one["seconds"] for name, one in figures[count].items()}
        lines.append(
            f"| {count} | {speed['ours']:.0f} | {speed['extract_many']:.0f} | {speed['contains_any']:.0f} | "
            f"{speed['ours'] / speed['extract_many']:.1f} | {aim} |"
        )
    return "\n".join(lines)
