"""Evidence into the ledger: a source is read, its units are scanned, what was sighted is counted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from settled import __version__
from settled.pipeline.home import today
from settled.pipeline.progress import watched
from settled.records import Claim, Field, Observation, Snapshot
from settled.scan import counting
from settled.scan.sightings import schema
from settled.sources import Reading
from settled.sources.document import Document

if TYPE_CHECKING:
    from settled.ledger.held import Held
    from settled.pipeline.tool import Settled


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan saw, and what came of it in the ledger.

    Attributes:
        snapshot: its provenance, with the units read and what was skipped by reason.
        sightings: all that was sighted, with the columns of ``SIGHTING_COLUMNS``.
        again: units that the ledger had counted already, and that this scan does not count again.
        outcome: ``added``; ``known``: the ledger held this content already; ``withdrawn``: and it was
            withdrawn. In the last two cases nothing was added.
        observations: how many were added.
    """

    snapshot: Snapshot
    sightings: pa.Table
    again: int
    outcome: Literal["added", "known", "withdrawn"]
    observations: int
    claims: tuple[Claim, ...] = ()


def announced(
    reading: Reading | Document, scanner: str, version: int, signatures: str, retrieved: date | None
) -> Snapshot:
    """The provenance of a scan before it is made; units and what was skipped come after it."""
    parts = [reading.source, reading.content_digest, scanner, str(version), signatures]
    return Snapshot(
        id=hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16],
        source=reading.source,
        locator=reading.locator,
        revision=reading.revision,
        retrieved_at=(retrieved or today()).isoformat(),
        content_digest=reading.content_digest,
        scanner=scanner,
        scanner_version=version,
        signature_digest=signatures,
        tool_version=__version__,
        units=0,
        origin=reading.origin,
    )


def _held(tool: Settled, snapshot: Snapshot, rescan: bool) -> Scan | None:
    """What the ledger holds of this content already, unless it shall be scanned again to be shown whole."""
    held = next((one for one in tool.ledger.held() if one.snapshot.id == snapshot.id), None)
    if held is None or rescan:
        return None
    stored = tool.ledger.sightings()
    own = stored.filter(pc.equal(stored.column("snapshot"), snapshot.id)).drop_columns("snapshot")
    return Scan(held.snapshot, own, 0, _outcome_of(held), 0)


def _outcome_of(held: Held) -> Literal["known", "withdrawn"]:
    return "withdrawn" if held.status == "withdrawn" else "known"


def completed(snapshot: Snapshot, units: int, reading: Reading | Document) -> Snapshot:
    """The provenance of a scan that was made: with the units read and what was skipped."""
    return replace(snapshot, units=units, skipped=tuple(sorted((+reading.skipped).items())))


def _without_known(
    tool: Settled,
    snapshot: Snapshot,
    sightings: pa.Table,
    replaced: Collection[str] = (),
    locator: str | None = None,
) -> tuple[pa.Table, int]:
    """The sightings of units that no other snapshot of the source counted, and how many units fell out.

    ``replaced``: ids of snapshots that will be withdrawn, so that their units count anew. ``locator``: of the
    only snapshots that may hold units of this one; default any of the source.
    """
    known = tool.ledger.known_unit_keys(
        snapshot.source, apart_from=snapshot.content_digest, replaced=replaced, locator=locator
    )
    if not len(known) or not sightings.num_rows:
        return sightings, 0
    old = np.isin(sightings.column("unit_key").to_numpy(zero_copy_only=False), known)
    again = len(pc.unique(sightings.filter(pa.array(old)).column("unit")))
    return sightings.filter(pa.array(~old)), again


def _first_places(sightings: pa.Table) -> pa.Table:
    """One sighting for each unit, technology, variant and role: the first; it decides every count."""
    keys = ["unit", "field", "technology", "variant", "role", "canonical"]
    return _frame(sightings).unique(keys, keep="first", maintain_order=True).to_arrow().cast(schema())


def _append(
    tool: Settled,
    snapshot: Snapshot,
    sightings: pa.Table,
    fresh: tuple[pa.Table, int],
    observations: Iterable[Observation],
    claims: Sequence[Claim] = (),
) -> Scan:
    appended = tool.ledger.append(snapshot, observations, _first_places(fresh[0]), claims)
    return Scan(snapshot, sightings, fresh[1], appended.outcome, appended.observations, tuple(claims))


def append_scan(
    tool: Settled,
    snapshot: Snapshot,
    found: pa.Table,
    count: Callable[[pl.DataFrame], Iterable[Observation]],
    replaced: Collection[str] = (),
    held: Sequence[Held] | None = None,
) -> Scan:
    """Append what was found and ``count`` of it, without the units that another snapshot counted.

    All units are the locator's own: no snapshot of another one holds them.

    ``replaced``: ids of snapshots that the caller withdraws for it; ``held``: what the ledger holds, of a
    caller who has asked.
    """
    known = tool.ledger.held() if held is None else held
    if same := next((one for one in known if one.snapshot.id == snapshot.id), None):
        return Scan(snapshot, found, 0, _outcome_of(same), 0)
    fresh = _without_known(tool, snapshot, found, replaced, snapshot.locator)
    return _append(tool, snapshot, found, fresh, count(_frame(fresh[0])))


def _fields(tool: Settled) -> list[Field]:
    return list(tool.catalog.fields.values())


def scan_papers(
    tool: Settled,
    path: Path,
    *,
    workers: int | None = None,
    retrieved: date | None = None,
    rescan: bool = False,
) -> Scan:
    """Read papers from a file, sight technologies in their titles and abstracts, count them.

    Args:
        workers: processes; default one a core.
        retrieved: day of reading; default today.
        rescan: scan content that the ledger holds again, for all its sightings; it stores the first of each
            unit, technology and role. Nothing is added either way.

    Raises:
        InputError: the file is wrong. LedgerError: nothing can be written.
    """
    from settled.scan import text
    from settled.sources import papers

    day = retrieved or today()
    reading = papers.read(path, as_of=day)
    signatures = tool.catalog.digest("aliases")
    snapshot = announced(reading, text.SCANNER, text.SCANNER_VERSION, signatures, day)
    if held := _held(tool, snapshot, rescan):
        return held
    units = 0

    def passing() -> Iterable[pa.RecordBatch]:
        nonlocal units
        for batch in watched(reading):
            units += batch.num_rows
            yield batch

    found = pa.Table.from_batches(text.scan_all(passing(), _fields(tool), workers), schema=schema())
    snapshot = completed(snapshot, units, reading)
    fresh = _without_known(tool, snapshot, found)
    observations = counting.count_papers(_frame(fresh[0]), _fields(tool), snapshot.id, day)
    return _append(tool, snapshot, found, fresh, observations)


def scan_packages(
    tool: Settled, requirements: Sequence[str], *, retrieved: date | None = None, rescan: bool = False
) -> Scan:
    """Fetch published releases, read what they define and how they are built, count them.

    Args:
        requirements: ``NAME==VERSION``, or ``NAME`` for the newest.
        rescan: as for papers.

    Raises:
        InputError: a requirement is wrong. SourceError: it cannot be had. LedgerError: nothing is writable.
    """
    from settled.scan import packages as scanner
    from settled.sources import packages

    day = retrieved or today()
    reading = packages.read(requirements)
    current = [field for field in _fields(tool) if field.status == "current"]
    frameworks = sorted((field.id, sorted(field.frameworks)) for field in current)
    looked_for = [tool.catalog.digest("packages"), tool.catalog.digest("code"), repr(frameworks)]
    digest = hashlib.sha256("\n".join(looked_for).encode()).hexdigest()
    snapshot = announced(reading, scanner.SCANNER, scanner.SCANNER_VERSION, digest, day)
    if held := _held(tool, snapshot, rescan):
        return held
    scan = scanner.scan(watched(reading), _fields(tool))
    found = pa.Table.from_batches([scan.sightings], schema=schema())
    snapshot = completed(snapshot, len(scan.released), reading)
    # What a package requires counts once, whatever releases are read; of what it defines the newest counts.
    defines = pc.equal(found.column("role"), "defines")
    requires, again = _without_known(tool, snapshot, found.filter(pc.invert(defines)))
    observations = [
        *counting.count_native_support(_frame(found), _fields(tool), scan.released, snapshot.id),
        *counting.count_adopters(_frame(requires), _fields(tool), snapshot.id, day),
    ]
    kept = pa.concat_tables([found.filter(defines), requires])
    return _append(tool, snapshot, found, (kept, again), observations)


def scan_model_zoo(tool: Settled, *, retrieved: date | None = None) -> Scan:
    """Read the chosen releases of the model zoo, and count what their models are built of."""
    from settled.scan import zoo
    from settled.sources import model_zoo
    from settled.sources.registry import Registry

    day = retrieved or today()
    reading = model_zoo.read(model_zoo.fetch(Registry.from_environment()))
    snapshot = announced(reading, zoo.SCANNER, zoo.SCANNER_VERSION, tool.catalog.digest("zoo"), day)
    units: set[str] = set()
    batches = []
    for batch in watched(reading):
        units.update(batch.column("unit").to_pylist())
        batches.append(zoo.scan(batch, _fields(tool), reading.skipped))
    found = pa.Table.from_batches(batches, schema=schema())
    snapshot = completed(snapshot, len(units), reading)
    observations = counting.count_adopters(_frame(found), _fields(tool), snapshot.id, day)
    return _append(tool, snapshot, found, (found, 0), observations)


def scan_models(tool: Settled, path: Path, *, retrieved: date | None = None) -> Scan:
    """Read a table of released models, and count what its rows say they are, were made from, and weigh."""
    from settled.scan import model_figures
    from settled.scan import models as scanner
    from settled.sources import models

    day = retrieved or today()
    reading = models.read(path, as_of=day)
    signatures = tool.catalog.digest("models")
    snapshot = announced(reading, scanner.SCANNER, scanner.SCANNER_VERSION, signatures, day)
    rules = scanner.rules(_fields(tool))
    units = 0
    batches, figures = [], [model_figures.none()]
    for batch in watched(reading):
        units += batch.num_rows
        batches.append(scanner.scan(batch, rules))
        figures.append(model_figures.stated(batch, reading.skipped))
    found = pa.Table.from_batches(batches, schema=schema())
    snapshot = completed(snapshot, units, reading)
    observations = [
        *counting.count_adopters(_frame(found), _fields(tool), snapshot.id, day),
        *counting.count_stated(_frame(found), pl.concat(figures), snapshot.id, day),
    ]
    return _append(tool, snapshot, found, (found, 0), observations)


def scan_downloads(tool: Settled, folder: Path, *, retrieved: date | None = None) -> Scan:
    """Read download series of rival packages, and take each technology's share of its group by month."""
    from settled.scan import downloads as scanner
    from settled.sources import downloads

    reading = downloads.read(folder)
    signatures = tool.catalog.digest("downloads")
    snapshot = announced(reading, scanner.SCANNER, scanner.SCANNER_VERSION, signatures, retrieved)
    months = list(reading.batches)
    shares = [share for field in _fields(tool) for share in scanner.shares(months, field)]
    snapshot = completed(snapshot, sum(batch.num_rows for batch in months), reading)
    observations = [counting.observed_share(share, snapshot.id) for share in shares]
    nothing = schema().empty_table()
    return _append(tool, snapshot, nothing, (nothing, 0), observations)


def scan_lab(tool: Settled, path: Path) -> Scan:
    """Read what a run of the lab found, and count the theorems and contests of each technology.

    The reading is dated by the run, so that a rebuild gives the same ledger.
    """
    from settled.scan import lab_findings as scanner
    from settled.sources import lab_runs

    reading = lab_runs.read(path)
    batches = list(reading.batches)
    days = [day for batch in batches for day in batch.column("period").to_pylist()]
    judged = sorted((field.id, technology.id) for field in _fields(tool) for technology in field.technologies)
    signatures = hashlib.sha256(repr(judged).encode()).hexdigest()
    snapshot = announced(
        reading, scanner.SCANNER, scanner.SCANNER_VERSION, signatures, max(days, default=None)
    )
    counted = scanner.count_findings(batches, _fields(tool), snapshot.id, reading.skipped)
    snapshot = completed(snapshot, sum(batch.num_rows for batch in batches), reading)
    nothing = schema().empty_table()
    return _append(tool, snapshot, nothing, (nothing, 0), counted)


def scan_document(tool: Settled, path: Path, *, retrieved: date | None = None) -> Scan:
    """Read the figures that a document states; they are kept as claims, beside what is measured."""
    from settled.scan import claims as scanner
    from settled.sources import document

    reading = document.read(path)
    signatures = tool.catalog.digest("aliases")
    snapshot = announced(reading, scanner.SCANNER, scanner.SCANNER_VERSION, signatures, retrieved)
    snapshot = completed(snapshot, 1, reading)
    stated = scanner.find_claims(reading.text, reading.locator, _fields(tool))
    nothing = schema().empty_table()
    return _append(tool, snapshot, nothing, (nothing, 0), (), stated)


def _frame(sightings: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(sightings)
    assert isinstance(frame, pl.DataFrame)  # a table never becomes a series
    return frame
