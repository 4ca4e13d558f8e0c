"""Turn of innovation: from founding to applying and improving."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from settled.indicators.figures import papers
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureMeasured, FigurePart, FigureSpec, RoleCounts

SPEC = FigureSpec(
    id="innovation_turn",
    name="Turn of innovation",
    question="Of the papers on a field, how many apply or improve what is there, and found nothing new?",
    formula="turn = papers that propose no technology of the field / all papers",
    inputs="papers by role, over the venues that are known",
    unit="share",
    least=0.0,
    most=1.0,
    grows=1,
    distrust="A paper that proposes a technology is told by its title and abstract; one that proposes what "
    "the catalog does not know counts as applying.",
    reference="convergence model, section 6.1",
)


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The share in the newest two years, of all fields together and of each; the first year beside it."""
    yield from papers.by_field(inputs, partial(_of, inputs))
    why = "which papers are of theory is not told by the roles of technologies in them"
    yield FigureMeasured("", "papers of theory", why_missing=why, part="theory")


def _applying(one: RoleCounts) -> int:
    return one.papers - one.founding


def _of(inputs: Inputs, field: str, counts: list[RoleCounts]) -> FigureMeasured:
    now = papers.recent(counts)
    start, end = papers.span(now)
    basis = papers.basis(now, _applying)
    common = papers.at_common_venues(counts, inputs.since, inputs.as_of.year)
    steps = [f"{basis.k} of {basis.n} papers propose no technology of the field"]
    parts: list[FigurePart] = []
    if common:
        year, then, later = common
        for name, those in ((str(inputs.since), then), (str(year), later)):
            told = papers.basis(those, _applying)
            steps.append(f"at venues known in both years, {name}: {told.k} of {told.n}")
            parts.append(
                FigurePart(f"at common venues, {name}", told.k / told.n if told.k and told.n else None)
            )
    return FigureMeasured(
        field=field,
        market=papers.MARKET,
        start=start,
        end=end,
        draws=papers.share(now, _applying, "turn", field),
        bases=(basis,),
        parts=tuple(parts),
        steps=tuple(steps),
    )
