"""Each figure against evidence so small that its value can be reckoned by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from settled.indicators.figures import (
    all_figures,
    barrier_index,
    ecosystem_unity,
    innovation_space,
    innovation_turn,
    knowledge_diffusion,
    maturity,
    standardization,
)
from settled.indicators.figures.concentration import normalised_entropy
from settled.indicators.figures.drawing import corrected
from settled.indicators.figures.inputs import Inputs
from settled.records import FigureMeasured, RoleCounts
from settled.records.industry import CountedSource, Industry, Pushers, TrainingRun

from .conftest import AS_OF, counted, valued

Make = Callable[..., Inputs]
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
TOPICS = CountedSource("topics", "t", "0", "CC0-1.0", "", date(2025, 9, 30))


def found(figure: object, inputs: Inputs, market: str) -> FigureMeasured:
    """The one entry of a market of field ``f``, or of no field."""
    (one,) = [one for one in figure.measure(inputs) if one.market == market and one.field in ("f", "")]  # type: ignore[attr-defined]
    return one


def median(one: FigureMeasured) -> float:
    assert one.draws is not None, one.why_missing
    return float(np.median(one.draws))


def papers(venue: str, year: int, count: int, incumbent: int, seeking: int, founding: int) -> RoleCounts:
    return RoleCounts("f", venue, date(year, 1, 1), date(year, 3, 31), count, incumbent, seeking, founding)


def of_papers(figure: object, inputs: Inputs) -> FigureMeasured:
    (one,) = [one for one in figure.measure(inputs) if one.market == "papers" and one.field == "f"]  # type: ignore[attr-defined]
    return one


# --- papers -------------------------------------------------------------------------------------------


def test_papers_of_the_last_two_years_count(make: Make) -> None:
    roles = (
        papers("x", 2026, 600, 500, 60, 30),
        papers("y", 2025, 400, 300, 40, 20),
        papers("x", 2020, 999, 999, 999, 999),
    )
    inputs = make(roles=roles)
    space, turn = of_papers(innovation_space, inputs), of_papers(innovation_turn, inputs)
    assert (space.bases[0].k, space.bases[0].n) == (100, 1000)
    assert median(space) == pytest.approx(0.10, abs=0.005)
    assert (turn.bases[0].k, turn.bases[0].n) == (950, 1000)
    assert median(turn) == pytest.approx(0.95, abs=0.005)
    assert (space.start, space.end) == (date(2025, 1, 1), date(2026, 3, 31))


def test_papers_after_the_date_asked_do_not_count(make: Make) -> None:
    inputs = make(roles=(papers("x", 2025, 100, 50, 10, 5), papers("x", 2027, 100, 50, 90, 5)))
    assert of_papers(innovation_space, inputs).bases[0].k == 10


def test_a_field_without_papers_says_so(make: Make) -> None:
    assert of_papers(innovation_space, make()).why_missing
    assert of_papers(innovation_turn, make()).why_missing


def test_venues_that_disagree_widen_the_interval(make: Make) -> None:
    agreeing = make(roles=tuple(papers(f"v{number}", 2026, 100, 50, 20, 5) for number in range(10)))
    split = make(
        roles=tuple(papers(f"v{number}", 2026, 100, 50, 40 * (number % 2), 5) for number in range(10))
    )
    widths = [
        float(np.ptp(np.quantile(of_papers(innovation_space, one).draws, (0.05, 0.95))))  # type: ignore[arg-type]
        for one in (agreeing, split)
    ]
    assert widths[1] > 2 * widths[0]


# --- diffusion ----------------------------------------------------------------------------------------


def test_papers_grow_at_the_venues_that_both_years_know(make: Make) -> None:
    roles = (
        papers("x", 2020, 200, 100, 0, 0),
        papers("y", 2020, 200, 100, 0, 0),
        papers("x", 2025, 900, 400, 0, 0),
        papers("y", 2025, 900, 400, 0, 0),
        papers("z", 2025, 9000, 9000, 0, 0),  # of 2025 alone
        papers("arxiv-cs.LG", 2020, 10, 1, 0, 0),  # a patchwork
        papers("arxiv-cs.LG", 2025, 9000, 9000, 0, 0),
    )
    inputs = make(roles=roles, stated_fields=frozenset({"f"}))
    one = found(knowledge_diffusion, inputs, "papers naming the incumbent")
    assert median(one) == pytest.approx(4.0, rel=0.05)
    (rate,) = one.parts
    assert rate.value == pytest.approx(4 ** (1 / 5) - 1, abs=0.01)
    assert one.comparable


def test_another_number_of_years_is_not_compared_with_what_is_stated(make: Make) -> None:
    roles = tuple(papers(venue, year, 200, 100, 0, 0) for venue in "xy" for year in (2020, 2023))
    inputs = make(roles=roles, stated_fields=frozenset({"f"}))
    one = found(knowledge_diffusion, inputs, "papers naming the incumbent")
    assert one.end == date(2023, 12, 31)
    assert not one.comparable


def test_people_are_counted_in_economies_that_both_years_list(make: Make) -> None:
    pushers = (
        Pushers("llm", "US", 2020, 100),
        Pushers("llm", "US", 2025, 300),
        Pushers("llm", "CN", 2020, 50),
        Pushers("llm", "CN", 2025, 150),
        Pushers("llm", "IN", 2025, 9999),
    )
    one = found(
        knowledge_diffusion, make(industry=Industry((TOPICS,), pushers=pushers)), "people pushing to llm"
    )
    assert one.draws == pytest.approx(np.full(1000, 3.0))
    assert one.bases[0].worth == 2.0


# --- choices ------------------------------------------------------------------------------------------


def test_unity_of_choices(make: Make) -> None:
    """Owners a, b: half of their choices each; 1 - ln 2 / ln 3 of three rivals."""
    half = [counted(one, "adoption", "code/repositories", QUARTER, 1, 2) for one in "ab"]
    one = found(ecosystem_unity, make(half), "choices")
    assert median(one) == pytest.approx(1 - math.log(2) / math.log(3))
    alone = found(ecosystem_unity, replace_observed(make, "c"), "choices")
    assert median(alone) == pytest.approx(1.0)


def test_unity_of_few_owners_is_not_overstated() -> None:
    """40 owners who choose among eight rivals, shares falling as 1 / rank: intervals hold the truth."""
    truth = 1.0 / np.arange(1, 9)
    truth /= truth.sum()
    value = 1.0 - float(normalised_entropy(truth))
    rng, held = np.random.default_rng(20261124), 0
    for _ in range(300):
        shares = rng.multinomial(40, truth) / 40
        drawn = 1.0 - normalised_entropy(rng.multinomial(40, shares, 400) / 40)
        _, low, high = corrected(drawn, 1.0 - float(normalised_entropy(shares)))
        held += low <= value <= high
    assert 0.83 <= held / 300 <= 0.97


def replace_observed(make: Make, technology: str) -> Inputs:
    """Inputs where everybody chooses one technology."""
    inputs = make([counted(technology, "adoption", "code/repositories", QUARTER, 1, 1)])
    return replace(inputs, fields={"f": (technology, "x", "y")})


def test_nobody_who_chooses_is_no_unity(make: Make) -> None:
    assert found(ecosystem_unity, make(), "choices").why_missing == "no repository uses any"


# --- maturity and standardization ---------------------------------------------------------------------


def test_parts_that_no_source_tells_may_be_anything(make: Make) -> None:
    months = [
        valued("a", "downloads/g", (date(2026, month, 1), date(2026, month, 28)), 0.8)
        for month in range(1, 6)
    ]
    one = found(maturity, make(months), "tool chain")
    # 0.3 x 0.8 is known; framework support (0.4) and documentation (0.3) are between 0 and 1.
    assert one.low == pytest.approx(0.24)
    assert one.high == pytest.approx(0.94)
    assert {part.name: part.value for part in one.parts} == {
        "framework support": None,
        "documentation": None,
        "community": pytest.approx(0.8),
    }
    assert sum(part.weight or 0.0 for part in one.parts) == pytest.approx(1.0)


def test_standardization_is_the_share_on_a_canonical_implementation(make: Make) -> None:
    one = found(
        standardization,
        make([counted("a", "canonical", "code/repositories", QUARTER, 90, 100)]),
        "repositories",
    )
    assert (one.bases[0].k, one.bases[0].n) == (90, 100)
    assert one.draws is not None
    assert float(np.quantile(one.draws, 0.05)) < 0.9 < float(np.quantile(one.draws, 0.95))


# --- barriers -----------------------------------------------------------------------------------------


def runs(median_flop: float, frontier_flop: float) -> tuple[TrainingRun, ...]:
    many = [TrainingRun(2025, median_flop, None, (f"firm {number}",)) for number in range(190)]
    return (*many, *(TrainingRun(2025, frontier_flop, None, ("giant",)) for _ in range(20)))


def test_the_height_of_compute_by_hand(make: Make) -> None:
    """A frontier 1,000 times the median: 1 - 1 / (1 + 3). Data is not known at all: anything."""
    inputs = make(industry=Industry(runs=runs(1e22, 1e25)))
    assert median(found(barrier_index, inputs, "compute barrier")) == pytest.approx(0.75)
    parts = {part.name: part for part in found(barrier_index, inputs, "newcomers").parts}
    assert parts["compute"].value == pytest.approx(0.75)
    assert parts["capital"].value is None
    assert (parts["capital"].low, parts["capital"].high) == (0.0, 1.0)


def test_the_height_grows_with_the_distance(make: Make) -> None:
    heights = [
        median(
            found(barrier_index, make(industry=Industry(runs=runs(1e22, 1e22 * times))), "compute barrier")
        )
        for times in (1, 10, 100, 1e6)
    ]
    assert heights[0] == 0.0
    assert heights == sorted(heights)
    assert heights[-1] < 1.0


def test_a_height_that_too_few_runs_tell_is_not_made_up(make: Make) -> None:
    """Nobody tells the size of his data: no height, and in the index anything from 0 to 1."""
    inputs = make(industry=Industry(runs=runs(1e22, 1e25)))
    assert found(barrier_index, inputs, "data barrier").why_missing == "too few training runs tell it"
    assert found(barrier_index, inputs, "compute barrier").bases[0].n == 210
    parts = {part.name: part for part in found(barrier_index, inputs, "newcomers").parts}
    assert (parts["data"].value, parts["data"].low, parts["data"].high) == (None, 0.0, 1.0)


def test_talent_by_hand(make: Make) -> None:
    """One of 191 firms released all of the largest runs."""
    one = found(barrier_index, make(industry=Industry(runs=runs(1e22, 1e25))), "talent barrier")
    assert one.steps == ("1 of 191 firms released one of the 10 largest of 210 runs",)
    assert median(one) == pytest.approx(1 - 1 / 191, abs=0.01)


def test_no_runs_no_barrier(make: Make) -> None:
    few = Industry(runs=runs(1e22, 1e25)[:10])
    for inputs in (make(), make(industry=few)):
        assert (
            found(barrier_index, inputs, "newcomers").why_missing == "too few training runs tell any height"
        )


# --- every figure -------------------------------------------------------------------------------------


def everything(make: Make) -> Iterator[tuple[str, FigureMeasured]]:
    rows = [counted(one, "adoption", "code/repositories", QUARTER, 3, 9) for one in "ab"]
    rows += [valued(one, "downloads/g", QUARTER, 0.5) for one in "ab"]
    inputs = make(
        rows,
        roles=(papers("x", 2026, 20, 10, 2, 1), papers("y", 2025, 20, 10, 2, 1)),
        industry=Industry(runs=runs(1e22, 1e25)),
    )
    for figure in all_figures():
        for one in figure.measure(inputs):
            yield figure.SPEC.id, one


def test_every_figure_is_in_its_range_and_says_how_it_was_reckoned(make: Make) -> None:
    specs = {figure.SPEC.id: figure.SPEC for figure in all_figures()}
    measured = list(everything(make))
    assert {name for name, _ in measured} == set(specs)
    for name, one in measured:
        assert (one.draws is None) == bool(one.why_missing), (name, one.market)
        if one.draws is None:
            continue
        most = np.inf if specs[name].most is None else specs[name].most
        assert specs[name].least <= one.draws.min() <= one.draws.max() <= most + 1e-9
        assert one.steps
        assert one.bases
        assert one.start is not None
        assert one.end is not None
        assert one.start <= one.end <= AS_OF


def test_every_figure_is_declared_whole() -> None:
    for figure in all_figures():
        spec = figure.SPEC
        assert all((spec.name, spec.question, spec.formula, spec.inputs, spec.distrust, spec.reference)), (
            spec.id
        )
        assert spec.question.endswith("?")
        assert spec.grows in (-1, 0, 1)


def test_nothing_known_is_nothing_measured(make: Make) -> None:
    for figure in all_figures():
        for one in figure.measure(make()):
            assert one.draws is None
            assert one.why_missing
