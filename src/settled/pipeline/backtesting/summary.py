"""From scored forecasts and verdicts to the tables of a backtest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from settled.growth.naming import Floats
from settled.growth.scoring import block_interval, reliability
from settled.pipeline.backtesting.cases import AHEAD
from settled.pipeline.growth_prior import OUTCOMES, UNTIL
from settled.records import LEVELS, METHODS, Aim, Bin, Held, Level, Score, Scored, ShareVerdict

SURE = 0.9
MATTERS = 0.05  # a share that a reader would call one of the contest
N_MISSES = 10
_AIMED_AT = 3  # years ahead of the aims, and of the misses

# What is scored together. Only ``later`` and its parts prove anything: the prior was fitted to ``fitted``;
# ``unseen`` leaves out the origins of which some outcome had a say in it.
GROUPS: Mapping[str, Callable[[Scored], bool]] = {
    "later": lambda one: one.origin > UNTIL.year,
    "later_past": lambda one: one.origin > UNTIL.year and one.past,
    "later_papers": lambda one: one.origin > UNTIL.year and not one.past and one.measure == "papers_about",
    "later_adoption": lambda one: one.origin > UNTIL.year and one.measure == "adoption",
    "later_contenders": lambda one: one.origin > UNTIL.year and one.before >= MATTERS,
    "unseen": lambda one: one.origin >= OUTCOMES.year,
    "fitted": lambda one: one.origin <= UNTIL.year,
}


def scores(scored: Sequence[Scored]) -> Iterator[Score]:
    """One row a group and years ahead that has any forecast."""
    for group, belongs in GROUPS.items():
        for ahead in AHEAD:
            own = [one for one in scored if one.ahead == ahead and belongs(one)]
            if own:
                yield _score(group, ahead, own)


def _score(group: str, ahead: int, own: Sequence[Scored]) -> Score:
    crps = {method: _mean(one.crps[method] for one in own) for method in METHODS}
    spread = [method for method in METHODS if method in own[0].log_score]
    model, persistence = _by_field(own)
    interval = block_interval(model, persistence, group, str(ahead))
    low, high = (None, None) if interval is None else interval
    return Score(
        group=group,
        ahead=ahead,
        forecasts=len(own),
        contests=len(model),
        crps=crps,
        log_score={method: _mean(one.log_score[method] for one in own) for method in spread},
        ratio=crps["model"] / crps["persistence"] if crps["persistence"] > 0.0 else None,
        ratio_low=low,
        ratio_high=high,
        coverage_50=_mean(one.inside_50 for one in own),
        coverage={method: _mean(one.inside[method] for one in own) for method in spread},
        content_50=_mean(one.content_50 for one in own),
        content_90=_mean(one.content_90 for one in own),
    )


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _by_field(own: Sequence[Scored]) -> tuple[Floats, Floats]:
    """Summed CRPS of the model and of persistence, a number a field."""
    fields = sorted({one.field for one in own})
    sums = np.zeros((2, len(fields)))
    for one in own:
        sums[:, fields.index(one.field)] += one.crps["model"], one.crps["persistence"]
    return sums[0], sums[1]


def followed(
    judged: Sequence[ShareVerdict], wanted: Callable[[ShareVerdict], bool], ahead: int
) -> list[tuple[ShareVerdict, ShareVerdict]]:
    """The verdicts wanted, each with the one so many years later; without one, it is left out.

    Args:
        judged: of all years.
    """
    by_key = {(one.field, one.technology, one.measure, one.year): one for one in judged}
    pairs = (
        (one, by_key.get((one.field, one.technology, one.measure, one.year + ahead)))
        for one in judged
        if wanted(one)
    )
    return [(one, later) for one, later in pairs if later is not None]


def held(
    pairs: Sequence[tuple[ShareVerdict, ShareVerdict]], ahead: int, levels: Sequence[Level]
) -> Iterator[Held]:
    """One row a level: of its verdicts, each with one so many years later, those that held."""
    for level in levels:
        own = [(one, later) for one, later in pairs if one.level == level]
        still = [later.level == level for _, later in own]
        within = [one.low <= later.median <= one.high for one, later in own]
        yield Held(
            level=level,
            ahead=ahead,
            judged=len(own),
            contests=len({one.field for one, _ in own}),
            still=sum(still),
            within=sum(a or b for a, b in zip(still, within, strict=True)),
        )


def bins(scored: Sequence[Scored], ahead: int) -> Iterator[Bin]:
    """Ten bins of the forecast probabilities, of all levels and of each, and how often the level came."""
    own = [one for one in scored if one.ahead == ahead]
    said = np.array([[one.level[level] for level in LEVELS] for one in own]).reshape(-1, len(LEVELS))
    came = np.array([[one.outcome_level == level for level in LEVELS] for one in own]).reshape(said.shape)
    places: list[tuple[Level | None, slice]] = [(None, slice(None))]
    places += [(level, slice(place, place + 1)) for place, level in enumerate(LEVELS)]
    for level, place in places:
        for low, high, count, forecast, happened in reliability(
            said[:, place].ravel(), came[:, place].ravel()
        ):
            yield Bin(level, ahead, low, high, count, forecast, happened)


def misses(scored: Sequence[Scored]) -> list[Scored]:
    """The greatest CRPS three years ahead, the worst origin of each technology's series."""
    worst: dict[tuple[str, str, str], Scored] = {}
    for one in scored:
        key = (one.field, one.technology, one.measure)
        if one.ahead == _AIMED_AT and (key not in worst or one.crps["model"] > worst[key].crps["model"]):
            worst[key] = one
    return sorted(worst.values(), key=lambda one: -one.crps["model"])[:N_MISSES]


def aims(by_level: Sequence[Held], sure: Sequence[Held], table: Sequence[Score]) -> Iterator[Aim]:
    """What was to be shown three years ahead, on origins after those that the prior was fitted to."""
    row = next((one for one in table if one.group == "later" and one.ahead == _AIMED_AT), None)
    settled = next(one for one in sure if one.ahead == _AIMED_AT)
    judged = sum(one.judged for one in by_level if one.ahead == _AIMED_AT)
    yield Aim("verdicts", float(judged), 200.0, None)
    yield Aim("crps_ratio", row.ratio if row else None, None, 0.9)
    yield Aim("coverage_90", row.coverage["model"] if row else None, 0.87, 0.93)
    yield Aim("sure_held", settled.within / settled.judged if settled.judged else None, 0.95, None)
