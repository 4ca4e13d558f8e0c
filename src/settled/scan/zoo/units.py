"""Gather what a unit's own files say, and of the files that it borrows from only what it reaches.

Some models are another one under a new name: ``class CamembertModel(RobertaModel)``. The source hands over
the other folder's files with such a unit; of them only the classes and functions count that the unit's own
code names, and those that these name in turn.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from settled.scan.zoo.configuration import is_configuration, parameters
from settled.scan.zoo.patterns import Facts
from settled.scan.zoo.structure import shapes
from settled.scan.zoo.syntax import Fact, Scope, UnreadableError, parse, scopes

_CONFIGURATION_RANK = 2


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    own: bool
    scopes: list[Scope]

    @property
    def rank(self) -> int:
        """Whose places are shown first: own modeling files, borrowed ones, configurations."""
        if self.path.rpartition("/")[2].startswith("configuration_"):
            return _CONFIGURATION_RANK
        return 0 if self.own else 1


def facts_of(folder: str, files: Iterable[tuple[str, bytes]], skipped: Counter[str]) -> Facts:
    """The facts of one unit.

    Args:
        folder: the unit's own folder (``llama``); files of other folders are borrowed.
        files: (path, content) pairs.
        skipped: counts what could not be parsed, by reason.
    """
    parsed = []
    for path, content in sorted(files):
        try:
            found = scopes(parse(content))
        except UnreadableError as error:
            skipped[str(error)] += 1
            continue
        parsed.append(_File(path, path.rpartition("/")[0].endswith(f"/{folder}"), found))
    return _join(parsed)


def _join(files: list[_File]) -> Facts:
    reached = _reached(files)
    facts = Facts()
    own_keys: set[str] = set()
    for file in sorted(files, key=lambda file: not file.own):
        for scope in file.scopes:
            if not file.own and id(scope) not in reached:
                continue
            facts.add([*scope.facts, *shapes(scope)], file.rank, file.path)
            defaults = _defaults(scope)
            if file.own:
                own_keys |= {_key(fact) for fact in defaults}
            else:  # a default of the base that the unit's own configuration sets anew does not hold
                defaults = [fact for fact in defaults if _key(fact) not in own_keys]
            facts.add(defaults, file.rank, file.path)
    return facts


def _defaults(scope: Scope) -> list[Fact]:
    if isinstance(scope.node, ast.ClassDef) and is_configuration(scope):
        return parameters(scope.node)
    return []


def _key(fact: Fact) -> str:
    return fact.text.partition("=")[0]


def _reached(files: list[_File]) -> set[int]:
    """Identities of the borrowed scopes that the own code names, directly or through another."""
    borrowed: dict[str, list[Scope]] = {}
    for file in files:
        if not file.own:
            for scope in file.scopes:
                if scope.name:
                    borrowed.setdefault(scope.name, []).append(scope)
    waiting = [name for file in files if file.own for scope in file.scopes for name in scope.mentions]
    seen: set[str] = set()
    reached: set[int] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for scope in borrowed.get(name, ()):
            reached.add(id(scope))
            waiting.extend(scope.mentions)
    return reached
