"""What a module binds at its top level for other files of its tree."""

from __future__ import annotations

from collections.abc import Iterator

from settled.scan.code.facts import Fact
from settled.scan.code.python.reading import Reading
from settled.scan.code.python.values import Reference


def exports(reading: Reading) -> Iterator[Fact]:
    """The ``export`` and ``handed_on`` facts of a file that was read."""
    module = reading.module
    for name, value in module.names.items():
        line = module.lines.get(name, 0) or 1
        for reference in value.references:
            yield from _exported(name, line, reference, reading)
    for star, in_tree in reading.stars:
        if in_tree:
            yield Fact("handed_on", 1, name="*", target=star)


def _exported(name: str, line: int, reference: Reference, reading: Reading) -> Iterator[Fact]:
    matches = reading.matches(reference)
    if not matches and reference.origin != "own" and reading.vocabulary.may_be_in_tree(reference.target):
        yield Fact("handed_on", line, name=name, target=reference.target)
    role = "defines" if reference.origin == "own" else "uses"
    for match, canonical in matches:
        rival = match.rival
        yield Fact(
            "export",
            line,
            rival.field,
            rival.technology,
            rival.variant or None,
            role,
            canonical,
            match.text,
            name=name,
        )
