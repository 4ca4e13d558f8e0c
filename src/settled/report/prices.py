"""Prices over time: as a JSON document, and as text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records.prices import PriceHistory, PriceIndex, PricePoint, Span, TierHistory
from settled.report import wording
from settled.report.columns import WIDTH, grid, wrap
from settled.report.documents.text import Document

MOST_MONTHS = 8  # rows that are shown of a series; the document has them all
_BEYOND_WORDS = 1e15
NAMES = {
    "jevons": "Jevons",
    "fisher": "Fisher",
    "hedonic": "hedonic",
    "hedonic_vintage": "hedonic, same vintage",
}
_METHODS = (
    (
        "Jevons, Fisher",
        "chained from models on sale in two neighbouring months; a new model is not compared",
    ),
    ("hedonic", "price of a month at the same context, size, training compute and kind of vendor"),
    ("hedonic, same vintage", "at the same time of release, too"),
)


def prices_document(found: PriceHistory) -> Document:
    """Prices over time, by method and by fixed quality tier."""
    return {
        "schema": "settled/prices/1",
        "mode": found.mode,
        "min_input_tokens": found.min_input_tokens,
        "output_share": found.output_share,
        "currency": found.currency,
        "last_day": found.last_day.isoformat(),
        "models": found.models,
        "items": found.items,
        "prices": found.prices,
        "match": dict(found.match),
        "indices": [_index(one) for one in found.indices],
        "tiers": [_tier(one) for one in found.tiers],
        "releases": [
            {
                "day": one.day.isoformat(),
                "model": one.model,
                "training_compute_flop": one.training_compute_flop,
            }
            for one in found.releases
        ],
        "skipped": dict(found.skipped),
        "provenance": dict(sorted(found.provenance.items())),
    }


def _index(one: PriceIndex) -> Document:
    coefficients = None
    if one.coefficients is not None:
        coefficients = {name: _span(effect) for name, effect in one.coefficients.items()}
    return {
        "method": one.method,
        "points": [_point(point) for point in one.points],
        "annual_change": _span(one.annual_change),
        "reduction": _span(one.reduction),
        "moved": one.moved,
        "coefficients": coefficients,
        "r_squared": one.r_squared,
    }


def _tier(one: TierHistory) -> Document:
    return {
        "proxy": one.proxy,
        "at_least": one.at_least,
        "unit": one.unit,
        "match": one.match,
        "points": [_point(point) for point in one.points],
        "annual_change": _span(one.annual_change),
    }


def _point(point: PricePoint) -> Document:
    return {
        "month": f"{point.month:%Y-%m}",
        "value": point.value,
        "low": point.low,
        "high": point.high,
        "models": point.models,
        "items": point.items,
    }


def _span(span: Span) -> Document | None:
    if span.value is None:
        return None
    return {"value": span.value, "low": span.low, "high": span.high}


def prices_text(found: PriceHistory) -> str:
    """Prices over time for the terminal: the methods side by side, fixed tiers, and what to mind."""
    blocks = [
        _title(found),
        _series(found),
        _methods(),
        _tiers(found),
        _said(found),
        _releases(found),
        _notes(found),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _title(found: PriceHistory) -> list[str]:
    context = (
        f" with a context of {found.min_input_tokens:,} tokens or more" if found.min_input_tokens else ""
    )
    first, last = found.indices[0].points[0].month, found.indices[0].points[-1].month
    head = f"Price of a token: {found.mode} models{context}, {first:%Y-%m} to {last:%Y-%m}"
    basis = (
        f"{found.prices:,} prices of {found.models:,} models at {found.items:,} places, in {found.currency}; "
        f"{wording.percent(found.output_share)} of the tokens are output; 90 % intervals"
    )
    return [*wrap(head, WIDTH), *wrap(basis, WIDTH)]


def _rows(points: Sequence[PricePoint]) -> list[int]:
    """Places of the months that are shown: evenly spaced, the first and the last among them."""
    last = len(points) - 1
    count = min(len(points), MOST_MONTHS)
    return sorted({round(last * place / max(1, count - 1)) for place in range(count)})


def _series(found: PriceHistory) -> list[str]:
    points = found.indices[0].points
    head = ("month", *(NAMES[one.method] for one in found.indices), "models")
    body = [
        (
            f"{points[place].month:%Y-%m}",
            *(_value(one.points[place], 1) for one in found.indices),
            f"{found.indices[-1].points[place].models:,}",
        )
        for place in _rows(points)
    ]
    change = ("a year", *(_percent_span(one.annual_change) for one in found.indices), "")
    title = f"index, {points[0].month:%Y-%m} = 100"
    return [title, *grid([head, *body, change], (8, 20, 20, 20, 21, 8), frozenset({1, 2, 3, 4, 5}))]


def _methods() -> list[str]:
    return [line for name, what in _METHODS for line in wrap(f"- {name}: {what}", WIDTH)]


def _tiers(found: PriceHistory) -> list[str]:
    last = found.indices[0].points[-1].month
    head = ("models with", "at first", f"in {last:%Y-%m}", "a year", "known")
    rows = [row for one in found.tiers if (row := _tier_row(one)) is not None]
    if not rows:
        return ["No tier of fixed quality has enough models in two months."]
    title = f"median price at a fixed quality tier, {found.currency} per million tokens"
    return [title, *grid([head, *rows], (26, 26, 18, 20, 6), frozenset({1, 2, 3, 4}))]


def _tier_row(one: TierHistory) -> tuple[str, ...] | None:
    known = [point for point in one.points if point.value is not None and point.low is not None]
    if len(known) < 2:
        return None
    least = one.at_least
    if isinstance(least, int | float):
        least = f"{least:.0e}" if least > _BEYOND_WORDS else wording.magnitude(least)
    return (
        f"released since {least}" if one.proxy == "vintage" else f"{one.unit} >= {least}",
        f"{known[0].month:%Y-%m} {_value(known[0], 2)}",
        _value(one.points[-1], 2),
        _percent_span(one.annual_change),
        wording.percent(one.match),
    )


def _value(point: PricePoint, digits: int) -> str:
    if point.value is None:
        return "none"
    shown = _figure(point.value, digits)
    if point.low is None or point.high is None or point.low == point.high == point.value:
        return shown
    return f"{shown} [{_figure(point.low, digits)}-{_figure(point.high, digits)}]"


def _figure(value: float, digits: int) -> str:
    """An index with as few digits as it needs, a price with two that count."""
    if digits == 1:
        return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _percent_span(span: Span) -> str:
    if span.value is None:
        return "unknown"
    if span.low is None or span.high is None:
        return f"{span.value:+.0%}"
    return f"{span.value * 100:+.0f} % [{span.low * 100:+.0f}, {span.high * 100:+.0f}]"


def _said(found: PriceHistory) -> list[str]:
    """In one sentence: by how much the methods differ, and why."""
    matched, fixed = found.indices[0], found.indices[2]
    if matched.annual_change.value is None or fixed.annual_change.value is None:
        return ["In some months no model is sold that was sold the month before: there is no chained index."]
    moved = "" if matched.moved is None else f" (in a month {matched.moved:.1%} of the prices move)"
    text = (
        f"A model once on sale changes its price by {_percent_span(matched.annual_change)} a year{moved}; "
        f"models of the same size and context change theirs by {_percent_span(fixed.annual_change)}."
    )
    text += f" {_difference(matched.annual_change, fixed.annual_change)}"
    return wrap(text, WIDTH)


def _difference(matched: Span, fixed: Span) -> str:
    """What the two changes say together: only intervals that lie apart differ."""
    if None in (matched.low, matched.high, fixed.low, fixed.high):
        return "Too few models for an interval."
    if fixed.high < matched.low:  # type: ignore[operator]
        return "New models bring the difference."
    if fixed.low > matched.high:  # type: ignore[operator]
        return "New models are dearer than the old ones."
    return "The intervals overlap: the two may be alike."


def _releases(found: PriceHistory) -> list[str]:
    if not found.releases:
        return []
    named = ", ".join(f"{one.model} ({one.day:%Y-%m})" for one in found.releases)
    return wrap(f"Releases in this time of models with the most training compute so far: {named}.", WIDTH)


def _notes(found: PriceHistory) -> list[str]:
    known = ", ".join(
        f"{name.replace('_', ' ')} {wording.percent(part)}" for name, part in found.match.items()
    )
    notes = [
        f"known of the models: {known}",
        "no score of quality is among the proxies: a small new model that does what a large old one did "
        "does not count as a fall",
        "prices are list prices, not what was paid; each model counts once, however many sell it",
    ]
    if found.skipped:
        left = "; ".join(f"{reason} ({count:,})" for reason, count in found.skipped.items())
        notes.append(f"left out: {left}")
    source = found.provenance.get("source", "")
    licence = found.provenance.get("licence", "")
    notes.append(
        f"source: {source}, {found.provenance.get('locator', '')} (licence: {licence}); {found.version}"
    )
    return [line for note in notes for line in wrap(f"- {note}", WIDTH)]
