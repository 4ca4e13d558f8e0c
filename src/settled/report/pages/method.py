"""How a count becomes an estimate, estimates a degree, and a degree a level."""

from __future__ import annotations

from collections.abc import Iterator

from settled.report.rendering import File, Site


def files(site: Site) -> Iterator[File]:
    """The page of the method, with the board's own weights, levels and indicators."""
    yield site.page("method.html", "method.html", specs=site.specs)
