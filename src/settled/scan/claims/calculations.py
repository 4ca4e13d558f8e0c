r"""Written calculations of a degree: ``0.25 \times 1.0 + 0.25 \times 0.99 + ... = 0.992 \approx 99\%``.

A line of numbers says which weights and values; the symbolic formula before it says of what. They are
aligned term by term. The value is the one that the document prints, right or wrong: checking it is the
audit's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from settled.scan.claims.attributes import Attributes
from settled.scan.claims.digits import half_width
from settled.scan.claims.numbers import numbers

_LATEX = (
    (re.compile(r"\\(?:times|cdot|ast)(?![A-Za-z])|[×·⋅∗]"), "*"),
    (re.compile(r"\\(?:approx|simeq)(?![A-Za-z])|≈"), "~"),
    (re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname|textbf)\s?\{([^{}]{0,200})\}"), r"\1"),
    (re.compile(r"\\(?:left|right|bigl?|bigr?|quad|qquad|,|;|!|:)(?![A-Za-z])|[&$]"), " "),
    (re.compile(r"\\\\"), " "),
    (re.compile(r"\\%"), "%"),
)
_SIDE = re.compile(r"([=~])")
_TERMS = 24  # terms of a sum; more is no weighted sum that a reader could check
_LONGEST = 4000  # characters of a formula
_NUMERAL = r"\d{1,9}(?:\.\d{1,15})?"
_VALUE = re.compile(
    rf"\s*(?:(?P<whole>{_NUMERAL})\s*(?P<percent>%)?|\(?\s*1\s*-\s*(?P<minus>{_NUMERAL})\s*(?P<minus_percent>%)?\s*\)?)\s*"
)
_ONE_MINUS = re.compile(r"(?<![\d.])1\s{0,3}[-−–]\s{0,3}$")
_ARGUMENT = re.compile(r"\(\s*[A-Za-z]\s*\)")


@dataclass(frozen=True, slots=True)
class Term:
    """One product of a symbolic sum.

    Attributes:
        attribute: what is weighted; ``inverse``: one minus it is.
        weight_first: which of the two factors is the weight.
    """

    attribute: str
    inverse: bool
    weight_first: bool

    def input(self, factors: tuple[float, float]) -> tuple[str, float, float]:
        """What the term computes with, given its two factors in numbers."""
        weight, value = factors if self.weight_first else factors[::-1]
        # Rounded, for 1 - 0.95 is not 0.05 in binary; no document prints twelve digits.
        return self.attribute, weight, round(1.0 - value, 12) if self.inverse else value


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculation as printed.

    Attributes:
        attribute: what is calculated; ``value``: the result as printed, ``offset`` its place in the text.
        bound: ``=`` or ``~`` as printed.
        rounded: a second, rounded result behind it (``≈ 95%``), with its place.
        inputs: (attribute, weight, value) of each term; the value is the attribute's own: where a formula
            says ``1 - controversy`` and the numbers say 1.0, it is 0.0. Where no formula names the terms, the
            attribute is empty and the value is the number as it stands.
    """

    attribute: str
    value: float
    bound: str
    offset: int
    rounded: tuple[float, int] | None
    inputs: tuple[tuple[str, float, float], ...]


class Formulas:
    """Reads the formulas of one document in order, and remembers the symbolic ones of the section."""

    def __init__(self, attributes: Attributes) -> None:
        self._attributes = attributes
        self._symbolic: dict[str, tuple[Term, ...]] = {}
        self._section: tuple[str, ...] = ()

    def read(self, text: str, section: tuple[str, ...]) -> Iterator[Calculation]:
        """The calculations in one formula or line of text; a symbolic formula is kept for those to come."""
        if section != self._section:
            self._section, self._symbolic = section, {}
        if len(text) > _LONGEST or not ("=" in text or "≈" in text):
            return
        sides = _sides(text)
        attribute = self._target(sides[0].text)
        if attribute is None:
            return
        for at, side in enumerate(sides[1:], 1):
            terms = self._terms(side.text)
            if terms:
                self._symbolic[attribute] = terms
            products = _products(side.text)
            if products and at + 1 < len(sides):
                yield from self._calculation(attribute, products, sides[at + 1 :])

    def _target(self, left: str) -> str | None:
        """The attribute that stands left of the first equals sign, the last words of which name it."""
        mentions = self._attributes.mentions(left)
        if not mentions or mentions[-1].inverse:
            return None
        behind = _ARGUMENT.sub("", left[mentions[-1].end :]).strip()
        return mentions[-1].attribute if behind in ("", ":") else None

    def _terms(self, side: str) -> tuple[Term, ...]:
        """The terms of a symbolic weighted sum; empty if it is none."""
        terms = []
        for part in side.split("+")[: _TERMS + 1]:
            factors = part.split("*")
            named = [self._attributes.mentions(factor) for factor in factors]
            if len(factors) != 2 or [len(found) for found in named] not in ([0, 1], [1, 0]):
                return ()
            factor, mention = (factors[0], named[0][0]) if named[0] else (factors[1], named[1][0])
            inverse = mention.inverse != bool(_ONE_MINUS.search(factor[: mention.start]))
            terms.append(Term(mention.attribute, inverse, weight_first=not named[0]))
        return tuple(terms) if 1 < len(terms) <= _TERMS else ()

    def _calculation(
        self, attribute: str, products: Sequence[tuple[float, float]], results: Sequence[_Side]
    ) -> Iterator[Calculation]:
        value = _result(results[0])
        if value is None:
            return
        rounded = _result(results[1]) if len(results) > 1 and results[1].sign == "~" else None
        terms = self._symbolic.get(attribute, ())
        yield Calculation(
            attribute=attribute,
            value=value,
            bound=results[0].sign,
            offset=results[0].offset,
            rounded=None if rounded is None else (rounded, results[1].offset),
            inputs=_aligned(terms, products),
        )


@dataclass(frozen=True, slots=True)
class _Side:
    """What stands between two signs of equality; ``sign`` is that before it."""

    text: str
    sign: str
    offset: int


def _sides(text: str) -> list[_Side]:
    """The sides of a formula in plain signs; ``offset`` is a place in the text as written."""
    marks = [match.start() for match in re.finditer(r"=|≈|\\approx|\\simeq", text)]
    plain = half_width(text)
    for pattern, sign in _LATEX:
        plain = pattern.sub(sign, plain)
    parts = _SIDE.split(plain.replace("\n", " "))
    sides = [_Side(parts[0], "=", 0)]
    for at in range(1, len(parts), 2):
        place = marks[at // 2] if at // 2 < len(marks) else 0
        sides.append(_Side(parts[at + 1], parts[at], place))
    return sides


def _products(side: str) -> tuple[tuple[float, float], ...]:
    """The factors of a sum of products of two numbers; empty if it is none."""
    products = []
    for part in side.split("+")[: _TERMS + 1]:
        factors = [_VALUE.fullmatch(factor) for factor in part.split("*")]
        if len(factors) != 2:
            return ()
        first, second = (None if factor is None else _value(factor) for factor in factors)
        if first is None or second is None:
            return ()
        products.append((first, second))
    return tuple(products) if 1 < len(products) <= _TERMS else ()


def _value(found: re.Match[str]) -> float:
    whole = found["whole"]
    if whole is not None:
        return float(whole) / 100 if found["percent"] else float(whole)
    return 1.0 - (float(found["minus"]) / 100 if found["minus_percent"] else float(found["minus"]))


def _result(side: _Side) -> float | None:
    """The number that a side begins with, as a share."""
    number = next(numbers(side.text), None)
    return number.share() if number is not None and not side.text[: number.start].strip() else None


def _aligned(
    terms: Sequence[Term], products: Sequence[tuple[float, float]]
) -> tuple[tuple[str, float, float], ...]:
    """The inputs of a calculation: of the named terms if there are as many, else unnamed."""
    if len(terms) != len(products):
        return tuple(("", weight, value) for weight, value in products)
    return tuple(term.input(factors) for term, factors in zip(terms, products, strict=True))
