"""How long the evidence takes to derive from the data folder, and how large it is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from settled.ledger import SHIPPED, Ledger


def _read_only(papers: Path) -> float:
    """The floor: what Polars takes to read the titles and abstracts, and to look at each once."""
    script = (
        "import sys, polars as pl; t = pl.read_parquet(sys.argv[1], columns=['title', 'abstract']);"
        "print(t['abstract'].str.len_bytes().sum())"
    )
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", script, str(papers)], capture_output=True, check=True)
    return time.perf_counter() - started


def run() -> dict[str, Any]:
    """Seconds of a build, of reading the papers alone, and the sizes of what ships."""
    data = Path(os.environ["SETTLED_DATA"])
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "settled",
            "ledger",
            "build",
            str(data),
            "--offline",
            "-o",
            f"{folder}/l",
        ]
        subprocess.run(command, capture_output=True, check=True)
        seconds = time.perf_counter() - started
    shipped = [file for file in SHIPPED.rglob("*") if file.is_file()]
    held = Ledger.open(None).held()
    return {
        "build": seconds,
        "read": _read_only(data / "papers.parquet"),
        "bytes": sum(file.stat().st_size for file in shipped),
        "snapshots": len(held),
        "observations": sum(one.observations for one in held),
        "sightings": sum(one.sightings for one in held),
    }


def render(figures: dict[str, Any]) -> str:
    """Two lines of figures against their aims."""
    return "\n".join(
        [
            "## Evidence",
            "",
            f"- `settled ledger build --offline`, whole process: {figures['build']:.1f} s (aim: < 60 s); "
            f"{figures['build'] / figures['read']:.1f} times what Polars takes to read the same titles and "
            f"abstracts ({figures['read']:.1f} s).",
            f"- What ships: {figures['bytes'] / 1e6:.1f} MB (aim: <= 10 MB) with {figures['snapshots']} "
            f"snapshots, {figures['observations']:,} observations, {figures['sightings']:,} sightings.",
        ]
    )
