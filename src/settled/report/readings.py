"""How a verdict reads under several sets of weights, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records import LEVELS, Reading
from settled.report import wording
from settled.report.columns import WIDTH, cells, clean, fit, line

NAME = 24


def readings_table(rows: Sequence[tuple[str, Reading]]) -> list[str]:
    """The degree and the probability of each level, a row for each set of weights."""
    names = [clean(name) for name, _ in rows]
    widths = [min(NAME, max(map(cells, names))), 16, 5, *[5] * len(LEVELS)]
    right = frozenset(range(3, 3 + len(LEVELS)))
    lines = [line(["", "degree", "level", *reversed(LEVELS)], widths, right)]
    for name, (_, one) in zip(names, rows, strict=True):
        spread = f"{one.median:.2f} [{one.low:.2f}-{one.high:.2f}]"
        chances = [wording.percent(one.level_probability[level]) for level in reversed(LEVELS)]
        missing = f"  no {', '.join(one.missing)}" if one.missing else ""
        lines.append(fit(f"{line([name, spread, one.level, *chances], widths, right)}{missing}", WIDTH))
    return lines
