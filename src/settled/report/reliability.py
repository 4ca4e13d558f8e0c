"""A reliability diagram: of what was forecast with a probability, the part that came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.report import palette
from settled.report.charts import HEIGHT_PX, Spec, look
from settled.report.messages import speaker


def reliability_spec(document: Mapping[str, Any], ahead: int, language: str = "en") -> Spec:
    """All levels' forecasts so many years ahead as a Vega-Lite specification, as wide as its place.

    On the line, what was said with 70 % came in 70 of 100 cases. Larger dots stand for more forecasts.
    """
    import altair as alt  # late: the terminal's tables must not pay for it

    say = speaker(language)
    rows = [
        {"said": one["forecast"], "came": one["happened"], "count": one["count"]}
        for one in document["reliability"]
        if one["level"] is None and one["ahead"] == ahead
    ]
    axes = {
        name: alt.Axis(
            format=".0%", title=say(key), titleColor=palette.CHART_INK.light, tickCount=5, grid=name == "came"
        )
        for name, key in (("said", "backtest.said"), ("came", "backtest.came"))
    }
    unit = alt.Scale(domain=[0, 1])
    x, y = alt.X("said:Q", scale=unit, axis=axes["said"]), alt.Y("came:Q", scale=unit, axis=axes["came"])
    line = alt.Chart(alt.NamedData("line")).mark_line(strokeDash=[4, 4], color=palette.CHART_INK.light)
    dots = alt.Chart(alt.NamedData("bins")).mark_line(
        point=alt.OverlayMarkDef(filled=True, color=palette.SERIES[0].light), color=palette.SERIES[0].light
    )
    sizes = alt.Chart(alt.NamedData("bins")).mark_point(filled=True, opacity=1, color=palette.SERIES[0].light)
    size = alt.Size("count:Q", scale=alt.Scale(type="log", range=[20, 200]), legend=None)
    layered = alt.layer(line.encode(x, y), dots.encode(x, y), sizes.encode(x, y, size=size))
    sized = layered.properties(width="container", height=HEIGHT_PX)
    ends = [{"said": 0.0, "came": 0.0}, {"said": 1.0, "came": 1.0}]
    return {**sized.configure(**look()).to_dict(), "datasets": {"bins": rows, "line": ends}}
