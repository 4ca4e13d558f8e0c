"""Which impact figure a statement is of, by the words that documents use: ``figures.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from settled.records import Claim
from settled.records.audit import Statement
from settled.scan.claims.phrases import key

KIND = "figure"
_UNITS = ("share", "factor")
_BOUNDS = {"≥": ">", "≤": "<"}


@dataclass(frozen=True, slots=True)
class _Entry:
    figure: str
    part: str
    subjects: frozenset[str]
    attributes: frozenset[str]

    def fits(self, subject: str, attribute: str) -> bool:
        return attribute in self.attributes and (not self.subjects or subject in self.subjects)


@cache
def _entries() -> tuple[_Entry, ...]:
    text = files("settled.scan.claims").joinpath("figures.toml").read_text(encoding="utf-8")
    return tuple(
        _Entry(
            one["id"],
            one.get("part", ""),
            frozenset(key(word) for word in one.get("subjects", ())),
            frozenset(key(word) for word in one["attributes"]),
        )
        for one in tomllib.loads(text)["figure"]
    )


def impact_figures(statements: Iterable[Statement], file: str) -> Iterator[Claim]:
    """The impact figures that a document states, in the order of its statements.

    A range becomes two claims, its lower and its upper end (``>`` and ``<``).

    Returns:
        Claims of ``kind`` ``figure``: ``attribute`` is the figure's id, ``subject`` the part of it that the
        statement is of ("": the figure itself), ``unit`` ``share`` or ``factor``.
    """
    source = f"document/{PurePath(file).name}"
    for one in statements:
        if one.quantity.unit not in _UNITS:
            continue
        subject, attribute = key(one.subject), key(one.attribute)
        entry = next((entry for entry in _entries() if entry.fits(subject, attribute)), None)
        if entry is None:
            continue
        for value, bound in _values(one):
            yield Claim(
                file, one.line, KIND, entry.part, entry.figure, value, one.quantity.unit, bound, source
            )


def _values(one: Statement) -> Iterator[tuple[float, str]]:
    quantity = one.quantity
    if quantity.low < quantity.high and quantity.bound == "~":
        yield quantity.low, ">"
        yield quantity.high, "<"
    elif quantity.value is not None:
        yield quantity.value, _BOUNDS.get(quantity.bound, quantity.bound)
