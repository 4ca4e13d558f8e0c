"""Ambiguous names: which stand near a word that tells what is meant, and in no phrase that denies it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from settled.scan.text.boundaries import Mask
from settled.scan.text.characters import Characters
from settled.scan.text.engine import EngineName, make
from settled.scan.text.lexicon import Rule, Spelling, spelled, spelling, spellings
from settled.scan.text.places import Places, bounded_hits, spread_senses
from settled.scan.text.spans import Column, Ints, windows

# Rows are cut far below this many characters, so a row and a character pack into one integer.
_STRIDE = 1 << 24

# Where a word anywhere in the text will do, most names have one this near, in bytes; whole texts are read
# only for the others.
_NEAR_BYTES = 80

# Names of one context are looked around with its own words alone if there are so many of them; the others of
# a piece share one search. Fewer needles mean fewer hits that nobody asked for.
_MANY_NAMES = 400


@dataclass(frozen=True, slots=True)
class Text:
    """One column of units' texts.

    Attributes:
        column: the bytes; ``characters``: their characters.
        lead: shape [rows]; characters of each unit's text before this column.
    """

    column: Column
    characters: Characters
    lead: Ints

    def plain(self, row: Ints) -> Mask:
        """Whether rows are of ASCII alone."""
        offsets = self.column.offsets
        plain: Mask = self.characters.lengths(row) == offsets[row + 1] - offsets[row]
        return plain

    def mark(self, row: Ints, place: Ints) -> Ints:
        """Places as row * _STRIDE + character of the unit's text: comparable over columns."""
        return row * _STRIDE + self.lead[row] + self.characters.offsets(row, place)


class _Search:
    """Words to be found in windows of the columns of a piece; compiled when first needed."""

    def __init__(self, texts: Sequence[str], engine: EngineName) -> None:
        groups: dict[Spelling, list[int]] = {}
        for number, text in enumerate(texts):
            for written in spellings(text):
                groups.setdefault(spelling(written, exact=False, plural=True), []).append(number)
        self._spelled = spelled(groups)
        self._engine = make(self._spelled.needles, engine)

    def around(self, text: Text, row: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints, Ints]:
        """Number, begin and end (as marks) of the words in windows of a column; ``low`` ascending."""
        column = text.column
        near = windows(column.data, low, high, row)
        needle, end = self._engine.find(near.data)
        segment = np.searchsorted(near.starts, end, side="left") - 1
        inside = np.flatnonzero(end - self._spelled.lengths[needle] >= near.starts[segment])
        needle, end = needle[inside], end[inside] + near.shift[segment[inside]]
        row = np.searchsorted(column.offsets, end, side="left") - 1
        start, end, valid = bounded_hits(
            column.data, needle, end, column.offsets[row], column.offsets[row + 1], self._spelled
        )
        keep = np.flatnonzero(valid)
        found = spread_senses(row[keep], start[keep], end[keep], needle[keep], self._spelled)
        return found.sense, text.mark(found.row, found.start), text.mark(found.row, found.end)


class Context:
    """The context words and the phrases of a lexicon's rules, ready to be looked for.

    A word inside a name of the same context is no context for it.
    """

    def __init__(self, rules: Sequence[Rule], engine: EngineName) -> None:
        self._rules = rules
        self._engine: EngineName = engine
        self._words = list(dict.fromkeys(word for rule in rules for word in rule.context))
        self._phrases = list(dict.fromkeys(phrase for rule in rules for phrase in rule.unless))
        contexts = list(dict.fromkeys(rule.context for rule in rules))
        self._contexts = contexts
        self._context_of = np.array([contexts.index(rule.context) for rule in rules], np.int64)
        self._named = np.array([[word in words for word in self._words] for words in contexts], bool)
        self._forbidden = np.array(
            [[phrase in rule.unless for phrase in self._phrases] for rule in rules], bool
        )
        self._conditional = np.array([bool(rule.context) for rule in rules], bool)
        self._within = np.array([rule.within for rule in rules], np.int64)
        longest = [max((len(phrase.encode()) + 2 for phrase in rule.unless), default=0) for rule in rules]
        self._phrase_reach = np.array(longest, np.int64)
        self._word_reach = max((len(word.encode()) for word in self._words), default=0) + 2
        self._searches: dict[int, _Search] = {}

    def meant(self, texts: Sequence[Text], found: Sequence[Places], rules: Sequence[Ints]) -> list[Mask]:
        """Whether each place is meant, by its rule.

        Args:
            texts: the columns of the same units.
            found, rules: by column: places, and the number of each one's rule, or -1.
        """
        answers = []
        asked = [np.flatnonzero(rule >= 0) for rule in rules]
        names = [places.take(some) for places, some in zip(found, asked, strict=True)]
        rule = np.concatenate([rule[some] for rule, some in zip(rules, asked, strict=True)])
        judged = _Names(texts, names, rule)
        meant = self._judge(judged) if len(rule) else np.zeros(0, bool)
        for places, some, part in zip(found, asked, np.split(meant, [len(asked[0])]), strict=True):
            answer = np.ones(len(places), bool)
            answer[some] = part
            answers.append(answer)
        return answers

    def _judge(self, names: _Names) -> Mask:
        """Whether names are meant."""
        allowed = np.ones(len(names.rule), bool)
        excluding = np.flatnonzero(self._phrase_reach[names.rule] > 0)
        if len(excluding):
            phrases = names.hits(self._search(_PHRASES), excluding, self._phrase_reach[names.rule[excluding]])
            allowed = ~self._covered(names, *phrases)
        met = ~self._conditional[names.rule]
        self._meet_near(names, met, allowed)
        self._meet_far(names, met, allowed)
        return met & allowed

    def _search(self, number: int) -> _Search:
        """The search for one context's words, for all words, or for the phrases."""
        if number not in self._searches:
            texts = {_PHRASES: self._phrases, _ALL: self._words}.get(number)
            self._searches[number] = _Search(self._contexts[number] if texts is None else texts, self._engine)
        return self._searches[number]

    def _by_context(self, names: _Names, open_: Ints) -> Iterator[tuple[Ints, int]]:
        """Parts of the names that are still open, and the search for each part."""
        context = self._context_of[names.rule[open_]]
        counts = np.bincount(context, minlength=len(self._contexts))
        for number in np.flatnonzero(counts >= _MANY_NAMES).tolist():
            yield open_[context == number], number
        rest = open_[counts[context] < _MANY_NAMES]
        if len(rest):
            yield rest, _ALL

    def _meet_near(self, names: _Names, met: Mask, allowed: Mask) -> None:
        """Note in ``met`` the names that have a word of their context near."""
        for part, number in self._by_context(names, np.flatnonzero(allowed & ~met)):
            found = names.hits(self._search(number), part, self._reach(names, part))
            self._meet(names, part, number, met, found)

    def _meet_far(self, names: _Names, met: Mask, allowed: Mask) -> None:
        """Note in ``met`` the names that have a word of their context anywhere, where that will do."""
        open_ = np.flatnonzero(allowed & ~met & (self._within[names.rule] == 0))
        for part, number in self._by_context(names, open_):
            self._meet(names, part, number, met, names.hits_anywhere(self._search(number), part))

    def _reach(self, names: _Names, part: Ints) -> Ints:
        """How far to look around names, in bytes: of many of one row that want the same, around one only."""
        rule = names.rule[part]
        within = self._within[rule]
        widest = np.where(names.plain[part], within, 4 * within) + self._word_reach
        _, first = np.unique(names.row[part] * len(self._within) + rule, return_index=True)
        once = np.full(len(part), -1)
        once[first] = _NEAR_BYTES
        return np.where(within > 0, widest, once)

    def _meet(self, names: _Names, part: Ints, number: int, met: Mask, hits: tuple[Ints, Ints, Ints]) -> None:
        word, begin, _ = hits
        context = self._context_of[names.rule[part]]
        for one in np.unique(context).tolist():
            same = part[context == one]
            there = np.sort(begin if number == one else begin[self._named[one][word]])
            there = there[~_inside(there, names.begin[same], names.end[same])]
            within = self._within[names.rule[same]]
            row = names.begin[same] // _STRIDE * _STRIDE
            wide = np.where(within > 0, within, _STRIDE)
            low = np.maximum(row, names.begin[same] - wide)
            high = np.minimum(row + _STRIDE - 1, names.end[same] + wide)
            met[same] = np.searchsorted(there, high, "right") > np.searchsorted(there, low, "left")

    def _covered(self, names: _Names, phrase: Ints, begin: Ints, end: Ints) -> Mask:
        """Whether names stand inside a phrase that their rule excludes."""
        covered = np.zeros(len(names.rule), bool)
        for number in np.unique(names.rule).tolist():
            some = np.flatnonzero(self._forbidden[number][phrase])
            if len(some):
                chosen = np.flatnonzero(names.rule == number)
                reach = _reach_at(names.begin[chosen], begin[some], end[some])
                covered[chosen] = reach >= names.end[chosen]
        return covered


_PHRASES, _ALL = -1, -2


class _Names:
    """Ambiguous names of a piece, column after column.

    Attributes:
        rule, row: shape [N]; ``begin``, ``end``: shape [N]; as marks, comparable over columns.
        plain: shape [N]; whether the column's text is ASCII alone, so that a byte is a character.
    """

    def __init__(self, texts: Sequence[Text], names: Sequence[Places], rule: Ints) -> None:
        self._texts = texts
        self._names = names
        self._first = np.cumsum([0, *map(len, names)])
        self.rule = rule
        pairs = list(zip(texts, names, strict=True))
        self.row = np.concatenate([places.row for places in names])
        self.begin = np.concatenate([text.mark(places.row, places.start) for text, places in pairs])
        self.end = np.concatenate([text.mark(places.row, places.end) for text, places in pairs])
        self.plain = np.concatenate([text.plain(places.row) for text, places in pairs])

    def hits(self, search: _Search, part: Ints, reach: Ints) -> tuple[Ints, Ints, Ints]:
        """Words near names; none are looked for where ``reach`` is negative. ``part`` ascending."""
        part, reach = part[reach >= 0], reach[reach >= 0]
        found = []
        for number, (text, places) in enumerate(zip(self._texts, self._names, strict=True)):
            mine = np.flatnonzero((part >= self._first[number]) & (part < self._first[number + 1]))
            chosen = places.take(part[mine] - self._first[number])
            offsets = text.column.offsets
            low = np.maximum(chosen.start - reach[mine], offsets[chosen.row])
            high = np.minimum(chosen.end + reach[mine], offsets[chosen.row + 1])
            order = np.argsort(low, kind="stable")
            found.append(search.around(text, chosen.row[order], low[order], high[order]))
        return _joined(found)

    def hits_anywhere(self, search: _Search, part: Ints) -> tuple[Ints, Ints, Ints]:
        """Words anywhere in the rows of names."""
        rows = np.unique(self.row[part])
        return _joined(
            [
                search.around(text, rows, text.column.offsets[rows], text.column.offsets[rows + 1])
                for text in self._texts
            ]
        )


def _joined(hits: Sequence[tuple[Ints, Ints, Ints]]) -> tuple[Ints, Ints, Ints]:
    words, begins, ends = zip(*hits, strict=True)
    return np.concatenate(words), np.concatenate(begins), np.concatenate(ends)


def _reach_at(places: Ints, begin: Ints, end: Ints) -> Ints:
    """The furthest end of the spans that begin at or before each place; -1 where none does."""
    order = np.argsort(begin, kind="stable")
    furthest = np.concatenate([[-1], np.maximum.accumulate(end[order])])
    return furthest[np.searchsorted(begin[order], places, "right")]


def _inside(places: Ints, begin: Ints, end: Ints) -> Mask:
    """Whether places lie inside some span."""
    return _reach_at(places, begin, end) > places
