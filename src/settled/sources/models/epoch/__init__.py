"""Epoch AI's table of models.

Beside the table's own columns a model carries two that are worked out from the whole table:

- ``is_base``: another model of the table names it as its ``base_model``;
- ``labelled_only``: every data set that it was trained on is a labelled one (``labelled_sets.toml``).

The columns ``abstract`` and ``reference`` are left out: text about a model is no evidence of what it uses.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from settled.sources.models.table import NO_NAME, Model, Row, Table, day_of, text

COLUMNS = (
    "model", "publication_date", "domain", "task", "approach", "parameters", "training_dataset",
    "epochs", "base_model", "model_accessibility", "confidence", "snapshot", "organization",
    "training_compute_flop", "dataset_size",
)  # fmt: skip


@cache
def labelled_sets() -> frozenset[str]:
    """Names, in lower case, of the data sets that pair inputs with the answers of a task."""
    document = tomllib.loads((Path(__file__).parent / "labelled_sets.toml").read_text(encoding="utf-8"))
    return frozenset(name.lower() for names in document["sets"].values() for name in names)


def models(rows: list[Row], as_of: date) -> list[Model | str]:
    """Models in the order of the rows, or why a row is not read."""
    bases = {base.strip() for row in rows for base in text(row, "base_model").split(",")}
    return [_model(row, bases, as_of) for row in rows]


def _model(row: Row, bases: set[str], as_of: date) -> Model | str:
    name, day = text(row, "model"), day_of(text(row, "publication_date"), as_of)
    if not name:
        return NO_NAME
    if isinstance(day, str):
        return day
    sets = [part.strip().lower() for part in text(row, "training_dataset").split(",")]
    known = row | {"is_base": name in bases, "labelled_only": labelled_sets().issuperset(sets)}
    return Model(name, day, known)


TABLE = Table("epoch", COLUMNS, models)
