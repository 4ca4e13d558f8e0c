"""``settled simulate``: what evidence would change the verdicts most."""

from __future__ import annotations

from datetime import date

import click

from settled.cli.options import as_json, judged, own_only, print_document


@click.command(epilog="Example: settled simulate optimizer")
@click.argument("field_id", metavar="FIELD")
@judged
@own_only
@as_json
def simulate(field_id: str, profile: str, as_of: date | None, only_mine: bool, json_: bool) -> None:
    """Show what further evidence would tell the most about a field's verdicts.

    Another source, another year of the same ones, twice the repositories: each is made up from what is known
    today, the verdicts are made again, and what is expected of them is shown.
    """
    from settled.pipeline import Settled
    from settled.pipeline.simulating import simulate as simulated
    from settled.report.simulate import simulation_document, simulation_text

    tool = Settled.open(as_of=as_of, only_mine=only_mine)
    found = simulated(tool, field_id, profile)
    if json_:
        print_document(simulation_document(found))
    else:
        click.echo(simulation_text(found, tool.field_of(found.field)))
