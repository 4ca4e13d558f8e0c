"""A field's shares over time as a Vega-Lite chart: interactive in the page, and as an SVG picture.

Lines are medians and bands 90 % intervals. The incumbent and its strongest rivals have colours, and names at
the ends of their lines; further rivals are grey until pointed at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from settled.records import SharePoint
from settled.report import palette
from settled.report.columns import cells, fit
from settled.report.messages import Say, speaker

Spec = dict[str, Any]

WIDTH_PX, HEIGHT_PX = 720, 360
LABEL_CELLS, LONG_LABEL_CELLS = 20, 34  # at the lines' ends, in a narrow and in a wide chart
WIDE_PX = 560
CELL_PX = 7.3  # of the names' bold letters
# Space between two labels at the lines' ends, as a part of the chart's height.
LABEL_STEP = 0.05
# A share known less well than this says little, and its band would cover all others: it is left to the table.
WIDEST_BAND = 0.5


def drawable(points: Sequence[SharePoint], born: Mapping[str, int]) -> tuple[SharePoint, ...]:
    """Points that say something: known well enough, and not of a technology still unborn and unseen.

    All of them where none does. ``born``: year of first publication by technology.
    """
    telling = tuple(
        point
        for point in points
        if point.high - point.low <= WIDEST_BAND
        and (point.k or point.year >= born.get(point.technology, point.year))
    )
    return telling or tuple(points)


@dataclass(frozen=True, slots=True)
class Chart:
    """One indicator's shares in one field.

    Attributes:
        names: id and name of each technology, incumbent first; the first ones have a colour and a name each.
        points: at least one; technologies without a point are left out of the chart.
    """

    indicator: str
    names: tuple[tuple[str, str], ...]
    points: tuple[SharePoint, ...]

    @property
    def years(self) -> list[int]:
        """Years with a point, ascending."""
        return sorted({point.year for point in self.points})


def spec_of(chart: Chart, language: str = "en") -> Spec:
    """The chart as a Vega-Lite specification, as wide as its place; ``language``: of its tooltips."""
    import altair as alt  # late: the terminal's tables must not pay for it

    say, ranked = speaker(language), _ranked(chart)
    everyone = [identity for identity, _ in chart.names]
    colour = alt.Color("technology:N").scale(domain=everyone, range=colours(len(everyone))).legend(None)
    x = (
        alt.X("year:Q")
        .scale(x_scale(chart.years, [name for _, name in chart.names], alt))
        .axis(values=ticks(chart.years), format="d", title=None)
    )
    y = alt.Y("median:Q").scale(domainMin=0, nice=True).axis(format=".0%", title=None)
    hover = alt.selection_point(
        name="hover", fields=["technology"], on="pointerover", nearest=True, empty=False, clear="pointerout"
    )
    focused = [identity for identity in everyone[: len(palette.SERIES)] if identity in ranked]
    base = alt.Chart(alt.NamedData("points"))
    band = base.mark_area(interpolate="linear").encode(
        x, alt.Y("low:Q"), alt.Y2("high:Q"), colour, opacity=strength(alt, hover, focused, 0.3, 0.14, 0)
    )
    line = base.mark_line(strokeCap="round", strokeJoin="round").encode(
        x,
        y,
        colour,
        opacity=strength(alt, hover, focused, 1, 1, 0.55),
        strokeWidth=alt.when(hover).then(alt.value(3.2)).otherwise(alt.value(2)),
    )
    dot = (
        base.mark_point(filled=True, opacity=1)
        .encode(x, y, colour, size=alt.when(hover).then(alt.value(46)).otherwise(alt.value(11)))
        .encode(tooltip=_tooltip(alt, say))
        .add_params(hover)
    )
    layered = alt.layer(band, line, dot, end_labels(alt, x, colour))
    sized = layered.properties(
        width="container",
        height=HEIGHT_PX,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
    )
    datasets = {"points": _rows(chart, ranked, say), "labels": _label_rows(chart, focused)}
    # Not validated: that takes two fifths of the time, and a test holds what is made to the schema.
    return {**sized.configure(**look()).to_dict(validate=False), "datasets": datasets}


def picture_of(spec: Spec) -> str:
    """The chart as an SVG document, 720 pixels wide, that follows the reader's light or dark scheme."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({**spec, "width": WIDTH_PX})
    start = svg.index(">") + 1
    return f"{svg[:start]}<style>{palette.picture_rules()}</style>{svg[start:]}\n"


def by_standing(names: Sequence[tuple[str, str]], points: Sequence[SharePoint]) -> list[tuple[str, str]]:
    """Names with the first one first, then the others by the largest of the newest shares that each has.

    Charts of one field take one order, so that a technology has one colour in all of them.
    """
    newest: dict[tuple[str, str], float] = {}
    for point in sorted(points, key=lambda point: point.year):
        newest[point.technology, point.indicator] = point.median
    best: dict[str, float] = {}
    for (technology, _), share in newest.items():
        best[technology] = max(share, best.get(technology, 0.0))
    return [*names[:1], *sorted(names[1:], key=lambda name: -best.get(name[0], -1.0))]


def _ranked(chart: Chart) -> list[str]:
    """The technologies that have a point, in the order of the names."""
    present = {point.technology for point in chart.points}
    return [identity for identity, _ in chart.names if identity in present]


def colours(count: int) -> list[str]:
    """Colours of so many technologies, in the order of the names."""
    named = [colour.light for colour in palette.SERIES]
    return [*named, *[palette.OTHERS.light] * count][:count]


def _rows(chart: Chart, ranked: Sequence[str], say: Say) -> list[dict[str, Any]]:
    """Points in the order of drawing: the incumbent last, so that it lies on top."""
    names = dict(chart.names)
    place = {identity: position for position, identity in enumerate(ranked)}
    ordered = sorted(chart.points, key=lambda point: (-place[point.technology], point.year))
    return [
        {
            "technology": point.technology,
            "name": fit(names[point.technology], 40),
            "year": point.year,
            "median": point.median,
            "low": point.low,
            "high": point.high,
            "interval": f"{point.low * 100:.0f}–{point.high * 100:.0f} %",
            "counted": "" if point.n is None else say("say.counts", k=f"{point.k:,}", n=f"{point.n:,}"),
        }
        for point in ordered
    ]


def x_scale(years: Sequence[int], names: Sequence[str], alt: Any) -> Any:
    """Years, with room for the names to the right whatever the width of the chart."""
    first, last = years[0], years[-1]
    span = max(1, last - first)
    longest = max(map(cells, names))
    narrow, wide = (round(min(most, longest) * CELL_PX + 14) for most in (LABEL_CELLS, LONG_LABEL_CELLS))
    room = f"(width < {WIDE_PX} ? {narrow} : {wide})"
    end = f"{last} + {span} * {room} / max(80, width - {room})"
    return alt.Scale(
        domainMin=first - (0.5 if first == last else 0), domainMax=alt.ExprRef(end), nice=False, zero=False
    )


def ticks(years: Sequence[int]) -> list[int]:
    """At most nine whole years, evenly spaced, the last among them."""
    step = max(1, -(-(years[-1] - years[0]) // 8))
    return sorted(range(years[-1], years[0] - 1, -step))


def strength(alt: Any, hover: Any, focused: Sequence[str], pointed: float, main: float, rest: float) -> Any:
    """Opacity of a mark: of the technology pointed at, of those in focus, of the others."""
    among = alt.FieldOneOfPredicate(field="technology", oneOf=list(focused))
    return (
        alt.when(hover).then(alt.value(pointed)).when(among).then(alt.value(main)).otherwise(alt.value(rest))
    )


def _tooltip(alt: Any, say: Say) -> list[Any]:
    return [
        alt.Tooltip("name:N", title=say("column.technology")),
        alt.Tooltip("year:Q", title=say("column.year")),
        alt.Tooltip("median:Q", title=say("column.share"), format=".1%"),
        alt.Tooltip("interval:N", title=say("column.interval")),
        alt.Tooltip("counted:N", title=say("column.counts")),
    ]


def end_labels(alt: Any, x: Any, colour: Any) -> Any:
    """Names at the ends of the lines, cut short in a narrow chart."""
    short = {"test": f"width < {WIDE_PX}", "value": {"expr": "datum.name"}}
    return (
        alt.Chart(alt.NamedData("labels"))
        .mark_text(align="left", baseline="middle", dx=8, fontSize=12, fontWeight=600)
        .encode(x, alt.Y("at:Q"), colour)
        .encode(alt.Text("long:N", condition=short))
    )


def _label_rows(chart: Chart, focused: Sequence[str]) -> list[dict[str, Any]]:
    """Names at the newest share of each technology in focus."""
    newest = {point.technology: point for point in sorted(chart.points, key=lambda point: point.year)}
    ends = {identity: (newest[identity].year, newest[identity].median) for identity in focused}
    names = {identity: name for identity, name in chart.names if identity in ends}
    return label_places(names, ends, max(point.high for point in chart.points))


def label_places(
    names: Mapping[str, str], ends: Mapping[str, tuple[int, float]], top: float
) -> list[dict[str, Any]]:
    """Where the names stand: at the ends of the lines, moved apart where they would overlap.

    Args:
        ends: year and share of each line's end; ``top``: the greatest share drawn, 0 or more.
    """
    top = top or 1.0
    ascending = sorted(ends, key=lambda identity: ends[identity][1])
    places = _apart([ends[identity][1] for identity in ascending], LABEL_STEP * top, top)
    return [
        {
            "technology": identity,
            "name": fit(names[identity], LABEL_CELLS),
            "long": fit(names[identity], LONG_LABEL_CELLS),
            "year": ends[identity][0],
            "at": place,
        }
        for identity, place in zip(ascending, places, strict=True)
    ]


def _apart(ascending: Sequence[float], step: float, top: float) -> list[float]:
    """Heights moved so that each is ``step`` above the one before, between half a step and ``top``."""
    places: list[float] = []
    for height in ascending:
        places.append(max(height, places[-1] + step if places else step / 2))
    ceiling = top
    for position in range(len(places) - 1, -1, -1):
        places[position] = min(places[position], ceiling)
        ceiling = places[position] - step
    return places


def look() -> dict[str, Any]:
    """Fonts, inks and axes that all charts share, as Vega-Lite's configuration."""
    font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
    ink, rule = palette.CHART_INK.light, palette.CHART_RULE.light
    return {
        "background": "transparent",
        "font": font,
        "view": {"stroke": None},
        "axis": {"labelColor": ink, "labelFontSize": 12, "gridColor": rule, "tickColor": rule},
        "axisX": {"grid": False, "domainColor": ink, "tickColor": ink, "labelOverlap": "greedy"},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6, "tickCount": 5},
    }
