"""When a stated value agrees with a measured interval."""

from __future__ import annotations

import pytest

from settled.indicators.figures import cost_per_token, cr4
from settled.records import Claim, Estimate, FigureSpec
from settled.verdict.figures import agrees

SHARE, FACTOR = cr4.SPEC, cost_per_token.SPEC


def claim(value: float, bound: str = "=", line: int = 1, unit: str = "share") -> Claim:
    return Claim("f.md", line, "figure", "", "cr4", value, unit, bound, "document/f.md")


def interval(low: float, high: float) -> Estimate:
    return Estimate((low + high) / 2, low, high, None, None, ("s",), 3)


@pytest.mark.parametrize(
    ("spec", "claims", "low", "high", "expected"),
    [
        (SHARE, [claim(0.83)], 0.80, 0.90, True),
        (SHARE, [claim(0.83)], 0.84, 0.90, False),
        (SHARE, [claim(0.83)], 0.834, 0.90, True),  # 83 % may be 83.4 %
        (SHARE, [claim(0.95, ">")], 0.90, 0.96, True),  # reaches above
        (SHARE, [claim(0.95, ">")], 0.97, 0.99, True),
        (SHARE, [claim(0.95, ">")], 0.80, 0.90, False),
        (SHARE, [claim(0.05, "<")], 0.01, 0.02, True),
        (SHARE, [claim(0.05, "<")], 0.10, 0.20, False),
        (SHARE, [claim(0.8, "~")], 0.85, 0.90, True),  # a tenth of it
        (SHARE, [claim(0.8, "~")], 0.89, 0.95, False),
        # A range is one line with two claims: both must hold.
        (SHARE, [claim(0.3, ">"), claim(0.4, "<")], 0.32, 0.34, True),
        (SHARE, [claim(0.3, ">"), claim(0.4, "<")], 0.10, 0.20, False),
        # Of several lines any may.
        (SHARE, [claim(0.04, line=1), claim(0.2, line=9)], 0.15, 0.25, True),
        (SHARE, [claim(0.3, ">", 1), claim(0.4, "<", 1), claim(0.04, line=9)], 0.10, 0.20, False),
        # A reduction by 90 % is a factor of 0.1; by 70 % or more, 0.3 or less.
        (FACTOR, [claim(0.9)], 0.05, 0.2, True),
        (FACTOR, [claim(0.9)], 0.5, 0.9, False),
        (FACTOR, [claim(0.7, ">")], 0.1, 0.2, True),
        (FACTOR, [claim(0.7, ">")], 0.5, 0.9, False),
        (FACTOR, [claim(10.0, unit="factor")], 2.0, 9.0, False),
    ],
)
def test_agreement(spec: FigureSpec, claims: list[Claim], low: float, high: float, expected: bool) -> None:
    assert agrees(spec, interval(low, high), claims) is expected
    assert agrees(spec, interval(low, high), claims[::-1]) is expected


def test_without_either_side_there_is_no_answer() -> None:
    assert agrees(SHARE, None, [claim(0.8)]) is None
    assert agrees(SHARE, interval(0.1, 0.2), []) is None
