"""Innovation space: how much of the research seeks an alternative."""

from __future__ import annotations

from collections.abc import Iterator

from settled.indicators.figures import papers
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureMeasured, FigureSpec, RoleCounts

SPEC = FigureSpec(
    id="innovation_space",
    name="Innovation space",
    question="Of the papers on a field, how many seek an alternative to its incumbent?",
    formula="innovation space = papers that seek an alternative / all papers",
    inputs="papers that propose a rival of the incumbent or contest the incumbent, of those that name a "
    "technology of the field",
    unit="share",
    least=0.0,
    most=1.0,
    grows=-1,
    distrust="Papers that name no technology of the field are not counted, so that work which takes the "
    "incumbent for granted is left out: the share is an upper one. Roles are read from titles and abstracts.",
    reference="convergence model, section 6.2",
)


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The share in the newest two years of papers, of all fields together and of each."""
    return papers.by_field(inputs, _of)


def _seeking(one: RoleCounts) -> int:
    return one.seeking


def _of(field: str, counts: list[RoleCounts]) -> FigureMeasured:
    now = papers.recent(counts)
    start, end = papers.span(now)
    basis = papers.basis(now, _seeking)
    return FigureMeasured(
        field=field,
        market=papers.MARKET,
        start=start,
        end=end,
        draws=papers.share(now, _seeking, "space", field),
        bases=(basis,),
        steps=(f"{basis.k} of {basis.n} papers propose a rival of the incumbent or contest it",),
    )
