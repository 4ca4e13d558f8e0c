"""What was read: origins with their licences, and each snapshot with its digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from settled.records import Origin, Snapshot
from settled.report.rendering import File, Site, source_anchor


@dataclass(frozen=True, slots=True)
class _Group:
    """The snapshots of one source."""

    anchor: str
    source: str
    title: str
    origin: Origin | None
    snapshots: list[Snapshot]


def files(site: Site) -> Iterator[File]:
    """The page of sources."""
    yield site.page("sources.html", "sources.html", groups=_groups(site))


def _groups(site: Site) -> list[_Group]:
    by_source: dict[str, list[Snapshot]] = {}
    for snapshot in site.board.snapshots:
        by_source.setdefault(snapshot.source, []).append(snapshot)
    return [_group(source, snapshots) for source, snapshots in by_source.items()]


def _group(source: str, snapshots: list[Snapshot]) -> _Group:
    origin = next((snapshot.origin for snapshot in snapshots if snapshot.origin), None)
    return _Group(source_anchor(source), source, origin.title if origin else source, origin, snapshots)
