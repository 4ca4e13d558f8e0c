"""Write the prices that ship, from the data folder named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from settled.sources import prices
from settled.sources.prices.shipped import FILE

if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m settled.pipeline.prices FOLDER")
    prices.write_shipped(prices.read(Path(sys.argv[1])), Path(prices.__file__).parent / FILE)
