"""How well it predicts: the backtest of the evidence that ships, with its reliability diagrams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from settled.report.backtest import shipped_backtest
from settled.report.backtest_tables import backtest_tables, summary
from settled.report.charts import picture_of
from settled.report.reliability import reliability_spec
from settled.report.rendering import File, Site


@dataclass(frozen=True, slots=True)
class _Diagram:
    """A reliability diagram as the template needs it."""

    picture: str
    summary: str


def files(site: Site) -> Iterator[File]:
    """The page, its diagrams as pictures, and the document it is made of."""
    document = shipped_backtest()
    diagrams = []
    for ahead in sorted({one["ahead"] for one in document["reliability"]}):
        diagram = _Diagram(
            f"charts/reliability-{ahead}.svg",
            site.say("backtest.chart", ahead=site.say("backtest.years_ahead", years=ahead)),
        )
        diagrams.append(diagram)
        yield File(diagram.picture, picture_of(reliability_spec(document, ahead, site.language)))
    yield site.page(
        "backtest.html",
        "backtest.html",
        tables=backtest_tables(document, site.language),
        summary=summary(document, site.language),
        digest=document["ledger_digest"],
        diagrams=diagrams,
    )
