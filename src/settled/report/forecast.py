"""A field's forecast: as a JSON document, and as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from settled.records import (
    LEVELS,
    OUTSIDE,
    OUTSIDE_SHARE,
    FieldForecast,
    ForecastYear,
    Level,
    TechnologyForecast,
)
from settled.report import wording
from settled.report.columns import WIDTH, cells, clean, line, pad, wrap
from settled.report.documents.text import Document
from settled.report.tables import name_of

CHART = 51  # cells from 0 to 100 %: two per cent each
MOST_YEARS = 6  # columns that fit beside the names
NAME = 24
CELL = 10  # `100 [0-100]`, at most as rarely


def forecast_document(forecast: FieldForecast) -> Document:
    """The forecast of a field's shares, technology by technology and year by year."""
    return {
        "schema": "settled/forecast/1",
        "field": forecast.field.id,
        "as_of": forecast.as_of.isoformat(),
        "profile": forecast.profile,
        "ledger_digest": forecast.ledger_digest,
        "indicator": forecast.indicator,
        "source": forecast.source,
        "origin": forecast.origin,
        "held": list(forecast.held),
        "technologies": [
            {
                "technology": one.technology,
                "settled_in": one.settled_in,
                "years": [_year_document(year) for year in one.years],
            }
            for one in forecast.technologies
        ],
        "unnamed": list(forecast.unnamed),
        "outside_above": [
            {"year": year, "share": OUTSIDE_SHARE, "probability": probability}
            for year, probability in forecast.outside_above
        ],
    }


def _year_document(year: ForecastYear) -> Document:
    return {
        "year": year.year,
        "median": year.median,
        "low": year.low,
        "high": year.high,
        "low_50": year.inner_low,
        "high_50": year.inner_high,
        "share_level_probability": _levels(year.share_level),
        "level_probability": _levels(year.level),
    }


def _levels(probability: Mapping[Level, float] | None) -> Document | None:
    return None if probability is None else {level: probability[level] for level in LEVELS}


def forecast_text(forecast: FieldForecast) -> str:
    """The forecast for the terminal: shares by year, a chart of the last one, levels, and newcomers."""
    blocks = [_title(forecast), _shares(forecast), _chart(forecast), _share_levels(forecast)]
    blocks += [_degrees(forecast), _newcomers(forecast)]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _last(forecast: FieldForecast) -> int:
    return forecast.technologies[0].years[-1].year


def _what(forecast: FieldForecast) -> str:
    return forecast.indicator.replace("_", " ")


def _title(forecast: FieldForecast) -> list[str]:
    head = f"{forecast.field.name}: {_what(forecast)} to {_last(forecast)}"
    rest = f"as of {forecast.as_of.isoformat()}; from the years up to {forecast.origin} of {forecast.source}"
    return [*wrap(head, WIDTH), *wrap(rest, WIDTH)]


def _columns(years: Sequence[ForecastYear]) -> list[int]:
    """Places of the years that are shown: evenly spaced, the first and the last among them."""
    last = len(years) - 1
    count = min(len(years), MOST_YEARS)
    return sorted({round(last * place / max(1, count - 1)) for place in range(count)})


def _named(forecast: FieldForecast) -> Iterator[tuple[str, TechnologyForecast]]:
    for one in forecast.technologies:
        yield "others" if one.technology == OUTSIDE else name_of(forecast.field, one.technology), one


def _widths(forecast: FieldForecast, columns: Sequence[int]) -> list[int]:
    names = max(cells(clean(name)) for name, _ in _named(forecast))
    return [min(NAME, max(names, len("others"))), *[CELL] * len(columns)]


def _grid(title: str, forecast: FieldForecast, rows: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """A column a year and a row a technology, below a title."""
    years = forecast.technologies[0].years
    columns = _columns(years)
    widths, right = _widths(forecast, columns), frozenset(range(1, len(columns) + 1))
    head = line(["", *(str(years[place].year) for place in columns)], widths, right)
    body = [line([name, *(words[place] for place in columns)], widths, right) for name, words in rows]
    return [*wrap(title, WIDTH), head, *body]


def _share(year: ForecastYear) -> str:
    return f"{year.median * 100:.0f} [{year.low * 100:.0f}-{year.high * 100:.0f}]"


def _shares(forecast: FieldForecast) -> list[str]:
    rows = [(name, [_share(year) for year in one.years]) for name, one in _named(forecast)]
    return _grid("share, % [90 % interval]", forecast, rows)


def _chart(forecast: FieldForecast) -> list[str]:
    """The last year on a line from 0 to 100 %: 90 % of the draws, the inner 50 %, and the median."""
    if len(forecast.technologies[0].years) < 2:
        return []
    width = _widths(forecast, [])[0]
    lines = [f"{_last(forecast)}: | median, = 50 %, - 90 %"]
    scale = f"0{'50':>{CHART // 2}}{'100 %':>{CHART // 2 + 3}}"
    lines.append(f"{pad('', width)}  {scale}".rstrip())
    for name, one in _named(forecast):
        lines.append(line([name, _bar(one.years[-1])], [width, CHART]))
    return lines


def _bar(year: ForecastYear) -> str:
    place = [
        round(share * (CHART - 1))
        for share in (year.low, year.inner_low, year.median, year.inner_high, year.high)
    ]
    bar = [" "] * CHART
    bar[place[0] : place[4] + 1] = "-" * (place[4] - place[0] + 1)
    bar[place[1] : place[3] + 1] = "=" * (place[3] - place[1] + 1)
    bar[place[2]] = "|"
    return "".join(bar).rstrip()


def _likeliest(probability: Mapping[Level, float] | None) -> str:
    if probability is None:
        return ""
    level = max(LEVELS, key=lambda one: (probability[one], -LEVELS.index(one)))
    return f"{level} {wording.percent(probability[level])}"


def _share_levels(forecast: FieldForecast) -> list[str]:
    rows = [
        (name, [_likeliest(year.share_level) for year in one.years])
        for name, one in _named(forecast)
        if one.technology != OUTSIDE
    ]
    return _grid(f"level of the {_what(forecast)} alone, with its probability", forecast, rows)


def _degrees(forecast: FieldForecast) -> list[str]:
    """P(L4) of the degree; why there is none, where the share is not a part of it."""
    if not forecast.held:
        return wrap(f"No forecast of the degree: {_what(forecast)} is not a part of it.", WIDTH)
    known = [(name, one) for name, one in _named(forecast) if one.years[-1].level is not None]
    if not known:
        return ["No forecast of the degree: it is not known today."]
    held = ", ".join(name.replace("_", " ") for name in forecast.held)
    title = f"P(L4) of the degree, profile {forecast.profile}; {held} held as drawn today"
    rows = [
        (name, [wording.percent(year.level["L4"]) if year.level else "" for year in one.years])
        for name, one in known
    ]
    return [*_grid(title, forecast, rows), *_passing(forecast, known)]


def _passing(forecast: FieldForecast, known: Sequence[tuple[str, TechnologyForecast]]) -> Iterator[str]:
    passes = [(name, one.settled_in) for name, one in known if one.settled_in is not None]
    if not passes:
        yield f"P(L4) passes 0.5 for none by {_last(forecast)}"
    for name, year in passes:
        now = year == forecast.origin
        yield f"P(L4) of {clean(name)} {'is above' if now else 'passes'} 0.5 in {year}"


def _newcomers(forecast: FieldForecast) -> list[str]:
    year, probability = forecast.outside_above[-1]
    said = (
        f"P(rivals that no unit had named by {forecast.origin} have more than {OUTSIDE_SHARE:.0%} together "
        f"in {year}): {wording.percent(probability)}"
    )
    lines = wrap(said, WIDTH)
    if forecast.unnamed:
        names = ", ".join(name_of(forecast.field, one) for one in forecast.unnamed)
        lines += wrap(f"not yet named, so among the others: {names}", WIDTH)
    return lines
