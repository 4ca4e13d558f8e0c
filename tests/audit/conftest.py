"""Lets the tests of this folder import ``audit_reading``, which reads a text as the command does."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
