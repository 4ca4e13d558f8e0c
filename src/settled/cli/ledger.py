"""``settled ledger``: the store of what was counted."""

from __future__ import annotations

from pathlib import Path

import click

from settled.cli.options import as_json, print_document


@click.group(epilog="Example: settled ledger info")
def ledger() -> None:
    """The store of what was counted: append-only, with provenance.

    Your own ledger lies in SETTLED_HOME (default: the platform's data folder), over the shipped, read-only
    one.
    """


@ledger.command(epilog="Example: settled ledger verify")
@as_json
def verify(json_: bool) -> int:
    """Check digests, foreign keys, and counts against sightings; exit code 1 if something is wrong."""
    from settled.pipeline import Settled
    from settled.pipeline.verifying import verify as check
    from settled.report.documents import ledger_verify_document

    checked, problems = check(Settled.open())
    if json_:
        print_document(ledger_verify_document(checked, [(p.place, p.what) for p in problems]))
    else:
        for problem in problems:
            click.echo(f"{problem.place}: {problem.what}")
        counts = ", ".join(f"{count:,} {what}" for what, count in checked.items())
        click.echo(f"{len(problems)} problems in {counts}" if problems else f"fine: {counts}")
    return 1 if problems else 0


@ledger.command(epilog="Example: settled ledger info")
@as_json
def info(json_: bool) -> None:
    """Show where the ledger lies and what it holds."""
    from settled.pipeline import Settled
    from settled.report.documents import ledger_info_document
    from settled.report.ledger import info_text

    tool = Settled.open()
    snapshots = tool.ledger.snapshots()
    count = sum(one.observations for one in tool.ledger.held() if one.status == "active")
    if json_:
        print_document(ledger_info_document(str(tool.home), count, snapshots))
    else:
        click.echo(info_text(str(tool.home), count, snapshots))


@ledger.command(epilog="Example: settled ledger withdraw 3f2a9c01d4e5b6a7 --why 'wrong file'")
@click.argument("snapshot")
@click.option("--why", default="", help="The reason, kept with the withdrawal.")
@as_json
def withdraw(snapshot: str, why: str, json_: bool) -> None:
    """Stop counting a SNAPSHOT; the withdrawal is appended, nothing is deleted."""
    from settled.pipeline import Settled

    Settled.open().ledger.withdraw(snapshot, why)
    if json_:
        print_document({"schema": "settled/ledger-withdraw/1", "snapshot": snapshot, "why": why})
    else:
        click.echo(f"snapshot {snapshot} is no longer counted")


@ledger.command(epilog="Example: settled ledger export --only-mine --format csv -o mine.csv")
@click.option("--format", "kind", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True)
@click.option("--only-mine", is_flag=True, help="Leave out the shipped evidence.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@as_json
def export(kind: str, only_mine: bool, output: Path, json_: bool) -> None:
    """Write the active observations as a table."""
    from settled.pipeline import Settled

    count = Settled.open().ledger.export(output, kind, only_mine=only_mine)
    if json_:
        print_document({"schema": "settled/ledger-export/1", "file": str(output), "observations": count})
    else:
        click.echo(f"{output}: {count:,} observations")


@ledger.command(epilog="Example: settled ledger build ../data -o evidence")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Its folder.")
@click.option(
    "--repositories",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the drawn repositories, as git directories OWNER+NAME; default: what ships of them.",
)
@click.option("--offline", is_flag=True, help="Only what the data folder holds, nothing from the registry.")
@as_json
def build(data: Path, output: Path, repositories: Path | None, offline: bool, json_: bool) -> None:
    """Derive a read-only ledger, like the shipped one, from a DATA folder and published packages."""
    from settled.pipeline.building import build as build_ledger

    built = build_ledger(data, output, repositories=repositories, offline=offline)
    if json_:
        print_document(
            {"schema": "settled/ledger-build/1", "digest": built.digest, "bytes": built.size_bytes}
        )
    else:
        click.echo(f"{output}: {built.size_bytes:,} bytes, digest {built.digest}")
