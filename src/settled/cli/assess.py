"""``settled assess``: the verdict on a technology."""

from __future__ import annotations

from datetime import date

import click

from settled import __version__
from settled.cli.options import as_json, judged, print_document


@click.command(epilog="Example: settled assess adamw --explain")
@click.argument("technologies", metavar="TECHNOLOGY...", nargs=-1, required=True)
@judged
@click.option("--explain", is_flag=True, help="What adds up to the degree, and what it stands on.")
@click.option("--stated", is_flag=True, help="Recompute the degree from what documents state about it.")
@as_json
def assess(
    technologies: tuple[str, ...],
    profile: str,
    as_of: date | None,
    explain: bool,
    stated: bool,
    json_: bool,
) -> None:
    """Judge a technology: degree, level with its probability, trend.

    With several technologies, --json prints a list.
    """
    from settled.pipeline import Settled
    from settled.pipeline.explaining import explain as explained
    from settled.report.documents import verdict_document
    from settled.report.explanation import foot
    from settled.report.stated import stated_document, stated_text
    from settled.report.tables import verdict_text

    tool = Settled.open(as_of=as_of)
    if stated:
        readings = [tool.stated(name, profile=profile) for name in technologies]
        documents = [stated_document(reading) for reading in readings]
        texts = [stated_text(reading) for reading in readings]
    else:
        verdicts = [tool.assess(name, profile=profile) for name in technologies]
        made_of = [explained(tool, verdict, profile) if explain else None for verdict in verdicts]
        documents = [
            verdict_document(verdict, explain=explain, ledger_digest=tool.ledger_digest, made_of=why)
            for verdict, why in zip(verdicts, made_of, strict=True)
        ]
        texts = [
            verdict_text(
                verdict,
                explain,
                field=tool.field_of(verdict.field),
                levels=tool.catalog.levels,
                specs=tool.specs,
                made_of=why,
                basis=foot(tool.ledger_digest, __version__, why.draws if why else None),
            )
            for verdict, why in zip(verdicts, made_of, strict=True)
        ]
    if json_:
        print_document(documents[0] if len(documents) == 1 else documents)
    else:
        click.echo("\n\n".join(texts))
