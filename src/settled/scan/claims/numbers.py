"""Figures that may be shares: ``95%+``, ``< 1%``, ``约 80%``, ``30-40%``, ``0.992``, ``９９％``.

A filter over all quantities: what has a unit, a scale, a sign or a currency is not found at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from settled.scan.claims.quantities import read_quantities

_BOUNDS = {"≤": "<", "≥": ">"}


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in a text.

    Attributes:
        value: a share where it was written in per cent, else the number itself; the middle of a range.
        percent: whether it was written in per cent.
        bound: ``=``, ``<``, ``>`` or ``~`` as written; a range is ``~``.
        start: offset of its first character, its qualifier included; ``end``: past its last.
    """

    value: float
    percent: bool
    bound: str
    start: int
    end: int

    def share(self, *, in_percent: bool = False) -> float | None:
        """The figure as a share; ``None`` if it is none. ``in_percent``: a title says that it is one.

        >>> next(numbers("95")).share(), next(numbers("95")).share(in_percent=True)
        (None, 0.95)
        """
        if self.percent:
            return self.value
        if in_percent:
            return float(Decimal(repr(self.value)) / 100)
        return self.value if 0.0 <= self.value <= 1.0 else None


def numbers(text: str) -> Iterator[Number]:
    """The figures in ``text``, left to right; places are those in ``text``.

    >>> [(n.value, n.bound) for n in numbers("< 0.5% of papers, 约 80%, 30-40%, 95%+")]
    [(0.005, '<'), (0.8, '~'), (0.35, '~'), (0.95, '>')]
    >>> list(numbers("v2.0 of 2025-01-15, arXiv:2001.08361, GPT-4, 10x, $0.001"))
    []
    """
    for quantity, is_plain in read_quantities(text):
        if is_plain and quantity.unit in ("share", ""):
            bound = _BOUNDS.get(quantity.bound, quantity.bound)
            yield Number(quantity.value, quantity.unit == "share", bound, quantity.start, quantity.end)
