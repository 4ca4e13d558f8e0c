"""The founding document's figures: stated, computed and measured, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from settled.report import founding_words
from settled.report.audit_words import VERDICTS
from settled.report.documents.text import Document
from settled.report.founding import VERDICT_ORDER, chapters, shipped_founding_audit, summary
from settled.report.phrases import indicator_name
from settled.report.rendering import File, Site


def files(site: Site) -> Iterator[File]:
    """The page."""
    document = shipped_founding_audit()
    made = chapters(document, site.language, _names(site, document))
    verdicts = VERDICTS[site.language]
    yield site.page(
        "founding.html",
        "founding.html",
        words=founding_words.speaker(site.language),
        chapters=made,
        lines={row.line for chapter in made for row in chapter.rows},
        verdicts=[(name, verdicts[name]) for name in VERDICT_ORDER],
        summary=summary(document, site.language),
        as_of=document["as_of"],
        digest=document["ledger_digest"],
    )


def _names(site: Site, document: Document) -> dict[str, str]:
    """Names of the technologies and indicators that the document speaks of, by id."""
    names = {one["indicator"]: indicator_name(site, one["indicator"]) for one in document["claims"]}
    rivals = (rival for report in site.board.fields for rival in report.field.technologies)
    return names | {rival.id: rival.name for rival in rivals}
