"""``settled compare``: technologies side by side, or levels by what they look like."""

from __future__ import annotations

from datetime import date

import click

from settled.cli.options import as_json, judged, print_document


@click.command(epilog="Example: settled compare adamw lora muon")
@click.argument("technologies", metavar="[TECHNOLOGY...]", nargs=-1)
@click.option("--levels", is_flag=True, help="What the technologies judged at each level look like.")
@judged
@as_json
def compare(
    technologies: tuple[str, ...], levels: bool, profile: str, as_of: date | None, json_: bool
) -> None:
    """Compare technologies: degree, level and indicators side by side, and what is stated of levels."""
    from settled.pipeline import Settled, comparing
    from settled.report.compare import compare_document, compare_text

    if levels and technologies:
        raise click.UsageError("--levels compares all technologies; leave their names out")
    tool = Settled.open(as_of=as_of)
    found = comparing.levels(tool, profile) if levels else comparing.side_by_side(tool, technologies, profile)
    if json_:
        print_document(compare_document(found))
    else:
        click.echo(compare_text(found))
