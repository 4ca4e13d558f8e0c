"""Impact figures: as a JSON document, and as text for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from settled.records import Claim, Figure, FigurePart, FigureSpec
from settled.report import wording
from settled.report.columns import WIDTH, grid, wrap
from settled.report.documents.text import Document
from settled.report.documents.verdicts import estimate_document

_WIDTHS = (36, 15, 26, 10, 7, 8)
_WORDS = {True: "yes", False: "no", None: "-"}


def impact_document(figures: Sequence[Figure], as_of: date, since: int) -> Document:
    """All figures, stated beside measured."""
    return {
        "schema": "settled/impact/1",
        "as_of": as_of.isoformat(),
        "since": since,
        "figures": [_figure(one) for one in figures],
        "specs": [_spec(spec) for spec in dict.fromkeys(one.spec for one in figures)],
    }


def _figure(one: Figure) -> Document:
    measured = one.measured
    return {
        "figure": one.spec.id,
        "field": measured.field or None,
        "market": measured.market,
        "part": measured.part or None,
        "period": {
            "start": None if measured.start is None else measured.start.isoformat(),
            "end": None if measured.end is None else measured.end.isoformat(),
        },
        "unit": one.spec.unit,
        "measured": estimate_document(one.estimate),
        "why_missing": measured.why_missing or None,
        "because": list(one.estimate.reasons) if one.estimate else [],
        "stated": [_stated(claim) for claim in one.stated],
        "agrees": one.agrees,
        "parts": [_part(part) for part in measured.parts],
        "steps": list(measured.steps),
    }


def _stated(claim: Claim) -> Document:
    return {
        "value": claim.value,
        "unit": claim.unit,
        "bound": claim.bound,
        "source": claim.source,
        "line": claim.line,
    }


def _part(part: FigurePart) -> Document:
    return {
        "name": part.name,
        "value": _finite(part.value),
        "low": _finite(part.low),
        "high": _finite(part.high),
        "weight": part.weight,
    }


def _finite(value: float | None) -> float | None:
    """A bound that JSON can hold; without one it is null."""
    return value if value is not None and math.isfinite(value) else None


def _spec(spec: FigureSpec) -> Document:
    return {
        "figure": spec.id,
        "name": spec.name,
        "question": spec.question,
        "formula": spec.formula,
        "inputs": spec.inputs,
        "unit": spec.unit,
        "range": [_finite(spec.least), _finite(spec.most)],
        "grows": spec.grows,
        "distrust": spec.distrust,
        "reference": spec.reference,
    }


# --- the terminal


def impact_text(figures: Sequence[Figure], as_of: date, *, explain: bool = False) -> str:
    """A block a figure, a line a field or market; with ``explain`` how each was reckoned."""
    head = f"as of {as_of}; 90 % intervals; stated by documents beside measured"
    blocks = [[head]]
    for spec, group in groupby(figures, key=lambda one: one.spec):
        blocks.append(_block(spec, list(group), explain))
    return "\n\n".join("\n".join(block) for block in blocks)


def _block(spec: FigureSpec, figures: Sequence[Figure], explain: bool) -> list[str]:
    lines = wrap(f"{spec.name} ({spec.id}): {spec.question}", WIDTH)
    if explain:
        lines += wrap(spec.formula, WIDTH, "  ")
        lines += wrap(f"measured from: {spec.inputs}", WIDTH, "  ")
        lines += wrap(f"when not to trust it: {spec.distrust}", WIDTH, "  ")
    head = ("of", "stated", "measured", "to", "stars", "agrees")
    known = [one for one in figures if one.estimate is not None]
    if known:
        lines += grid([head, *(_row(one) for one in known)], _WIDTHS)
    if explain:
        lines += [text for one in known for text in _explained(one)]
    return [*lines, *_missing(figures)]


def _row(one: Figure) -> tuple[str, ...]:
    assert one.estimate is not None
    end = one.measured.end
    return (
        figure_of(one),
        figure_stated(one),
        figure_interval(one),
        "" if end is None else f"{end:%Y-%m}",
        wording.FULL_STAR * one.estimate.stars,
        _WORDS[one.agrees],
    )


def figure_of(one: Figure) -> str:
    """What a figure is of: field and market."""
    return f"{one.measured.field}, {one.measured.market}" if one.measured.field else one.measured.market


def figure_stated(one: Figure) -> str:
    """What documents state of it."""
    values = dict.fromkeys(f"{wording.bound(claim)}{number(claim.value)}" for claim in one.stated)
    return ", ".join(values)


def number(value: float) -> str:
    """Three digits."""
    return f"{value:.3g}"


def figure_interval(one: Figure) -> str:
    """The median with its 90 % interval."""
    found = one.estimate
    assert found is not None
    if one.spec.unit == "share":
        return wording.interval(found)
    return f"{number(found.median)} [{number(found.low)}-{number(found.high)}]"


def _explained(one: Figure) -> list[str]:
    assert one.estimate is not None
    lines = wrap(f"{figure_of(one)}: {'; '.join(one.measured.steps)}", WIDTH, "  ")
    known = [part for part in one.measured.parts if part.value is not None]
    parts = "; ".join(f"{part.name} {number(part.value or 0.0)}" for part in known)
    lines += wrap(f"parts: {parts}", WIDTH, "    ") if parts else []
    lines += wrap(f"from {', '.join(one.estimate.sources)}", WIDTH, "    ")
    lines += [text for reason in one.estimate.reasons for text in wrap(f"- {reason}", WIDTH, "    ")]
    told = [f"{number(claim.value)} at {claim.file}:{claim.line}" for claim in one.stated]
    return lines + (wrap(f"stated: {', '.join(told)}", WIDTH, "    ") if told else [])


def _missing(figures: Sequence[Figure]) -> list[str]:
    return [
        text
        for why, those in missing_by_reason(figures)
        for text in wrap(f"not measured: {'; '.join(those)}: {why}", WIDTH, "  ")
    ]


def missing_by_reason(figures: Sequence[Figure]) -> list[tuple[str, list[str]]]:
    """What is not measured, by the reason why."""
    reasons: dict[str, list[str]] = {}
    for one in figures:
        if one.estimate is None:
            told = f" (stated {figure_stated(one)})" if one.stated else ""
            reasons.setdefault(one.measured.why_missing, []).append(f"{figure_of(one)}{told}")
    return list(reasons.items())
