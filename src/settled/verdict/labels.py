"""The level that a board shows: the most probable one, but that it does not flip with each month.

Where the most probable level differs from that of the last quarter's end, the board changes its label only if
the new level, or one further away from the old, has a probability above ``CERTAIN`` by now; else it keeps the
old label until the next quarter's end, when the change has lasted. The label needs the verdicts of these two
days and nothing else, so that the same evidence gives the same label whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from settled.records import LEVELS, Level, Verdict
from settled.verdict.levels import most_probable

CERTAIN = 0.6  # half as probable again as what is left


def quarter_end_before(day: date) -> date:
    """The last day of the last quarter that ended before ``day``.

    >>> quarter_end_before(date(2026, 11, 24)), quarter_end_before(date(2026, 9, 30))
    (datetime.date(2026, 9, 30), datetime.date(2026, 6, 30))
    """
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1) - timedelta(days=1)


def label(before: Mapping[Level, float] | None, now: Mapping[Level, float]) -> Level:
    """The label of a board.

    Args:
        before: probabilities of the levels at the last quarter's end; ``None``: there was no verdict.
        now: probabilities of the levels today.
    """
    new = most_probable(now)
    old = new if before is None else most_probable(before)
    if new == old:
        return new
    place = LEVELS.index(new)
    beyond = LEVELS[place:] if place > LEVELS.index(old) else LEVELS[: place + 1]
    return new if sum(now[level] for level in beyond) > CERTAIN else old


def labelled(before: Verdict, now: Verdict) -> Verdict:
    """Today's verdict with its label, from the verdict on the same technology at the last quarter's end."""
    if now.level_probability is None:
        return now
    return replace(
        now, label=label(before.level_probability, now.level_probability), label_before=before.level
    )
