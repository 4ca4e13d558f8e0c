"""Find many fixed byte strings in one buffer: the only work that touches every byte.

Two engines give the same answers: Hyperscan, which is fast and has wheels for x86-64 only, and Polars'
Aho-Corasick, which is installed everywhere.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from typing import Any, Literal, Protocol

import numpy as np

from settled.scan.text.spans import Bytes, Ints

EngineName = Literal["auto", "hyperscan", "polars"]

Needle = tuple[bytes, bool]
"""The bytes looked for, and whether upper and lower case of ASCII must match."""

# Hyperscan counts bytes with 32 bits.
_MOST_BYTES = 1 << 30


class Engine(Protocol):
    """What finds needles.

    ``find`` gives (needle, end) of every occurrence in ``data``, overlapping ones too, as two arrays of
    shape [M], ordered by end and then by needle.
    """

    def find(self, data: Bytes) -> tuple[Ints, Ints]:
        """Every occurrence, ordered by end and needle."""
        ...


def make(needles: Sequence[Needle], engine: EngineName) -> Engine:
    """Compile the needles for an engine; ``auto`` takes Hyperscan where it is installed."""
    if engine == "hyperscan" or (engine == "auto" and importlib.util.find_spec("hyperscan") is not None):
        return _Hyperscan(needles)
    return _Polars(needles)


def ordered(ids: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """By end, then by needle; there are fewer than 2**20 needles."""
    packed = np.sort(ends << 20 | ids, kind="stable")
    return packed & 0xFFFFF, packed >> 20


class _Hyperscan:
    """Pure literals in block mode: no start is asked for, since an end and a length give it."""

    def __init__(self, needles: Sequence[Needle]) -> None:
        import hyperscan

        self._empty = not needles
        self._database = hyperscan.Database()
        if needles:
            self._database.compile(
                expressions=[text for text, _ in needles],
                ids=list(range(len(needles))),
                elements=len(needles),
                flags=[0 if exact else hyperscan.HS_FLAG_CASELESS for _, exact in needles],
                literal=True,
            )
            self._scratch = hyperscan.Scratch(self._database)

    def find(self, data: Bytes) -> tuple[Ints, Ints]:
        if self._empty or not len(data):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        if len(data) > _MOST_BYTES:
            raise ValueError(f"{len(data)} bytes in one piece; scan at most {_MOST_BYTES}")
        needles: list[int] = []
        ends: list[int] = []
        add_needle, add_end = needles.append, ends.append

        # A call from C for every hit: it does as little as can be done.
        def note(needle: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add_needle(needle)
            add_end(end)

        # The binding takes any buffer, and its stub only bytes: a copy would cost as much as the search.
        view: Any = data.data
        self._database.scan(view, match_event_handler=note, scratch=self._scratch)
        return ordered(np.array(needles, np.int64), np.array(ends, np.int64))


class _Polars:
    """Aho-Corasick without regard to case; needles that mind it are compared afterwards."""

    def __init__(self, needles: Sequence[Needle]) -> None:
        self._texts = [text for text, _ in needles]
        self._exact = np.array([exact for _, exact in needles], bool)
        self._folded = list(dict.fromkeys(text.lower() for text in self._texts))
        number = {text: i for i, text in enumerate(self._folded)}
        owner = np.array([number[text.lower()] for text in self._texts], np.int64)
        self._needles = np.argsort(owner, kind="stable")
        self._first = np.searchsorted(owner[self._needles], np.arange(len(self._folded) + 1))
        self._whole = [text for text in self._folded if _is_text(text)]
        self._broken = [text for text in self._folded if not _is_text(text)]
        self._number = number

    def find(self, data: Bytes) -> tuple[Ints, Ints]:
        if not self._texts or not len(data):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        raw = data.tobytes()
        folded, ends = self._occurrences(raw)
        counts = self._first[folded + 1] - self._first[folded]
        ends = np.repeat(ends, counts)
        step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        ids = self._needles[np.repeat(self._first[folded], counts) + step]
        keep = ~self._exact[ids]
        for i in np.flatnonzero(~keep).tolist():
            text = self._texts[ids[i]]
            keep[i] = raw[ends[i] - len(text) : ends[i]] == text
        return ordered(ids[keep], ends[keep])

    def _occurrences(self, raw: bytes) -> tuple[Ints, Ints]:
        """Number of the folded needle, and end, of each occurrence, in no order."""
        import polars as pl

        patterns = [text.decode() for text in self._whole]
        whole = pl.Series([raw.decode()])
        starts = whole.str.find_many(patterns, ascii_case_insensitive=True, overlapping=True)[0]
        words = whole.str.extract_many(patterns, ascii_case_insensitive=True, overlapping=True)[0]
        # Where nothing is found Polars gives columns of no type.
        starts, words = starts.cast(pl.Int64), words.cast(pl.String)
        seen = words.unique()
        known = pl.Series([self._number[word.encode().lower()] for word in seen], dtype=pl.Int64)
        number = words.replace_strict(seen, known, return_dtype=pl.Int64).to_numpy().astype(np.int64)
        ends = starts.to_numpy() + words.str.len_bytes().cast(pl.Int64).to_numpy()
        broken = [
            (self._number[text], match.end())
            for text in self._broken
            for match in re.finditer(re.escape(text), raw)
        ]
        more = np.array(broken, np.int64).reshape(-1, 2)
        return np.concatenate([number, more[:, 0]]), np.concatenate([ends, more[:, 1]])


def _is_text(raw: bytes) -> bool:
    """Whether bytes are whole characters; half ones are none of Polars' business."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
