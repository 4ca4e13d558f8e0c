"""Packages that a manifest declares, and the technologies that they select."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from settled.scan.code.config.selections import selection
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Declared:
    """A package that is declared as needed.

    Attributes:
        package: as the catalog writes it: a normalised PyPI name, or ``ECOSYSTEM:NAME``.
        line: 1-based.
        via: where it is declared (``project.dependencies``).
        build: needed to build only; such needs speak to fields about building, and all others do not.
    """

    package: str
    line: int
    via: str
    build: bool = False


def selections(declared: Iterable[Declared], lexicon: Lexicon) -> Iterator[Fact]:
    """The technologies whose packages are declared."""
    for need in declared:
        for match in lexicon.packages.get(need.package, ()):
            if (lexicon.rules[match.rival.field].purpose == "build") == need.build:
                yield selection(match, need.line, need.via)


def python_package(name: str) -> str:
    """A PyPI name as the catalog writes it.

    >>> python_package("Flash_Attn")
    'flash-attn'
    """
    return canonicalize_name(name)
