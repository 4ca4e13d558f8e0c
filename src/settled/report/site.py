"""The static site: every page, its style, its script and its data, as one self-contained folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from settled.records import Board, EvidenceItem, FieldForecast, Figure, IndicatorSpec, LevelRule
from settled.records.comparison import Comparison
from settled.records.past import PastContest
from settled.records.prices import PriceHistory
from settled.records.sensitivity import Sensitivity
from settled.report import palette
from settled.report.pages import all_files
from settled.report.publishing import publish
from settled.report.rendering import File, Site


def write_site(
    board: Board,
    evidence: Mapping[tuple[str, str], Sequence[EvidenceItem]],
    levels: Sequence[LevelRule],
    specs: Sequence[IndicatorSpec],
    out: Path,
    *,
    totals: Mapping[tuple[str, str], int] | None = None,
    language: str = "en",
    evidence_limit: int = 200,
    past: Sequence[PastContest] = (),
    forecasts: Mapping[str, FieldForecast] | None = None,
    sensitivities: Iterable[Sensitivity] = (),
    lab: Sequence[Mapping[str, Any]] = (),
    impact: Sequence[Figure] = (),
    prices: Sequence[PriceHistory] = (),
    comparison: Comparison | None = None,
) -> list[Path]:
    """Write the site of a board to the folder ``out``; the same input gives the same bytes.

    Args:
        board: what is shown; nothing is computed anew.
        evidence: items behind an indicator of a technology, by (technology id, indicator id).
        levels: rules of the levels, in any order.
        specs: what each indicator asks, in the order to be shown.
        out: a new or empty folder, or a site written before: it is replaced as a whole, or not at all.
        totals: how many items there are in all, by the same keys, where ``evidence`` holds only the newest.
        language: of the site's words.
        evidence_limit: items listed of one indicator, the newest first; their number is always told.
        past: contests of the past, which have a page of their own.
        forecasts: of the board's fields, by field; absent: nothing was counted of it by year.
        sensitivities: what the degrees of the board vary by.
        lab: results of the lab's experiments, documents `settled/lab-run/1`; each has a page.
        impact: impact figures, which have a page.
        prices: of one choice of models each, which have a page.
        comparison: of levels, which has a page.

    Returns:
        the files written.

    Raises:
        InputError: ``out`` holds something else, or cannot be written.
    """
    ordered = tuple(sorted(levels, key=lambda rule: rule.level, reverse=True))
    site = Site(
        board,
        evidence,
        ordered,
        tuple(specs),
        totals or {},
        language,
        evidence_limit,
        tuple(past),
        forecasts or {},
        {(one.field, one.technology): one for one in sensitivities},
        tuple(lab),
        tuple(impact),
        tuple(prices),
        comparison,
    )
    return publish(_files(site), out)


def _files(site: Site) -> Iterator[File]:
    yield from all_files(site)
    yield File("static/site.css", f"{palette.page_rules()}\n{_asset('site.css')}")
    yield File("static/icon.svg", _asset("icon.svg"))
    if any(report.shares for report in site.board.fields) or site.forecasts:
        yield File("static/charts.js", _asset("charts.js"))
        yield File("static/vega.js", _vega())


def _asset(name: str) -> str:
    return package_files("settled.report").joinpath("static", name).read_text(encoding="utf-8")


def _vega() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, which comes with vl-convert: no network."""
    import vl_convert

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
