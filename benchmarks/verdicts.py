"""How long all verdicts of the catalog take, from the ledger on disk, on one core."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import date

from settled.pipeline import Settled
from settled.verdict.seeding import N_DRAWS

RUNS = 5
AIM_SECONDS = 2.0
AS_OF = date(2026, 11, 24)


def _seconds() -> tuple[float, float, int]:
    """Processor seconds to read the evidence and to judge on it, and how many verdicts that gave."""
    with tempfile.TemporaryDirectory() as home:
        started = time.process_time()
        tool = Settled.open(home, as_of=AS_OF)
        _ = tool.observed
        read = time.process_time()
        board = tool.board(series=False)
        judged = time.process_time()
    return read - started, judged - read, sum(len(report.verdicts) for report in board.fields)


def run() -> tuple[float, float, int]:
    """Medians of the processor seconds, and how many verdicts."""
    reading, judging, verdicts = zip(*(_seconds() for _ in range(RUNS)), strict=True)
    return statistics.median(reading), statistics.median(judging), verdicts[0]


def render(figures: tuple[float, float, int]) -> str:
    """A table of processor seconds."""
    reading, judging, verdicts = figures
    return "\n".join(
        [
            "## All verdicts",
            "",
            f"{verdicts} verdicts of {N_DRAWS:,} draws each, and those of the last quarter's end that",
            f"a board's labels need; processor seconds on one core, median of {RUNS}.",
            "",
            "| step | seconds | aim |",
            "|---|---:|---|",
            f"| read the evidence | {reading:.2f} | |",
            f"| measure, pool and judge | {judging:.2f} | |",
            f"| both | {reading + judging:.2f} | < {AIM_SECONDS:g} |",
        ]
    )
