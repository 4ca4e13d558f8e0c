"""How this check says what it found."""

from __future__ import annotations

from settled.records.audit import Finding, Judgement, MathFormula

CHECK = "formula"


def on_formula(
    formula: MathFormula, verdict: Judgement, reason: str, *, other: int = 0, **more: str
) -> Finding:
    """A finding on a formula."""
    fillings = {"other": str(other), **more}
    return Finding(
        file="",
        line=formula.line,
        kind="formula",
        text=" ".join(formula.source.split())[:120],
        subject=formula.name.strip(" :：*")[:120],
        attribute="formula",
        value=None,
        unit="",
        check=CHECK,
        verdict=verdict,
        computed=more.get("expected", ""),
        reason=reason,
        fillings=tuple(fillings.items()),
        others=(other,) if other else (),
    )
