"""Lets the tests of this folder import ``report_boards``, the factory of made-up boards."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
