"""Released models: which technology a row of a table of models says that the model uses.

A signature of the kind ``models`` is a condition on a row of one table::

    TABLE: TERM & TERM ...

    COLUMN            the cell has a value (a worked-out yes/no column: yes)
    !COLUMN           it has none (no)
    COLUMN = A|B      it is A or B           COLUMN != A|B   it is neither
    COLUMN ^ A|B      it begins with A or B  COLUMN !^ A|B   with neither
    COLUMN ~ A|B      it contains A or B     COLUMN !~ A|B   neither

Upper and lower case are the same. All terms must hold; a cell without a value is the empty text. Which
columns a table has stands in ``COLUMNS``; free text about a model (abstracts, descriptions) is not in it, for
it says what is worth saying, not what is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from settled.errors import CatalogError, did_you_mean
from settled.records import Field, Signatures
from settled.scan import sightings

SCANNER = "models"
SCANNER_VERSION = 2

COLUMNS: dict[str, frozenset[str]] = {
    "epoch": frozenset(
        {
            "model", "publication_date", "domain", "task", "approach", "parameters", "training_dataset",
            "epochs", "base_model", "model_accessibility", "confidence", "snapshot", "organization",
            "training_compute_flop", "dataset_size",
            "is_base", "labelled_only",
        }
    ),
    "ecosystem": frozenset(
        {"name", "type", "created_date", "modality", "size", "parameters", "access", "license"}
    ),
    "timm": frozenset({"model", "img_size", "param_count", "first_in_results", "architecture", "tag"}),
}  # fmt: skip

_TERM = re.compile(
    r"(?P<absent>!)?(?P<column>[a-z_]+)(?:\s*(?P<negated>!)?(?P<operator>[=^~])\s*(?P<words>.+))?"
)


@dataclass(frozen=True, slots=True)
class Term:
    """One demand on one cell; ``words`` in lower case, any of which suffices."""

    column: str
    operator: str
    words: tuple[str, ...]
    negated: bool

    def holds(self, cells: dict[str, str]) -> bool:
        """Whether a row's cells, in lower case, meet the demand."""
        cell = cells.get(self.column, "")
        if not self.operator:
            found = cell != ""
        elif self.operator == "=":
            found = cell in self.words
        elif self.operator == "^":
            found = cell.startswith(self.words)
        else:
            found = any(word in cell for word in self.words)
        return found != self.negated


@dataclass(frozen=True, slots=True)
class Condition:
    """All terms of a signature, and the table that it speaks of."""

    text: str
    table: str
    terms: tuple[Term, ...]

    def holds(self, table: str, cells: dict[str, str]) -> bool:
        """Whether a row of ``table`` meets every term."""
        return table == self.table and all(term.holds(cells) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition by which a model is counted for a technology, or for a variant of it."""

    field: str
    technology: str
    variant: str | None
    condition: Condition


def condition(text: str, place: str) -> Condition:
    """Read a condition.

    Args:
        place: whose signature it is (``sparsity/dense``), for the error.

    Raises:
        CatalogError: the table or a column is unknown, or a term is not of the form above.

    Example:
        >>> condition("timm: tag ~ _ft_ & tag !~ in21k", "training-paradigm/pretrain-finetune").table
        'timm'
    """
    table, colon, rest = text.partition(":")
    table = table.strip()
    if not colon or table not in COLUMNS:
        what = f"condition '{text}' names no table of models that is known"
        raise CatalogError(place, what, did_you_mean(table, COLUMNS))
    terms = tuple(_term(part.strip(), text, COLUMNS[table], place) for part in rest.split("&"))
    return Condition(text, table, terms)


def _term(part: str, text: str, columns: frozenset[str], place: str) -> Term:
    match = _TERM.fullmatch(part)
    if match is None or (match["absent"] and match["operator"]):
        hint = "hint: COLUMN, !COLUMN, or COLUMN with =, !=, ^, !^, ~ or !~ and words separated by |"
        raise CatalogError(place, f"condition '{text}' has the term '{part}', which cannot be read", hint)
    if match["column"] not in columns:
        what = f"condition '{text}' names the unknown column '{match['column']}'"
        raise CatalogError(place, what, did_you_mean(match["column"], columns))
    words = tuple(word.strip().lower() for word in (match["words"] or "").split("|"))
    if match["operator"] and "" in words:
        raise CatalogError(place, f"condition '{text}' has an empty word in '{part}'", "remove the spare |")
    negated = bool(match["absent"] or match["negated"])
    return Term(match["column"], match["operator"] or "", words, negated)


def rules(fields: Iterable[Field]) -> tuple[Rule, ...]:
    """The conditions of all technologies and their variants; a technology's variants stand before it.

    Raises:
        CatalogError: a condition cannot be read.
    """
    found: list[Rule] = []
    for field in fields:
        for technology in field.technologies:
            for variant in technology.variants:
                found += _rules(field.id, technology.id, variant.id, variant.signatures)
            found += _rules(field.id, technology.id, None, technology.signatures)
    return tuple(found)


def _rules(field: str, technology: str, variant: str | None, signatures: Signatures) -> list[Rule]:
    place = f"{field}/{variant or technology}"
    return [Rule(field, technology, variant, condition(text, place)) for text in signatures.models]


def scan(batch: pa.RecordBatch, found_by: Sequence[Rule]) -> pa.RecordBatch:
    """Sightings of role ``uses`` in a batch of models: at most one for a model and a technology.

    Args:
        batch: columns ``unit``, ``unit_key``, ``source`` (``models/TABLE``), ``period`` and ``attributes`` (a
            JSON object of the row's cells).
        found_by: from :func:`rules`; the first that holds names the variant.

    Returns:
        A table of sightings; ``via`` is the condition that held, ``canonical`` null: these tables do not say.
    """
    columns: dict[str, list[object]] = {name: [] for name in _FILLED}
    read = (batch.column(name).to_pylist() for name in _READ)
    for unit, key, source, period, attributes in zip(*read, strict=True):
        cells = _cells(attributes)
        seen: set[tuple[str, str]] = set()
        for rule in found_by:
            pair = (rule.field, rule.technology)
            if pair in seen or not rule.condition.holds(source.rpartition("/")[2], cells):
                continue
            seen.add(pair)
            row = (unit, key, source, period, *pair, rule.variant, "uses", rule.condition.text)
            for name, value in zip(_FILLED, row, strict=True):
                columns[name].append(value)
    return sightings.build(columns, len(columns["unit"]))


_READ = ("unit", "unit_key", "source", "period", "attributes")
_FILLED = ("unit", "unit_key", "source", "period", "field", "technology", "variant", "role", "via")


def _cells(attributes: str) -> dict[str, str]:
    return {name: str(value).lower() for name, value in json.loads(attributes).items() if value is not False}
