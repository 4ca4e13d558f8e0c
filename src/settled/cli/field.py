"""``settled field``: one contest in detail."""

from __future__ import annotations

from datetime import date

import click

from settled import __version__
from settled.cli.options import as_json, judged, own_only, print_document


@click.command(epilog="Example: settled field sequence-mixing")
@click.argument("field_id", metavar="FIELD")
@judged
@own_only
@as_json
def field(field_id: str, profile: str, as_of: date | None, only_mine: bool, json_: bool) -> None:
    """Show one field: its rivals, their verdicts, and their shares by year."""
    from settled.pipeline import Settled
    from settled.report.documents import field_document
    from settled.report.explanation import foot
    from settled.report.own import own_field_table
    from settled.report.tables import field_table

    tool = Settled.open(as_of=as_of, only_mine=only_mine)
    result = tool.field(field_id, profile=profile)
    if json_:
        print_document(field_document(result))
    elif only_mine:
        click.echo(own_field_table(result))
    else:
        basis = foot(tool.ledger_digest, __version__)
        click.echo(field_table(result, tool.profile(profile), foot=basis))
