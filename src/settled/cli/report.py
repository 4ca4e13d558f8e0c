"""``settled report``: the static site."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from settled.cli.options import as_json, judged, print_document

YEARS_AHEAD = 4


@click.command(epilog="Example: settled report -o build/site")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder of the site; made anew."
)
@judged
@as_json
def report(output: Path, profile: str, as_of: date | None, json_: bool) -> None:
    """Write the site: the board, a page for each field and technology, contests of the past, sources, method.

    It is static and self-contained: open index.html, with or without a network.
    """
    from settled.lab.alternatives import beside_this_code, shipped_results
    from settled.pipeline import Settled
    from settled.pipeline.comparing import levels
    from settled.pipeline.forecasting import forecast_board
    from settled.pipeline.impact import impact
    from settled.pipeline.past import past_contests
    from settled.pipeline.prices.evidence import shipped_histories
    from settled.pipeline.sensitivity import board_sensitivities
    from settled.report.site import write_site
    from settled.report.tables import board_table

    tool = Settled.open(as_of=as_of)
    board = tool.board(profile=profile, series=True)
    behind = tool.evidence_behind(board)
    pages = write_site(
        board,
        behind.items,
        tool.catalog.levels,
        tool.specs,
        output,
        totals=behind.totals,
        past=past_contests(tool),
        forecasts=forecast_board(tool, board, tool.as_of.year + YEARS_AHEAD),
        sensitivities=board_sensitivities(tool, board),
        impact=impact(tool),
        prices=shipped_histories(),
        comparison=levels(tool, profile, [one for field in board.fields for one in field.verdicts]),
        lab=[beside_this_code(one) for one in shipped_results()],
    )
    index = output / "index.html"
    if json_:
        print_document({"schema": "settled/report/1", "index": str(index), "pages": len(pages)})
    else:
        click.echo(board_table(board))
        click.echo(f"\n{len(pages)} pages: {index}")
