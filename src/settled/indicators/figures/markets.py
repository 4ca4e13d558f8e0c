"""Markets that are counted: downloads inside a group of packages, and models released by firm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from settled.indicators.figures.concentration import Measure, bounds
from settled.indicators.figures.drawing import N_DRAWS, Floats, corrected, resampled, shares
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureBasis, FigureMeasured, FigurePart, Market

INDIRECT = (
    ("downloads", "indirect: downloads stand for use"),
    ("models/epoch", "indirect: models released stand for a market"),
)
"""Per source, why it speaks of a market only indirectly."""
MONTHS = 12
_SHOWN = 8


def markets(inputs: Inputs) -> Iterator[Market]:
    """Every market that the evidence or the user tells of, the newest of each."""
    for field in inputs.fields:
        yield from _downloads(inputs, field)
    yield from _releases(inputs)
    yield from inputs.markets


def _downloads(inputs: Inputs, field: str) -> Iterator[Market]:
    """Mean shares of the last twelve months that were counted; a package below the list has none."""
    months: dict[int, dict[str, float]] = {}
    names: set[str] = set()
    for technology in inputs.fields[field]:
        rows = inputs.observed.rows(field, technology, "downloads")
        rows = rows.where(rows.end <= inputs.as_of.toordinal())
        names.update(rows.names[part] for part in rows.part.tolist())
        for end, value in zip(rows.end.tolist(), rows.value.tolist(), strict=True):
            months.setdefault(end, {})[technology] = value
    recent = [months[end] for end in sorted(months)[-MONTHS:]]
    firms = sorted({name for month in recent for name in month})
    if len(firms) < 2:
        return
    table = np.array([[month.get(name, 0.0) for name in firms] for month in recent])
    table = table / table.sum(axis=1, keepdims=True)
    order = np.argsort(-table.mean(axis=0), kind="stable")
    last = date.fromordinal(max(months))
    yield Market(
        field,
        "downloads",
        min(names),
        last - timedelta(days=365),
        last,
        tuple((firms[index], float(table[:, index].mean())) for index in order),
        counted=False,
        periods=tuple(tuple(row) for row in table[:, order].tolist()),
    )


def _releases(inputs: Inputs) -> Iterator[Market]:
    """Language models released by firm in the last two years that were counted whole."""
    releases = [one for one in inputs.industry.releases if date(one.year, 12, 31) <= inputs.as_of]
    if not releases:
        return
    last = max(one.year for one in releases)
    counts: dict[str, float] = {}
    for one in releases:
        if one.year > last - 2:
            counts[one.firm] = counts.get(one.firm, 0.0) + one.models
    ranked = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    yield Market(
        "", "language models released", "models/epoch", date(last - 1, 1, 1), date(last, 12, 31), ranked
    )


def draws_of(market: Market) -> Floats | None:
    """Draws of the shares, [N, F]: of counts, or of periods with replacement; none of stated shares."""
    if market.periods:
        table = np.array(market.periods)
        return np.asarray(resampled(table, market.field, market.name) @ table / len(table))
    if not market.counted:
        return None
    known = shares([count for _, count in market.counts], market.field, market.name)
    return np.asarray(known * (1.0 - market.unknown))


def concentrated(market: Market, measure: Measure) -> tuple[Floats, float, float]:
    """Draws of CR or HHI, [N], and their 90 % interval, from the unknown being many firms to being one."""
    drawn = draws_of(market)
    least, most = bounds(measure, known_shares(market), market.unknown)
    if drawn is None:
        return np.full(N_DRAWS, least), least, most
    lower, low, _ = corrected(measure(drawn), least)
    one_firm = np.column_stack([drawn, np.full(len(drawn), market.unknown)])
    return lower, low, corrected(measure(one_firm), most)[2]


def measured(
    market: Market, measure: Measure, parts: tuple[FigurePart, ...], steps: tuple[str, ...]
) -> FigureMeasured:
    """CR or HHI of a market."""
    drawn, low, high = concentrated(market, measure)
    return FigureMeasured(
        field=market.field,
        market=market.name,
        comparable=not market.field,
        start=market.start,
        end=market.end,
        draws=drawn,
        bases=(basis(market),),
        low=low,
        high=high,
        parts=parts,
        steps=steps,
    )


def known_shares(market: Market) -> Floats:
    """Shares of the whole market, [F]; with the unknown part they sum to 1."""
    counts = np.array([count for _, count in market.counts], dtype=np.float64)
    return np.asarray(counts / counts.sum() * (1.0 - market.unknown))


def basis(market: Market) -> FigureBasis:
    """The source of a market, with its units where they were counted."""
    units = round(sum(count for _, count in market.counts)) if market.counted else None
    return FigureBasis(market.source, market.end, units, units)


def parts(market: Market) -> tuple[FigurePart, ...]:
    """The largest firms with their shares."""
    named = zip((name for name, _ in market.counts), known_shares(market).tolist(), strict=True)
    return tuple(FigurePart(name, share) for name, share in list(named)[:_SHOWN])
