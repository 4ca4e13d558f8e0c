"""The impact figures: measured from the evidence, with stars, beside what documents state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from settled.errors import InputError, did_you_mean
from settled.indicators.figures import all_figures
from settled.indicators.figures.inputs import Inputs
from settled.indicators.price_index import Indexed
from settled.pipeline.impact.counting import shipped
from settled.pipeline.impact.roles import ROLE_COLUMNS, role_counts
from settled.pipeline.prices.evidence import shipped_accuracy_cost, shipped_indices
from settled.pipeline.tool import Settled
from settled.records import Claim, Figure, FigureMeasured, FigureSpec, Market
from settled.verdict.figures import agrees, estimated

FIRST_YEAR = 2020
"""The year that the convergence model compares with."""


def figure_specs() -> tuple[FigureSpec, ...]:
    """Every figure, as its file declares it."""
    return tuple(one.SPEC for one in all_figures())


def impact(
    tool: Settled,
    field: str = "",
    *,
    since: int = FIRST_YEAR,
    figure: str = "",
    market: str = "",
    markets: Sequence[Market] = (),
    prices: Mapping[str, Indexed] | None = None,
) -> list[Figure]:
    """The figures, in the order of their ids, each by field and market.

    Args:
        field: id; "": all fields, and figures of no one field.
        since: first year of what is told as a change.
        figure: id of the only one; ``market``: words of which the market's name holds one.
        markets: the user's own; ``prices``: indices of his own prices, in place of those that ship.

    Raises:
        InputError: no such field or figure, nothing of that name in any market, or ``since`` is no past year.
    """
    _check(tool, field, figure, since)
    inputs = inputs_of(tool, field, since, markets, prices)
    wanted = [one for one in all_figures() if not figure or figure == one.SPEC.id]
    stated = stated_figures(tool.stated_claims)
    found = [
        _judged(one.SPEC, measured, stated, tool)
        for one in wanted
        for measured in one.measure(inputs)
        if not (field and _is_of_all(measured))
    ]
    if not market:
        return found
    return _of_market(found, market)


def _is_of_all(measured: FigureMeasured) -> bool:
    """Whether a figure is of all fields together; of one field alone it would be that field's own again."""
    return measured.market == "papers" and not measured.field


def _of_market(found: Sequence[Figure], market: str) -> list[Figure]:
    word = market.replace("-", " ").casefold()
    chosen = [
        one
        for one in found
        if word in f"{one.measured.field} {one.measured.market}".replace("-", " ").casefold()
    ]
    if not chosen:
        names = sorted({one.measured.market for one in found})
        raise InputError("--market", f"no market '{market}'", did_you_mean(market, names))
    return chosen


def _check(tool: Settled, field: str, figure: str, since: int) -> None:
    if field:
        tool.field_of(field)
    ids = [spec.id for spec in figure_specs()]
    if figure and figure not in ids:
        raise InputError("--figure", f"no figure '{figure}'", did_you_mean(figure, ids))
    if not 1990 <= since < tool.as_of.year:
        raise InputError("--since", f"{since} is not between 1990 and {tool.as_of.year - 1}", "give a year")


def inputs_of(
    tool: Settled,
    field: str,
    since: int,
    markets: Sequence[Market] = (),
    prices: Mapping[str, Indexed] | None = None,
) -> Inputs:
    """What the figures are measured from; of one field, or of all of today."""
    current = {
        one.id: tuple(technology.id for technology in one.technologies)
        for one in tool.catalog.fields.values()
        if one.status == "current"
    }
    asked = {field: tuple(t.id for t in tool.field_of(field).technologies)} if field else current
    return Inputs(
        as_of=tool.as_of,
        since=since,
        fields=asked,
        observed=tool.observed,
        roles=role_counts(
            tool.ledger.sightings(read_from="papers", columns=ROLE_COLUMNS, only_mine=tool.only_mine), asked
        ),
        industry=shipped(),
        markets=markets,
        stated_fields=_stated_fields(tool.stated_claims, asked),
        prices=shipped_indices() if prices is None else prices,
        accuracy=shipped_accuracy_cost(),
    )


def _stated_fields(claims: Iterable[Claim], fields: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Fields of whose incumbent a document states the degree."""
    subjects = {claim.subject for claim in claims if claim.attribute == "degree"}
    return frozenset(field for field, technologies in fields.items() if technologies[0] in subjects)


def stated_figures(claims: Iterable[Claim]) -> Mapping[tuple[str, str], Sequence[Claim]]:
    """What documents state of impact, by figure and part."""
    found: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind == "figure":
            found[claim.attribute, claim.subject].append(claim)
    return found


def _judged(
    spec: FigureSpec,
    measured: FigureMeasured,
    stated: Mapping[tuple[str, str], Sequence[Claim]],
    tool: Settled,
) -> Figure:
    estimate = estimated(spec, measured, tool.as_of)
    claims = tuple(stated.get((spec.id, measured.part), ())) if measured.comparable else ()
    return Figure(spec, replace(measured, draws=None), estimate, claims, agrees(spec, estimate, claims))
