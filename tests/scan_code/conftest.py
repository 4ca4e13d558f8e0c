"""Lets the tests of this folder import ``python_words``, a small lexicon, and ``python_files``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
