"""Code into facts, facts into what a tree shows, and trees into the ledger."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from settled.pipeline.home import cache_folder, today
from settled.pipeline.known_facts import Content, KnownFacts
from settled.pipeline.known_states import Shown
from settled.records import unit_key
from settled.scan.code import SCANNER_VERSION
from settled.scan.code.columns import days, flags, keys, numbers, texts
from settled.scan.code.facts import Fact
from settled.scan.code.joining import Joined, join
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.limits import CRASHED, TOO_SLOW
from settled.scan.sightings import build, schema
from settled.sources.code import Code, Tree

if TYPE_CHECKING:
    from settled.pipeline.tool import Settled

SOURCE = "code"
STEPS = {"month": 1, "quarter": 3, "year": 12}
"""Months between two snapshots of a history, by the word for it."""


@dataclass(frozen=True, slots=True)
class TreeScan:
    """What one state of one root shows.

    Attributes:
        name: of the root; ``day``: that its state is of.
        revision: commit id; empty for files.
        joined: its sightings, allowed lines and skipped files.
        parsed: files of which a reader found something in the content.
        blobs: content of each path with a sighting.
    """

    name: str
    day: date
    revision: str
    joined: Joined
    parsed: int
    blobs: dict[str, str]

    @classmethod
    def of(cls, name: str, day: date, revision: str, shown: Shown) -> TreeScan:
        """What a state shows, told of a root on a day; what it skipped may be added to."""
        joined = replace(shown.joined, skipped=shown.joined.skipped.copy())
        return cls(name, day, revision, joined, shown.parsed, shown.blobs)

    @property
    def unit(self) -> str:
        """``code:NAME:YEARqQUARTER``: a root in a quarter."""
        return f"{SOURCE}:{self.name}:{self.day.year}q{(self.day.month + 2) // 3}"


class Reader:
    """Reads trees, each content once over all of them."""

    def __init__(self, tool: Settled, workers: int | None, cache: Path | None) -> None:
        self._fields = list(tool.catalog.fields.values())
        self._testing = testing_fields(tool)
        self._known = KnownFacts(cache, SCANNER_VERSION, tool.catalog.digest("repositories"))
        self._facts: dict[Content, Sequence[Fact]] = {}
        self._broken_off: set[Content] = set()
        self._workers = workers

    def read(self, code: Code, trees: Iterable[Tree]) -> None:
        """Read the contents of trees of one root, as far as they are not known."""
        wanted = {(one.blob, one.kind) for tree in trees for one in tree.listed} - self._facts.keys()
        self._facts |= self._known.of(wanted)
        self._read(code, sorted(wanted - self._facts.keys()))

    def shown(self, tree: Tree) -> Shown:
        """What a tree shows whose contents were read."""
        listed = [(one.path, one.blob, one.kind) for one in tree.listed]
        joined = join(listed, self._facts, self._testing)
        joined.skipped.update(tree.skipped)
        parsed = sum(1 for _, blob, kind in listed if self._facts.get((blob, kind)))
        speaking = {one.path for one in joined.sightings}
        return Shown(joined, parsed, {path: blob for path, blob, _ in listed if path in speaking})

    def scan(self, tree: Tree, day: date) -> TreeScan:
        """What a tree shows whose contents were read, on a day."""
        return TreeScan.of(tree.name, day, tree.revision, self.shown(tree))

    def read_wholly(self, tree: Tree) -> bool:
        """Whether all contents of a tree were read to their end, so that another day they say the same."""
        contents = {(one.blob, one.kind) for one in tree.listed}
        return contents <= self._facts.keys() and contents.isdisjoint(self._broken_off)

    def _read(self, code: Code, wanted: Sequence[Content]) -> None:
        from settled.scan.code.engine import scan_blobs
        from settled.scan.code.languages import check_queries

        if not wanted:
            return
        # Told here and not by a reader, whose fault would be taken for one of the code.
        check_queries(Lexicon(tuple(self._fields)))
        fresh: dict[Content, list[Fact]] = {}

        def passing() -> Iterator[pa.RecordBatch]:
            for batch in code.contents(wanted):
                for content in zip(batch["blob"].to_pylist(), batch["kind"].to_pylist(), strict=True):
                    fresh[content] = []
                yield batch

        for batch in scan_blobs(passing(), self._fields, workers=self._workers):
            for row in batch.to_pylist():
                fresh[row.pop("blob"), row.pop("kind")].append(Fact(**row))
        self._broken_off |= {content for content, said in fresh.items() if _broke_off(said)}
        whole = fresh.keys() - self._broken_off
        self._known.keep({content: said for content, said in fresh.items() if content in whole})
        self._facts |= fresh


def testing_fields(tool: Settled) -> frozenset[str]:
    """The fields in which use in tests is use."""
    return frozenset(field.id for field in tool.catalog.fields.values() if field.code.tests_count)


def _broke_off(said: Sequence[Fact]) -> bool:
    """Whether reading ended by time or by a fault: another day it may not."""
    return any(fact.said == "skipped" and fact.text in (CRASHED, TOO_SLOW) for fact in said)


def scan_tree(
    tool: Settled, code: Code, *, as_of: date | None = None, workers: int | None = None
) -> TreeScan:
    """What files, a tree, an archive or a repository show; nothing is written to the ledger.

    Args:
        as_of: the state of a repository at the end of this day; default its files as they are.
        workers: processes; default one a core.

    Raises:
        InputError: nothing of it is readable, or ``as_of`` is asked of what has no history.
        CatalogError: a field's query does not hold.
    """
    tree = code.tree(as_of)
    reader = Reader(tool, workers, facts_file())
    reader.read(code, [tree])
    scan = reader.scan(tree, as_of or tree.committed or today())
    scan.joined.skipped.update(code.skipped)
    return scan


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's collector: facts are many and hold no circles, and it would walk them for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def facts_file() -> Path:
    """Where facts are kept from scan to scan."""
    return cache_folder() / "code" / "facts.sqlite"


def period_ends(first: date, last: date, months: int) -> list[date]:
    """The last days of the calendar periods of ``months`` that begin by ``last``; the newest cut at it.

    >>> period_ends(date(2025, 5, 2), date(2025, 11, 24), 3)[-2:]
    [datetime.date(2025, 9, 30), datetime.date(2025, 11, 24)]
    """
    ends = []
    year, month = first.year, (first.month - 1) // months * months
    while date(year + month // 12, month % 12 + 1, 1) <= last:
        month += months
        year, month = year + month // 12, month % 12
        ends.append(min(date(year, month + 1, 1) - timedelta(days=1), last))
    return ends


# --- into the ledger

_OF_FACTS: dict[str, Callable[[Iterable[Any]], pa.Array]] = {
    **dict.fromkeys(("field", "technology", "variant", "role", "text", "via"), texts),
    "canonical": flags,
    "line": numbers,
}
"""Columns of a sighting that its fact tells, and what makes each."""


def sightings_of(
    scans: Sequence[TreeScan], fields: Sequence[frozenset[str] | None] | None = None
) -> pa.Table:
    """The sightings of trees as a table, tree after tree.

    Args:
        fields: for each tree, the only ones; ``None``: all.
    """
    wanted = fields or [None] * len(scans)
    parts = [
        [one for one in scan.joined.sightings if own is None or one.fact.field in own]
        for scan, own in zip(scans, wanted, strict=True)
    ]
    placed = [one for part in parts for one in part]
    # A file that trees have in common tells each the same facts, which are made into columns once.
    facts = {id(one.fact): one.fact for one in placed}
    at_fact = dict(zip(facts, range(len(facts)), strict=True))
    own_fact = numbers(at_fact[id(one.fact)] for one in placed)
    columns: dict[str, Any] = {
        name: made(getattr(fact, name) for fact in facts.values()).take(own_fact)
        for name, made in _OF_FACTS.items()
    }
    columns["path"] = texts(one.path for one in placed)
    columns["source"] = texts([f"{SOURCE}/repositories"] * len(placed))
    own_tree = numbers(at for at, part in enumerate(parts) for _ in part)
    columns["unit"] = texts(scan.unit for scan in scans).take(own_tree)
    columns["unit_key"] = keys(unit_key(scan.unit) for scan in scans).take(own_tree)
    columns["period"] = days(scan.day for scan in scans).take(own_tree)
    return pa.Table.from_batches([build(columns, len(placed))], schema=schema())


def changed_fields(scans: Sequence[TreeScan]) -> list[frozenset[str]]:
    """For each state the fields of which a file with sightings came, went or changed since the one before.

    A repository that nobody touches adopts nothing: only these are counted of it.
    """
    shown = [_shown(scan) for scan in scans]
    return [
        frozenset(field for field, files in new.items() if files != old.get(field))
        for old, new in zip([{}, *shown], shown, strict=False)
    ]


def _shown(scan: TreeScan) -> dict[str, set[tuple[str, str]]]:
    """Path and content of the files with sightings of each field."""
    shown: dict[str, set[tuple[str, str]]] = {}
    for one in scan.joined.sightings:
        shown.setdefault(one.fact.field, set()).add((one.path, scan.blobs[one.path]))
    return shown
