"""A written calculation gives what is printed, at the printed precision."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from settled.audit.findings import found, shown
from settled.audit.intervals import EPS
from settled.records.audit import AuditedDocument, Equation, Expression, Finding, Judgement, Quantity

CHECK = "arithmetic"
_MOST_WRONG = 5
_SCALES = (1e3, 1e6, 1e9, 1e12, 1024.0, 1024.0**2, 1024.0**3)
_TIME = re.compile(r"ms|s|sec(?:ond)?s?|min(?:ute)?s?|h|hrs?|hours?|days?")
_SECONDS = (60.0, 1e3, 3600.0, 24.0, 86400.0, 7.0, 1440.0)
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.])")  # 3.000 is three thousand in much of Europe
_SLIGHT = 1e-3  # relative; below it, inputs that were rounded for print may explain a difference


def check_arithmetic(document: AuditedDocument) -> Iterator[Finding]:
    """Each result of each calculation; a further one is held to the one before (``= 0.984 ≈ 98%``).

    The numbers of a calculation count as they are written. A difference below one unit of the last digit
    (a result cut, not rounded) or below a thousandth is ``imprecise``.
    """
    judged = [(equation, list(_judged(equation))) for equation in document.equations]
    if _is_arithmetic(judged):
        for _, findings in judged:
            yield from findings
    else:
        for equation in document.equations:
            yield from _unread(equation)


def _is_arithmetic(judged: Sequence[tuple[Equation, Sequence[Finding]]]) -> bool:
    """Whether a document's signs mean what they usually do: in puzzles many calculations are wrong."""
    first = [findings[0].verdict for _, findings in judged if findings]
    wrong = first.count("contradicted")
    return wrong < _MOST_WRONG or wrong * 5 <= first.count("holds")


def _judged(equation: Equation) -> Iterator[Finding]:
    computed = value_of(equation.expression)
    if computed is None or _mixes(equation.expression) or _is_saying(equation.expression):
        yield from _unread(equation)
    else:
        findings = list(_results(equation, computed))
        is_unclear = findings[0].verdict == "contradicted" and _GROUPED.search(equation.text)
        yield from _unread(equation) if is_unclear else findings


def _unread(equation: Equation) -> Iterator[Finding]:
    for result in equation.results:
        yield found(result, CHECK, "unverifiable", "arithmetic.unread", kind="formula")


def _results(equation: Equation, computed: float) -> Iterator[Finding]:
    previous, working = computed, _written(equation)
    for number, result in enumerate(equation.results):
        quantity = result.quantity
        target = _same_scale(previous, quantity, equation.expression if number == 0 else None)
        verdict = _verdict(target, quantity)
        shown_value = shown(target, quantity.unit, step=quantity.step if verdict == "holds" else 0.0)
        reason = "arithmetic.rounded" if number else "arithmetic.result"
        yield found(
            result,
            CHECK,
            verdict,
            f"{reason}.{verdict}",
            kind="formula",
            computed=f"{working} = {shown_value}",
            stated=quantity.text.lstrip("=≈ "),
            computed_value=shown_value,
        )
        previous = quantity.value
        working = shown(previous, quantity.unit, step=quantity.step)


def _written(equation: Equation) -> str:
    end = equation.results[0].quantity.text
    calculation = equation.text.split(end)[0] if end in equation.text else equation.text
    for latex, sign in ((r"\times", "×"), (r"\cdot", "·"), (r"\%", "%")):
        calculation = calculation.replace(latex, sign)
    return " ".join(calculation.split())[:300]


def _same_scale(value: float, stated: Quantity, expression: Expression | None) -> float:
    """The computed value on the scale of the stated one: ``20 / 100 × 100 = 20%``, ``5% + 3% = 8``."""
    if expression is None:
        return value
    candidates = [value]
    if stated.unit == "share" and not _has_percent(expression):
        candidates.append(value / 100)
    if stated.unit == "" and _has_percent(expression):
        candidates.append(value * 100)
    if _TIME.fullmatch(stated.unit) and abs(stated.value) >= 10 * stated.step:
        # `9 * 7200 = 18 hours`: seconds, told in another unit of time.
        scaled = [value / scale for scale in _SECONDS] + [value * scale for scale in _SECONDS]
        candidates += [each for each in scaled if abs(each - stated.value) <= stated.step / 2 + EPS]
    if stated.unit not in ("share", "factor", "points") and abs(stated.value) >= 10 * stated.step:
        # `2 * 96 * 128 = 24.6` thousand or KB, as a word behind may say; `1.728` is 1728 in much of Europe.
        # `45 / 1200 = 3.75`: per cent, as the words before may say.
        scaled = [
            *(value / scale for scale in _SCALES),
            *([value * 100] if expression.operator == "/" else ()),
        ]
        candidates += [each for each in scaled if abs(each - stated.value) <= stated.step / 2 + EPS]
    return min(candidates, key=lambda each: abs(each - stated.value))


def _verdict(computed: float, stated: Quantity) -> Judgement:
    difference, slack = abs(computed - stated.value), EPS * max(1.0, abs(computed))
    if stated.bound in (">", "≥"):
        return "holds" if computed >= stated.value - stated.step / 2 - slack else "contradicted"
    if stated.bound in ("<", "≤"):
        return "holds" if computed <= stated.value + stated.step / 2 + slack else "contradicted"
    half = (
        max(stated.step, stated.rough / 2)
        if stated.bound == "~" and stated.unit != "share"
        else stated.step / 2
    )
    if difference <= half + slack:
        return "holds"
    is_close = difference < stated.step - slack or difference <= _SLIGHT * abs(computed)
    is_rounded = abs(stated.value) >= 1000 and difference <= stated.rough / 2 + slack
    return "imprecise" if is_close or is_rounded else "contradicted"


def value_of(expression: Expression) -> float | None:
    """What a calculation gives; ``None`` where it divides by zero or is beyond a float.

    Each operation is one of floats, so that no number of operands or digits makes it slow.
    """
    stack: list[tuple[Expression, bool]] = [(expression, False)]
    values: list[float] = []
    while stack:
        node, is_ready = stack.pop()
        if not node.operator:
            values.append(node.value)
        elif is_ready:
            right, left = values.pop(), values.pop()
            value = _apply(node.operator, left, right)
            if value is None or not math.isfinite(value):
                return None
            values.append(value)
        else:
            stack += [(node, True), *((operand, False) for operand in reversed(node.operands))]
    return values[0]


def _apply(operator: str, left: float, right: float) -> float | None:
    if operator == "/":
        return left / right if right else None
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def _has_percent(expression: Expression) -> bool:
    return expression.is_percent or any(_has_percent(operand) for operand in expression.operands)


def _mixes(expression: Expression) -> bool:
    """Whether a sum joins per cent and plain numbers: ``100 - 30%`` may mean 70."""
    if not expression.operator:
        return False
    if expression.operator in "+-":
        kinds = {_has_percent(operand) for operand in expression.operands}
        if kinds == {True, False} and not _is_one(expression.operands):
            return True
    return any(_mixes(operand) for operand in expression.operands)


def _is_saying(expression: Expression) -> bool:
    """``1 + 1``: written out, it is a figure of speech."""
    return expression.operator == "+" and all(
        not one.operator and one.value == 1.0 for one in expression.operands
    )


def _is_one(operands: tuple[Expression, ...]) -> bool:
    """``1 - 30%``: the one number that is a whole beside per cent."""
    return any(not operand.operator and operand.value == 1.0 for operand in operands)
