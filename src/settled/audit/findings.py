"""How a check says what it found; the words are chosen later, by the reason's key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from settled.records.audit import Definition, Finding, Judgement, Statement

_MOST_TEXT = 120


def found(
    statement: Statement,
    check: str,
    verdict: Judgement,
    reason: str,
    *,
    kind: str = "",
    computed: str = "",
    others: Iterable[int] = (),
    **fillings: object,
) -> Finding:
    """A finding on a statement; its file is filled in by ``audit``."""
    quantity = statement.quantity
    return Finding(
        file="",
        line=statement.line,
        kind=kind or kind_of(statement),
        text=quantity.text[:_MOST_TEXT],
        subject=statement.technology or statement.subject[:_MOST_TEXT],
        attribute=statement.indicator or statement.attribute[:_MOST_TEXT],
        value=quantity.value,
        unit=quantity.unit,
        check=check,
        verdict=verdict,
        computed=computed,
        reason=reason,
        fillings=tuple((name, str(value)) for name, value in fillings.items()),
        others=tuple(sorted({line for line in others if line != statement.line})),
    )


def kind_of(statement: Statement) -> str:
    """What a claim is, by its unit."""
    if statement.kind == "formula":
        return "formula"
    return {"share": "share", "points": "change", "factor": "factor"}.get(statement.quantity.unit, "value")


def shown(value: float, unit: str = "", *, step: float = 0.0) -> str:
    """A value in words, with about one digit more than ``step``, so that a difference shows.

    >>> shown(0.9945, "share"), shown(0.79, "share", step=0.01), shown(1440.0), shown(9.99, "factor")
    ('99.45 %', '79 %', '1440', '9.99x')
    """
    if unit in ("share", "points"):
        sign = " %" if unit == "share" else " pp"
        return f"{_digits(value * 100, step * 100)}{sign}"
    if unit == "factor":
        return f"{_digits(value, step)}x"
    return (
        f"{unit}{_digits(value, step)}" if unit[:1] in "$¥€£" else f"{_digits(value, step)} {unit}".rstrip()
    )


def added_up(statements: Sequence[Statement]) -> str:
    """Figures as a sum, as written; of many, the first dozen."""
    shown_ones = [statement.quantity.text for statement in statements[:12]]
    return " + ".join([*shown_ones, "…"] if len(statements) > len(shown_ones) else shown_ones)


def _digits(value: float, step: float) -> str:
    places = 4
    if step > 0:
        places = 0
        while places < 12 and step < 0.99 * 10.0**-places:
            places += 1
        places += 1
    rounded = round(value, places)
    return (
        f"{rounded:.{places}f}".rstrip("0").rstrip(".")
        if "." in f"{rounded:.{places}f}"
        else f"{rounded:.0f}"
    )


def of_definition(
    definition: Definition,
    check: str,
    verdict: Judgement,
    reason: str,
    *,
    kind: str = "formula",
    computed: str = "",
    others: Iterable[int] = (),
    **fillings: object,
) -> Finding:
    """A finding on a definition, at the line of its weights where those stand apart."""
    line = definition.weights_line or definition.line
    return Finding(
        file="",
        line=line,
        kind=kind,
        text=" ".join(definition.text.split())[:_MOST_TEXT],
        subject=definition.technology or (definition.section[-1][:_MOST_TEXT] if definition.section else ""),
        attribute=definition.owner[:_MOST_TEXT],
        value=None,
        unit="",
        check=check,
        verdict=verdict,
        computed=computed,
        reason=reason,
        fillings=tuple((name, str(value)) for name, value in fillings.items()),
        others=tuple(sorted({other for other in others if other != line})),
    )
