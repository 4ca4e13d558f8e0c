r"""Calculations with their results, in formulas and in prose: ``0.4 × 1.0 + 0.6 × 0.9 = 0.94 ≈ 94%``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.records.audit import Equation, Quantity, Statement
from settled.scan.claims.digits import SPACES, half_width, point_for_comma
from settled.scan.claims.expressions import LONGEST, plain_signs, read_expression
from settled.scan.claims.quantities import quantities

_SIDE = re.compile(r"=(?!>)|≈|\\approx(?![A-Za-z])|\\simeq(?![A-Za-z])")
_SIGNS = frozenset("0123456789.,%+-−–*×·÷/()（） \\xX∗⋅$€£¥" + SPACES)
# Punctuation of the words before, and marks of money or of a formula.
_LEADING = re.compile(r"(?:[ ,.、，$€£¥]|\\\$)*")
_HEXADECIMAL = re.compile(r"(?<![\d.])0[xX][0-9a-fA-F]")
_POINT_AT_END = re.compile(r"\d\.$")
_FUNCTION = re.compile(r"(?:log|ln|exp|sqrt|sin|cos|tan|max|min|mod|\^|_|\\[A-Za-z]+)\s*$")
_LATEX_WORD = re.compile(r"\\(?:times|cdot|div|ast|left|right|quad|qquad)(?![A-Za-z])")
_OPERATION = re.compile(r"\d\s*%?\s*[)）]?\s*[+\-*/]")
_GOES_ON = re.compile(r"\s\d{3}(?!\d)|\s*(?:[+\-*/^×·(\[{=]|\\(?:times|cdot|,)|\{,\}|[A-Za-z_])")


def equations(text: str, *, decimal_comma: bool = False) -> Iterator[tuple[int, str, Equation]]:
    """The calculations in a text, each with the place of its sign of equality and the words before it.

    Each has line 0 and statements without subject: the caller knows where it stands.
    """
    written = text
    text = point_for_comma(half_width(text)) if decimal_comma else half_width(text)
    signs = list(_SIDE.finditer(text))
    at = 0
    while at < len(signs):
        first = signs[at]
        start = _start_of_run(text, first.start(), signs[at - 1].end() if at else 0)
        expression = read_expression(plain_signs(text[start : first.start()]).strip())
        at += 1
        if (
            expression is None
            or not _is_whole(text, start)
            or _HEXADECIMAL.search(text, start, first.start())
        ):
            continue
        results: list[Statement] = []
        at -= 1
        while at < len(signs):
            if results and text[results[-1].quantity.end : signs[at].start()].strip(" $&"):
                break
            quantity = _result(
                text, written, signs[at], signs[at + 1].start() if at + 1 < len(signs) else len(text)
            )
            if quantity is None:
                break
            results.append(Statement(0, quantity, "", "", "formula"))
            at += 1
        if results:
            end = results[-1].quantity.end
            yield start, written[:start], Equation(0, _plain(written[start:end]), expression, tuple(results))
        else:
            at += 1


def _start_of_run(text: str, end: int, floor: int) -> int:
    """Where the run of signs of calculation begins that ends at ``end``."""
    start = end
    while start > max(floor, end - LONGEST):
        if text[start - 1] == "," and start < len(text) and text[start] == " ":
            break
        if text[start - 1] in _SIGNS:
            start -= 1
            continue
        word = next(
            (
                found
                for found in _LATEX_WORD.finditer(text, max(floor, start - 6), start)
                if found.end() == start
            ),
            None,
        )
        if word is None:
            break
        start = word.start()
    leading = _LEADING.match(text, start, end)
    return leading.end() if leading else start


def _is_whole(text: str, start: int) -> bool:
    """Whether nothing before the run belongs to the calculation."""
    before = text[max(0, start - 24) : start].rstrip()
    # A digit before it: a space may separate thousands. A bracket: what stands before it is a factor.
    if (
        before[-1:].isdigit()
        or _POINT_AT_END.search(before)  # the line may break within a number
        or before.endswith("{,}")
        or (  # a decimal comma in LaTeX
            text[start] in "(（" and before[-1:] in ("}", ")", "]")
        )
    ):
        return False
    if text[start] not in "0123456789(（" or not before:
        return text[start] in "0123456789(（"
    if before[-1] in "+-−–*/^_×·÷=<>{[~:" or _FUNCTION.search(before):
        return before[-1] in "=:" and not before.endswith(("==", "!=", "<=", ">=", ":="))
    return not (before[-1].isalnum() and start > 0 and text[start - 1] == before[-1] and before[-1].isascii())


def _result(text: str, written: str, sign: re.Match[str], end: int) -> Quantity | None:
    """The number that stands alone behind a sign of equality."""
    stretch = text[sign.end() : min(end, sign.end() + 40)]
    quantity = next(quantities(stretch), None)
    if quantity is None or stretch[: quantity.start].strip(" $*\\{") or quantity.low != quantity.high:
        return None
    goes_on = _GOES_ON.match(text[sign.end() + quantity.end : sign.end() + quantity.end + 8])
    following = text[sign.end() + quantity.end : sign.end() + quantity.end + 40].lstrip()
    if goes_on and not following.startswith("=") and not _is_word(following):
        return None
    bound = "~" if sign.group() != "=" and quantity.bound == "=" else quantity.bound
    return Quantity(
        quantity.value, quantity.low, quantity.high, quantity.step, quantity.rough, quantity.unit, bound,
        _plain(written[sign.start() : sign.end() + quantity.end]), sign.start(), sign.end() + quantity.end,
    )  # fmt: skip


def _plain(written: str) -> str:
    """A result as written, without LaTeX's marks."""
    return " ".join(re.sub(r"\\(?:approx|simeq)(?![A-Za-z])", "≈", written).replace("\\%", "%").split())


def _is_word(following: str) -> bool:
    """Whether what follows a result is a word of prose, not a factor."""
    return bool(re.match(r"[A-Za-z]{2,}|\(", following))
