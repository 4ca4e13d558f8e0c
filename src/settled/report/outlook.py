"""A field's forecast as a chart that goes on from the shares so far: Vega-Lite, and so a picture too.

Solid lines are shares as counted, dashed ones medians of the forecast; bands hold 50 and 90 % of its draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from settled.records import OUTSIDE, FieldForecast, ForecastYear, SharePoint
from settled.report.charts import (
    HEIGHT_PX,
    Spec,
    colours,
    end_labels,
    label_places,
    look,
    strength,
    ticks,
    x_scale,
)
from settled.report.columns import fit
from settled.report.messages import Say, speaker
from settled.report.palette import CHART_RULE, OTHERS, SERIES

BANDED = 3  # technologies whose bands are always drawn; more of them would hide one another


@dataclass(frozen=True, slots=True)
class Outlook:
    """A field's forecast beside the shares that it goes on from.

    Attributes:
        names: id and name of each technology of the forecast, in the order of the field's other charts, so
            that colours agree; ``OUTSIDE`` last.
        past: shares as counted, of the indicator and the source of the forecast.
    """

    names: tuple[tuple[str, str], ...]
    past: tuple[SharePoint, ...]
    forecast: FieldForecast

    @property
    def years(self) -> list[int]:
        """Years of the forecast, from its origin on."""
        return [year.year for year in self.forecast.technologies[0].years]

    @property
    def by_technology(self) -> dict[str, tuple[ForecastYear, ...]]:
        """The forecast's years of each technology."""
        return {one.technology: one.years for one in self.forecast.technologies}


def outlook(
    forecast: FieldForecast, ranked: Sequence[tuple[str, str]], shares: Sequence[SharePoint], others: str
) -> Outlook:
    """The forecast beside its past.

    Args:
        ranked: id and name of the field's technologies, in the order of its charts.
        others: what the rivals outside the list are called.
    """
    known = {one.technology for one in forecast.technologies}
    names = [(identity, name) for identity, name in ranked if identity in known]
    past = tuple(
        point
        for point in shares
        if point.indicator == forecast.indicator
        and point.source == forecast.source
        and point.technology in known
        and point.year <= forecast.origin
    )
    return Outlook((*names, (OUTSIDE, others)), past, forecast)


# --- as a chart -------------------------------------------------------------------------------------


def outlook_spec(shown: Outlook, language: str = "en") -> Spec:
    """The outlook as a Vega-Lite specification, as wide as its place; ``language``: of its tooltips."""
    import altair as alt  # late: the terminal's tables must not pay for it

    say = speaker(language)
    focused = [identity for identity, _ in shown.names[:-1]][: len(SERIES)]
    layered = alt.layer(*_layers(shown, focused, say, alt)).properties(
        width="container",
        height=HEIGHT_PX,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
    )
    datasets = {
        "points": [*_past_rows(shown, say), *_ahead_rows(shown)],
        "labels": _labels(shown, focused),
        "origin": [{"year": shown.forecast.origin}],
    }
    return {**layered.configure(**look()).to_dict(validate=False), "datasets": datasets}


def _layers(shown: Outlook, focused: Sequence[str], say: Say, alt: Any) -> Iterator[Any]:
    """From the ground up: bands, the year that the forecast starts from, lines, points, names."""
    everyone, names = [identity for identity, _ in shown.names], [name for _, name in shown.names]
    tints = [*colours(len(everyone) - 1), OTHERS.light]
    colour = alt.Color("technology:N").scale(domain=everyone, range=tints).legend(None)
    years = sorted({point.year for point in shown.past} | set(shown.years))
    x = alt.X("year:Q").scale(x_scale(years, names, alt)).axis(values=ticks(years), format="d", title=None)
    y = alt.Y("median:Q").scale(domainMin=0, nice=True).axis(format=".0%", title=None)
    hover = alt.selection_point(
        name="hover", fields=["technology"], on="pointerover", nearest=True, empty=False, clear="pointerout"
    )
    points = alt.Chart(alt.NamedData("points"))
    before, ahead = (points.transform_filter(f"datum.ahead == {word}") for word in ("false", "true"))
    for low, high, *opacity in (("low", "high", 0.22, 0.1, 0), ("low_50", "high_50", 0.32, 0.2, 0)):
        strong = strength(alt, hover, focused[:BANDED], *opacity)
        yield ahead.mark_area().encode(x, alt.Y(f"{low}:Q"), alt.Y2(f"{high}:Q"), colour, opacity=strong)
    yield alt.Chart(alt.NamedData("origin")).mark_rule(color=CHART_RULE.light).encode(x)
    for part, dash in ((before, [1, 0]), (ahead, [5, 5])):
        yield part.mark_line(strokeJoin="round", strokeDash=dash).encode(
            x,
            y,
            colour,
            opacity=strength(alt, hover, focused, 1, 1, 0.55),
            strokeWidth=alt.when(hover).then(alt.value(3.2)).otherwise(alt.value(2)),
        )
    yield (
        points.mark_point(filled=True, opacity=1)
        .encode(x, y, colour, size=alt.when(hover).then(alt.value(46)).otherwise(alt.value(11)))
        .encode(tooltip=_tooltip(alt, say))
        .add_params(hover)
    )
    yield end_labels(alt, x, colour)


def _tooltip(alt: Any, say: Say) -> list[Any]:
    return [
        alt.Tooltip("name:N", title=say("column.technology")),
        alt.Tooltip("year:Q", title=say("column.year")),
        alt.Tooltip("median:Q", title=say("column.share"), format=".1%"),
        alt.Tooltip("interval:N", title=say("column.interval")),
        alt.Tooltip("inner:N", title=say("column.inner")),
        alt.Tooltip("counted:N", title=say("column.counts")),
    ]


def _interval(low: float, high: float) -> str:
    return f"{low * 100:.0f}–{high * 100:.0f} %"


def _past_rows(shown: Outlook, say: Say) -> Iterator[dict[str, Any]]:
    names = dict(shown.names)
    for point in shown.past:
        yield {
            "technology": point.technology,
            "name": fit(names[point.technology], 40),
            "ahead": False,
            "year": point.year,
            "median": point.median,
            "interval": _interval(point.low, point.high),
            "inner": "",
            "counted": "" if point.n is None else say("say.counts", k=f"{point.k:,}", n=f"{point.n:,}"),
        }


def _ahead_rows(shown: Outlook) -> Iterator[dict[str, Any]]:
    """The forecast's years, the incumbent's last, so that it lies on top."""
    years = shown.by_technology
    for identity, name in reversed(shown.names):
        for year in years[identity]:
            yield {
                "technology": identity,
                "name": fit(name, 40),
                "ahead": True,
                "year": year.year,
                "median": year.median,
                "low": year.low,
                "high": year.high,
                "low_50": year.inner_low,
                "high_50": year.inner_high,
                "interval": _interval(year.low, year.high),
                "inner": _interval(year.inner_low, year.inner_high),
                "counted": "",
            }


def _labels(shown: Outlook, focused: Sequence[str]) -> list[dict[str, Any]]:
    names, years = dict(shown.names), shown.by_technology
    ends = {identity: (years[identity][-1].year, years[identity][-1].median) for identity in focused}
    top = max(
        [point.median for point in shown.past]
        + [year.high for identity in focused for year in years[identity]]
    )
    return label_places({identity: names[identity] for identity in focused}, ends, top)
