"""Maturity of the tool chain: framework support, documentation, community."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from settled.indicators import standardization
from settled.indicators.figures.drawing import N_DRAWS, Floats, generator, share
from settled.indicators.figures.inputs import Inputs
from settled.indicators.figures.weighted import weighted
from settled.records import FigureBasis, FigureMeasured, FigurePart, FigureSpec

SPEC = FigureSpec(
    id="maturity",
    name="Tool-chain maturity",
    question="Is the incumbent supported, documented and kept up by a community?",
    formula="maturity = 0.4 framework support + 0.3 documentation + 0.3 community activity",
    inputs="frameworks with native support of the incumbent; its share of the downloads inside its group",
    unit="share",
    least=0.0,
    most=1.0,
    grows=1,
    distrust="Documentation is not counted: it may be anything from 0 to 1, and so may another part that no "
    "source tells; the interval holds all of it. A share of downloads is not activity.",
    reference="convergence model, section 6.1",
    indirect=(("downloads", "indirect: downloads stand for a community's activity"),),
)
WEIGHTS = {"framework support": 0.4, "documentation": 0.3, "community": 0.3}
_YEAR_DAYS = 365


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The maturity of each field's incumbent of which a part is known; parts that are not may be anything."""
    for field, technologies in inputs.fields.items():
        told = {
            "framework support": _support(inputs, field, technologies[0]),
            "community": _community(inputs, field, technologies[0]),
        }
        known = {name: one for name, one in told.items() if one is not None}
        if known:
            yield _of(inputs, field, known)
        else:
            comparable = field in inputs.stated_fields
            why = "no part of it is counted"
            yield FigureMeasured(field, "tool chain", why_missing=why, comparable=comparable)
    why = "no source counts the documentation and community of a library by name"
    yield FigureMeasured("", "libraries by name", why_missing=why, part="tool-chain")


_Known = tuple[Floats, FigureBasis]


def _support(inputs: Inputs, field: str, technology: str) -> _Known | None:
    told = standardization.measure(inputs.observed, field, technology, inputs.as_of)
    found = next((one for one in told if one.source.endswith(":frameworks")), None)
    if found is None or found.k is None or found.n is None:
        return None
    basis = FigureBasis(found.source, found.latest, found.k, found.n)
    return share(found.k, found.n, "support", field), basis


def _community(inputs: Inputs, field: str, technology: str) -> _Known | None:
    rows = inputs.observed.rows(field, technology, "downloads")
    rows = rows.recent(inputs.as_of, _YEAR_DAYS, 2 * _YEAR_DAYS)
    if not len(rows):
        return None
    months = generator("community", field).choice(rows.value, (N_DRAWS, len(rows))).mean(axis=1)
    return months, FigureBasis(rows.names[int(rows.part[0])], date.fromordinal(int(rows.end.max())))


def _of(inputs: Inputs, field: str, known: dict[str, _Known]) -> FigureMeasured:
    index = weighted(WEIGHTS, {name: draws for name, (draws, _) in known.items()}, "maturity", field)
    bases = tuple(known[name][1] for name in WEIGHTS if name in known)
    return FigureMeasured(
        field=field,
        market="tool chain",
        comparable=field in inputs.stated_fields,
        start=min(basis.latest for basis in bases),
        end=max(basis.latest for basis in bases),
        draws=index.draws,
        bases=bases,
        low=index.low,
        high=index.high,
        parts=index.parts,
        steps=tuple(f"{one.weight:g} x {one.name} {_told(one)}" for one in index.parts),
    )


def _told(part: FigurePart) -> str:
    return "anything from 0 to 1" if part.value is None else f"{part.value:.3f}"
