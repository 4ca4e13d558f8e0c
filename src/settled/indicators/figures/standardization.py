"""Standardization: systems on a standard implementation, of all systems."""

from __future__ import annotations

from collections.abc import Iterator

from settled.indicators import standardization
from settled.indicators.figures.drawing import N_DRAWS, generator
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureBasis, FigureMeasured, FigureSpec, SourceEstimate

SPEC = FigureSpec(
    id="standardization",
    name="Standardization",
    question="How many of the systems that use the incumbent are on a standard implementation?",
    formula="standardization = systems on a standard implementation / all systems",
    inputs="repositories that use the incumbent, by whether they call a canonical implementation",
    unit="share",
    least=0.0,
    most=1.0,
    grows=1,
    distrust="Repositories are drawn from public ones, and those that import the incumbent are seen sooner "
    "than those that write it themselves.",
    reference="convergence model, section 6.1",
)


NOT_TOLD = "no source tells who is on a standard implementation"


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The share of each field's incumbent, as the source with the most units has it."""
    for field, technologies in inputs.fields.items():
        told = standardization.measure(inputs.observed, field, technologies[0], inputs.as_of)
        counted = [one for one in told if not one.source.endswith(":frameworks")]
        yield (
            _of(inputs, field, technologies[0], max(counted, key=_units))
            if counted
            else FigureMeasured(
                field, "repositories", why_missing=NOT_TOLD, comparable=field in inputs.stated_fields
            )
        )


def _units(one: SourceEstimate) -> int:
    return one.n or 0


def _of(inputs: Inputs, field: str, technology: str, one: SourceEstimate) -> FigureMeasured:
    rows = inputs.observed.rows(field, technology, "canonical").of_source(one.source)
    start = rows.recent(inputs.as_of, 730, 10_000).start.min()
    return FigureMeasured(
        field=field,
        market="repositories",
        comparable=field in inputs.stated_fields,
        start=inputs.as_of.fromordinal(int(start)),
        end=one.latest,
        draws=generator("standardization", field).beta(one.alpha, one.beta, N_DRAWS),
        bases=(FigureBasis(one.source, one.latest, one.k, one.n, one.n_effective),),
        steps=(f"{technology}: {one.k} of {one.n}, worth {one.n_effective or 0:.0f} independent ones",),
    )
