"""Values under keys, and what they select."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon, Match

# Keys whose value is the full name of what is to be made: Hydra's, and that of Lightning's command line.
_TARGETS = frozenset({"_target_", "class_path"})
_SHOWN_KEYS = 3
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """A value under a path of keys.

    Attributes:
        keys: the innermost ones, from the outer to the inner: what selects is the last or the last two.
        value: as text, unquoted.
        line: 1-based, of the value.
        via: how it is said, where that is not a key (``flag --optim``).
        named: the value is the full name of what is made, not a word for it.
    """

    keys: tuple[str, ...]
    value: str
    line: int
    via: str = ""
    named: bool = False


def sightings(entries: Iterable[Entry], lexicon: Lexicon) -> list[Fact]:
    """What the entries select: one fact a line and rival, sorted by line."""
    found: dict[tuple[object, ...], Fact] = {}
    for entry in entries:
        for match in _matches(entry, lexicon):
            found.setdefault(
                (entry.line, match.rival), selection(match, entry.line, entry.via or _via(entry))
            )
    return in_order(found.values())


def selection(match: Match, line: int, via: str) -> Fact:
    """The fact that a technology is selected at a line."""
    return Fact(
        "sighting",
        line,
        field=match.rival.field,
        technology=match.rival.technology,
        variant=match.rival.variant or None,
        role="selects",
        canonical=match.canonical,
        text=match.text,
        via=via[:_LONGEST_SHOWN],
    )


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts by line, each sighting of a line once: its first."""
    first: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        sighted = (fact.line, fact.field, fact.technology, fact.variant, fact.role)
        first.setdefault(sighted if fact.said == "sighting" else (fact,), fact)
    return sorted(first.values(), key=lambda fact: (fact.line, fact.said, fact.field, fact.technology))


def _matches(entry: Entry, lexicon: Lexicon) -> Sequence[Match]:
    word = entry.value.strip()
    found = lexicon.selected(entry.keys, word)
    if found or "." not in word or len(word) > 120:
        return found
    if entry.named or (entry.keys and entry.keys[-1] in _TARGETS):
        found = lexicon.qualified(word)
    return found or lexicon.selected(entry.keys, word.rpartition(".")[2])


def _via(entry: Entry) -> str:
    return "key " + ".".join(entry.keys[-_SHOWN_KEYS:])
