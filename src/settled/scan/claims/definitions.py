r"""Formulas for an attribute: weighted sums and products of attributes, the weights behind them, and rules.

``\text{degree} = w_1 \cdot \text{adoption} + w_2 \cdot (1 - \text{controversy})``, ``adoption ×
standardization``, ``C(T) > 0.95 \iff T \text{ converged}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.records.audit import Definition, Rule, Statement
from settled.scan.claims.attributes import Attributes
from settled.scan.claims.digits import half_width
from settled.scan.claims.expressions import plain_signs
from settled.scan.claims.phrases import key

_LONGEST = 4000
_TERMS = 24
_TEXT = re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname|textbf)\s?\{([^{}]{0,200})\}")
_ARGUMENT = re.compile(r"\(\s?[A-Za-z]\s?\)")
_EQUAL = re.compile(r"=|\\approx|≈|~")
_WEIGHT = re.compile(
    r"\s*(?:(?P<symbol>[wWαβγλ]_?\{?[₀-₉\w]{0,3}\}?)|(?P<number>\d{1,3}(?:\.\d{1,6})?)(?P<percent>\s?%)?)\s*"
)
_ONE_MINUS = re.compile(r"\(?\s?1\s?-\s?(?P<what>[^()]{1,80}?)\s?\)?\s*")
_NAME = re.compile(r"[^\W\d_][\w \-]{1,60}")
_STATED_WEIGHT = re.compile(
    r"[wW]_?\{?(?P<index>[₀-₉0-9]{1,2})\}?\s?=\s?(?P<value>\d{1,3}(?:\.\d{1,6})?)(?P<percent>\s?%)?"
)
_RULE = re.compile(
    r"(?P<left>[^<>≥≤=$]{1,80}?)\s?(?P<bound>>=|<=|[><≥≤]|\\geq?(?![a-z])|\\leq?(?![a-z]))\s?"
    r"(?P<value>\d{1,3}(?:\.\d{1,6})?)(?P<percent>\s?%)?\s?"
    r"(?:\\iff|\\Leftrightarrow|\\Rightarrow|\\implies|⟺|⇔|⇒|→)(?![a-z])(?P<right>[^$]{1,120})"
)
_BOUNDS = {">=": "≥", "<=": "≤", r"\ge": "≥", r"\geq": "≥", r"\le": "≤", r"\leq": "≤"}
_SYMBOL = re.compile(r"\$\s?(?P<symbol>[A-Za-z]+(?:_\{?\w{1,8}\}?)?)")
_TIMES = re.compile(r"[×*·]")


class Definitions:
    """Reads definitions in the order of a document, and remembers what its symbols mean."""

    def __init__(self, attributes: Attributes) -> None:
        self._attributes = attributes
        self._symbols: dict[str, str] = {}

    def learn(self, text: str) -> None:
        """Remember the symbols that a paragraph introduces: an attribute's name with a symbol behind it."""
        for found in _SYMBOL.finditer(text[:_LONGEST]):
            before = text[max(0, found.start() - 24) : found.start()].rstrip(" (（")
            mentions = self._attributes.mentions(before)
            if mentions and mentions[-1].end == len(before):
                self._symbols[found["symbol"]] = mentions[-1].attribute

    def owner_of(self, name: str) -> str:
        """The attribute that a formula's left side names, else the key of its words."""
        return self.indicator_of(name) or key(_bare(name))

    def indicator_of(self, name: str) -> str:
        """The attribute that words or a symbol end with; empty if they name none."""
        bare = _bare(name)
        if bare in self._symbols:
            return self._symbols[bare]
        mentions = self._attributes.mentions(bare)
        is_last = bool(mentions) and mentions[-1].end == len(bare) and not mentions[-1].inverse
        return mentions[-1].attribute if is_last else ""

    def weighted_sum(
        self, formula: str
    ) -> tuple[str, str, tuple[tuple[str, bool], ...], tuple[float, ...] | None] | None:
        """Owner, name, terms and weights of a weighted sum; ``None`` if a formula is none."""
        if len(formula) > _LONGEST or "+" not in formula:
            return None
        plain = _TEXT.sub(r"\1", plain_signs(formula)).replace("\n", " ")
        sides = _EQUAL.split(_ARGUMENT.sub("", plain))
        if len(sides) < 2 or not sides[0].strip():
            return None
        read = [self._term(part) for part in sides[1].split("+")[: _TERMS + 1]]
        if not 2 <= len(read) <= _TERMS or any(term is None for term in read):
            return None
        terms = tuple((term[0], term[1]) for term in read if term)
        weights = tuple(term[2] for term in read if term and term[2] is not None)
        return (
            self.owner_of(sides[0]),
            sides[0].strip(),
            terms,
            weights if len(weights) == len(terms) else None,
        )

    def _term(self, part: str) -> tuple[str, bool, float | None] | None:
        factors = part.split("*")
        if len(factors) != 2:
            return None
        for weight, named in (factors, factors[::-1]):
            found = _WEIGHT.fullmatch(weight)
            what = self.term_of(named)
            if found is not None and what is not None:
                number = found["number"]
                return *what, float(number) / (100 if found["percent"] else 1) if number else None
        return None

    def term_of(self, named: str) -> tuple[str, bool] | None:
        """The attribute that a factor is, and whether it is one minus it."""
        minus = _ONE_MINUS.fullmatch(named.strip())
        words = (minus["what"] if minus else named).strip(" ()")
        if _NAME.fullmatch(words) is None:
            return None
        mentions = self._attributes.mentions(words)
        if len(mentions) == 1 and mentions[0].start == 0 and mentions[0].end == len(words):
            return mentions[0].attribute, mentions[0].inverse != bool(minus)
        return key(words), bool(minus)

    def product(self, words: str) -> tuple[tuple[str, bool], ...] | None:
        """The attributes that a text in words multiplies: ``assessment: adoption × standardization``."""
        stretch = half_width(words)[:400].rsplit(":", 1)[-1]
        parts = _TIMES.split(stretch)
        if not 2 <= len(parts) <= _TERMS:
            return None
        terms = []
        for part in parts:
            mentions = self._attributes.mentions(part.strip())
            if len(mentions) != 1 or mentions[0].end - mentions[0].start != len(part.strip()):
                return None
            terms.append((mentions[0].attribute, mentions[0].inverse))
        return tuple(terms)

    def rules(self, text: str, line: int) -> Iterator[Rule]:
        """The classes that a text defines by a threshold."""
        plain = half_width(text[:_LONGEST])
        for found in _RULE.finditer(plain):
            name = _class_name(found["right"])
            if name:
                value = float(found["value"]) / (100 if found["percent"] else 1)
                bound = _BOUNDS.get(found["bound"], found["bound"])
                written = f"{found['left'].strip()} {bound} {found['value']}{found['percent'] or ''}"
                yield Rule(line, name, self.owner_of(found["left"]), bound, value, written)


def _bare(name: str) -> str:
    return _ARGUMENT.sub("", name).strip(" :$*")


def _class_name(right: str) -> str:
    texts = _TEXT.findall(right)
    name = texts[-1] if texts else right
    words = re.sub(r"^\s*[A-Z]\s", "", name).strip(" .,;:。，；")
    return words if 2 <= len(words) <= 40 else ""


def stated_weights(text: str) -> tuple[float, ...]:
    """The weights that a text states in order: ``w_1 = 0.4, w_2 = 0.6``; empty if none or out of order."""
    found = list(_STATED_WEIGHT.finditer(half_width(text[:_LONGEST])))
    indices = [match["index"].translate(_SUBSCRIPTS) for match in found]
    if indices != [str(number + 1) for number in range(len(found))]:
        return ()
    return tuple(float(match["value"]) / (100 if match["percent"] else 1) for match in found)


_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def with_weights(definition: Definition, weights: tuple[float, ...], line: int) -> Definition:
    """A definition with weights that stand on another line."""
    from dataclasses import replace

    return replace(definition, weights=weights, weights_line=line)


def beside(statement: Statement, terms: tuple[tuple[str, bool], ...], text: str, owner: str) -> Definition:
    """The product in words that stands in the row of a figure."""
    return Definition(
        line=statement.line, text=text, owner=owner, name=statement.subject, form="product", terms=terms,
        weights=None, section=statement.section, technology=statement.technology, stated=statement,
    )  # fmt: skip
