"""Places of aliases in one column of text: which sense stands where, by bytes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from settled.scan.text.boundaries import Mask, free_after, free_before, plural_ends
from settled.scan.text.engine import Engine
from settled.scan.text.lexicon import Lexicon, Spelled
from settled.scan.text.spans import Bytes, Column, Ints


@dataclass(frozen=True, slots=True)
class Places:
    """Names found in a column; all arrays have the shape [N].

    Attributes:
        row: the row that holds it; ``start``, ``end``: bytes in the column's data; ``sense``: of the lexicon.
    """

    row: Ints
    start: Ints
    end: Ints
    sense: Ints

    def __len__(self) -> int:
        return len(self.row)

    def take(self, chosen: Ints | Mask) -> Places:
        """Some of the places, by number or by mask."""
        return Places(self.row[chosen], self.start[chosen], self.end[chosen], self.sense[chosen])

    def joined(self, other: Places) -> Places:
        """These places and others."""
        return Places(
            np.concatenate([self.row, other.row]),
            np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]),
            np.concatenate([self.sense, other.sense]),
        )


def bounded_hits(
    data: Bytes, needle: Ints, end: Ints, low: Ints, high: Ints, spelled: Spelled
) -> tuple[Ints, Ints, Mask]:
    """Start, end and validity of hits, with word boundaries and plurals.

    Args:
        needle, end: shape [N]; what was hit, and where it ends in ``data``.
        low, high: shape [N]; the text that each hit lies in is ``data[low:high]``.
    """
    start = end - spelled.lengths[needle]
    valid = (start >= low) & (end <= high)
    valid &= spelled.open_start[needle] | free_before(data, start, low)
    glued = np.flatnonzero(valid & ~(spelled.open_end[needle] | free_after(data, end, high)))
    valid[glued] = False
    plural = glued[spelled.plural[needle[glued]]]
    moved, free = plural_ends(data, end[plural], high[plural])
    end = end.copy()
    end[plural[free]] = moved[free]
    valid[plural[free]] = True
    return start, end, valid


def spread_senses(row: Ints, start: Ints, end: Ints, needle: Ints, spelled: Spelled) -> Places:
    """One place for every sense that a needle spells."""
    count = spelled.first[needle + 1] - spelled.first[needle]
    if (count == 1).all():
        return Places(row, start, end, spelled.senses[spelled.first[needle]])
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    sense = spelled.senses[np.repeat(spelled.first[needle], count) + step]
    return Places(np.repeat(row, count), np.repeat(start, count), np.repeat(end, count), sense)


def find(text: Column, spelled: Spelled, engine: Engine) -> tuple[Places, Ints, Ints]:
    """Every name in a column as it is written, at word boundaries; not yet chosen among.

    Returns:
        The places; and number and end of hits of needles that the engine has beyond those of ``spelled``.
    """
    needle, end = engine.find(text.data)
    count = len(spelled.lengths)
    beyond = np.flatnonzero(needle >= count)
    other, other_end = needle[beyond] - count, end[beyond]
    if len(beyond):
        named = needle < count
        needle, end = needle[named], end[named]
    row = np.searchsorted(text.offsets, end, side="left") - 1
    start, end, valid = bounded_hits(
        text.data, needle, end, text.offsets[row], text.offsets[row + 1], spelled
    )
    keep = np.flatnonzero(valid)
    return spread_senses(row[keep], start[keep], end[keep], needle[keep], spelled), other, other_end


def drop_covered(found: Places, lexicon: Lexicon) -> Places:
    """Drop conditional names inside a longer one that needs no condition: whatever stands near, it wins."""
    rule = lexicon.rule[found.sense]
    if not (rule >= 0).any():
        return found
    field = lexicon.field[found.sense]
    order = np.lexsort((-found.end, found.start, field))
    stride = int(found.end.max()) + 1
    key = field[order] * stride + found.end[order]
    free = np.maximum.accumulate(np.where(rule[order] < 0, key, field[order] * stride))
    covered = (rule[order] >= 0) & (free >= key)
    return found.take(np.sort(order[~covered]))


def longest(found: Places, lexicon: Lexicon) -> Places:
    """Of overlapping places of one field, only the longest; of equally long ones the first.

    Ordered by row, start and field.
    """
    field = lexicon.field[found.sense]
    order = np.lexsort((found.sense, -found.end, found.start, field))
    found, field = found.take(order), field[order]
    while True:
        keep = _winners(found.start, found.end, field)
        if keep.all():
            break
        found, field = found.take(keep), field[keep]
    return found.take(np.lexsort((field, found.start)))


def _winners(start: Ints, end: Ints, field: Ints) -> Mask:
    """Keep all but the neighbours of local winners; repeated, this is longest first."""
    keep = np.ones(len(start), bool)
    if len(start) < 2:
        return keep
    clash = (start[1:] < end[:-1]) & (field[1:] == field[:-1])
    if not clash.any():
        return keep
    length = end - start
    left_wins = clash & (length[:-1] >= length[1:])
    right_wins = clash & ~left_wins
    loses = np.zeros(len(start), bool)
    loses[1:] |= left_wins
    loses[:-1] |= right_wins
    keep[1:] &= ~(left_wins & ~loses[:-1])
    keep[:-1] &= ~(right_wins & ~loses[1:])
    return keep
