"""The units behind a number, as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records import EvidenceItem
from settled.report.columns import GAP, WIDTH, cells, clean, fit, pad

_UNIT, _REPOSITORY, _ROLE, _TEXT = 44, 38, 9, 26
_CODE = "code:"


def evidence_table(items: Sequence[EvidenceItem], total: int) -> str:
    """When, what, its role, and where: a line for a paper, a package or a model, two for a repository.

    Of a repository the second line says what was matched there, and via which import or key.
    """
    if not items:
        return "no evidence"
    repositories = [cells(_repository(item)) for item in items if item.unit.startswith(_CODE)]
    width = min(_REPOSITORY, max(repositories, default=0))
    lines: list[str] = []
    for item in items:
        lines += _in_code(item, width) if item.unit.startswith(_CODE) else [_other(item)]
    return "\n".join([*lines, "", f"{len(items):,} of {total:,}, newest first"])


def _other(item: EvidenceItem) -> str:
    """A line: the words that told, and where to read it."""
    words = [
        item.period.isoformat()[:7],
        pad(fit(item.unit, _UNIT), _UNIT),
        pad(item.role, _ROLE),
        pad(fit(item.text, _TEXT), _TEXT),
        item.url or clean(item.place),
    ]
    return GAP.join(words).rstrip()


def _in_code(item: EvidenceItem, width: int) -> list[str]:
    """The file and line, whole, so that it can be opened; then what stands there."""
    start = GAP.join([item.period.isoformat()[:7], pad(fit(_repository(item), width), width)])
    said = f"{item.text} ({item.variant})" if item.variant else item.text
    indent = " " * (cells(start) + len(GAP) + _ROLE + len(GAP))
    room = max(_TEXT, WIDTH - len(indent))
    return [GAP.join([start, pad(item.role, _ROLE), clean(item.place)]).rstrip(), indent + fit(said, room)]


def _repository(item: EvidenceItem) -> str:
    """``OWNER/NAME`` of the unit ``code:OWNER/NAME:2026q3``: the month tells the quarter."""
    return clean(item.unit.removeprefix(_CODE).rpartition(":")[0])
