"""``settled sensitivity``: how much of a verdict is the choice of weights."""

from __future__ import annotations

from datetime import date

import click

from settled.cli.options import as_json, judged, own_only, print_document


@click.command(epilog="Example: settled sensitivity adamw")
@click.argument("technologies", metavar="[TECHNOLOGY]...", nargs=-1)
@judged
@click.option(
    "--concentration",
    type=float,
    metavar="NUMBER",
    help="How close the weights stay to the profile (Dirichlet); default as the profiles that ship differ.",
)
@own_only
@as_json
def sensitivity(
    technologies: tuple[str, ...],
    profile: str,
    as_of: date | None,
    concentration: float | None,
    only_mine: bool,
    json_: bool,
) -> None:
    """Show how much of a degree's variance is the choice of weights, and how much is each indicator.

    Also the level under each profile, over weights around the profile, and under the worst and the best
    weights that the profiles defend. Without a technology: a line for each one of the catalog. --profile also
    takes a FILE.toml in the form of the profiles that ship. With several technologies, --json prints a list.
    """
    from settled.pipeline import Settled
    from settled.pipeline import sensitivity as varied
    from settled.report.sensitivity import (
        sensitivities_document,
        sensitivities_table,
        sensitivity_document,
        sensitivity_text,
    )

    tool = Settled.open(as_of=as_of, only_mine=only_mine)
    if not technologies:
        every = varied.sensitivities(tool, profile, concentration)
        if json_:
            print_document(sensitivities_document(every))
        else:
            click.echo(sensitivities_table(every, list(tool.catalog.fields.values())))
        return
    found = [varied.sensitivity(tool, name, profile, concentration) for name in technologies]
    if json_:
        documents = [sensitivity_document(one) for one in found]
        print_document(documents[0] if len(documents) == 1 else documents)
    else:
        click.echo("\n\n".join(sensitivity_text(one, tool.field_of(one.field)) for one in found))
