"""Ambiguous names: which of them stand near a word that tells what is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from settled.scan.text.boundaries import Mask
from settled.scan.text.characters import Characters
from settled.scan.text.engine import Engine, EngineName, make
from settled.scan.text.lexicon import Rule, Spelled, Spelling, spelled, spelling, spellings
from settled.scan.text.places import Places, find
from settled.scan.text.spans import Column, Ints, windows

# Rows are cut far below this many characters, so a row and a character pack into one integer.
_STRIDE = 1 << 24


@dataclass(frozen=True, slots=True)
class Marks:
    """Spans of characters: ``begin`` and ``end`` are row * _STRIDE + character of title, newline, abstract."""

    begin: Ints
    end: Ints


class Context:
    """The context words of a lexicon's rules, ready to be looked for."""

    def __init__(self, rules: Sequence[Rule], engine: EngineName) -> None:
        texts = list(dict.fromkeys(word for rule in rules for word in rule.context))
        groups: dict[Spelling, list[int]] = {}
        for number, text in enumerate(texts):
            for written in spellings(text):
                groups.setdefault(spelling(written, exact=False, plural=True), []).append(number)
        self._rules = rules
        self._spelled: Spelled = spelled(groups)
        self._engine: Engine = make(self._spelled.needles, engine)
        self._member = np.array([[text in rule.context for text in texts] for rule in rules], bool)

    def words(self, text: Column, rows: Ints) -> Places:
        """Context words in some rows of a column; their sense is the number of the word.

        Args:
            rows: ascending.
        """
        near = windows(text.data, text.offsets[rows], text.offsets[rows + 1], rows)
        found = find(Column(near.data, near.starts), self._spelled, self._engine)[0]
        shift = near.shift[found.row]
        return Places(rows[found.row], found.start + shift, found.end + shift, found.sense)

    def met(self, rule: Ints, names: Marks, word: Ints, words: Ints) -> Mask:
        """Whether each name has a word of its rule near it, besides those inside itself.

        Args:
            rule, names: shape [N].
            word, words: shape [M], in any order; number of each context word, and where it begins.
        """
        met = np.zeros(len(rule), bool)
        for number in np.unique(rule).tolist():
            condition = self._rules[number]
            chosen = np.flatnonzero(rule == number)
            if not condition.context:
                met[chosen] = True
                continue
            places = np.sort(words[self._member[number][word]])
            begin, end = names.begin[chosen], names.end[chosen]
            row_begin = begin // _STRIDE * _STRIDE
            low, high = row_begin, row_begin + _STRIDE - 1
            if condition.within:
                low = np.maximum(low, begin - condition.within)
                high = np.minimum(high, end + condition.within)
            around = np.searchsorted(places, high, "right") - np.searchsorted(places, low, "left")
            inside = np.searchsorted(places, end, "left") - np.searchsorted(places, begin, "left")
            met[chosen] = around > inside
        return met


def marks(found: Places, characters: Characters, lead: Ints) -> Marks:
    """Spans of characters in whole units.

    Args:
        lead: shape [rows]; characters of the unit's text before this column.
    """
    begin = found.row * _STRIDE + lead[found.row]
    return Marks(
        begin + characters.offsets(found.row, found.start), begin + characters.offsets(found.row, found.end)
    )
