"""``settled evidence``: what stands behind a number."""

from __future__ import annotations

from datetime import date

import click

from settled.cli.options import as_json, iso_date, print_document


@click.command(epilog="Example: settled evidence adamw --indicator research_share --limit 20")
@click.argument("technology")
@click.option("--indicator", help="Only what this indicator counts; default: all that was sighted.")
@click.option("--source", help="Only this source, for example papers or code.")
@click.option("--as-of", callback=iso_date, metavar="DATE", help="Evidence up to this date; default today.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most this many.")
@as_json
def evidence(
    technology: str, indicator: str | None, source: str | None, as_of: date | None, limit: int, json_: bool
) -> None:
    """List the papers, packages, models and repositories behind a technology's numbers, newest first.

    Of a repository: file and line, and the import or key that led there.
    """
    from settled.pipeline import Settled
    from settled.report.documents import evidence_document
    from settled.report.evidence import evidence_table

    tool = Settled.open(as_of=as_of)
    found = tool.evidence(technology, indicator=indicator, source=source, limit=limit)
    if json_:
        print_document(
            evidence_document(found.field, found.technology, found.indicator, found.items, found.total)
        )
    else:
        click.echo(evidence_table(found.items, found.total))
