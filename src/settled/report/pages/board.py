"""The board: every field, incumbent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from settled.records import LevelRule
from settled.report.documents import board_document, to_json
from settled.report.rendering import File, Site
from settled.report.tables import strongest

DATA = "data/board.json"


def files(site: Site) -> Iterator[File]:
    """The board's page, and the same as JSON."""
    rows = [(report, strongest(report.verdicts)) for report in site.board.fields]
    yield site.page("board.html", "index.html", data_path=DATA, rows=rows, summary=_summary(site))
    yield File(DATA, to_json(board_document(site.board)) + "\n")


def _summary(site: Site) -> list[tuple[LevelRule | None, int]]:
    """How many incumbents stand at each level, as shown; last, under ``None``, those without a verdict."""
    firsts = [report.verdicts[0] for report in site.board.fields]
    count = Counter(verdict.label or verdict.level for verdict in firsts)
    rows: list[tuple[LevelRule | None, int]] = [(rule, count[rule.level]) for rule in site.levels]
    return [*rows, (None, count[None])] if count[None] else rows
