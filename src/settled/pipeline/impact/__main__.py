"""Write the counts of the industry that ship, from the data folder named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from settled.pipeline.impact.counting import FILE, count, write

if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m settled.pipeline.impact FOLDER")
    write(count(Path(sys.argv[1])), Path(__file__).parent / FILE)
