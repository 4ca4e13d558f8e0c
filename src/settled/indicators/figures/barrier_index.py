"""Barriers to entry: how far the frontier is from what others do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from settled.indicators.figures.drawing import N_DRAWS, Floats, generator
from settled.indicators.figures.inputs import Inputs
from settled.indicators.figures.weighted import weighted
from settled.records import FigureBasis, FigureMeasured, FigureSpec
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
COUNTED = ("data", "compute", "talent")
PARTS = ("technical", "data", "compute", "talent", "capital")


def measure(inputs: Inputs) -> Iterator[FigureMeasured]:
    """The index under equal weights, with unknown parts uniform; and each height by itself."""
    runs = [one for one in inputs.industry.runs if date(one.year, 12, 31) <= inputs.as_of]
    last = max((one.year for one in runs), default=0)
    runs = [one for one in runs if one.year > last - YEARS]
    heights = {name: height for name in COUNTED if (height := _height(name, runs)) is not None}
    start, end = date(max(last, YEARS) - YEARS + 1, 1, 1), date(max(last, 1), 12, 31)
    if heights:
        basis = FigureBasis("models/epoch", end, None, len(runs))
        yield _index({name: height.draws for name, height in heights.items()}, basis, start, end)
    else:
        yield FigureMeasured("", "newcomers", why_missing="too few training runs tell any height")
    for name in PARTS:
        market = f"{name} barrier"
        if (known := heights.get(name)) is None:
            why = "too few training runs tell it" if name in COUNTED else "not counted"
            yield FigureMeasured("", market, why_missing=why, part=name)
        else:
            basis = FigureBasis("models/epoch", end, None, known.runs)
            yield FigureMeasured(
                "", market, start, end, known.draws, (basis,), part=name, steps=(known.step,)
            )


def _index(heights: dict[str, Floats], basis: FigureBasis, start: date, end: date) -> FigureMeasured:
    """Of one height at the least."""
    index = weighted(dict.fromkeys(PARTS, 1.0 / len(PARTS)), heights, "barrier")
    told = [one.value for one in index.parts if one.value is not None]
    return FigureMeasured(
        field="",
        market="newcomers",
        start=start,
        end=end,
        draws=index.draws,
        bases=(basis,),
        low=index.low,
        high=index.high,
        parts=index.parts,
        steps=(
            *(
                f"{one.name}: {'not counted' if one.value is None else f'{one.value:.3f}'}"
                for one in index.parts
            ),
            f"over all weightings of the known parts: {min(told):.3f} to {max(told):.3f}",
        ),
    )


@dataclass(frozen=True, slots=True)
class _Height:
    """Draws of a height, the runs that tell it, and how it was reckoned."""

    draws: Floats
    runs: int
    step: str


def _height(name: str, runs: Sequence[TrainingRun]) -> _Height | None:
    """A height, with runs drawn with replacement; ``None`` where no more than the frontier is known."""
    return _talent(runs) if name == "talent" else _distance(name, runs)


def _distance(name: str, runs: Sequence[TrainingRun]) -> _Height | None:
    values = np.array([v for one in runs if (v := one.dataset if name == "data" else one.compute_flop)])
    if len(values) <= FRONTIER:
        return None
    logs = np.log10(values)
    picked = np.sort(generator("barrier", name).choice(logs, (N_DRAWS, len(logs))), axis=1)
    apart = np.median(picked[:, -FRONTIER:], axis=1) - np.median(picked, axis=1)
    told = float(np.median(np.sort(logs)[-FRONTIER:]) - np.median(logs))
    step = f"the {FRONTIER} largest of {len(values)} runs are {10**told:,.0f} times the median run"
    return _Height(1.0 - 1.0 / (1.0 + np.maximum(apart, 0.0)), len(values), step)


def _talent(runs: Sequence[TrainingRun]) -> _Height | None:
    """1 - firms that released one of the largest runs, over the firms that released any."""
    known = [one for one in runs if one.compute_flop and one.firms]
    if len(known) <= FRONTIER:
        return None
    compute = np.array([one.compute_flop for one in known])
    drawn = np.empty(N_DRAWS)
    rng = generator("barrier", "talent")
    for number in range(N_DRAWS):
        picked = rng.integers(0, len(known), len(known))
        frontier, firms = _firms(known, picked[np.argsort(compute[picked])])
        drawn[number] = 1.0 - len(frontier) / len(firms)
    frontier, firms = _firms(known, np.argsort(compute))
    step = (
        f"{len(frontier)} of {len(firms)} firms released one of the {FRONTIER} largest of {len(known)} runs"
    )
    return _Height(drawn, len(known), step)


def _firms(runs: Sequence[TrainingRun], ranked: NDArray[np.int64]) -> tuple[set[str], set[str]]:
    """Firms of the last ``FRONTIER`` of the ranked runs, and of all of them."""
    frontier = {firm for index in ranked[-FRONTIER:].tolist() for firm in runs[index].firms}
    return frontier, {firm for index in ranked.tolist() for firm in runs[index].firms}
