"""One word per thing."""

from __future__ import annotations

from collections.abc import Iterator

from settled.report.messages import glossary
from settled.report.rendering import File, Site


def files(site: Site) -> Iterator[File]:
    """The glossary."""
    yield site.page("glossary.html", "glossary.html", terms=glossary(site.language))
