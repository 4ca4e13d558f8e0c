"""Diffusion of knowledge: by what factor papers and people have grown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from settled.indicators.figures import papers
from settled.indicators.figures.drawing import N_DRAWS, Floats, generator, resampled
from settled.indicators.figures.inputs import STATED_YEARS, Inputs
from settled.records import FigureBasis, FigureMeasured, FigurePart, FigureSpec, RoleCounts

SPEC = FigureSpec(
    id="knowledge_diffusion",
    name="Diffusion of knowledge",
    question="By what factor have papers on the incumbent, and people working on the topic, grown?",
    formula="multiple = count in the last year / count in the first; annual rate = multiple^(1/years) - 1",
    inputs="papers that name the incumbent, at the venues known in both years; people who push to public "
    "repositories of a topic, in the economies listed in both years",
    unit="factor",
    least=0.0,
    most=None,
    grows=1,
    distrust="Venues grow, and what everybody knows is named less; economies and topics below a threshold "
    "are not listed, and people who push grow with the site.",
    reference="convergence model, section 6.1",
    indirect=(("topics", "indirect: people who push to public repositories, not all who know"),),
)
_PAPERS, _PEOPLE = "papers", "practitioners"
_UNCOUNTED = (
    ("projects", "projects", "no source counts the projects on a topic; those of people who push are shown"),
    ("courses", "online courses", "no source counts courses"),
    ("reach", "people who know of it", "no source tells who knows of a technology"),
)


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The multiple of papers by field, and of people by topic; and what is not counted."""
    for field in inputs.fields:
        yield _of_papers(inputs, field)
    for topic in dict.fromkeys(one.topic for one in inputs.industry.pushers):
        yield _of_people(inputs, topic)
    for part, market, why in _UNCOUNTED:
        yield FigureMeasured("", market, why_missing=why, part=part)


def _of_papers(inputs: Inputs, field: str) -> FigureMeasured:
    """Comparable with what is stated: fields that a document speaks of, over no other number of years."""
    market = "papers naming the incumbent"
    spoken_of = field in inputs.stated_fields
    found = papers.at_common_venues(papers.of_field(inputs, field), inputs.since, inputs.as_of.year - 1)
    if not found:
        why = f"no two venues with papers both in {inputs.since} and in a later year"
        return FigureMeasured(field, market, why_missing=why, part=_PAPERS, comparable=spoken_of)
    year, then, now = found
    before, after = _naming(then), _naming(now)
    if not before:
        why = f"no paper of {inputs.since} names the incumbent"
        return FigureMeasured(field, market, why_missing=why, part=_PAPERS, comparable=spoken_of)
    draws = _ratio(then, now, field)
    venues = len({one.venue for one in now})
    return FigureMeasured(
        field=field,
        market=market,
        comparable=spoken_of and year - inputs.since == STATED_YEARS,
        start=date(inputs.since, 1, 1),
        end=date(year, 12, 31),
        draws=draws,
        bases=(FigureBasis(papers.SOURCE, papers.span(now)[1], after, after + before),),
        part=_PAPERS,
        parts=(_annual(draws, year - inputs.since),),
        steps=(f"{after} papers of {year} over {before} of {inputs.since}, at {venues} venues",),
    )


def _naming(counts: Sequence[RoleCounts]) -> int:
    return sum(one.incumbent for one in counts)


def _ratio(then: Sequence[RoleCounts], now: Sequence[RoleCounts], field: str) -> Floats:
    """Draws of the factor: venues with replacement, then a Poisson count's gamma posterior for each year."""
    venues = sorted({one.venue for one in now})
    table = np.array(
        [[_naming([one for one in year if one.venue == venue]) for year in (then, now)] for venue in venues],
        dtype=np.float64,
    )
    taken = resampled(table, "diffusion", field)
    rng = generator("diffusion", field, "counts")
    first, last = (rng.gamma(taken @ table.T[side] + 0.5) for side in (0, 1))
    return np.asarray(last / first)


def _of_people(inputs: Inputs, topic: str) -> FigureMeasured:
    market = f"people pushing to {topic}"
    known = [one for one in inputs.industry.pushers if one.topic == topic and one.year < inputs.as_of.year]
    years = {one.year for one in known}
    last = max(years, default=inputs.since)
    by_economy = {(one.economy, one.year): one.people for one in known}
    common = sorted({e for e, y in by_economy if y == inputs.since} & {e for e, y in by_economy if y == last})
    if last <= inputs.since or not common:
        why = f"no economy is listed both in {inputs.since} and in {last}"
        return FigureMeasured("", market, why_missing=why, part=_PEOPLE)
    table = np.array(
        [[by_economy[one, inputs.since], by_economy[one, last]] for one in common], dtype=np.float64
    )
    taken = resampled(table, "people", topic)
    then, now = table.sum(axis=0).tolist()
    draws = np.asarray((taken @ table.T[1]) / (taken @ table.T[0]))
    source = next(one for one in inputs.industry.sources if one.source == "topics")
    return FigureMeasured(
        field="",
        market=market,
        comparable=last - inputs.since == STATED_YEARS,
        start=date(inputs.since, 1, 1),
        end=source.latest,
        draws=draws,
        bases=(FigureBasis("topics", source.latest, None, None, float(len(common))),),
        part=_PEOPLE,
        parts=(_annual(draws, last - inputs.since),),
        steps=(f"{now:,.0f} over {then:,.0f} people and quarters, in {len(common)} economies",),
    )


def _annual(draws: Floats, years: int) -> FigurePart:
    rates = np.quantile(draws, (0.5, 0.05, 0.95)) ** (1.0 / years) - 1.0
    assert len(draws) == N_DRAWS
    return FigurePart("annual rate", *rates.tolist())
