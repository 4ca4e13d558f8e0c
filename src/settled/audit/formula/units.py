"""Units of a written calculation with one operation: ``2 kW × 3 h = 6 kWh``, not ``6 kW``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from settled.audit.findings import found
from settled.audit.formula.speaking import CHECK
from settled.records.audit import AuditedDocument, Finding, Statement

# Each unit as powers of length, mass and time. Data and money are left out: their rates are told loosely.
_UNITS: dict[str, tuple[int, int, int]] = {
    "km": (1, 0, 0), "m": (1, 0, 0), "cm": (1, 0, 0), "mm": (1, 0, 0),
    "kg": (0, 1, 0), "g": (0, 1, 0),
    "s": (0, 0, 1), "ms": (0, 0, 1), "h": (0, 0, 1), "hours": (0, 0, 1),
    "km/h": (1, 0, -1), "m/s": (1, 0, -1), "Hz": (0, 0, -1), "kHz": (0, 0, -1),
    "N": (1, 1, -2), "J": (2, 1, -2), "kJ": (2, 1, -2), "MJ": (2, 1, -2),
    "kWh": (2, 1, -2), "MWh": (2, 1, -2), "Wh": (2, 1, -2),
    "W": (2, 1, -3), "kW": (2, 1, -3), "MW": (2, 1, -3),
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = r"\d{1,9}(?:[.,]\d{1,9})?"
_CALCULATION = re.compile(
    rf"(?<![×*·/÷]\s)(?<![\w.,/×*·÷]){_NUMBER}\s?(?P<one>{_UNIT})\s?(?P<sign>[×*·/÷])\s?"
    rf"{_NUMBER}\s?(?P<other>{_UNIT})\s?[=≈]\s?(?P<result>{_NUMBER})\s?(?P<unit>{_UNIT})(?![\w/×*·^²³])"
)


def units(document: AuditedDocument) -> Iterator[Finding]:
    """Results in a unit that the operation cannot give.

    Two factors of one dimension are left alone: ``8 h × 5 days`` are hours a day, told shortly.
    """
    seen: set[tuple[int, str]] = set()
    for statement in document.statements:
        for said in _CALCULATION.finditer(statement.near) if statement.kind != "cell" else ():
            if (statement.line, said.group()) not in seen and _is_of(statement, said):
                seen.add((statement.line, said.group()))
                yield from _judged(statement, said)


def _is_of(statement: Statement, said: re.Match[str]) -> bool:
    """Whether the statement is the result of the calculation, not another figure of its sentence."""
    number = re.match(_NUMBER, statement.quantity.text.lstrip("=≈ "))
    return number is not None and number.group() == said["result"]


def _judged(statement: Statement, said: re.Match[str]) -> Iterator[Finding]:
    one, other, result = (_UNITS[said[name]] for name in ("one", "other", "unit"))
    if one == other:
        return
    sign = 1 if said["sign"] in "×*·" else -1
    given = tuple(first + sign * second for first, second in zip(one, other, strict=True))
    if given != result:
        left = "".join(chain(said["one"], said["sign"], said["other"]))
        yield found(
            statement, CHECK, "contradicted", "formula.units", kind="formula", left=left, right=said["unit"]
        )
