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


EXIT_DONE, EXIT_SOME_FAILED = 0, 2


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


def _root_lines(found: CodeScan) -> list[str]:
    """What was seen of each root, and what came of it in the ledger."""
    lines = []
    for scan, replaced in zip(found.scans, found.replaced, strict=True):
        snapshot = scan.snapshot
        count = scan.sightings.num_rows
        seen = f"{count:,} {'sighting' if count == 1 else 'sightings'}"
        states = f" in {snapshot.units:,} states" if snapshot.units > 1 else ""
        lines.append(f"{snapshot.locator}: {seen}{states}; {_outcome(scan)}")
        if replaced:
            lines.append("  in place of what was counted under this name before")
        if scan.again:
            lines.append(f"  counted before, not again: {scan.again:,} units of the shipped evidence")
    lines += found.left_out
    over = " over all states" if len(found.trees) > len(found.scans) else ""
    lines += [f"skipped {count:,}{over}: {reason}" for reason, count in sorted(found.skipped.items())]
    return lines


def _outcome(scan: Scan) -> str:
    if scan.outcome == "added":
        return f"snapshot {scan.snapshot.id}: {scan.observations:,} observations added"
    if scan.outcome == "known":
        return f"snapshot {scan.snapshot.id}: already in the ledger, nothing added"
    return f"snapshot {scan.snapshot.id}: withdrawn before, nothing added"


def _print_code(found: CodeScan, table: str, json_: bool) -> int:
    """Print a scan of code; the exit code says whether all roots could be read."""
    from settled.report.documents import scan_code_document

    if json_:
        print_document(scan_code_document(found.seen, found.parsed, found.skipped, found.rows()))
    else:
        click.echo("\n".join([*_root_lines(found), *(["", table] if table else [])]))
    for fault in found.faults:
        click.echo(f"settled: {fault}", err=True)
    return EXIT_SOME_FAILED if found.faults else EXIT_DONE


@scan.command(epilog="Example: settled scan code ~/src/train.py ~/src")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH...")
@click.option("--as-of", callback=iso_date, metavar="DATE", help="Repositories as they were at a date.")
@click.option("--name", help="What to call the one root; default what its origin is called.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; default one a core.")
@as_json
def code(
    paths: tuple[Path, ...], as_of: date | None, name: str | None, workers: int | None, json_: bool
) -> int:
    """Scan code: files, folders, archives (.zip, .tar.*, .whl), git repositories.

    Nothing of it is imported, built or run; no link is followed out of it. What cannot be read is told, and
    the others are scanned; then the exit code is 2.
    """
    from settled.pipeline import Settled
    from settled.pipeline.repositories import scan_code
    from settled.report.scanned import adopted_table

    tool = Settled.open()
    found = scan_code(tool, paths, as_of=as_of, workers=workers, name=name)
    table = "" if json_ else adopted_table(found.rows(), len(found.scans), tool.catalog.fields)
    return _print_code(found, table, json_)


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
) -> int:
    """Scan a git repository's history: who used what, when. Nothing is checked out."""
    from settled.pipeline import Settled
    from settled.pipeline.repositories import scan_history
    from settled.report.scanned import history_table

    tool = Settled.open()
    found = scan_history(tool, repository, every=every, since=since, until=until, workers=workers, name=name)
    days = [tree.day for tree in found.trees]
    table = "" if json_ else history_table(found.rows(), days, every, tool.catalog.fields)
    return _print_code(found, table, json_)
