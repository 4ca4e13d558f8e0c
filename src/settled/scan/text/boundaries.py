"""Where words begin and end, told from bytes of UTF-8."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from settled.scan.text.lexicon import is_unspaced
from settled.scan.text.spans import Bytes, Ints

Mask = NDArray[np.bool_]

# Letters above this are unspaced scripts, full-width forms and rarities; the table need not hold them.
_TABLE_SIZE = 0x3000

_ASCII_WORD = np.array([chr(i).isalnum() and i < 128 for i in range(256)], bool)


@cache
def _word_characters() -> Mask:
    """Shape [0x3000]; whether a code point is a letter, mark or digit of a script with word boundaries."""
    return np.array(
        [unicodedata.category(chr(i))[0] in "LMN" and not is_unspaced(chr(i)) for i in range(_TABLE_SIZE)],
        bool,
    )


def _code_points(data: Bytes, places: Ints) -> Ints:
    """The code points that begin at ``places``; those must lie on first bytes of non-ASCII characters."""
    padded = np.append(data, np.zeros(4, np.uint8)) if len(places) and places.max() + 4 > len(data) else data
    lead, second, third = (padded[places + step].astype(np.int64) for step in range(3))
    two = (lead & 0x1F) << 6 | (second & 0x3F)
    three = (lead & 0x0F) << 12 | (second & 0x3F) << 6 | (third & 0x3F)
    return np.where(lead < 0xE0, two, np.where(lead < 0xF0, three, _TABLE_SIZE))


def _is_word(data: Bytes, places: Ints) -> Mask:
    """Whether the characters that begin at ``places`` are part of a word."""
    first = data[places]
    word = _ASCII_WORD[first]
    wide = np.flatnonzero(first >= 0x80)
    if len(wide):
        codes = _code_points(data, places[wide])
        word[wide] = (codes < _TABLE_SIZE) & _word_characters()[np.minimum(codes, _TABLE_SIZE - 1)]
    return word


def free_before(data: Bytes, places: Ints, low: Ints) -> Mask:
    """Whether no letter or digit stands right before ``places``; nothing stands before ``low``."""
    previous = np.maximum(places - 1, low)
    inside = places > low
    for _ in range(3):
        back = np.flatnonzero(inside & (data[np.minimum(previous, len(data) - 1)] & 0xC0 == 0x80))
        if not len(back):
            break
        previous[back] -= 1
    free = ~inside
    some = np.flatnonzero(inside)
    free[some] = ~_is_word(data, previous[some])
    return free


def free_after(data: Bytes, places: Ints, high: Ints) -> Mask:
    """Whether no letter or digit stands at ``places``; nothing stands at ``high`` or beyond."""
    free = places >= high
    some = np.flatnonzero(~free)
    free[some] = ~_is_word(data, places[some])
    return free


def plural_ends(data: Bytes, ends: Ints, high: Ints) -> tuple[Ints, Mask]:
    """Where words end that may have a plural ``s`` or ``es``, and whether a boundary stands there."""
    padded_last = len(data) - 1
    one = data[np.minimum(ends, padded_last)] | 0x20
    two = data[np.minimum(ends + 1, padded_last)] | 0x20
    with_s = (ends < high) & (one == ord("s"))
    with_es = (ends + 1 < high) & (one == ord("e")) & (two == ord("s"))
    moved = ends + with_s + 2 * with_es
    return moved, (with_s | with_es) & free_after(data, moved, high)
