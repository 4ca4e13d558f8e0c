"""What trees and histories show, into the ledger: a repository in a quarter is the unit."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from settled.errors import InputError
from settled.pipeline.code import (
    SOURCE,
    STEPS,
    TreeScan,
    changed_fields,
    period_ends,
    scan_tree,
    sightings_of,
    uncollected,
)
from settled.pipeline.home import today
from settled.pipeline.roots import open_roots
from settled.pipeline.scanning import Scan, announced, append_scan, completed
from settled.pipeline.states import States
from settled.records import Origin, Snapshot
from settled.scan import counting
from settled.scan.code import SCANNER, SCANNER_VERSION
from settled.scan.code.kinds import kind_of
from settled.sources import Reading, read_origin
from settled.sources import code as code_source
from settled.sources.code import Code, open_code
from settled.sources.code.repositories import RepositoryCode

if TYPE_CHECKING:
    import pyarrow as pa

    from settled.ledger.held import Held
    from settled.pipeline.tool import Settled


@dataclass(frozen=True, slots=True)
class CodeScan:
    """What roots show, and what came of it in the ledger.

    Attributes:
        trees: their states, in the order given or of time.
        scans: one a root, as appended.
        replaced: for each of ``scans``, how many earlier ones of the same name it takes the place of.
        left_out: why roots are not scanned, a sentence each; no fault.
        faults: of roots that could not be read, while others could.
    """

    trees: tuple[TreeScan, ...]
    scans: tuple[Scan, ...]
    replaced: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()
    faults: tuple[InputError, ...] = ()

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
        rows: list[dict[str, Any]] = sightings_of(self.trees).to_pylist()
        return rows

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
    name: str | None = None,
) -> CodeScan:
    """Read files, trees, archives and repositories, and count what each uses in its quarter.

    A root that was scanned before is counted anew: its older scan is withdrawn. Of several roots those that
    can be read are, whatever is wrong with the others.

    Args:
        name: what to call the one root; default see :func:`settled.sources.code.open_code`.

    Raises:
        InputError: a path is wrong, or no root can be read. LedgerError: nothing can be written.
        CatalogError: a field's query does not hold.
    """
    if as_of is not None and as_of > today():
        raise InputError("--as-of", f"{as_of} is still to come", "name today, or an earlier day")
    roots = open_roots(paths, as_of=as_of, name=name)
    trees = []
    for code in roots.codes:
        try:
            trees.append(scan_tree(tool, code, as_of=as_of, workers=workers))
        except InputError as fault:
            roots.faults.append(fault)
    if roots.faults and not trees:
        raise roots.faults[0]
    if not trees:
        raise InputError("--as-of", "; ".join(roots.left_out), "name a later day")
    signatures = tool.catalog.digest("repositories")
    counted = [_append(tool, tree.name, [tree], sightings_of([tree]), signatures) for tree in trees]
    return CodeScan(
        tuple(trees),
        tuple(scan for scan, _ in counted),
        tuple(replaced for _, replaced in counted),
        tuple(roots.left_out),
        tuple(roots.faults),
    )


@uncollected()
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
        InputError: it is no repository, or has no commit then. LedgerError: nothing can be written.
        CatalogError: a field's query does not hold.
    """
    code = open_code(path, kind_of, name=name)
    if not isinstance(code, RepositoryCode):
        raise InputError(code.name, "is no git repository: files have no history", "name a git repository")
    signatures = tool.catalog.digest("repositories")
    states = States(tool, code, workers, signatures)
    trees = states.scan(_ends(code, every, since, until))
    found = sightings_of(trees, changed_fields(trees))
    scan, replaced = _append(tool, code.name, trees, found, signatures, origin)
    return CodeScan(tuple(trees), (scan,), (replaced,))


def _ends(code: Code, every: str, since: date | None, until: date | None) -> list[date]:
    """The days of which a history's states are read, one at least.

    Raises:
        InputError: the repository has no state between the two days.
    """
    first, last = code.first_and_last()
    lived = f"its commits are of {first} to {last}"
    if since and until and since > until:
        raise InputError("--since", f"{since} is after {until}", "name an earlier day")
    if until and until < first:
        raise InputError("--until", f"{code.name} has no commit by {until}; {lived}", "name a later day")
    if since and since > last:
        raise InputError(
            "--since", f"{code.name} has no commit since {since}; {lived}", "name an earlier day"
        )
    if first > today():
        raise InputError(code.name, f"has no commit by today; {lived}", "mend the dates of its commits")
    ends = period_ends(max(first, since or first), min(last, until or last, today()), STEPS[every])
    return [day for day in ends if day >= first]


def _append(
    tool: Settled,
    name: str,
    trees: Sequence[TreeScan],
    found: pa.Table,
    signatures: str,
    origin: Origin | None = None,
) -> tuple[Scan, int]:
    """Count what a root shows in place of what was counted under its name; how many scans that replaces."""
    held = tool.ledger.held()
    own = [one for one in held if one.layer == "mine" and _is_of(one.snapshot, name)]
    snapshot = _snapshot(name, trees, signatures, origin or read_origin(Path(code_source.__file__).parent))
    snapshot = replace(snapshot, id=_free_id(snapshot.id, own))
    older = [one.snapshot.id for one in own if one.status == "active" and one.snapshot.id != snapshot.id]
    scan = append_scan(
        tool,
        snapshot,
        found,
        lambda frame: counting.count_repositories(
            frame, list(tool.catalog.fields.values()), snapshot.id, date.fromisoformat(snapshot.retrieved_at)
        ),
        replaced=older,
        held=held,
    )
    if scan.outcome == "withdrawn":
        return scan, 0
    for one in older:
        tool.ledger.withdraw(one, "scanned again")
    return scan, len(older)


def _is_of(snapshot: Snapshot, name: str) -> bool:
    return (snapshot.source, snapshot.locator) == (SOURCE, name)


def _snapshot(name: str, trees: Sequence[TreeScan], signatures: str, origin: Origin) -> Snapshot:
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


def _free_id(first: str, own: Sequence[Held]) -> str:
    """The id of a snapshot, or the next free one where another has replaced it since.

    Code goes back and forth between states (branches). What is withdrawn stays so: a state that comes back
    is counted under an id of its own. One that was withdrawn by hand keeps its id, and is not counted.

    Args:
        own: the snapshots of this name that the ledger holds.
    """
    held = {one.snapshot.id: one for one in own}
    newest = max((one.number for one in own), default=0)
    found = first
    while found in held and held[found].status == "withdrawn" and held[found].number != newest:
        found = hashlib.sha256(f"{found} again".encode()).hexdigest()[:16]
    return found
