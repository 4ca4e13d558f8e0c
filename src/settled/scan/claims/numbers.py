"""Figures as a document writes them: ``95%+``, ``< 1%``, ``约 80%``, ``30-40%``, ``0.992``, ``９９％``.

What is not a figure of a share is not found at all: dates (``2025-01-15``, ``2025年``), versions (``v2.0``,
``Claude 3.5``), identifiers (``2001.08361``, ``GPT-4``), money, multiples (``10x``), percentage points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Full-width digits and signs stand at a fixed distance from their ASCII twins, so places stay the same.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,15})?|\d{1,15}(?:\.\d{1,15})?|\.\d{1,15}"
LETTER = r"A-Za-z0-9_\u00aa-\u024f\u0370-\u052f\u2070-\u209f"  # Latin, Greek, Cyrillic, sub- and superscripts
_NUMBER = re.compile(
    rf"(?<![{LETTER}.,/:#$¥€£^±+\-–])(?P<low>{DIGITS})(?P<low_percent>\s?%)?"
    rf"(?:\s?(?:-|–|—|~|(?P<word>至|到|to))\s?(?P<high>{DIGITS}))?"
    r"(?:(?P<plus_first>\+)?\s?(?P<percent>%|per cent(?![a-z])|percent(?![a-z])))?"
    r"\s?(?P<after>\+|以上|以下|以内|左右|or more|or less)?"
    rf"(?![{LETTER}/:]|[,.\-–]\d|%|\s?(?:年|月|日|号|个|位|倍|万|亿|x\b|×\s?[A-Za-z]))",
    re.IGNORECASE,
)
AFTER = {"+": ">", "以上": ">", "or more": ">", "以下": "<", "以内": "<", "or less": "<", "左右": "~"}

_REACH = 20  # characters before a figure in which a word may qualify it; the longest word is 17
_BEFORE = re.compile(
    r"(?P<less><|≤|⩽|less than|fewer than|no more than|under|below|at most|up to"
    r"|不到|不足|低于|少于|小于|至多|最多|不超过)"
    r"|(?P<more>>|≥|⩾|more than|no less than|over|above|at least|exceed(?:s|ed|ing)?"
    r"|不低于|不少于|超过|高于|大于|至少|逾)"
    r"|(?P<about>~|≈|∼|about|around|approximately|approx\.?|roughly|nearly|almost|circa|ca\.|大约|约|大概|接近|将近|近)",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"(?:\bfrom|从|由)\s{0,3}$", re.IGNORECASE)
_BETWEEN = re.compile(r"=?\s{0,3}(?:为|是)?\s{0,3}$")


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


def half_width(text: str) -> str:
    """``text`` with full-width digits, letters and signs as ASCII; every character keeps its place."""
    return text.translate(_HALF_WIDTH)


def numbers(text: str) -> Iterator[Number]:
    """The figures in ``text``, left to right; places are those in ``text``.

    >>> [(n.value, n.bound) for n in numbers("< 0.5% of papers, 约 80%, 30-40%, 95%+")]
    [(0.005, '<'), (0.8, '~'), (0.35, '~'), (0.95, '>')]
    >>> list(numbers("v2.0 of 2025-01-15, arXiv:2001.08361, GPT-4, 10x, $0.001"))
    []
    """
    plain = half_width(text)
    for found in _NUMBER.finditer(plain):
        number = _number(plain, found)
        if number is not None:
            yield number


def _number(text: str, found: re.Match[str]) -> Number | None:
    percent = bool(found["percent"] or found["low_percent"])
    value = Decimal(found["low"].replace(",", ""))
    bound, start = bound_before(text, found.start())
    if found["plus_first"] or found["after"]:
        bound = AFTER[(found["after"] or "+").lower()]
    if found["high"]:
        high = Decimal(found["high"].replace(",", ""))
        if high < value or (found["low_percent"] and not found["percent"]):
            return None
        if found["word"] and _CHANGE.search(text, max(0, start - _REACH), start):
            return None  # "from 30% to 95%" is a change, not a range
        value, bound = (value + high) / 2, "~"
    return Number(float(value / 100 if percent else value), percent, bound, start, found.end())


def bound_before(text: str, start: int) -> tuple[str, int]:
    """The bound that the words before a figure give it, and where they start."""
    first = max(0, start - _REACH)
    for word in _BEFORE.finditer(text[first:start]):
        if _BETWEEN.match(text[first + word.end() : start]):
            bound = "<" if word["less"] else ">" if word["more"] else "~"
            return bound, first + word.start()
    return "=", start
