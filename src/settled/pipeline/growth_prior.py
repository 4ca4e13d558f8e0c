"""Fits what all fields share of how they grow, to their counts before the years that forecasts are judged on.

``python -m settled.pipeline.growth_prior FILE`` writes it to a file; ``settled.growth.prior`` reads the one
that ships.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from settled.growth.fitting import fitted
from settled.growth.pooling import tells
from settled.growth.prior import written
from settled.pipeline.forecasting import ENOUGH_YEARS, histories
from settled.pipeline.tool import Settled

UNTIL = date(2011, 12, 31)  # forecasts from later origins are what the backtest reports
# What came of forecasts from origins up to UNTIL is scored up to five years later. So the backtest's outcomes
# up to then had a say in the two figures that scores choose, though none of its origins had.
OUTCOMES = date(2016, 12, 31)


def fit(tool: Settled, path: Path) -> None:
    """Fit the prior to the evidence up to ``UNTIL``, and write it.

    Args:
        tool: opened as of ``OUTCOMES``.
    """
    fields = tool.catalog.fields.values()
    found, later = (
        [
            one
            for measure in ENOUGH_YEARS
            for one in histories(tool.observed, fields, measure, last)
            if tells(one)
        ]
        for last in (UNTIL, OUTCOMES)
    )
    provenance: dict[str, str | int] = {
        "command": f"python -m settled.pipeline.growth_prior {path.name}",
        "until": UNTIL.isoformat(),
        "outcomes_until": OUTCOMES.isoformat(),
        "ledger_digest": tool.ledger_digest,
        "series": len(found),
        "years": sum(int((counts.n > 0.0).sum()) for counts in found),
    }
    path.write_text(written(fitted(found, later, UNTIL.year), provenance), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m settled.pipeline.growth_prior FILE")
    fit(Settled.open(as_of=OUTCOMES), Path(sys.argv[1]))
