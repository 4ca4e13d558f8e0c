"""``settled forecast``: how a field's shares go on."""

from __future__ import annotations

from datetime import date

import click

from settled.cli.options import as_json, judged, own_only, print_document

YEARS_AHEAD = 5


@click.command(epilog="Example: settled forecast optimizer --to 2030")
@click.argument("field_id", metavar="FIELD")
@click.option("--to", type=int, metavar="YEAR", help="The last year; default five years ahead.")
@judged
@own_only
@as_json
def forecast(
    field_id: str, to: int | None, profile: str, as_of: date | None, only_mine: bool, json_: bool
) -> None:
    """Forecast the shares of a field's rivals, with 50 and 90 % intervals, and when L4 becomes likely.

    Adoption where its series is long enough, else research share. The page "How well does it predict?" of the
    documentation says how such forecasts fared on the past.
    """
    from settled.pipeline import Settled
    from settled.pipeline.forecasting import forecast_field
    from settled.report.forecast import forecast_document, forecast_text

    tool = Settled.open(as_of=as_of, only_mine=only_mine)
    result = forecast_field(tool, field_id, tool.as_of.year + YEARS_AHEAD if to is None else to, profile)
    if json_:
        print_document(forecast_document(result))
    else:
        click.echo(forecast_text(result))
