"""What mixing costs: exponents of time and memory, where lines cross, and the claims on both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from settled.lab.experiment import Judged, Outcome, Plan, Result, Ruling
from settled.lab.experiments.attention.asked import Point, costs
from settled.lab.experiments.attention.scores import result
from settled.lab.theorems.apparatus.slopes import Interval, exponent

TOLERANCE = 0.25
"""An exponent is as stated if its interval lies within this of it: caches and kernels bend real curves."""
_LONGEST = 3  # sizes that an exponent is fitted to: at small ones other work hides what grows


@dataclass(frozen=True, slots=True)
class Growth:
    """A claim: the time of ``mixer`` grows as the given power of ``axis``."""

    claim: str
    mixer: str
    axis: str
    power: float


GROWTHS = (
    Growth("softmax-grows-as-n2", "softmax", "length", 2.0),
    Growth("softmax-grows-as-d", "softmax", "width", 1.0),
    Growth("linear-grows-as-n", "linear", "length", 1.0),
    Growth("linear-grows-as-d2", "linear", "width", 2.0),
    Growth("sparse-grows-as-n", "sparse_window", "length", 1.0),
    Growth("sparse-grows-as-w", "sparse_window", "window", 1.0),
)
Measured = Sequence[tuple[Point, Mapping[str, object]]]


def measured(plan: Plan, known: Mapping[str, Outcome]) -> Measured:
    """Points and what was measured there, one a seed."""
    return [
        (point, known[trial.id].values)
        for point, trial in costs(plan)
        if trial.id in known and known[trial.id].status == "done"
    ]


def seconds(values: Mapping[str, object]) -> float:
    """The least of the repeats, forward and backward together: what disturbs only adds."""
    pairs = zip(_floats(values["forward_seconds"]), _floats(values["backward_seconds"]), strict=True)
    return min(forward + backward for forward, backward in pairs)


def _bytes(values: Mapping[str, object]) -> float:
    return _floats([values["bytes"]])[0]


def _floats(values: object) -> list[float]:
    assert isinstance(values, list)
    return [float(value) for value in values]


def along(
    found: Measured, mixer: str, axis: str, what: Callable[[Mapping[str, object]], float] = seconds
) -> list[tuple[int, float]]:
    """(size, what was measured) of a mixer along one axis, the others as they are along lengths."""
    sweep = [point for point, _ in found if point.mixer == mixer]
    if not sweep:
        return []
    width = min(point.width for point in sweep)
    return [
        (int(getattr(point, axis)), what(values))
        for point, values in found
        if point.mixer == mixer and _on(point, axis, width)
    ]


def _on(point: Point, axis: str, width: int) -> bool:
    if axis == "length":
        return point.width == width and not point.window
    if axis == "window":
        return point.window > 0
    return point.width != width


def fitted(pairs: Sequence[tuple[int, float]]) -> Interval | None:
    """The exponent over the largest sizes; ``None`` where there are too few of them."""
    sizes = sorted({size for size, _ in pairs})[-_LONGEST:]
    chosen = [(size, value) for size, value in pairs if size in sizes and value > 0]
    if len(sizes) < _LONGEST or len(chosen) < _LONGEST:
        return None
    return exponent([size for size, _ in chosen], [value for _, value in chosen])


def judged(found: Measured) -> list[Judged]:
    """The claims on growth, and on where linear attention overtakes."""
    told = [_growth(found, growth) for growth in GROWTHS]
    return [one for one in (*told, _overtakes(found)) if one is not None]


def _growth(found: Measured, growth: Growth) -> Judged | None:
    pairs = along(found, growth.mixer, growth.axis)
    power = fitted(pairs)
    if power is None:
        return None
    sizes = sorted({size for size, _ in pairs})[-_LONGEST:]
    told = (
        f"time of {growth.mixer} grows as {growth.axis} to the power {power.value:.2f} "
        f"[{power.low:.2f}, {power.high:.2f}], stated {growth.power:g}; {growth.axis} {sizes[0]} to "
        f"{sizes[-1]}"
    )
    verdict = ruling(power, growth.power)
    if verdict == "holds_only_if":
        told += "; it holds as an upper bound alone"
    return Judged(growth.claim, verdict, told)


def ruling(power: Interval, stated: float) -> Ruling:
    """As stated, slower (then it bounds from above alone), faster, or not to be told.

    >>> ruling(Interval(1.9, 1.8, 2.0), 2.0), ruling(Interval(1.0, 0.9, 1.1), 2.0)
    ('holds', 'holds_only_if')
    """
    if stated - TOLERANCE <= power.low and power.high <= stated + TOLERANCE:
        return "holds"
    if power.high < stated - TOLERANCE:
        return "holds_only_if"
    return "fails" if power.low > stated + TOLERANCE else "undecided"


def crossing(found: Measured, rival: str = "linear") -> tuple[int | None, list[int]]:
    """The shortest length from which on the rival takes less time, and the lengths that both have."""
    ours, theirs = (_least(along(found, mixer, "length")) for mixer in (rival, "softmax"))
    lengths = sorted(ours.keys() & theirs.keys())
    from_ = None
    for length in reversed(lengths):
        if ours[length] >= theirs[length]:
            break
        from_ = length
    return from_, lengths


def _least(pairs: Sequence[tuple[int, float]]) -> dict[int, float]:
    return {size: min(value for one, value in pairs if one == size) for size, _ in pairs}


def _overtakes(found: Measured) -> Judged | None:
    length, lengths = crossing(found)
    if not lengths:
        return None
    if length is None:
        told = f"linear attention is not the faster one up to length {lengths[-1]}"
        return Judged("linear-overtakes-softmax", "undecided", told)
    told = f"it takes less time from length {length} on; measured from {lengths[0]} to {lengths[-1]}"
    return Judged("linear-overtakes-softmax", "holds", told)


def results(found: Measured) -> list[Result]:
    """Time and memory at each length, their exponents, and the lengths where rivals overtake."""
    told = []
    for mixer in dict.fromkeys(point.mixer for point, _ in found):
        for metric, what, unit in (("time", seconds, "s"), ("memory", _bytes, "bytes")):
            pairs = along(found, mixer, "length", what)
            for size in sorted({size for size, _ in pairs}):
                values = [value for one, value in pairs if one == size]
                told.append(result(mixer, metric, f"cost at length {size}", values, unit))
            for axis in ("length", "width", "window"):
                pairs = along(found, mixer, axis, what)
                if power := fitted(pairs):
                    seeds = len(pairs) // len({size for size, _ in pairs})
                    name = f"exponent of {metric} in {axis}"
                    told.append(Result(mixer, name, "cost", power.value, power.low, power.high, seeds))
        length, _ = crossing(found, mixer) if mixer != "softmax" else (None, [])
        if length is not None:
            name = "length from which it takes less time than softmax"
            told.append(Result(mixer, name, "cost", float(length), None, None, 1, "positions"))
    return told
