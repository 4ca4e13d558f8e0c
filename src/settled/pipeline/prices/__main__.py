"""Write what ships of prices, from the data folder named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from settled.sources import prices
from settled.sources.prices import accuracy, shipped

if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m settled.pipeline.prices FOLDER")
    data, package = Path(sys.argv[1]), Path(prices.__file__).parent
    prices.write_shipped(prices.read(data), package / shipped.FILE)
    accuracy.write_shipped_accuracy(accuracy.read_accuracy(data), package / accuracy.FILE)
