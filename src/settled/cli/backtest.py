"""``settled backtest``: what it would have said of the past, against what came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import click

from settled.cli.options import as_json, print_document

_PATIENCE_SECONDS = 2.0


def _years(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Callback of ``--origins``: the first and the last year, or one."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", value)
    if found is None:
        raise click.BadParameter(f"'{value}' is no range of years; write it as 1995-2023", ctx, param)
    return int(found[1]), int(found[2] or found[1])


@click.command(epilog="Example: settled backtest --field optimizer")
@click.option("--field", "field_id", metavar="FIELD", help="One field alone; default all, the past's too.")
@click.option(
    "--origins", callback=_years, metavar="YEAR-YEAR", help="Years to judge from; default 1995-2023."
)
@as_json
def backtest(field_id: str | None, origins: tuple[int, int] | None, json_: bool) -> None:
    """Forecast and judge from each year of the past on what was known then, and score it on what came.

    Scores of share forecasts against persistence, a trend and Holt's method; how many verdicts held; the
    worst misses. All levels are share levels. It takes about half a minute.
    """
    from settled.pipeline import Settled
    from settled.pipeline.backtesting import ORIGINS
    from settled.pipeline.backtesting import backtest as run
    from settled.report.backtest import backtest_document
    from settled.report.backtest_tables import backtest_text

    result = run(Settled.open(), field_id, origins or ORIGINS, _watched)
    document = backtest_document(result)
    if json_:
        print_document(document)
    else:
        click.echo(backtest_text(document))


def _watched(years: Sequence[int]) -> Iterable[int]:
    from tqdm import tqdm

    shown: Iterable[int] = tqdm(years, desc="origins", unit=" years", disable=None, delay=_PATIENCE_SECONDS)
    return shown
