"""What a paper does with what it names, told from the words around each name."""

from __future__ import annotations

import numpy as np

from settled.scan.text.boundaries import Mask
from settled.scan.text.cues import load
from settled.scan.text.engine import EngineName, make
from settled.scan.text.places import Places, bounded_hits
from settled.scan.text.spans import Bytes, Column, Ints, windows

# Of the cues on one side, so many nearest ones are looked at.
_NEAREST = 4


class RoleReader:
    """Reads roles from columns of titles, or of abstracts, by the cues for them."""

    def __init__(self, engine: EngineName, *, title: bool) -> None:
        cues = load(title)
        self._title = title
        self._cues = cues
        self._engine = make(cues.spelled.needles, engine)
        longest = cues.spelled.longest
        self._left = int(cues.reach[cues.before].max(initial=0)) + longest
        self._right = int(cues.reach[~cues.before].max(initial=0)) + longest

    def read(self, text: Column, found: Places) -> Ints:
        """Number in ``records.ROLES`` of the role of each place; places are ordered by start."""
        low = np.maximum(found.start - self._left, text.offsets[found.row])
        high = np.minimum(found.end + self._right, text.offsets[found.row + 1])
        near = windows(text.data, low, high, found.row)
        if not len(found):
            return np.zeros(0, np.int64)
        shift = near.shift[near.segment]
        start, end = found.start - shift, found.end - shift
        first, last = _sentences(
            near.data, start, end, near.starts[near.segment], near.starts[near.segment + 1]
        )
        cue_start, cue_end, cue = self._hits(near.data, near.starts)
        best = np.zeros(len(found), np.int64)
        role = self._unreached(text, found)
        for before in (True, False):
            chosen = np.flatnonzero(self._cues.before[cue] == before)
            self._side(
                before, cue_start[chosen], cue_end[chosen], cue[chosen], start, end, first, last, best, role
            )
        return role

    def _unreached(self, text: Column, found: Places) -> Ints:
        rule = self._cues.unreached
        if not self._title:
            opens = found.start - text.offsets[found.row] < rule.opening_bytes
            return np.where(opens, rule.opening, rule.later).astype(np.int64)
        ends = found.end >= text.offsets[found.row + 1]
        following = text.data[np.minimum(found.end, len(text.data) - 1)]
        heads = ends | (following == ord(":")) | (following == ord("."))
        return np.where(heads, rule.title_head, rule.title).astype(np.int64)

    def _hits(self, data: Bytes, starts: Ints) -> tuple[Ints, Ints, Ints]:
        spelled = self._cues.spelled
        needle, end = self._engine.find(data)
        segment = np.searchsorted(starts, end, side="left") - 1
        start, end, valid = bounded_hits(data, needle, end, starts[segment], starts[segment + 1], spelled)
        keep = np.flatnonzero(valid)
        start, end, needle = start[keep], end[keep], needle[keep]
        count = spelled.first[needle + 1] - spelled.first[needle]
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        cue = spelled.senses[np.repeat(spelled.first[needle], count) + step]
        return np.repeat(start, count), np.repeat(end, count), cue

    def _side(
        self, before: bool, cue_start: Ints, cue_end: Ints, cue: Ints, start: Ints, end: Ints, first: Ints,
        last: Ints, best: Ints, role: Ints,
    ) -> None:  # fmt: skip
        """Let the cues of one side raise ``best``, the score so far, and set ``role``; both in place."""
        if not len(cue):
            return
        if before:
            nearest = np.searchsorted(cue_end, start, side="right") - 1
        else:
            order = np.argsort(cue_start, kind="stable")
            cue_start, cue_end, cue = cue_start[order], cue_end[order], cue[order]
            nearest = np.searchsorted(cue_start, end, side="left")
        for step in range(_NEAREST):
            number = nearest - step if before else nearest + step
            there = (number >= 0) & (number < len(cue))
            number = np.where(there, number, 0)
            gap = start - cue_end[number] if before else cue_start[number] - end
            there &= (
                (cue_start[number] >= first)
                & (cue_end[number] <= last)
                & (gap <= self._cues.reach[cue[number]])
            )
            score = self._cues.weight[cue[number]] * 1024 + 1023 - np.minimum(gap, 1023)
            better = np.flatnonzero(there & (score > best))
            best[better] = score[better]
            role[better] = self._cues.role[cue[number[better]]]


def _sentences(data: Bytes, start: Ints, end: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Where the sentence of each place begins and ends, at most ``low`` and ``high``."""
    stops = np.flatnonzero((data == ord(".")) | (data == ord("?")) | (data == ord("!")))
    stops = stops[(stops + 1 < len(data)) & (data[np.minimum(stops + 1, len(data) - 1)] == ord(" "))]
    stops = stops[~_abbreviates(data, stops)]
    if not len(stops):
        return low, high
    following = np.searchsorted(stops, start)
    previous = stops[np.maximum(following - 1, 0)]
    first = np.where(following > 0, np.maximum(previous + 1, low), low)
    following = np.searchsorted(stops, end)
    later = stops[np.minimum(following, len(stops) - 1)]
    return first, np.where(following < len(stops), np.minimum(later, high), high)


def _abbreviates(data: Bytes, stops: Ints) -> Mask:
    """Whether a full stop ends ``e.g.``, ``i.e.``, ``al.`` or ``vs.`` and no sentence."""
    one, two = data[np.maximum(stops - 1, 0)] | 0x20, data[np.maximum(stops - 2, 0)] | 0x20
    dotted = two == ord(".") | 0x20
    shortened = ((two == ord("a")) & (one == ord("l"))) | ((two == ord("v")) & (one == ord("s")))
    abbreviates: Mask = dotted | shortened
    return abbreviates
