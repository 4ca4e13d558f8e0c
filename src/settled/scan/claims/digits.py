"""How digits are written: full width, with separators of thousands of several locales, with a decimal comma.

Every reading keeps each character at its place, so that places in what is read are places in the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

# Full-width digits and signs stand at a fixed distance from their ASCII twins, so places stay the same.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

# Besides the comma: no-break, figure, thin and narrow no-break space, and the apostrophes of Switzerland.
SPACES = "\u00a0\u2007\u2009\u202f"
_SEPARATORS = f",{SPACES}'’"
_GROUPED = "|".join(rf"\d{{1,3}}(?:{sign}\d{{3}})+(?!\d)(?:\.\d{{1,15}})?" for sign in _SEPARATORS)
DIGITS = rf"{_GROUPED}|\d{{1,15}}(?:\.\d{{1,15}})?|\.\d{{1,15}}"
LETTER = r"A-Za-z0-9_\u00aa-\u024f\u0370-\u052f\u2070-\u209f"  # Latin, Greek, Cyrillic, sub- and superscripts

_RUN = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,15})?|\d{1,15},\d{1,15})(?![\w]|[.,]\d)")
_SWAPPED = str.maketrans(",.", ".,")
_UNIT = rf"[\s{SPACES}]?(?:%|€|EUR\b|\||$)"
_COMMA = re.compile(
    rf"(?<![\w.,])(?:\d{{1,3}}(?:\.\d{{3}})+,\d{{1,15}}(?!\d|,)|\d{{1,15}},(?:\d{{1,2}}|\d{{4,15}})(?={_UNIT}))"
)
_POINT = re.compile(
    rf"(?<![\w.,])(?:\d{{1,3}}(?:,\d{{3}})+\.\d{{1,15}}(?!\d|\.)|\d{{1,15}}\.\d{{1,15}}(?={_UNIT}))"
)
_LEAST, _MUCH = 2, 10


def half_width(text: str) -> str:
    """``text`` with full-width digits, letters and signs as ASCII; every character keeps its place."""
    return text.translate(_HALF_WIDTH)


def decimal_of(digits: str) -> Decimal:
    """The number that digits with separators of thousands are.

    >>> decimal_of("1,234.50"), decimal_of("12\\u202f345")
    (Decimal('1234.50'), Decimal('12345'))
    """
    return Decimal(re.sub(f"[{_SEPARATORS}]", "", digits))


def point_for_comma(text: str) -> str:
    """Numbers of a document with a decimal comma, comma and point exchanged in them; as long as before.

    >>> point_for_comma("1.234,5 and 0,75 of [1, 2]")
    '1,234.5 and 0.75 of [1, 2]'
    """
    return _RUN.sub(lambda found: found.group().translate(_SWAPPED), text)


def has_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether a document writes decimals with a comma: two numbers say so, and hardly any says otherwise.

    Only numbers that can be nothing else are asked: ``1.234,5``, and ``1,5`` before a unit or alone in a
    cell.

    >>> has_decimal_comma(["12,5 %", "7,25 %"]), has_decimal_comma(["12,5 %", "7.25 %"])
    (True, False)
    """
    commas = points = 0
    for text in texts:
        commas += sum(1 for _ in _COMMA.finditer(text))
        points += sum(1 for _ in _POINT.finditer(text))
    return commas >= _LEAST and commas >= _MUCH * points
