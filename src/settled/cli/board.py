"""``settled board``: every field at a glance."""

from __future__ import annotations

from datetime import date

import click

from settled.cli.options import as_json, iso_date, judged, own_only, print_document


@click.command(epilog="Example: settled board --since 2025-01-01")
@judged
@click.option("--all", "all_", is_flag=True, help="Every technology, not only two of each field.")
@click.option(
    "--since",
    callback=iso_date,
    metavar="DATE",
    help="Show what moved since this date, and which evidence moved it.",
)
@own_only
@as_json
def board(
    profile: str, as_of: date | None, all_: bool, since: date | None, only_mine: bool, json_: bool
) -> None:
    """Show every field: degree with interval, level with its probability, trend.

    The incumbent stands first. A degree that rests on missing evidence shows it as a wide interval.
    """
    from settled.pipeline import Settled
    from settled.report.documents import board_document, moved_document
    from settled.report.own import own_board_table
    from settled.report.tables import board_table, moved_table

    tool = Settled.open(as_of=as_of, only_mine=only_mine)
    if since is not None:
        movements = tool.moved(since, profile=profile)
        if json_:
            print_document(moved_document(since, tool.as_of, movements))
        else:
            click.echo(moved_table(since, tool.as_of, movements))
        return
    result = tool.board(profile=profile, series=False)
    if json_:
        print_document(board_document(result))
    elif only_mine:
        click.echo(own_board_table(result, all_rivals=all_))
    else:
        click.echo(board_table(result, all_rivals=all_))
