"""False precision: more digits than what a figure rests on carries; a rounding that hides a slip.

Always ``imprecise``, never ``contradicted``: such a figure is not wrong, it says more than is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.audit.arithmetic import value_of
from settled.audit.change import stated_changes
from settled.audit.findings import found, shown
from settled.audit.intervals import EPS, Interval
from settled.records.audit import AuditedDocument, Equation, Finding, Quantity, Statement

CHECK = "precision"
# Words that promise a round figure; "approximately", "约" and "≈" often say no more than that it is rounded.
_LOOSE = re.compile(r"^(?:~|∼|about|around|roughly|大概)", re.IGNORECASE)
_LOOSE_AFTER = re.compile(r"左右$")
_DIGITS_OF_LOOSE = 5  # four are how a share with two decimals is told, loosely or not
_PARTS_OF_ONE = 1000  # of one more or less among n, that the last digit of a share of n may be
_FINER = 1000  # the last digit of a change, in what rounding of its ends leaves open
_COUNTED = r"[个篇家项款台人次名例]?"
_OF_BEFORE = re.compile(
    r"(?<![\d.,/])(?P<k>\d{1,5})\s?(?:of|out of|/)\s?(?:the |all |its |our )?(?P<n>\d{1,5})"
    r"(?![\d.,/])[^\d.;。；]{0,32}$"
    rf"|(?<![\d.,/])(?P<n2>\d{{1,5}})\s?{_COUNTED}[\u4e00-\u9fff]{{0,6}}中[，,]?[有的]?\s?"
    rf"(?P<k2>\d{{1,5}})\s?{_COUNTED}[^\d.;。；]{{0,16}}$"
)
_OF_AFTER = re.compile(
    r"^\s?[（(]\s?(?P<k>\d{1,5})\s?(?:of|out of|/)\s?(?:the |all )?(?P<n>\d{1,5})(?![\d.,/])"
)


def check_precision(document: AuditedDocument) -> Iterator[Finding]:
    """Shares of a few with many digits; loose words before many digits; changes finer than their ends."""
    for statement in document.statements:
        if statement.kind == "prose" and statement.quantity.unit == "share":
            yield from _share_of_few(statement) or _loose(statement)
    for equation in document.equations:
        yield from _hidden(equation)
    for change in stated_changes(document):
        yield from _finer_than_ends(*change)


# --- shares of a few


def _share_of_few(statement: Statement) -> list[Finding]:
    """``3 of 7 = 42.857 %``: one more or less of seven is fourteen per cent. An exact share may stand."""
    counts = _counts(statement)
    quantity = statement.quantity
    if counts is None or quantity.step * _PARTS_OF_ONE * counts[1] > 1 + EPS:
        return []
    share = counts[0] / counts[1]
    is_exact = abs(share - quantity.value) < 1e-12
    if is_exact or abs(share - quantity.value) > quantity.step:
        return []
    near = shown(share, "share", step=10 ** -len(str(counts[1])))
    return [
        found(
            statement, CHECK, "imprecise", "precision.few", computed=f"{counts[0]} / {counts[1]} = {near}",
            stated=quantity.text, count=counts[0], total=counts[1],
        )
    ]  # fmt: skip


def _counts(statement: Statement) -> tuple[int, int] | None:
    """The part and the whole that a sentence gives right before or after a share."""
    at = statement.near.find(statement.quantity.text)
    if at < 0:
        return None
    said = _OF_BEFORE.search(statement.near[max(0, at - 80) : at])
    said = said or _OF_AFTER.search(statement.near[at + len(statement.quantity.text) :][:40])
    if said is None:
        return None
    groups = said.groupdict()
    part, whole = int(groups["k"] or groups["k2"]), int(groups["n"] or groups["n2"])
    return (part, whole) if 0 < part <= whole else None


# --- loose words


def _loose(statement: Statement) -> list[Finding]:
    """``about 37.418 %``: five digits are not about. Near the whole the distance to it counts (99.997 %)."""
    quantity = statement.quantity
    is_loose = _LOOSE.search(quantity.text) or _LOOSE_AFTER.search(quantity.text)
    if not is_loose or quantity.low != quantity.high or not 0 < quantity.value < 1:
        return []
    digits = len(str(round(min(quantity.value, 1 - quantity.value) / quantity.step)))
    if digits < _DIGITS_OF_LOOSE or quantity.step > 1e-4 + EPS:
        return []
    return [found(statement, CHECK, "imprecise", "precision.loose", stated=quantity.text, digits=digits)]


# --- a rounding that hides a slip


def _hidden(equation: Equation) -> Iterator[Finding]:
    """``0.25 + 0.7445 = 0.992 ≈ 99 %``: the last figure agrees with the true result, the first does not."""
    computed = value_of(equation.expression)
    if computed is None or len(equation.results) < 2:
        return
    first, last = equation.results[0].quantity, equation.results[-1]
    is_wrong = abs(computed - first.value) >= first.step and first.bound == "="
    is_same = abs(first.value - last.quantity.value) <= last.quantity.step / 2 + EPS
    agrees = abs(computed - last.quantity.value) <= last.quantity.step / 2 + EPS
    if is_wrong and is_same and agrees and first.unit in ("", last.quantity.unit):
        value = shown(computed, last.quantity.unit)
        yield found(
            last, CHECK, "imprecise", "precision.hides", kind="formula", computed=value,
            stated=last.quantity.text.lstrip("=≈ "), first=first.text.lstrip("=≈ "), computed_value=value,
        )  # fmt: skip


# --- changes


def _finer_than_ends(
    before: Statement, after: Statement, stated: Statement, ends: Interval
) -> Iterator[Finding]:
    """``from 2.1 s to 1.3 s, 38.0952 %``: rounding of the ends leaves tens of thousands of its steps open."""
    quantity = stated.quantity
    low, high = sorted(map(abs, ends))
    if all(float(one.quantity.value).is_integer() and one.quantity.step == 1 for one in (before, after)):
        return  # whole numbers may be counts, which are exact
    digits = max(_digits(before), _digits(after))
    if high - low < _FINER * quantity.step or _digits(stated) < digits + 2:
        return
    if _is_worked_out(before.quantity.value, after.quantity.value, quantity):
        step = (high - low) / 10
        yield found(
            stated, CHECK, "imprecise", "precision.change", kind="change",
            computed=f"{shown(low, quantity.unit, step=step)} … {shown(high, quantity.unit, step=step)}",
            stated=quantity.text, before=before.quantity.text, after=after.quantity.text,
        )  # fmt: skip


def _is_worked_out(before: float, after: float, stated: Quantity) -> bool:
    """Whether the change was worked out from the ends as printed; else what they leave open says nothing."""
    if not before or not after:
        return False
    values = (after / before - 1, after / before, before / after, after - before)
    return any(abs(abs(value) - abs(stated.value)) <= stated.step for value in values)


def _digits(statement: Statement) -> int:
    """How many digits a figure is written with, from its first that is not zero."""
    quantity = statement.quantity
    return len(str(round(abs(quantity.value) / quantity.step))) if quantity.step > 0 else 0
