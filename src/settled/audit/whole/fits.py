"""What the files of this check share: its name, and the verdict of a comparison."""

from __future__ import annotations

import re

from settled.records.audit import Judgement

CHECK = "whole"
FITS: dict[bool | None, Judgement] = {True: "holds", None: "imprecise", False: "contradicted"}
SUBTOTAL = re.compile(r"sub-?total|小计|其中", re.IGNORECASE)
