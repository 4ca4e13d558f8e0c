"""What trees and histories show, into the ledger: a repository in a quarter is the unit."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from settled.pipeline.code import (
    SOURCE,
    STEPS,
    TreeScan,
    changed_fields,
    period_ends,
    scan_tree,
    scan_trees_over_time,
    sightings_of,
)
from settled.pipeline.home import today
from settled.pipeline.scanning import Scan, announced, append_scan, completed
from settled.records import Origin, Snapshot
from settled.scan import counting
from settled.scan.code import SCANNER, SCANNER_VERSION
from settled.scan.code.kinds import kind_of
from settled.scan.sightings import schema
from settled.sources import Reading, read_origin
from settled.sources import code as code_source
from settled.sources.code import open_code

if TYPE_CHECKING:
    from settled.pipeline.tool import Settled


@dataclass(frozen=True, slots=True)
class CodeScan:
    """What roots show, and what came of it in the ledger.

    Attributes:
        trees: their states, in the order given or of time.
        scans: one a root, as appended.
    """

    trees: tuple[TreeScan, ...]
    scans: tuple[Scan, ...]

    @property
    def seen(self) -> int:
        """Files looked at, over all trees."""
        return sum(tree.joined.files for tree in self.trees)

    @property
    def parsed(self) -> int:
        """Files of which a reader told something, over all trees."""
        return sum(tree.parsed for tree in self.trees)

    def rows(self) -> list[dict[str, Any]]:
        """Every sighting as a mapping with the names of ``SIGHTING_COLUMNS``, tree after tree."""
        return [row for tree in self.trees for row in sightings_of(tree).to_pylist()]

    @property
    def skipped(self) -> Counter[str]:
        """Files that were not, or not wholly, read, by reason, over all trees."""
        return _skipped(self.trees)


def _skipped(trees: Sequence[TreeScan]) -> Counter[str]:
    return sum((tree.joined.skipped for tree in trees), Counter[str]())


def scan_code(
    tool: Settled,
    paths: Sequence[Path],
    *,
    as_of: date | None = None,
    workers: int | None = None,
) -> CodeScan:
    """Read files, trees, archives and repositories, and count what each uses in its quarter.

    A root that was scanned before is counted anew: its older scan is withdrawn.

    Raises:
        InputError: a path is wrong. LedgerError: nothing can be written.
    """
    trees = tuple(scan_tree(tool, path, as_of=as_of, workers=workers) for path in paths)
    return CodeScan(trees, tuple(_append(tool, tree.name, [tree], [sightings_of(tree)]) for tree in trees))


def scan_history(
    tool: Settled,
    path: Path,
    *,
    every: str = "quarter",
    since: date | None = None,
    until: date | None = None,
    workers: int | None = None,
    name: str | None = None,
    origin: Origin | None = None,
) -> CodeScan:
    """Read a repository's states at the ends of periods, without checking anything out.

    Of a state only those fields count of which a file with sightings changed in the period.

    Args:
        every: ``month``, ``quarter`` or ``year``.
        name: of the repository; default what its origin, else its folder, is called.
        origin: whose it is; default the user's own.

    Raises:
        InputError: it is no repository, or has no commit. LedgerError: nothing can be written.
    """
    code = open_code(path, kind_of, name=name)
    first, last = code.first_and_last()
    ends = period_ends(max(first, since or first), min(last, until or last, today()), STEPS[every])
    lived = [day for day in ends if day >= first]
    trees = tuple(scan_trees_over_time(tool, code, lived, workers=workers))
    before: TreeScan | None = None
    tables = []
    for tree in trees:
        tables.append(sightings_of(tree, changed_fields(before, tree)))
        before = tree
    return CodeScan(trees, (_append(tool, code.name, trees, tables, origin),) if trees else ())


def _append(
    tool: Settled,
    name: str,
    trees: Sequence[TreeScan],
    tables: Sequence[pa.Table],
    origin: Origin | None = None,
) -> Scan:
    found = pa.concat_tables(tables) if tables else schema().empty_table()
    snapshot = _snapshot(tool, name, trees, origin or read_origin(Path(code_source.__file__).parent))
    older = [
        one for one in tool.ledger.snapshots(only_mine=True) if (one.source, one.locator) == (SOURCE, name)
    ]
    scan = append_scan(
        tool,
        snapshot,
        found,
        lambda frame: counting.count_repositories(
            frame, list(tool.catalog.fields.values()), snapshot.id, date.fromisoformat(snapshot.retrieved_at)
        ),
    )
    for one in older:
        if one.id != snapshot.id and scan.outcome == "added":
            tool.ledger.withdraw(one.id, "scanned again")
    return scan


def _snapshot(tool: Settled, name: str, trees: Sequence[TreeScan], origin: Origin) -> Snapshot:
    signatures = tool.catalog.digest("repositories")
    content = hashlib.sha256()
    for tree in trees:
        content.update(f"{tree.unit} {tree.revision} {sorted(tree.blobs.items())}\n".encode())
    read = Reading(
        origin=origin,
        source=SOURCE,
        locator=name,
        revision=trees[-1].revision,
        content_digest=content.hexdigest(),
        batches=iter(()),  # they are used up
        skipped=_skipped(trees),
    )
    day = max(tree.day for tree in trees)
    return completed(announced(read, SCANNER, SCANNER_VERSION, signatures, day), len(trees), read)
