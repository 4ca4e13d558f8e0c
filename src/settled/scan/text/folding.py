"""A second look where writing hides a name: broken words, odd dashes and spaces, markup, full-width forms.

Only short windows around such places are folded to plain writing and searched again, with a map back to where
every byte came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from settled.scan.text.boundaries import Mask
from settled.scan.text.engine import Engine, Needle
from settled.scan.text.lexicon import Spelled
from settled.scan.text.places import Places, bounded_hits, spread_senses
from settled.scan.text.spans import Bytes, Column, Ints, Windows, windows

_SWITCHES = ("bf", "it", "em", "sc")
_TAGS = ("i", "b", "em", "strong", "sub", "sup", "span", "br")

# What may stand inside a name and hide it: found in the same pass as the names.
_HIDING = (
    *("- ", "\n", "\r", "\t", "  ", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u00a0", "\u00ad"),
    *("\u200b", "\u2009", "\u202f", "}-", "} ", "}{", "-\\", "&nbsp;"),
    *(f"{{\\{switch} " for switch in _SWITCHES),
    *(f"<{slash}{tag}>" for tag in _TAGS for slash in ("", "/")),
)
_FULL_WIDTH = (b"\xef\xbc", b"\xef\xbd")
TRIGGERS: tuple[Needle, ...] = tuple(
    (text, True) for text in (*(text.encode() for text in _HIDING), *_FULL_WIDTH)
)
_TRIGGER_BYTES = np.array([len(text) for text, _ in TRIGGERS], np.int64)

# Markup may lengthen a name by this many bytes on either side of a trigger and still be looked through.
_MARKUP_BYTES = 24

_Number = TypeVar("_Number", bound=np.integer[Any])

_LETTER = np.array([chr(i).isalpha() and i < 128 for i in range(256)], bool)
_LOWER = np.array([chr(i).islower() and i < 128 for i in range(256)], bool)


@dataclass(frozen=True, slots=True)
class Folded:
    """Plain writing of some windows.

    Attributes:
        data: shape [F]; the folded bytes; ``origin``: shape [F]; where each stood before.
        changes: shape [W + 1]; number of altered or dropped bytes before each byte of what was folded.
    """

    data: Bytes
    origin: Ints
    changes: Ints


def _ahead(data: NDArray[_Number], step: int) -> NDArray[_Number]:
    """What stands ``step`` further on, or back where negative; zero beyond the ends."""
    moved = np.zeros_like(data)
    if abs(step) >= len(data):
        return moved
    if step >= 0:
        moved[: len(data) - step] = data[step:]
    else:
        moved[-step:] = data[:step]
    return moved


def _fold_characters(data: Bytes, keep: Mask) -> None:
    """Fold dashes, spaces and full-width forms of several bytes to one byte of ASCII, in place."""
    lead = np.flatnonzero(data >= 0xC2)
    lead = lead[lead + 2 < len(data)]
    first, second, third = data[lead], data[lead + 1], data[lead + 2]
    general = (first == 0xE2) & (second == 0x80)
    wide = (first == 0xEF) & (((second == 0xBC) & (third >= 0x81)) | ((second == 0xBD) & (third <= 0x9E)))
    dash = general & (third >= 0x90) & (third <= 0x95)
    space = general & ((third <= 0x8A) | (third == 0xAF))
    invisible = general & (third == 0x8B)
    no_break = (first == 0xC2) & (second == 0xA0)
    soft_hyphen = (first == 0xC2) & (second == 0xAD)
    data[lead[wide]] = third[wide] - np.where(second[wide] == 0xBC, 0x60, 0x20).astype(np.uint8)
    data[lead[dash]] = ord("-")
    data[lead[space | no_break]] = ord(" ")
    keep[lead[invisible | soft_hyphen]] = False
    three = lead[wide | dash | space | invisible]
    keep[three + 1] = keep[three + 2] = False
    keep[lead[no_break | soft_hyphen] + 1] = False


def _drop_markup(data: Bytes, keep: Mask, part: Ints) -> None:
    """Drop braces, dollars, commands with their backslash, short tags and no-break entities, in place."""
    keep &= (data != ord("{")) & (data != ord("}")) & (data != ord("$"))
    _drop_runs(keep, np.flatnonzero(data == ord("\\")), ~_LETTER[data] | _begins(part))
    opening = np.flatnonzero((data == ord("<")) & (_LETTER[_ahead(data, 1)] | (_ahead(data, 1) == ord("/"))))
    closing = np.flatnonzero(data == ord(">"))
    _drop_tags(keep, opening, closing, part)


def _drop_runs(keep: Mask, starts: Ints, stops: Mask) -> None:
    """Drop every byte of ``starts`` and those after it up to the next stop (for ``\\-`` the hyphen too)."""
    if not len(starts):
        return
    ends = np.append(np.flatnonzero(stops), len(keep))
    after = ends[np.searchsorted(ends, starts + 1)]
    change = np.zeros(len(keep) + 1, np.int64)
    np.add.at(change, starts, 1)
    np.add.at(change, after, -1)
    keep &= np.cumsum(change[:-1]) == 0


def _drop_tags(keep: Mask, opening: Ints, closing: Ints, part: Ints) -> None:
    """Drop what stands between an opening bracket and the next closing one, if that is near."""
    if not len(opening) or not len(closing):
        return
    number = np.searchsorted(closing, opening)
    inside = number < len(closing)
    opening, number = opening[inside], number[inside]
    near = (closing[number] - opening <= 16) & (part[closing[number]] == part[opening])
    change = np.zeros(len(keep) + 1, np.int64)
    np.add.at(change, opening[near], 1)
    np.add.at(change, closing[number[near]] + 1, -1)
    keep &= np.cumsum(change[:-1]) == 0


def _begins(part: Ints) -> Mask:
    """Where another window begins than that of the byte before."""
    begins = np.zeros(len(part), bool)
    begins[1:] = part[1:] != part[:-1]
    return begins


def _joined(data: Bytes, part: Ints) -> Mask:
    """What remains when broken words are joined and runs of spaces and hyphens are one."""
    space, hyphen = data == ord(" "), data == ord("-")
    before, after, beyond = (
        np.where(_ahead(part, step) == part, _ahead(data, step), 0).astype(np.uint8) for step in (-1, 1, 2)
    )
    broken = hyphen & (after == ord(" ")) & _LETTER[before] & _LOWER[beyond]
    doubled = (space & (before == ord(" "))) | (hyphen & (before == ord("-")))
    keep: Mask = np.logical_not(np.logical_or(broken, doubled))
    keep[1:] &= ~broken[:-1]
    return keep


def fold(data: Bytes, starts: Ints) -> Folded:
    """Fold windows to plain writing; what stands in one changes nothing in another.

    Args:
        data: shape [W]; the windows, one after another.
        starts: shape [S + 1]; window ``s`` is ``data[starts[s]:starts[s + 1]]``.

    >>> text = np.frombuffer("an atten- tion, fine–tuned".encode(), np.uint8)
    >>> fold(text, np.array([0, len(text)])).data.tobytes().decode()
    'an attention, fine-tuned'
    """
    plain = data.copy()
    keep = np.ones(len(data), bool)
    part = np.repeat(np.arange(1, len(starts)), np.diff(starts))
    plain[(plain == ord("\n")) | (plain == ord("\r")) | (plain == ord("\t"))] = ord(" ")
    _fold_characters(plain, keep)
    _drop_markup(plain, keep, part)
    origin = np.flatnonzero(keep)
    rest = plain[origin]
    origin = origin[_joined(rest, part[origin])]
    same = np.zeros(len(data), bool)
    same[origin] = plain[origin] == data[origin]
    return Folded(plain[origin], origin, np.concatenate([[0], np.cumsum(~same)]))


def _gram_codes() -> Ints:
    """Shape [256]; a byte's class in grams: 1-26 a letter, 27-30 a digit, 31 beyond ASCII, 0 the rest."""
    codes = np.zeros(256, np.int64)
    for byte in range(128):
        character = chr(byte).lower()
        if character.isalpha():
            codes[byte] = ord(character) - ord("a") + 1
        elif character.isdigit():
            codes[byte] = 27 + byte % 4
    codes[128:] = 31
    return codes


_CODES = _gram_codes()


class SecondLook:
    """Looks again where a name may be hidden.

    A trigger counts only if two bytes of its row on either side of it follow one another in some name: most
    do not.

    Args:
        spelled: the names; ``engine``: finds them, and ``TRIGGERS`` after them.
    """

    def __init__(self, spelled: Spelled, engine: Engine) -> None:
        self._spelled = spelled
        self._engine = engine
        self._grams = np.zeros(1 << 20, bool)
        for raw, _ in spelled.needles:
            codes = _CODES[np.frombuffer(raw.replace(b" ", b"").replace(b"-", b""), np.uint8)]
            around = np.concatenate([[0], codes, [0]])
            for left in (around[:-3], 0, 31):
                for right in (around[3:], 0, 31):
                    self._grams[left << 15 | around[1:-2] << 10 | around[2:-1] << 5 | right] = True

    def places(self, text: Column, trigger: Ints, end: Ints) -> Places:
        """Names that show only once the writing around triggers is folded.

        Args:
            trigger, end: shape [T]; number in ``TRIGGERS``, and where each ends, ascending.
        """
        row = np.searchsorted(text.offsets, end, side="left") - 1
        hiding = self._may_hide(text, row, trigger, end)
        end, row = end[hiding], row[hiding]
        reach = self._spelled.longest + _MARKUP_BYTES
        low = np.maximum(end - reach, text.offsets[row])
        high = np.minimum(end + reach, text.offsets[row + 1])
        near = windows(text.data, low, high, row)
        return self._hidden(text, near, fold(near.data, near.starts))

    def _may_hide(self, text: Column, row: Ints, trigger: Ints, end: Ints) -> Mask:
        low, high = text.offsets[row], text.offsets[row + 1]

        def code(place: Ints) -> Ints:
            # What stands in another row is nothing to this one.
            inside = (place >= low) & (place < high)
            return np.where(inside, _CODES[text.data[np.clip(place, 0, len(text.data) - 1)]], 0)

        start = end - _TRIGGER_BYTES[trigger]
        before, after = start - 1, end
        for _ in range(3):
            before = before - (code(before) == 0)
            after = after + (code(after) == 0)
        gram = np.zeros(len(end), np.int64)
        for place in (before - 1, before, after, after + 1):
            gram = gram << 5 | code(place)
        return (self._grams[gram] | (trigger >= len(_HIDING))) & (start >= low)

    def _hidden(self, text: Column, near: Windows, folded: Folded) -> Places:
        spelled = self._spelled
        edges = np.searchsorted(folded.origin, near.starts)
        needle, end = self._engine.find(folded.data)
        named = needle < len(spelled.lengths)
        needle, end = needle[named], end[named]
        segment = np.searchsorted(edges, end, side="left") - 1
        start, end, valid = bounded_hits(
            folded.data, needle, end, edges[segment], edges[segment + 1], spelled
        )
        keep = np.flatnonzero(valid)
        first, last = folded.origin[start[keep]], folded.origin[end[keep] - 1] + 1
        hidden = np.flatnonzero(folded.changes[last] > folded.changes[first])
        keep = keep[hidden]
        shift = near.shift[segment[keep]]
        first, last = first[hidden] + shift, _character_ends(text.data, last[hidden] + shift)
        row = np.searchsorted(text.offsets, first, side="right") - 1
        return spread_senses(row, first, last, needle[keep], spelled)


def _character_ends(data: Bytes, ends: Ints) -> Ints:
    """Move ends of spans past the further bytes of their last character."""
    for _ in range(3):
        inside = ends < len(data)
        ends = ends + (inside & (data[np.minimum(ends, len(data) - 1)] & 0xC0 == 0x80))
    return ends
