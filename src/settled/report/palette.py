"""The colours of site and charts, each for light and dark, and the style rules made of them.

A chart is drawn in the light colours, given as attributes of its shapes; style rules turn those into the dark
ones. So the same picture serves both, interactive or not, without being drawn twice.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by what it is for, as ``#rrggbb`` on a light and on a dark page."""

    name: str
    light: str
    dark: str


# Text and its grounds: every ink has at least 4.5:1 on every ground (a test reckons it).
GROUNDS = (
    Colour("ground", "#ffffff", "#12161c"),
    Colour("ground-raised", "#f5f7f9", "#1a2028"),
)
INKS = (
    Colour("ink", "#1b2430", "#e7ebf0"),
    Colour("ink-soft", "#4a5563", "#b3bcc8"),
    Colour("link", "#0b57a4", "#8cc0ff"),
)
RULES = (
    Colour("rule", "#dce1e7", "#323b47"),
    Colour("rule-strong", "#8a94a1", "#7a8593"),
)

# One colour a level, from open to settled; the chip's text is `ground` on it, the least of them 4.5:1.
LEVELS = (
    Colour("l0", "#6f6258", "#c9b8aa"),
    Colour("l1", "#8a5a12", "#e3b463"),
    Colour("l2", "#58701a", "#b5cf6a"),
    Colour("l3", "#1a7358", "#62cfae"),
    Colour("l4", "#114e86", "#86bdf7"),
)

# Series of a chart, the incumbent's first. Names at the ends of the lines tell them apart without colours.
SERIES = (
    Colour("series-1", "#1d4796", "#8db3ff"),
    Colour("series-2", "#b23a0e", "#ff9f78"),
    Colour("series-3", "#00715c", "#5ed1b4"),
    Colour("series-4", "#7b3f9e", "#d3a6f1"),
    Colour("series-5", "#8f5c00", "#e6b65e"),
    Colour("series-6", "#a62f68", "#f597c2"),
)
OTHERS = Colour("series-other", "#687280", "#99a3af")

CHART_INK = Colour("chart-ink", "#4a5564", "#b3bcc9")
CHART_RULE = Colour("chart-rule", "#dde2e8", "#333c48")

CHART_COLOURS = (*SERIES, OTHERS, CHART_INK, CHART_RULE)
ALL = (*GROUNDS, *INKS, *RULES, *LEVELS, *CHART_COLOURS)


def page_rules() -> str:
    """Custom properties of every colour for both schemes, and the rules for charts drawn in a page."""
    light = "".join(f"--{colour.name}:{colour.light};" for colour in ALL)
    dark = "".join(f"--{colour.name}:{colour.dark};" for colour in ALL)
    chart = "".join(
        f'.chart [{kind}="{colour.light}"]{{{kind}:var(--{colour.name})}}\n'
        for colour in CHART_COLOURS
        for kind in ("fill", "stroke")
    )
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{chart}"
    )


def picture_rules() -> str:
    """The same turn to dark for a chart that stands in a file of its own."""
    rules = "".join(
        f'[{kind}="{colour.light}"]{{{kind}:{colour.dark}}}'
        for colour in CHART_COLOURS
        for kind in ("fill", "stroke")
    )
    return f"@media screen and (prefers-color-scheme:dark){{{rules}}}"
