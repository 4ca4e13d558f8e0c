"""Copy the schemas to the folder named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from settled.report.schemas import copy_to

if len(sys.argv) != 2:
    raise SystemExit("usage: python -m settled.report.schemas FOLDER")
for written in copy_to(Path(sys.argv[1])):
    print(written)
