"""What a stated change may mean, and whether before and after give it."""

from __future__ import annotations

import re
from collections.abc import Callable

from settled.audit.findings import found, shown
from settled.audit.intervals import Interval, meet, rough_values_of, values_of
from settled.records.audit import Column, Finding, Judgement, Quantity, Statement

CHECK = "change"
LEAST_ROWS = 3  # that must agree before columns without a name for it are taken for what they may be
MOST = 0.75  # and their share of all
_SPEED = re.compile(
    r"speed|faster|quicker|acceleration|throughput|performance|加速|提速|速度|性能", re.IGNORECASE
)
# Titles that say neither per cent nor points: of rates, both are usual.
_NEUTRAL = re.compile(r"^\W*(?:change|difference|diff|delta|Δ|变化|变动|差值|差异?)\W*$", re.IGNORECASE)

Reading = Callable[[Interval, Interval], Interval]
# Before, after, the stated change, the verdict on it, and what before and after give.
Judged = tuple[Statement, Statement, Statement, str, Interval | None]


def agrees(
    first: Statement, second: Statement, stated: Statement, column: Column
) -> tuple[str, Interval | None]:
    """The verdict on a stated change, and the value that the columns give."""
    before, after = values_of(first.quantity), values_of(second.quantity)
    readings = _readings(first.quantity, second.quantity, stated.quantity, column)
    if not readings or (min(before[0], after[0]) <= 0 and stated.quantity.unit in ("share", "factor")):
        return "unverifiable", None
    told = _signless(values_of(stated.quantity))
    for reading in readings:
        if meet(_signless(reading(before, after)), told):
            return "holds", readings[0](before, after)
    value = readings[0](before, after)
    rough = readings[0](rough_values_of(first.quantity), rough_values_of(second.quantity))
    if meet(_signless(rough), _signless(rough_values_of(stated.quantity))) or is_cut(value, told, stated):
        return "imprecise", value
    is_share = stated.quantity.unit == first.quantity.unit == "share"
    if is_share and meet(_signless(_minus(before, after)), told):
        return "points", value
    return "contradicted", value


def is_cut(computed: Interval, told: Interval, stated: Statement) -> bool:
    """Whether a figure was cut where it should have been rounded: off by less than one unit."""
    half = stated.quantity.step * 0.499
    return meet(_signless(computed), (told[0], told[1] + half))


def _signless(interval: Interval) -> Interval:
    low, high = sorted(abs(end) for end in interval)
    return (0.0, high) if interval[0] < 0 < interval[1] else (low, high)


def _readings(first: Quantity, second: Quantity, stated: Quantity, column: Column) -> list[Reading]:
    """What a change in this unit may mean, the most usual first."""
    if stated.unit == "share":
        # 40 ms that become 20 ms are 50 % less time, 100 % more speed, and 200 % of the speed.
        is_of_speed = second.value < first.value and _SPEED.search(column.title)
        if is_of_speed:
            return [_relative, _gain, inverse_ratio]
        return [_relative, _minus] if first.unit == "share" and _NEUTRAL.match(column.title) else [_relative]
    if stated.unit == "factor":
        rises = second.value >= first.value and not column.falls
        if stated.value < 1:
            return [inverse_ratio if rises else ratio]  # a slowdown, told as a speed-up
        return [ratio, _ratio_less_one] if rises else [inverse_ratio]
    if (stated.unit == "points" and first.unit == "share") or stated.unit == first.unit:
        return [_minus]
    return []


def _relative(before: Interval, after: Interval) -> Interval:
    low, high = ratio(before, after)
    return low - 1, high - 1


def ratio(before: Interval, after: Interval) -> Interval:
    """After over before; (0, 0) where before may be nothing."""
    return (after[0] / before[1], after[1] / before[0]) if before[0] > 0 else (0.0, 0.0)


def _ratio_less_one(before: Interval, after: Interval) -> Interval:
    low, high = ratio(before, after)
    return low - 1, high - 1


def inverse_ratio(before: Interval, after: Interval) -> Interval:
    """Before over after."""
    return ratio(after, before)


def _gain(before: Interval, after: Interval) -> Interval:
    return _relative(after, before)


def _minus(before: Interval, after: Interval) -> Interval:
    return after[0] - before[1], after[1] - before[0]


def finding(
    first: Statement, second: Statement, stated: Statement, verdict: str, value: Interval | None
) -> Finding:
    """The finding on a stated change, of what ``agrees`` answers."""
    if value is None:
        return found(stated, CHECK, "unverifiable", "change.unread", kind="change")
    middle = _middle(first.quantity, second.quantity, stated.quantity)
    given = shown(abs(middle), stated.quantity.unit, step=stated.quantity.step)
    working = f"{first.quantity.text} → {second.quantity.text}: {given}"
    return found(
        stated,
        CHECK,
        JUDGEMENTS[verdict],
        f"change.{verdict}",
        kind="change",
        computed=working,
        before=first.quantity.text,
        after=second.quantity.text,
        stated=stated.quantity.text,
        computed_value=given,
    )


JUDGEMENTS: dict[str, Judgement] = {
    "holds": "holds",
    "imprecise": "imprecise",
    "points": "imprecise",
    "contradicted": "contradicted",
}


def _middle(first: Quantity, second: Quantity, stated: Quantity) -> float:
    if stated.unit == "share":
        return second.value / first.value - 1 if first.value else 0.0
    if stated.unit == "factor":
        small, large = sorted((abs(first.value), abs(second.value)))
        if not small:
            return 0.0
        return large / small if stated.value >= 1 else small / large
    return second.value - first.value
