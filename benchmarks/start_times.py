"""How long a user waits for the commands that only read, beside what Python and NumPy take to start."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 9
COMMANDS = {
    "`python -c pass`": ["-c", "pass"],
    "`python -c 'import numpy'`": ["-c", "import numpy"],
    "`settled --help`": ["-m", "settled", "--help"],
    "`settled board`": ["-m", "settled", "board"],
    "`settled assess adamw --explain`": ["-m", "settled", "assess", "adamw", "--explain"],
    "`settled field optimizer`": ["-m", "settled", "field", "optimizer"],
}
AIMS = {"`settled --help`": 0.3, "`settled board`": 0.5}


def _seconds(arguments: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=True)
    return time.perf_counter() - started


def run() -> dict[str, tuple[float, float]]:
    """Fastest and median seconds of each command, a new process each, in turn so that noise is shared."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "SETTLED_HOME": home}
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(RUNS):
            for name, arguments in COMMANDS.items():
                times[name].append(_seconds(arguments, environment))
    return {name: (min(seconds), statistics.median(seconds)) for name, seconds in times.items()}


def render(figures: dict[str, tuple[float, float]]) -> str:
    """A table of seconds, and of ratios to the import of NumPy."""
    numpy = figures["`python -c 'import numpy'`"][1]
    rows = [
        f"| {name} | {fastest:.2f} | {median:.2f} | {median / numpy:.1f} | "
        f"{f'< {AIMS[name]} s' if name in AIMS else ''} |"
        for name, (fastest, median) in figures.items()
    ]
    return "\n".join(
        [
            "## Start times",
            "",
            f"Whole processes, {RUNS} runs in turn.",
            "",
            "| command | fastest, s | median, s | to `import numpy` | aim |",
            "|---|---:|---:|---:|---|",
            *rows,
        ]
    )
