"""Ecosystem Graphs: only its rows of type ``model``.

A few cells are known to be wrong and are corrected (``corrections.toml``); ``description`` is left out: text
about a model is no evidence of what it uses.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from settled.sources.models.table import NO_NAME, Model, Row, Table, day_of, text

COLUMNS = ("name", "type", "created_date", "modality", "size", "parameters", "access", "license")
NOT_A_MODEL = "not a model"


@cache
def corrections() -> dict[tuple[str, str], tuple[str, str]]:
    """For a (name, column): the wrong value and the right one."""
    document = tomllib.loads((Path(__file__).parent / "corrections.toml").read_text(encoding="utf-8"))
    return {
        (entry["name"], entry["column"]): (entry["expect"], entry["value"])
        for entry in document["correction"]
    }


def models(rows: list[Row], as_of: date) -> list[Model | str]:
    """Models in the order of the rows, or why a row is not read."""
    return [_model(row, as_of) for row in rows]


def _model(row: Row, as_of: date) -> Model | str:
    name, day = text(row, "name"), day_of(text(row, "created_date"), as_of)
    right = _corrected(name, row)
    if text(right, "type") != "model":
        return NOT_A_MODEL
    if not name:
        return NO_NAME
    return day if isinstance(day, str) else Model(name, day, right)


def _corrected(name: str, row: Row) -> Row:
    right = {
        column: value
        for (wrong_name, column), (expect, value) in corrections().items()
        if wrong_name == name and row[column] == expect
    }
    return row | right


TABLE = Table("ecosystem", COLUMNS, models)
