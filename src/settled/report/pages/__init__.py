"""The pages of the site, one file a page: each has ``files(site)``, which yields its files."""

from __future__ import annotations

from collections.abc import Iterator

from settled.report.pages import (
    backtest,
    board,
    comparison,
    field,
    founding,
    glossary,
    impact,
    lab,
    method,
    past,
    prices,
    sources,
    technology,
)
from settled.report.rendering import File, Site

PAGES = (
    board,
    field,
    technology,
    sources,
    method,
    impact,
    prices,
    comparison,
    lab,
    backtest,
    founding,
    past,
    glossary,
)


def all_files(site: Site) -> Iterator[File]:
    """Every page of the site with the charts and data that belong to it."""
    for page in PAGES:
        yield from page.files(site)
