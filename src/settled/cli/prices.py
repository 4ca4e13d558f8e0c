"""``settled prices``: what a token costs over time, at constant capability."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click

from settled.cli.options import as_json, print_document

_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?")
_FIRST_YEAR = 1990


def _month(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Callback of an option that is a year or a month: its first day."""
    if value is None:
        return None
    found = _MONTH.fullmatch(value)
    year, month = (int(found[1]), int(found[2] or 1)) if found else (0, 0)
    if year < _FIRST_YEAR or not 1 <= month <= 12:
        raise click.BadParameter(f"'{value}' is not a year or month; write it as YYYY or YYYY-MM", ctx, param)
    return date(year, month, 1)


@click.command(epilog="Example: settled prices --mode chat --min-input-tokens 128000 --since 2023")
@click.option("--mode", default="chat", show_default=True, help="Kind of model: chat, embedding, ...")
@click.option(
    "--min-input-tokens", type=click.IntRange(min=1), metavar="N", help="Only models with such a context."
)
@click.option("--since", callback=_month, metavar="YEAR[-MONTH]", help="First month; default all there are.")
@click.option(
    "--output-share",
    type=click.FloatRange(0.0, 1.0),
    default=0.25,
    show_default=True,
    help="Part of the tokens paid for that are output.",
)
@click.option(
    "--prices",
    "own",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own prices (CSV: model,valid_from,input,output,currency,unit).",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="SETTLED_DATA",
    metavar="FOLDER",
    help="Read the raw prices in a data folder instead of those that ship [env: SETTLED_DATA].",
)
@as_json
def prices(
    mode: str,
    min_input_tokens: int | None,
    since: date | None,
    output_share: float,
    own: Path | None,
    data: Path | None,
    json_: bool,
) -> None:
    """Show what a token costs over time, by several indices side by side, with 90 % intervals.

    Chained indices of models on sale in two neighbouring months (Jevons, Fisher), hedonic indices at the same
    size, context and training compute, and prices at fixed tiers of quality. They differ; the page "What a
    token costs" of the documentation says why, and what form a table of your own has.
    """
    from settled.pipeline.prices import Choice, price_history, table_of
    from settled.report.prices import prices_document, prices_text

    choice = Choice(mode, min_input_tokens, since, output_share)
    found = price_history(table_of(own, data, date.today()), choice)
    if json_:
        print_document(prices_document(found))
    else:
        click.echo(prices_text(found))
