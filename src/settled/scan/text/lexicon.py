"""Aliases of a catalog's fields, spread out into the byte strings that one pass looks for."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settled.records import Alias, Field
from settled.scan.text.engine import Needle
from settled.scan.text.spans import Ints

# What may stand between two words of an alias, by what the catalog writes there. Dashes, no-break spaces and
# line breaks are folded to these before a second look (see ``folding``), so that a pass need not look for
# every mixture.
_JOINTS = {"-": ("-", " ", ""), " ": (" ", "-")}

# An alias of many words would have 3^n spellings; beyond so many, one joint at a time is written otherwise.
_MOST_SPELLINGS = 12

_NAME = re.compile(r"[A-Z][a-z]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """The condition under which an ambiguous alias is meant.

    Attributes:
        context: words of which one must stand near; empty: no condition.
        within: how near, in characters; 0: anywhere in the unit's text.
        unless: phrases that contain the alias and mean something else.
    """

    context: tuple[str, ...]
    within: int
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spelled:
    """Byte strings to look for, and the senses that each may have.

    Attributes:
        needles: the byte strings; ``lengths``: shape [K], their bytes.
        first, senses: needle ``k`` spells the senses ``senses[first[k]:first[k + 1]]``.
        open_start, open_end: shape [K]; whether a letter or digit may stand right before, right after.
        plural: shape [K]; whether an ``s`` or ``es`` may follow.
        longest: bytes of the longest needle.
    """

    needles: tuple[Needle, ...]
    lengths: Ints
    first: Ints
    senses: Ints
    open_start: NDArray[np.bool_]
    open_end: NDArray[np.bool_]
    plural: NDArray[np.bool_]
    longest: int


@dataclass(frozen=True, slots=True)
class Spelling:
    """One byte string to look for, and how it may stand among its neighbours."""

    raw: bytes
    exact: bool
    open_start: bool
    open_end: bool
    plural: bool


def spelled(groups: Mapping[Spelling, Sequence[int]]) -> Spelled:
    """Arrays of spellings and the senses of each."""
    keys = list(groups)
    lists = [list(dict.fromkeys(groups[key])) for key in keys]
    lengths = np.array([len(key.raw) for key in keys], np.int64)
    return Spelled(
        needles=tuple((key.raw, key.exact) for key in keys),
        lengths=lengths,
        first=np.cumsum([0, *map(len, lists)]),
        senses=np.array([sense for senses in lists for sense in senses], np.int64),
        open_start=np.array([key.open_start for key in keys], bool),
        open_end=np.array([key.open_end for key in keys], bool),
        plural=np.array([key.plural for key in keys], bool),
        longest=int(lengths.max(initial=0)),
    )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All aliases of some fields.

    Every *sense* is one alias of one technology or variant of one field.

    Attributes:
        spelled: the needles, and the senses that they spell.
        field, technology, variant: shape [A]; number of each sense's names in the lists below.
        rule: shape [A]; number in ``rules``, or -1.
    """

    spelled: Spelled
    field: Ints
    technology: Ints
    variant: Ints
    rule: Ints
    rules: tuple[Rule, ...]
    field_names: tuple[str, ...]
    technology_names: tuple[str, ...]
    variant_names: tuple[str | None, ...]


def spellings(text: str) -> Iterator[str]:
    """Every way to write an alias with a space, a hyphen or nothing between its words.

    >>> sorted(spellings("fine-tuning"))
    ['fine tuning', 'fine-tuning', 'finetuning']
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    words = re.split(r"[\s\-]+", plain)
    written = ["-" if "-" in joint else " " for joint in re.findall(r"[\s\-]+", plain)]
    for choice in _joints(written):
        yield "".join(word + joint for word, joint in zip(words, (*choice, ""), strict=True))


def _joints(written: list[str]) -> list[tuple[str, ...]]:
    """The ways to write the joints between the words of an alias: each by itself, or all with nothing."""
    options = [_JOINTS[joint] for joint in written]
    if math.prod(map(len, options)) <= _MOST_SPELLINGS:
        ways = list(itertools.product(*options))
    else:
        ways = [
            (*written[:place], joint, *written[place + 1 :])
            for place, joints in enumerate(options)
            for joint in joints
        ]
        ways += [
            tuple("" if joint == "-" else joint for joint in written),
            (" ",) * len(written),
            ("-",) * len(written),
        ]
    return list(dict.fromkeys([*ways, ("",) * len(written)]))


def spelling(text: str, exact: bool, plural: bool) -> Spelling:
    """How a name may stand: a name that begins or ends in an unspaced script has no boundary there."""
    raw = text.encode()
    return Spelling(raw if exact else raw.lower(), exact, is_unspaced(text[0]), is_unspaced(text[-1]), plural)


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script without spaces, or that glues endings to foreign names.

    Chinese, Japanese and Korean: their letters next to a Latin name do not make it another word.
    """
    code = ord(character)
    return 0x2E80 <= code <= 0xD7FF or 0xF900 <= code <= 0xFAFF or 0xFE30 <= code <= 0xFE4F or code >= 0x20000


def takes_plural(alias: Alias) -> bool:
    """Whether an alias may take a plural s: not a proper name (Adams is no Adam), nor one that has it."""
    last = alias.text[-1]
    proper = alias.exact and _NAME.fullmatch(alias.text) is not None
    return last.isascii() and last.isalpha() and last not in "sS" and not proper


class _Builder:
    """Collects senses and the needles that spell them."""

    def __init__(self) -> None:
        self.groups: dict[Spelling, list[int]] = {}
        self.rows: list[tuple[int, int, int, int]] = []
        self.rules: dict[Rule, int] = {}
        self.technologies: dict[str, int] = {}
        self.variants: dict[str | None, int] = {None: 0}

    def add(self, field: int, technology: str, variant: str | None, alias: Alias) -> None:
        names = (
            field,
            self.technologies.setdefault(technology, len(self.technologies)),
            self.variants.setdefault(variant, len(self.variants)),
        )
        rule = Rule(alias.context, alias.within, alias.unless)
        number = -1
        if alias.context or alias.unless:
            number = self.rules.setdefault(rule, len(self.rules))
        self.rows.append((*names, number))
        for written in spellings(alias.text):
            key = spelling(written, alias.exact, takes_plural(alias))
            self.groups.setdefault(key, []).append(len(self.rows) - 1)


def build(fields: Sequence[Field]) -> Lexicon:
    """Spread out the aliases of ``fields``, of their technologies and of the variants of these."""
    builder = _Builder()
    for number, field in enumerate(fields):
        for technology in field.technologies:
            for alias in technology.signatures.aliases:
                builder.add(number, technology.id, None, alias)
            for variant in technology.variants:
                for alias in variant.signatures.aliases:
                    builder.add(number, technology.id, variant.id, alias)
    table = np.array(builder.rows, np.int64).reshape(-1, 4)
    return Lexicon(
        spelled=spelled(builder.groups),
        field=table[:, 0],
        technology=table[:, 1],
        variant=table[:, 2],
        rule=table[:, 3],
        rules=tuple(builder.rules),
        field_names=tuple(field.id for field in fields),
        technology_names=tuple(builder.technologies),
        variant_names=tuple(builder.variants),
    )
