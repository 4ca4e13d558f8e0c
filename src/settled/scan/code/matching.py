"""Words found in content: many at once, whole ones only.

Two engines give the same answers: Hyperscan, which is fast and has wheels for x86-64 only, and Polars'
Aho-Corasick, which is installed everywhere.
"""

from __future__ import annotations

import importlib.util
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from typing import Any, Literal

EngineName = Literal["auto", "hyperscan", "polars"]

_PART = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
# Words as short as these are parts of many longer ones: their ends are left to the engine.
_SHORT = 6
_MOST_HYPHENS = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word looked for: nothing that may be part of a name stands before or after it in the content.

    Attributes:
        text: of ASCII.
        folded: upper and lower case are the same, and so are ``-`` and ``_``.
        within: it may be part of a longer word.
        quoted: it stands in quotes that hold nothing else; in JSON the closing one may be escaped.
    """

    text: str
    folded: bool = False
    within: bool = False
    quoted: bool = False

    def forms(self) -> Iterator[bytes]:
        """The word as it may be written, upper and lower case aside."""
        parts = self.text.replace("-", "_").split("_") if self.folded else [self.text]
        hyphens = ["-_"] * (len(parts) - 1) if len(parts) - 1 <= _MOST_HYPHENS else []
        alike = [*product(*hyphens)] if hyphens else [(sign,) * (len(parts) - 1) for sign in "-_"]
        for signs in dict.fromkeys(alike):
            written = "".join(part for pair in zip(parts, (*signs, ""), strict=True) for part in pair)
            if self.quoted:
                yield from (f"{opening}{written}{closing}".encode() for opening, closing in _QUOTES)
            else:
                yield written.encode()


_QUOTES = (('"', '"'), ("'", "'"), ('"', '\\"'))


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a word; ``bounded``: what stands around it decides."""

    text: bytes
    word: int
    folded: bool
    bounded: bool


class Matcher:
    """Finds words in contents; ``engine`` ``auto`` takes Hyperscan where it is installed."""

    def __init__(self, words: Sequence[Word], engine: EngineName = "auto") -> None:
        fast = engine == "hyperscan" or (
            engine == "auto" and importlib.util.find_spec("hyperscan") is not None
        )
        forms = [
            _Form(text, number, word.folded, not (word.within or word.quoted))
            for number, word in enumerate(words)
            for text in word.forms()
        ]
        self._finders = list(_hyperscans(forms) if fast else _polars(forms))

    def find(self, contents: Sequence[bytes]) -> list[array[int]]:
        """For each content, (word, end) of each occurrence, one after the other, by end and then word.

        A word is its number; ends are byte offsets, of quoted words behind the closing quote.
        """
        packed: list[set[int]] = [set() for _ in contents]
        for forms, find in self._finders:
            for content, (hits, found) in zip(
                contents, zip(packed, find(contents), strict=True), strict=True
            ):
                hits.update(_whole(content, forms, found))
        return [
            array("I", [part for one in sorted(hits) for part in (one & 0xFFFFF, one >> 20)])
            for hits in packed
        ]


_Found = Iterator[Sequence[tuple[int, int]]]
_Finder = Callable[[Sequence[bytes]], _Found]
"""For each content the numbers of forms found, with their ends."""


def _whole(content: bytes, forms: Sequence[_Form], found: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Ends and words in one number, of those that stand by themselves."""
    size = len(content)
    for number, end in found:
        form = forms[number]
        if form.bounded:
            start = end - len(form.text)
            if (start and content[start - 1] in _PART) or (end < size and content[end] in _PART):
                continue
        yield end << 20 | form.word


def _hyperscans(forms: Sequence[_Form]) -> Iterator[tuple[Sequence[_Form], _Finder]]:
    """Two passes: short words with their ends, others as plain strings, which compile in no time."""
    import re

    import hyperscan

    parts: tuple[list[_Form], list[_Form]] = ([], [])
    for form in forms:
        # Those without regard to case take long to compile with their ends.
        is_short = form.bounded and not form.folded and len(form.text) <= _SHORT
        parts[not is_short].append(form)
    for part, literal in zip(parts, (False, True), strict=True):
        if not part:
            continue
        database = hyperscan.Database()
        database.compile(
            expressions=[form.text if literal else rb"\b" + re.escape(form.text) + rb"\b" for form in part],
            ids=list(range(len(part))),
            elements=len(part),
            flags=[hyperscan.HS_FLAG_CASELESS if form.folded else 0 for form in part],
            literal=literal,
        )
        yield part, _Hyperscan(database, hyperscan.Scratch(database))


class _Hyperscan:
    def __init__(self, database: Any, scratch: Any) -> None:
        self._database = database
        self._scratch = scratch

    def __call__(self, contents: Sequence[bytes]) -> _Found:
        hits: list[tuple[int, int]] = []
        add = hits.append

        # A call from C for every hit: it does as little as can be done.
        def note(form: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add((form, end))

        for content in contents:
            hits.clear()
            if content:
                self._database.scan(content, match_event_handler=note, scratch=self._scratch)
            yield hits


def _polars(forms: Sequence[_Form]) -> Iterator[tuple[Sequence[_Form], _Finder]]:
    if forms:
        yield forms, _Polars(forms)


class _Polars:
    """Aho-Corasick over all contents in one text without regard to case, which is looked at afterwards."""

    # Bytes beyond ASCII are no text to Polars by themselves.
    _ASCII = bytes(byte if byte < 128 else 127 for byte in range(256))

    def __init__(self, forms: Sequence[_Form]) -> None:
        self._forms = forms
        self._numbers: dict[str, list[int]] = {}
        for number, form in enumerate(forms):
            self._numbers.setdefault(form.text.decode().lower(), []).append(number)

    def __call__(self, contents: Sequence[bytes]) -> _Found:
        found: list[list[tuple[int, int]]] = [[] for _ in contents]
        starts = [0, *accumulate(len(content) + 1 for content in contents)]
        for place, text in self._occurrences(b"\n".join(contents)):
            owner = bisect_right(starts, place) - 1
            start = place - starts[owner]
            end = start + len(text)
            written = contents[owner][start:end]
            found[owner] += [
                (number, end)
                for number in self._numbers[text]
                if self._forms[number].folded or self._forms[number].text == written
            ]
        return iter(found)

    def _occurrences(self, whole: bytes) -> Iterator[tuple[int, str]]:
        import polars as pl

        if not whole:
            return
        text, patterns = pl.Series([whole.translate(self._ASCII).decode()]), list(self._numbers)
        places = text.str.find_many(patterns, ascii_case_insensitive=True, overlapping=True)[0]
        words = text.str.extract_many(patterns, ascii_case_insensitive=True, overlapping=True)[0]
        for place, word in zip(places, words, strict=True):
            yield place, word.lower()
