"""A backtest as a JSON document, and the one that ships."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from settled.records import LEVELS, Aim, Backtest, Bin, Held, Score, Scored, ShareVerdict
from settled.report.documents.text import Document

SHIPPED = "backtest.json"
_HEAD = ("later", 3)  # the group and the years ahead that the contract's figures are of


def backtest_document(result: Backtest) -> Document:
    """The whole backtest; ``crps`` and the coverages are those of later origins, three years ahead."""
    head = next((one for one in result.scores if (one.group, one.ahead) == _HEAD), None)
    first, last = result.origins
    return {
        "schema": "settled/backtest/1",
        "origin_years": list(range(first, last + 1)),
        "fitted_until": result.fitted_until,
        "last_year": result.last_year,
        "fields": list(result.fields),
        "ledger_digest": result.ledger_digest,
        "verdicts": result.verdicts,
        "calibration": [_calibration(level, result.held) for level in LEVELS],
        "sure": _calibration("L4", result.sure),
        "sure_verdicts": [_followed(one, later) for one, later in result.sure_pairs],
        "crps": dict(head.crps) if head else None,
        "coverage_50": head.coverage_50 if head else None,
        "coverage_90": head.coverage["model"] if head else None,
        "aims": [_aim(aim) for aim in result.aims],
        "scores": [_score(score) for score in result.scores],
        "reliability": [_bin(one) for one in result.reliability],
        "misses": [_miss(one) for one in result.misses],
        "changed_source": result.changed_source,
    }


def _calibration(level: str, rows: Sequence[Held]) -> Document:
    """One level's verdicts: parts that held are of those judged that the evidence reaches."""
    by_years = {row.ahead: row for row in rows if row.level == level}
    found: Document = {"level": level, "judged": by_years[3].judged}
    for ahead, row in by_years.items():
        found[f"held_{ahead}y"] = row.still / row.judged if row.judged else None
        found[f"within_{ahead}y"] = row.within / row.judged if row.judged else None
        found[f"judged_{ahead}y"] = row.judged
        found[f"contests_{ahead}y"] = row.contests
    return found


def _followed(one: ShareVerdict, later: ShareVerdict) -> Document:
    return {
        "field": one.field,
        "technology": one.technology,
        "measure": one.measure,
        "year": one.year,
        "probability": one.probability["L4"],
        "share": one.median,
        "later_year": later.year,
        "later_share": later.median,
        "later_level": later.level,
    }


def _aim(aim: Aim) -> Document:
    return {"aim": aim.name, "found": aim.found, "low": aim.low, "high": aim.high, "met": aim.met}


def _score(score: Score) -> Document:
    return {
        "group": score.group,
        "ahead": score.ahead,
        "forecasts": score.forecasts,
        "contests": score.contests,
        "crps": dict(score.crps),
        "log_score": dict(score.log_score),
        "ratio": score.ratio,
        "ratio_low": score.ratio_low,
        "ratio_high": score.ratio_high,
        "coverage_50": score.coverage_50,
        "coverage_90": dict(score.coverage),
        "expected_50": score.content_50,
        "expected_90": score.content_90,
    }


def _bin(one: Bin) -> Document:
    return {
        "level": one.level,
        "ahead": one.ahead,
        "low": one.low,
        "high": one.high,
        "count": one.count,
        "forecast": one.forecast,
        "happened": one.happened,
    }


def _miss(one: Scored) -> Document:
    return {
        "field": one.field,
        "technology": one.technology,
        "measure": one.measure,
        "origin": one.origin,
        "year": one.origin + one.ahead,
        "before": one.before,
        "forecast": {"median": one.median, "low": one.low, "high": one.high},
        "happened": one.outcome,
        "units": one.units,
        "crps": one.crps["model"],
    }


@cache
def shipped_backtest() -> Document:
    """The backtest of the evidence that ships: ``settled backtest --json``, written when it was built."""
    document: Document = json.loads(files("settled.report").joinpath(SHIPPED).read_text(encoding="utf-8"))
    return document
