"""``settled scan``: one's own evidence into the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from settled.cli.options import as_json, iso_date, print_document

if TYPE_CHECKING:
    from settled.pipeline.repositories import CodeScan
    from settled.pipeline.scanning import Scan


@click.group(epilog="Example: settled scan papers papers.parquet")
def scan() -> None:
    """Read evidence of your own into your ledger.

    Content that the ledger holds already, its own or the shipped one, is not counted again.
    """


def _summary(found: Scan) -> str:
    snapshot = found.snapshot
    lines = [f"{snapshot.locator}: {snapshot.units:,} units, {found.sightings.num_rows:,} sightings"]
    lines += [f"  skipped {count:,}: {reason}" for reason, count in snapshot.skipped]
    if found.again:
        lines.append(f"  counted before, not again: {found.again:,} units")
    if found.claims:
        lines.append(f"  {len(found.claims):,} stated figures")
    if found.outcome == "added":
        lines.append(f"snapshot {snapshot.id}: {found.observations:,} observations added")
    elif found.outcome == "known":
        lines.append(f"snapshot {snapshot.id}: already in the ledger, nothing added")
    else:
        lines.append(f"snapshot {snapshot.id}: withdrawn before, nothing added")
    return "\n".join(lines)


@scan.command(epilog="Example: settled scan papers mine.csv")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(min=1), help="Processes; default one a core.")
@as_json
def papers(file: Path, workers: int | None, json_: bool) -> None:
    """Scan papers: a .parquet, .csv or .jsonl FILE with title, abstract, and year or month."""
    from settled.pipeline import Settled
    from settled.pipeline.scanning import scan_papers
    from settled.report.documents import scan_papers_document

    found = scan_papers(Settled.open(), file, workers=workers, rescan=json_)
    if json_:
        rows = found.sightings.to_pylist()
        print_document(scan_papers_document(found.snapshot.units, rows, dict(found.snapshot.skipped)))
    else:
        click.echo(_summary(found))


@scan.command(epilog="Example: settled scan packages transformers==4.40.0 keras optax")
@click.argument("requirements", metavar="PACKAGE[==VERSION]...", nargs=-1, required=True)
@as_json
def packages(requirements: tuple[str, ...], json_: bool) -> None:
    """Scan published packages: what they define and support, and how they are built.

    Nothing of a package is installed, imported or run. SETTLED_INDEX_URL names another registry.
    """
    from settled.pipeline import Settled
    from settled.pipeline.scanning import scan_packages
    from settled.report.documents import scan_packages_document

    found = scan_packages(Settled.open(), requirements, rescan=json_)
    if json_:
        rows = found.sightings.to_pylist()
        print_document(scan_packages_document(found.snapshot.units, rows, dict(found.snapshot.skipped)))
    else:
        click.echo(_summary(found))


@scan.command(epilog="Example: settled scan document report.md")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def document(file: Path, json_: bool) -> None:
    """Scan a Markdown document for the figures that it states about technologies.

    They are shown beside what is measured, and never mixed into it.
    """
    from settled.pipeline import Settled
    from settled.pipeline.scanning import scan_document
    from settled.report.stated import claims_document

    found = scan_document(Settled.open(), file)
    if json_:
        print_document(claims_document(found.claims))
    else:
        click.echo(_summary(found))


def _code_summary(found: CodeScan) -> str:
    lines = []
    for scan in found.scans:
        snapshot = scan.snapshot
        lines.append(
            f"{snapshot.locator}: {scan.sightings.num_rows:,} sightings in {snapshot.units:,} state(s)"
        )
        if scan.outcome == "added":
            lines.append(f"  snapshot {snapshot.id}: {scan.observations:,} observations added")
        else:
            lines.append(f"  snapshot {snapshot.id}: already in the ledger, nothing added")
    lines += [f"  skipped {count:,}: {reason}" for reason, count in sorted(found.skipped.items())]
    return "\n".join(lines)


@scan.command(epilog="Example: settled scan code ~/src/train.py ~/src")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH...")
@click.option("--as-of", callback=iso_date, metavar="DATE", help="Repositories as they were at a date.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; default one a core.")
@as_json
def code(paths: tuple[Path, ...], as_of: date | None, workers: int | None, json_: bool) -> None:
    """Scan code: files, folders, archives (.zip, .tar.*, .whl), git repositories.

    Nothing of it is imported, built or run; no link is followed out of it.
    """
    from settled.pipeline import Settled
    from settled.pipeline.repositories import scan_code
    from settled.report.documents import scan_code_document

    found = scan_code(Settled.open(), paths, as_of=as_of, workers=workers)
    if json_:
        print_document(scan_code_document(found.seen, found.parsed, found.skipped, found.rows()))
    else:
        click.echo(_code_summary(found))


@scan.command(epilog="Example: settled scan history ~/src/project --every quarter")
@click.argument("repository", type=click.Path(path_type=Path))
@click.option(
    "--every", type=click.Choice(["month", "quarter", "year"]), default="quarter", show_default=True,
    help="Time between two states.",
)  # fmt: skip
@click.option("--since", callback=iso_date, metavar="DATE", help="Only states from this date on.")
@click.option("--until", callback=iso_date, metavar="DATE", help="Only states up to this date.")
@click.option("--name", help="What to call the repository; default what its origin is called.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; default one a core.")
@as_json
def history(
    repository: Path,
    every: str,
    since: date | None,
    until: date | None,
    name: str | None,
    workers: int | None,
    json_: bool,
) -> None:
    """Scan a git repository's history: who used what, when. Nothing is checked out."""
    from settled.pipeline import Settled
    from settled.pipeline.repositories import scan_history
    from settled.report.documents import scan_code_document

    found = scan_history(
        Settled.open(), repository, every=every, since=since, until=until, workers=workers, name=name
    )
    if json_:
        print_document(scan_code_document(found.seen, found.parsed, found.skipped, found.rows()))
    else:
        click.echo(_code_summary(found))
