"""Words that several records share."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]

Role = Literal["uses", "selects", "defines", "mentions", "proposes", "contests", "compares"]
ROLES: tuple[Role, ...] = ("uses", "selects", "defines", "mentions", "proposes", "contests", "compares")

Level = Literal["L0", "L1", "L2", "L3", "L4"]
LEVELS: tuple[Level, ...] = ("L0", "L1", "L2", "L3", "L4")
