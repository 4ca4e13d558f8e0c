"""When an ambiguous alias is meant: context, its reach, and the phrases that mean something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from settled.records import Alias, Born, Field, Signatures, Technology
from settled.scan.text import TextScanner

Batch = Callable[..., Any]


def _scanner(*aliases: Alias) -> TextScanner:
    born = Born(2020, "A made-up paper", "https://example.org")
    technology = Technology("owl", "Owl", "猫头鹰", born, Signatures(aliases=aliases))
    return TextScanner([Field("birds", "Birds", "鸟", "Which bird?", (technology,))])


ANYWHERE = Alias("Owl", exact=True, context=("optimizer", "step size", "学习率"))
NEAR = Alias("Owl", exact=True, context=("optimizer",), within=20)
BARRED = Alias("owl", unless=("barn owl", "owl pellet"))
BOTH = Alias("owl", context=("optimizer",), unless=("barn owl",))

# Alias, title, abstract, number of sightings.
CASES: dict[str, tuple[Alias, str | None, str | None, int]] = {
    "no condition": (Alias("owl"), "", "an owl", 1),
    "context missing": (ANYWHERE, "", "an Owl in a tree", 0),
    "context before": (ANYWHERE, "", "the optimizer Owl", 1),
    "context after": (ANYWHERE, "", "Owl, the optimizer", 1),
    "context far away": (ANYWHERE, "", "Owl " + "and so on " * 400 + "optimizer", 1),
    "context in the title": (ANYWHERE, "An optimizer", "We run Owl", 1),
    "context in the abstract of a titled name": (ANYWHERE, "Owl", "An optimizer", 1),
    "context beside a null abstract": (ANYWHERE, "Owl optimizer", None, 1),
    "context beside a null title": (ANYWHERE, None, "Owl optimizer", 1),
    "context in any case": (ANYWHERE, "", "The Optimizer Owl", 1),
    "context in the plural": (ANYWHERE, "", "Owl and other optimizers", 1),
    "context of two words with a hyphen": (ANYWHERE, "", "Owl has a step-size", 1),
    "context in Chinese": (ANYWHERE, "", "用Owl并调整学习率", 1),
    "context inside another word": (ANYWHERE, "", "Owl and superoptimizerish things", 0),
    "context for every one of several": (ANYWHERE, "", "Owl, Owl and Owl: optimizer", 3),
    "context of another unit is none": (ANYWHERE, "", "Owl", 0),
    "near before, at the very reach": (NEAR, "", "optimizer" + "." * 11 + "Owl", 1),
    "near before, a step beyond": (NEAR, "", "optimizer" + "." * 12 + "Owl", 0),
    "near after, at the very reach": (NEAR, "", "Owl" + "." * 20 + "optimizer", 1),
    "near after, a step beyond": (NEAR, "", "Owl" + "." * 21 + "optimizer", 0),
    "reach over Chinese, a step beyond": (NEAR, "", "Owl" + "，" * 21 + "optimizer", 0),
    "reach over Chinese": (NEAR, "", "Owl" + "，" * 20 + "optimizer", 1),
    "reach over emoji": (NEAR, "", "Owl" + "🚀" * 20 + "optimizer", 1),
    "reach over emoji, a step beyond": (NEAR, "", "Owl" + "🚀" * 21 + "optimizer", 0),
    "near one and far from another": (NEAR, "", "Owl optimizer" + "." * 60 + "Owl", 1),
    "barred phrase": (BARRED, "", "a barn owl", 0),
    "barred phrase in any case": (BARRED, "", "a Barn Owl", 0),
    "barred phrase that follows": (BARRED, "", "an owl pellet", 0),
    "barred phrase with a hyphen": (BARRED, "", "a barn-owl", 0),
    "barred phrase once, meant once": (BARRED, "", "a barn owl and an owl", 1),
    "barred phrase only nearby": (BARRED, "", "in a barn the owl", 1),
    "barred phrase inside a longer word": (BARRED, "", "a redbarn owl", 1),
    "barred phrase beside context": (BOTH, "", "the barn owl optimizer", 0),
    "context and no barred phrase": (BOTH, "", "the owl optimizer", 1),
    "neither context nor barred phrase": (BOTH, "", "the owl", 0),
    "case of an exact alias": (ANYWHERE, "", "the optimizer owl", 0),
}


@pytest.mark.parametrize(("alias", "title", "abstract", "count"), CASES.values(), ids=CASES.keys())
def test_conditions(
    batch_of: Batch, alias: Alias, title: str | None, abstract: str | None, count: int
) -> None:
    # The other unit would give context to everything, if units lent it to one another.
    rows = _scanner(alias).scan(batch_of([("optimizer", "optimizer"), (title, abstract)])).to_pylist()
    assert [row["technology"] for row in rows] == ["owl"] * count


def test_context_may_stand_in_a_longer_name_that_needs_none(batch_of: Batch) -> None:
    scanner = _scanner(NEAR, Alias("Owl optimizer"))
    rows = scanner.scan(batch_of([("", "the Owl optimizer")])).to_pylist()
    assert [row["text"] for row in rows] == ["Owl optimizer"]


def test_a_name_of_one_letter_may_stand_many_times(batch_of: Batch) -> None:
    scanner = _scanner(Alias("Q", exact=True, context=("optimizer",)))
    assert scanner.scan(batch_of([("", "Q Q Q Q")])).num_rows == 0
    assert scanner.scan(batch_of([("", "Q Q Q Q optimizer")])).num_rows == 4


@pytest.mark.parametrize("count", [399, 400, 401, 1000])
def test_many_names_are_judged_as_few_are(batch_of: Batch, count: int) -> None:
    # From some number on, another search does the looking.
    texts = [("", "Owl optimizer"), ("", "Owl alone")] * count
    rows = _scanner(NEAR, BARRED).scan(batch_of(texts)).to_pylist()
    assert [row["text"] for row in rows] == ["Owl"] * (2 * count)
    near = _scanner(NEAR).scan(batch_of(texts)).to_pylist()
    assert [row["unit_key"] for row in near] == [100 + 2 * number for number in range(count)]
