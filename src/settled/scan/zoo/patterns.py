"""The catalog's patterns for a model zoo, and whether a unit's facts satisfy them.

A pattern is ``KIND:GLOB`` with ``*``, ``?`` and ``[...]``, case as written. Several joined with ``&`` must
all hold, and one that begins with ``!`` must not::

    class:*RMSNorm
    config:hidden_act=gelu*
    structure:learned-positions & !config:position_embedding_type=sine
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

from settled.records import Field, Signatures
from settled.scan.zoo.syntax import Fact


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a fact stands: modeling files before configurations, then by path and line."""

    rank: int
    path: str
    line: int


class Facts:
    """All facts of one unit, by kind; each text with the first place where it stands."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, Place]] = {}
        self._answers: dict[str, Place | None] = {}

    def add(self, facts: Iterable[Fact], rank: int, path: str) -> None:
        """Take in a file's facts; ``rank`` says whose places are shown first."""
        for fact in facts:
            texts = self._texts.setdefault(fact.kind, {})
            place = Place(rank, path, fact.line)
            texts[fact.text] = min(texts.get(fact.text, place), place)

    def satisfy(self, pattern: str) -> Place | None:
        """The first place of the pattern's first part; ``None`` if the pattern does not hold."""
        wanted, *conditions = [part.strip() for part in pattern.split("&")]
        place = self._first(wanted)
        if place is None:
            return None
        holds = all(
            (self._first(part.removeprefix("!")) is None) == part.startswith("!") for part in conditions
        )
        return place if holds else None

    def _first(self, simple: str) -> Place | None:
        if simple not in self._answers:
            kind, _, glob = simple.partition(":")
            if kind == "config" and "=" not in glob:
                glob += "=*"
            matches = _compiled(glob).match
            places = [place for text, place in self._texts.get(kind, {}).items() if matches(text)]
            self._answers[simple] = min(places, default=None)
        return self._answers[simple]


@dataclass(frozen=True, slots=True)
class Target:
    """A technology, or a variant of it, that is looked for."""

    field: str
    technology: str
    variant: str | None
    signatures: Signatures


def targets(fields: Iterable[Field]) -> list[list[Target]]:
    """For each technology with patterns: itself, then its variants."""
    found = []
    for field in fields:
        for technology in field.technologies:
            family = [Target(field.id, technology.id, None, technology.signatures)]
            family += [
                Target(field.id, technology.id, variant.id, variant.signatures)
                for variant in technology.variants
            ]
            if any(target.signatures.zoo for target in family):
                found.append(family)
    return found


@lru_cache(maxsize=4096)
def _compiled(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob), re.DOTALL)
