"""``settled impact``: what convergence does to a technology and its industry, stated beside measured."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from settled.cli.options import as_json, iso_date, own_only, print_document


@click.command(epilog="Example: settled impact optimizer --since 2020")
@click.argument("field_id", metavar="[FIELD]", default="")
@click.option(
    "--since", type=int, metavar="YEAR", help="First year of what is told as a change. [default: 2020]"
)
@click.option("--figure", default="", metavar="ID", help="Only this figure (cr4, maturity, ...).")
@click.option("--market", default="", metavar="WORDS", help="Only markets whose name holds these words.")
@click.option(
    "--shares", type=click.Path(path_type=Path), metavar="FILE", help="Your own market shares (CSV)."
)
@click.option("--prices", type=click.Path(path_type=Path), metavar="FILE", help="Your own prices (CSV).")
@click.option("--as-of", callback=iso_date, metavar="DATE", help="Measure on evidence up to this date.")
@click.option("--explain", is_flag=True, help="Show each calculation, its parts, and when not to trust it.")
@own_only
@as_json
def impact(
    field_id: str,
    since: int | None,
    figure: str,
    market: str,
    shares: Path | None,
    prices: Path | None,
    as_of: date | None,
    explain: bool,
    only_mine: bool,
    json_: bool,
) -> None:
    """Show impact figures: what documents state, and what is measured, each with a 90 % interval.

    Of one FIELD, or of all. A table of your own (--shares: firm,value,unit[,market][,period]) gives the same
    figures for your market. None of them is part of any degree.
    """
    from settled.pipeline import Settled
    from settled.pipeline.impact import FIRST_YEAR, own_markets, own_prices
    from settled.pipeline.impact import impact as measured
    from settled.report.impact import impact_document, impact_text

    tool = Settled.open(as_of=as_of, only_mine=only_mine)
    year = FIRST_YEAR if since is None else since
    found = measured(
        tool,
        field_id,
        since=year,
        figure=figure,
        market=market,
        markets=own_markets(shares, tool.as_of) if shares else (),
        prices=own_prices(prices, tool.as_of) if prices else None,
    )
    if json_:
        print_document(impact_document(found, tool.as_of, year))
    else:
        click.echo(impact_text(found, tool.as_of, explain=explain))
