"""The evidence that ships: derived from a data folder and from published packages, the same to the bit."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

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


def scan_all(tool: Settled, data: Path, *, offline: bool) -> None:
    """Scan everything that ships into the tool's own ledger.

    Raises:
        InputError: the data folder lacks a file. SourceError: a published package cannot be had.
    """
    from settled.sources import models, packages

    if not (data / PAPERS).is_file():
        raise InputError(str(data), f"holds no {PAPERS}", "name the folder of the data (SETTLED_DATA)")
    scanning.scan_papers(tool, data / PAPERS, retrieved=_accessed("papers"))
    for table in models.files(data):
        scanning.scan_models(tool, table, retrieved=_accessed("models/epoch"))
    scanning.scan_downloads(tool, data, retrieved=_accessed("downloads"))
    stated = data.parent / "seed" / DOCUMENT
    if stated.is_file():
        scanning.scan_document(tool, stated, retrieved=_accessed("document"))
    if not offline:
        scanning.scan_model_zoo(tool)
        scanning.scan_packages(tool, packages.shipped())


def build(data: Path, output: Path, *, offline: bool = False) -> Built:
    """Derive a read-only ledger in ``output`` from nothing but the sources.

    Args:
        offline: leave out what comes from the package registry.
    """
    with tempfile.TemporaryDirectory(prefix="settled-") as scratch:
        home = Path(scratch)
        tool = Settled(home, today(), catalogs.load(), Ledger.open(home, shipped=None))
        scan_all(tool, data, offline=offline)
        tool.ledger.ship(output)
        digest = tool.ledger.digest()
    return Built(digest, sum(file.stat().st_size for file in output.rglob("*") if file.is_file()))
