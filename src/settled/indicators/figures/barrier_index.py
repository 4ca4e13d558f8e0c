"""Barriers to entry: how far the frontier is from what others do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from settled.indicators.figures.drawing import N_DRAWS, Floats, generator
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureBasis, FigureMeasured, FigurePart, FigureSpec
from settled.records.industry import TrainingRun

SPEC = FigureSpec(
    id="barrier_index",
    name="Barrier index",
    question="How high are the barriers to a newcomer?",
    formula="barrier index = sum of height x weight / sum of weights; height of compute and data = "
    "1 - 1 / (1 + log10(frontier / median run)), of talent = 1 - firms at the frontier / firms",
    inputs="training compute and training data of released models, and the firms that released them",
    unit="share",
    least=0.0,
    most=1.0,
    grows=1,
    distrust="The rules for heights are ours: they order, and say nothing of a height's size. No weights are "
    "stated, so that equal ones are taken; technical and capital barriers are not counted: they may be "
    "anything. Models that are in the table are notable ones: the median run is not that of all who train.",
    reference="convergence model, section 6.2",
    indirect=(("models/epoch", "indirect: what notable models took stands for what a newcomer needs"),),
)
FRONTIER = 10
YEARS = 2
PARTS = ("technical", "data", "compute", "talent", "capital")


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The index under equal weights, with unknown parts uniform; and each height by itself."""
    runs = [one for one in inputs.industry.runs if date(one.year, 12, 31) <= inputs.as_of]
    last = max((one.year for one in runs), default=0)
    runs = [one for one in runs if one.year > last - YEARS]
    if not runs:
        yield FigureMeasured("", "newcomers", why_missing="no training runs")
        return
    heights = {name: _height(name, runs) for name in ("data", "compute", "talent")}
    basis = FigureBasis("models/epoch", date(last, 12, 31), None, len(runs))
    start, end = date(last - YEARS + 1, 1, 1), date(last, 12, 31)
    yield _index(heights, basis, start, end)
    for name in PARTS:
        if (drawn := heights.get(name)) is None:
            yield FigureMeasured("", f"{name} barrier", why_missing="not counted", part=name)
        else:
            yield FigureMeasured("", f"{name} barrier", start, end, drawn, (basis,), part=name)


def _index(heights: dict[str, Floats], basis: FigureBasis, start: date, end: date) -> FigureMeasured:
    drawn, parts = np.zeros(N_DRAWS), []
    least, most = np.zeros(N_DRAWS), np.zeros(N_DRAWS)
    weight = 1.0 / len(PARTS)
    for name in PARTS:
        known = heights.get(name)
        if known is None:
            drawn, most = drawn + weight * generator("barrier", name).random(N_DRAWS), most + weight
            parts.append(FigurePart(name, None, 0.0, 1.0, weight))
            continue
        drawn, least, most = drawn + weight * known, least + weight * known, most + weight * known
        low, median, high = np.quantile(known, (0.05, 0.5, 0.95)).tolist()
        parts.append(FigurePart(name, median, low, high, weight))
    told = [one.value for one in parts if one.value is not None]
    return FigureMeasured(
        field="",
        market="newcomers",
        start=start,
        end=end,
        draws=drawn,
        bases=(basis,),
        low=float(np.quantile(least, 0.05)),
        high=float(np.quantile(most, 0.95)),
        parts=tuple(parts),
        steps=(
            *(f"{one.name}: {'not counted' if one.value is None else f'{one.value:.3f}'}" for one in parts),
            f"over all weightings of the known parts: {min(told):.3f} to {max(told):.3f}",
        ),
    )


def _height(name: str, runs: Sequence[TrainingRun]) -> Floats:
    """Draws of a height: runs with replacement."""
    if name == "talent":
        return _talent(runs)
    values = np.array([v for one in runs if (v := one.dataset if name == "data" else one.compute_flop)])
    if len(values) <= FRONTIER:
        return generator("barrier", name).random(N_DRAWS)
    picked = np.sort(generator("barrier", name).choice(np.log10(values), (N_DRAWS, len(values))), axis=1)
    apart = np.median(picked[:, -FRONTIER:], axis=1) - np.median(picked, axis=1)
    return np.asarray(1.0 - 1.0 / (1.0 + np.maximum(apart, 0.0)))


def _talent(runs: Sequence[TrainingRun]) -> Floats:
    """1 - firms that released one of the largest runs, over the firms that released any."""
    known = [one for one in runs if one.compute_flop and one.firms]
    compute = np.array([one.compute_flop for one in known])
    drawn = np.empty(N_DRAWS)
    rng = generator("barrier", "talent")
    for number in range(N_DRAWS):
        picked = rng.integers(0, len(known), len(known))
        ranked = picked[np.argsort(compute[picked])]
        frontier = {firm for index in ranked[-FRONTIER:] for firm in known[index].firms}
        firms = {firm for index in picked for firm in known[index].firms}
        drawn[number] = 1.0 - len(frontier) / len(firms)
    return drawn
