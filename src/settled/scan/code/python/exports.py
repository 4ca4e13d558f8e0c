"""What a module binds at its top level for other files of its tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Match
from settled.scan.code.python.reading import Reading
from settled.scan.code.python.values import Reference

_Named = ast.ClassDef | ast.FunctionDef
# Of one class, as many others that it is made of are looked at.
_MOST_PARTS = 40


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


def wrappers(tree: ast.Module, reading: Reading) -> Iterator[Fact]:
    """What classes and functions that are named for a technology hand on: what they are made of."""
    nodes = {node.name: node for node in tree.body if isinstance(node, _Named)}
    for name, node in nodes.items():
        named = {match.rival.technology for match in _wrapped(name, reading)}
        if named and (facts := _facts_on(named, reading)):
            yield from _made_of(node, _parts(node, nodes), facts)


def _parts(node: _Named, nodes: Mapping[str, _Named]) -> list[_Named]:
    """A class or function with those of its file that it mentions, and what these mention."""
    found, waiting = {node.name: node}, [node]
    while waiting and len(found) < _MOST_PARTS:
        for part in ast.walk(waiting.pop()):
            if isinstance(part, ast.Name) and part.id in nodes and part.id not in found:
                found[part.id] = nodes[part.id]
                waiting.append(nodes[part.id])
    return [*found.values()]


def _facts_on(named: set[str], reading: Reading) -> list[Fact]:
    """What the file says of some technologies, and what may lead to them."""
    vocabulary = reading.vocabulary
    return [
        fact
        for fact in reading.findings.facts()
        if (fact.said == "sighting" and fact.technology in named)
        or (
            fact.said == "pending"
            and any(match.rival.technology in named for match in vocabulary.meant(fact.target))
        )
    ]


def _made_of(node: _Named, parts: list[_Named], facts: list[Fact]) -> Iterator[Fact]:
    for fact in facts:
        if not any(part.lineno <= fact.line <= (part.end_lineno or part.lineno) for part in parts):
            continue
        if fact.said == "sighting":
            yield replace(fact, said="export", line=node.lineno, role="uses", name=node.name, via="")
        else:
            yield Fact("handed_on", node.lineno, name=node.name, target=fact.target)


def _wrapped(name: str, reading: Reading) -> Iterator[Match]:
    """What a class or function is made of by its name; one that is a technology itself says so otherwise."""
    vocabulary = reading.vocabulary
    if found := vocabulary.lexicon.own.get(name):
        yield from (match for match in found if match.text.startswith("wrapper:"))
    elif name not in reading.own:
        yield from vocabulary.naming.taken(name)
