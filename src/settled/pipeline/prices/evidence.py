"""What impact figures read of prices: indices of two choices of models, and what an accuracy takes."""

from __future__ import annotations

from collections import defaultdict

from settled.errors import InputError
from settled.indicators.price_index import AccuracyCost, Indexed, frontier
from settled.pipeline.prices.history import indexed, price_history
from settled.pipeline.prices.panels import Choice, months_of
from settled.records.prices import PriceHistory
from settled.sources.prices import read_shipped
from settled.sources.prices.accuracy import AccuracyTable, Reached, read_shipped_accuracy
from settled.sources.prices.table import PriceTable

LONG_CONTEXT_TOKENS = 128_000


def shipped_indices() -> dict[str, Indexed]:
    """Indices of the prices that ship, by what they are of."""
    return indices_of(read_shipped())


def shipped_histories() -> list[PriceHistory]:
    """The prices that ship over time: all chat models, and those with a long context."""
    prices = read_shipped()
    choices = (Choice(), Choice(min_input_tokens=LONG_CONTEXT_TOKENS))
    return [price_history(prices, choice) for choice in choices]


def indices_of(prices: PriceTable) -> dict[str, Indexed]:
    """Indices of chat models, of all and of those with a long context; one that is too thin is left out.

    Raises:
        InputError: none of the table's prices can be compared.
    """
    choices = {
        "chat models": Choice(),
        f"chat of {LONG_CONTEXT_TOKENS // 1000}k context": Choice(min_input_tokens=LONG_CONTEXT_TOKENS),
    }
    found = {}
    for name, choice in choices.items():
        try:
            found[name] = indexed(months_of(prices, choice), prices)
        except InputError:
            if not choice.min_input_tokens:
                raise
    return found


def shipped_accuracy_cost() -> AccuracyCost:
    """What a fixed accuracy takes, from the results that ship."""
    return accuracy_cost(read_shipped_accuracy())


def accuracy_cost(table: AccuracyTable) -> AccuracyCost:
    """The least size by accuracy, and of how many models training compute is known."""
    by_top1: dict[float, list[Reached]] = defaultdict(list)
    for one in table.reached:
        by_top1[one.top1].append(one)
    found = {
        top1: frontier(
            [one.day for one in rows], [one.family for one in rows], [one.parameters for one in rows]
        )
        for top1, rows in sorted(by_top1.items())
    }
    days = [day for _, day, _, _ in table.computed]
    return AccuracyCost(
        source="models/timm",
        sizes={top1: one for top1, one in found.items() if one is not None},
        models=table.models,
        computed=len(days),
        computed_from=min(days, default=None),
        computed_to=max(days, default=None),
    )
