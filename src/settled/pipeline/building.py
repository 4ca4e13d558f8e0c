"""The evidence that ships: derived from a data folder and from published packages, the same to the bit."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.compute as pc
from tqdm import tqdm

from settled import catalog as catalogs
from settled import sources
from settled.errors import InputError
from settled.ledger import Ledger
from settled.pipeline import scanning
from settled.pipeline.home import today
from settled.pipeline.tool import Settled
from settled.sources import read_origin

PAPERS = "papers.parquet"
DOCUMENT = "convergence-L4.zh.md"


@dataclass(frozen=True, slots=True)
class Built:
    """A ledger that was derived: its digest, and its size with the sightings, in bytes."""

    digest: str
    size_bytes: int


def _accessed(source: str) -> date:
    """The day that the producer's data were taken: a rebuild dates its reading by it, not by the clock."""
    origin = read_origin(Path(sources.__file__).parent / source)
    return date.fromisoformat(origin.date_accessed)


def scan_repositories(tool: Settled, folder: Path) -> None:
    """Scan the histories of the drawn repositories, each a git directory ``OWNER+NAME`` in ``folder``.

    Raises:
        InputError: one is missing, or is not at the commit that it was drawn at.
    """
    from settled.pipeline.repositories import scan_history
    from settled.sources.code.drawn import drawn, git_directory, origin_of

    for repository in tqdm(drawn(), desc="repositories", disable=None):
        found = git_directory(folder, repository)
        scan_history(tool, found, name=repository.name, origin=origin_of(repository))


def carry_repositories(tool: Settled, shipped: Ledger) -> None:
    """Count what ships of the drawn repositories again, from its sightings: no build needs their code."""
    from settled.pipeline.code import SOURCE
    from settled.scan.counting import count_repositories

    fields = list(tool.catalog.fields.values())
    held = [one.snapshot for one in shipped.held() if one.snapshot.source == SOURCE]
    sightings = shipped.sightings(source=f"{SOURCE}/repositories") if held else None
    for snapshot in held:
        assert sightings is not None  # there are snapshots
        own = sightings.filter(pc.equal(sightings["snapshot"], snapshot.id)).drop_columns("snapshot")
        day = date.fromisoformat(snapshot.retrieved_at)
        counted = count_repositories(pl.DataFrame(own), fields, snapshot.id, day)
        tool.ledger.append(snapshot, counted, own)


def scan_all(tool: Settled, data: Path, *, offline: bool) -> None:
    """Scan everything that ships but code into the tool's own ledger.

    Raises:
        InputError: the data folder lacks a file. SourceError: a published package cannot be had.
    """
    from settled.sources import lab_runs, models, packages

    if not (data / PAPERS).is_file():
        raise InputError(str(data), f"holds no {PAPERS}", "name the folder of the data (SETTLED_DATA)")
    scanning.scan_papers(tool, data / PAPERS, retrieved=_accessed("papers"))
    for table in models.files(data):
        scanning.scan_models(tool, table, retrieved=_accessed("models/epoch"))
    scanning.scan_downloads(tool, data, retrieved=_accessed("downloads"))
    for result in lab_runs.shipped():
        scanning.scan_lab(tool, result)
    stated = data.parent / "seed" / DOCUMENT
    if stated.is_file():
        scanning.scan_document(tool, stated, retrieved=_accessed("document"))
    if not offline:
        scanning.scan_model_zoo(tool)
        scanning.scan_packages(tool, packages.shipped())


def build(data: Path, output: Path, *, repositories: Path | None = None, offline: bool = False) -> Built:
    """Derive a read-only ledger in ``output`` from nothing but the sources.

    Args:
        repositories: folder of the drawn repositories' git directories; default: what ships of them is
            counted again from its sightings.
        offline: leave out what comes from the package registry.
    """
    with tempfile.TemporaryDirectory(prefix="settled-") as scratch:
        home = Path(scratch)
        tool = Settled(home, today(), catalogs.load(), Ledger.open(home, shipped=None))
        scan_all(tool, data, offline=offline)
        if repositories is None:
            carry_repositories(tool, Ledger.open(None))
        else:
            scan_repositories(tool, repositories)
        tool.ledger.ship(output)
        digest = tool.ledger.digest()
    return Built(digest, sum(file.stat().st_size for file in output.rglob("*") if file.is_file()))
