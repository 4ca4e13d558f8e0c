"""Theory: the newest run of an experiment speaks."""

from __future__ import annotations

from datetime import date
from typing import Any

from settled.indicators import all_indicators
from settled.indicators.rows import Observed
from settled.records import Observation


def test_a_later_run_takes_the_place_of_an_earlier_one(observed: Any) -> None:
    def one(day: date, k: int, n: int) -> Observation:
        return Observation("f", "t", "theorems", day, day, k, n, None, None, "lab/theory", "s1")

    rows: Observed = observed([one(date(2026, 1, 1), 1, 4), one(date(2026, 6, 1), 3, 5)])
    measure = {one.spec.id: one for one in all_indicators()}["theory"].measure
    (now,) = measure(rows, "f", "t", date(2026, 11, 24))
    assert (now.k, now.n, now.alpha, now.beta) == (3, 5, 3.5, 2.5)
    (then,) = measure(rows, "f", "t", date(2026, 3, 1))
    assert (then.k, then.n) == (1, 4)
