r"""Written calculations with numbers only: ``0.4 \times 1.0 + 0.2 \times 0.95``, ``(40 + 25) / 2``, ``1 -
30%``.

A small grammar of its own, bounded in length and nesting; nothing is evaluated here.
"""

from __future__ import annotations

import re
from decimal import Decimal

from settled.records.audit import Expression
from settled.scan.claims.digits import DIGITS, decimal_of, half_width

LONGEST = 600  # characters of a calculation
_DEEPEST = 24  # brackets within brackets
_LATEX = (
    (re.compile(r"\\d?frac\s?\{([^{}]{1,100})\}\s?\{([^{}]{1,100})\}"), r"((\1)/(\2))"),
    (re.compile(r"\\(?:times|cdot|ast)(?![A-Za-z])|[×·⋅∗✕]"), "*"),
    (re.compile(r"\\div(?![A-Za-z])|÷"), "/"),
    (re.compile(r"\\(?:left|right|[bB]igl?|[bB]igr?|quad|qquad|,|;|!|:)(?![A-Za-z])|\\\$|[&$€£¥]"), " "),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"[−–]"), "-"),
)
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>{DIGITS})(?P<percent>\s?%)?"
    r"|(?P<sign>[-+*/()（）xX]))"
)
_BRACKETS = {"（": "(", "）": ")"}


def plain_signs(text: str) -> str:
    """A formula with plain signs for LaTeX's; it may be longer or shorter than before."""
    text = half_width(text)
    for pattern, sign in _LATEX:
        text = pattern.sub(sign, text)
    return text


def read_expression(text: str) -> Expression | None:
    """The calculation that ``text`` is, or ``None``: a lone number is none.

    >>> read_expression("0.5 * 2 + 1").operator
    '+'
    >>> read_expression("x + 1"), read_expression("7")
    (None, None)
    """
    if len(text) > LONGEST:
        return None
    tokens = _tokens(text)
    if tokens is None or len(tokens) < 3:
        return None
    reader = _Reader(tokens)
    read = reader.sum(0)
    return read if read is not None and reader.at == len(tokens) and read.operator else None


_Token = tuple[str, Expression | None]


def _tokens(text: str) -> list[_Token] | None:
    tokens: list[_Token] = []
    at, text = 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return None
        if found["number"]:
            tokens.append(("number", _number(found["number"], bool(found["percent"]))))
        else:
            sign = _BRACKETS.get(found["sign"], found["sign"])
            tokens.append(("*" if sign in "xX" else sign, None))
        at = found.end()
    return tokens


def _number(digits: str, percent: bool) -> Expression:
    value = decimal_of(digits)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    scale = Decimal("0.01") if percent else Decimal(1)
    return Expression("", value=float(value * scale), step=float(step * scale), is_percent=percent)


class _Reader:
    """Reads sums of products of signed numbers and brackets."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self.at = 0

    def _next(self, signs: str) -> str:
        """The next sign, if it is one of ``signs``; it is then passed."""
        if self.at < len(self._tokens) and self._tokens[self.at][0] in signs.split():
            self.at += 1
            return self._tokens[self.at - 1][0]
        return ""

    def sum(self, depth: int) -> Expression | None:
        left = self._product(depth)
        while left is not None and (sign := self._next("+ -")):
            right = self._product(depth)
            left = None if right is None else Expression(sign, (left, right))
        return left

    def _product(self, depth: int) -> Expression | None:
        left = self._one(depth)
        while left is not None and (sign := self._next("* /")):
            right = self._one(depth)
            left = None if right is None else Expression(sign, (left, right))
        return left

    def _one(self, depth: int) -> Expression | None:
        if depth > _DEEPEST or self.at >= len(self._tokens):
            return None
        if self._next("("):
            inside = self.sum(depth + 1)
            return inside if self._next(")") else None
        kind, number = self._tokens[self.at]
        self.at += 1
        return number if kind == "number" else None
