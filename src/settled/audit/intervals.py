"""What a number as written may be: the values that round to it, or that its bound leaves open."""

from __future__ import annotations

from settled.records.audit import Quantity

EPS = 1e-9  # relative; figures of documents have fewer digits
_ROUGH_FROM = (
    1000.0  # units of the last digit: a count of so many that ends in zeros may have been rounded to them
)

Interval = tuple[float, float]


def values_of(quantity: Quantity) -> Interval:
    """The values that would be written so.

    ``=``: half a unit of the last digit to each side. ``~``: a range as it stands; else one unit, or half a
    unit
    of the last digit that is not a trailing zero. ``≥`` (``95%+``): a share up to the whole, else up to one
    more unit of the last digit that is not zero (``5,000+`` is less than 6,000). ``<``: a share down to zero.
    """
    if quantity.bound in (">", "≥"):
        most = max(1.0, quantity.value) if quantity.unit == "share" else quantity.value + quantity.rough
        return quantity.value, most
    if quantity.bound in ("<", "≤"):
        least = 0.0 if quantity.value >= 0 else quantity.value - quantity.rough
        return least, quantity.value
    half = quantity.step / 2
    if quantity.bound == "~" and quantity.low == quantity.high:
        half = max(quantity.step, quantity.rough / 2)
    return quantity.low - half, quantity.high + half


def rough_values_of(quantity: Quantity) -> Interval:
    """As ``values_of``, where the trailing zeros of a large count may be rounding (``50,000``)."""
    low, high = values_of(quantity)
    if (
        quantity.bound == "="
        and abs(quantity.value) >= _ROUGH_FROM * quantity.step
        and quantity.unit != "share"
    ):
        half = quantity.rough / 2
        return quantity.low - half, quantity.high + half
    return low, high


def meet(one: Interval, other: Interval) -> bool:
    """Whether two intervals have a value in common.

    >>> meet((0.0, 1.0), (1.0, 2.0)), meet((0.0, 1.0), (1.1, 2.0))
    (True, False)
    """
    slack = EPS * max(1e-6, *(abs(end) for end in (*one, *other)))
    return one[0] <= other[1] + slack and other[0] <= one[1] + slack


def holds(computed: Interval, stated: Quantity) -> bool | None:
    """Whether a computed value may be written as stated: ``None`` if only by rounding large counts."""
    if meet(computed, values_of(stated)):
        return True
    return None if meet(computed, rough_values_of(stated)) else False
