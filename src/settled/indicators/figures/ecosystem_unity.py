"""Unity of the ecosystem: do all choose alike?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from settled.indicators.figures import concentration
from settled.indicators.figures.drawing import Floats, corrected, resampled
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureBasis, FigureMeasured, FigurePart, FigureSpec

SPEC = FigureSpec(
    id="ecosystem_unity",
    name="Unity of the ecosystem",
    question="Do all choose alike?",
    formula="unity = 1 - entropy of the choices / ln(number of rivals); and compatible APIs / all APIs",
    inputs="repositories by the technology of the field that they use",
    unit="share",
    least=0.0,
    most=1.0,
    grows=1,
    distrust="The number of rivals is that of the catalog: one that lists more rivals finds less unity. A "
    "repository that uses several counts for each.",
    reference="convergence model, section 6.2",
)
SOURCE = "code/repositories"
WINDOW_DAYS = 730
# Fields whose choices a document states as a part of its own.
PARTS = {"serving": "deployment"}
_NOT_COUNTED = {
    "api": "client packages and the vendors behind one interface are not counted",
    "benchmarks": "which models are evaluated on which benchmarks is not counted",
    "model-interface": "which folders of a zoo implement the common interface is not counted",
}


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The unity of each field's choices; what is stated of interfaces stays unmeasured, with the reason."""
    for field, technologies in inputs.fields.items():
        yield _of(inputs, field, technologies)
    for part, why in _NOT_COUNTED.items():
        yield FigureMeasured("", part, why_missing=why, part=part)


def _of(inputs: Inputs, field: str, technologies: Sequence[str]) -> FigureMeasured:
    table, start, end, repositories = _choices(inputs, field, technologies)
    part = PARTS.get(field, "")
    comparable = bool(part) or field in inputs.stated_fields
    if table is None or start is None or end is None:
        return FigureMeasured(
            field, "choices", why_missing="no repository uses any", part=part, comparable=comparable
        )
    totals = table.sum(axis=0)
    drawn = resampled(table, "unity", field) @ table
    shares = drawn / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-12)
    ranked = sorted(zip(technologies, (totals / totals.sum()).tolist(), strict=True), key=lambda one: -one[1])
    value = 1.0 - float(concentration.normalised_entropy(totals / totals.sum()))
    moved, low, high = corrected(1.0 - concentration.normalised_entropy(shares), value)
    return FigureMeasured(
        field=field,
        market="choices",
        comparable=comparable,
        start=start,
        end=end,
        draws=moved,
        low=low,
        high=high,
        bases=(FigureBasis(SOURCE, end, None, repositories, float(len(table))),),
        part=part,
        parts=tuple(FigurePart(name, share) for name, share in ranked[:6]),
        steps=(f"1 - entropy / ln {len(technologies)} = {value:.3f}, of {len(table)} owners' repositories",),
    )


def _choices(
    inputs: Inputs, field: str, technologies: Sequence[str]
) -> tuple[Floats | None, date | None, date | None, int]:
    """Each owner's adoptions by technology, [O, T], of the newest two years; and what days they cover."""
    found = [inputs.observed.rows(field, t, "adoption").of_source(SOURCE) for t in technologies]
    ends = [int(rows.end[rows.end <= inputs.as_of.toordinal()].max(initial=0)) for rows in found]
    last = max(ends, default=0)
    if not last:
        return None, None, None, 0
    recent = [rows.where((rows.end <= last) & (rows.end > last - WINDOW_DAYS)) for rows in found]
    size = 1 + max((int(rows.owner.max(initial=0)) for rows in recent), default=0)
    table = np.stack([np.bincount(rows.owner, weights=rows.k, minlength=size) for rows in recent], axis=1)
    adopters = len({int(one) for rows in recent for one in rows.snapshot[rows.k > 0]})
    table = table[table.sum(axis=1) > 0]
    if not len(table):
        return None, None, None, 0
    # An owner counts once, however many repositories and quarters he has.
    first = min(int(rows.start.min()) for rows in recent if len(rows))
    weights = table / table.sum(axis=1, keepdims=True)
    return weights, date.fromordinal(first), date.fromordinal(last), adopters
