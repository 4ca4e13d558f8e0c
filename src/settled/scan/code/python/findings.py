"""What was found in a file: facts, each once, and defaults that wait for whether they are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Match, Rival
from settled.scan.code.python.values import Reference

_BY_CANONICAL = {True: 0, False: 1, None: 2}


@dataclass(slots=True)
class Default:
    """A class that is the default of a parameter or attribute.

    Attributes:
        selections: what it says if nothing calls it.
        called: line by what a call of it says, without its line.
    """

    selections: list[Fact] = field(default_factory=list)
    called: dict[Fact, int] = field(default_factory=dict)


class Findings:
    """The facts of one file, in the making."""

    def __init__(self) -> None:
        self._facts: dict[tuple[object, ...], Fact] = {}
        self._modules: dict[tuple[object, ...], Fact] = {}
        self._defined: set[tuple[int, str, str]] = set()
        self.defaults: dict[int, Default] = {}

    def add(self, fact: Fact) -> None:
        """Keep a fact; of two that differ in little, the one on the standard implementation."""
        key = (
            fact.said, fact.line, fact.field, fact.technology, fact.variant, fact.role, fact.name, fact.target
        )  # fmt: skip
        before = self._facts.get(key)
        if before is None or _BY_CANONICAL[fact.canonical] < _BY_CANONICAL[before.canonical]:
            self._facts[key] = fact

    def define(self, fact: Fact) -> None:
        """Keep that an implementation stands here; a class is one of a technology once."""
        key = (fact.line, fact.field, fact.technology)
        if key not in self._defined:
            self._defined.add(key)
            self.add(fact)

    def withdraw(self, key: str, rivals: Collection[Rival]) -> None:
        """Forget that classes were selected in a dict under a key: they are used."""
        vias = (f"key {key}", f"keyword {key}", f"assigned to {key}")
        self._facts = {
            at: fact
            for at, fact in self._facts.items()
            if not (
                fact.role == "selects"
                and fact.via in vias
                and fact.canonical is not None
                and Rival(fact.field, fact.technology, fact.variant or "") in rivals
            )
        }

    def mention(self, match: Match, line: int, via: str) -> None:
        """Keep the first line on which a module is referred to."""
        fact = sighting(match, "uses", line, via)
        key = (fact.field, fact.technology, fact.variant)
        before = self._modules.get(key)
        if before is None or line < before.line:
            self._modules[key] = fact

    def mentions(self, matches: Iterable[Match]) -> bool:
        """Whether modules that stand for all this were referred to."""
        return all(
            (match.rival.field, match.rival.technology, match.rival.variant or None) in self._modules
            for match in matches
        )

    def call_default(self, reference: Reference, facts: Iterable[Fact]) -> None:
        """Remember that a default is called; the first call in the file is what counts."""
        called = self.defaults.setdefault(reference.default, Default()).called
        for fact in facts:
            key = replace(fact, line=0)
            called[key] = min(fact.line, called.get(key, fact.line))

    def facts(self) -> list[Fact]:
        """All facts, sorted by line, field and technology."""
        for default in self.defaults.values():
            called = [replace(fact, line=line) for fact, line in default.called.items()]
            for fact in called or default.selections:
                self.add(fact)
        for fact in self._modules.values():
            self.add(fact)
        return sorted(self._facts.values(), key=_order)


def sighting(match: Match, role: str, line: int, via: str, canonical: bool | None = None) -> Fact:
    """The fact that what a match stands for is used, selected or defined."""
    rival = match.rival
    return Fact(
        "sighting",
        line,
        rival.field,
        rival.technology,
        rival.variant or None,
        role,
        canonical,
        match.text,
        via,
    )


def _order(fact: Fact) -> tuple[int, str, str, str, str, str, str, str]:
    return (
        fact.line, fact.field, fact.technology, fact.variant or "", fact.role, fact.said, fact.name,
        fact.target,
    )  # fmt: skip
