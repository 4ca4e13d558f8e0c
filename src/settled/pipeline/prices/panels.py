"""From prices over intervals to a panel of months: which items, at what price, with which features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from settled.errors import InputError, did_you_mean
from settled.indicators.price_index import Panel
from settled.records.prices import ModelRelease
from settled.sources.prices.table import PriceTable

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

# Three tokens read for one written, as price comparisons commonly blend them; an option, since no usage is
# known.
OUTPUT_SHARE = 0.25
FEATURES = ("context", "parameters", "training_compute", "cloud", "host", "vendor_unknown", "vintage")
# A series begins in the first month with so many models: all of it is compared with that month.
FEWEST_MODELS = 10
MAX_CELLS = 2_000_000
_EPOCH_START = date(1970, 1, 1)
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Choice:
    """Which prices are looked at.

    Attributes:
        mode: of the models (``chat``).
        min_input_tokens: smallest context that counts; ``None``: any, known or not.
        since: earliest month that counts, its first day; ``None``: from the first price on.
        output_share: part of the tokens paid for that are output, 0 to 1.
    """

    mode: str = "chat"
    min_input_tokens: int | None = None
    since: date | None = None
    output_share: float = OUTPUT_SHARE


@dataclass(frozen=True, slots=True)
class Months:
    """A panel and what its axes are.

    Attributes:
        firsts: first day of each month.
        panel: items x months; the features are ``FEATURES``.
        match: share of the models of which each proxy is known.
        rows: prices that are in it.
        releases: of priced models that set a record of training compute, in the time of the months.
    """

    firsts: tuple[date, ...]
    panel: Panel
    match: dict[str, float]
    rows: int
    releases: tuple[ModelRelease, ...]


def months_of(prices: PriceTable, choice: Choice) -> Months:
    """The panel of the chosen prices; the price of a month is the one on its last day that the table knows.

    Raises:
        InputError: no such mode, or no chosen price holds at the end of two months.
    """
    import polars as pl

    every = pl.DataFrame(pl.from_arrow(prices.rows))
    rows = _chosen(every, choice, prices.provenance["locator"])
    firsts, samples = _calendar(rows, choice.since, prices.last_day)
    cells = (int(rows["item"].max()) + 1) * len(samples)  # type: ignore[arg-type]
    if cells > MAX_CELLS:
        what = f"{cells:,} prices of items by month are more than the {MAX_CELLS:,} that are indexed at once"
        raise InputError(prices.provenance["locator"], what, "begin later: --since YEAR")
    price, quantity, there = _filled(rows, samples, choice.output_share)
    spans = np.flatnonzero(_enough(rows, there))
    if len(spans) < 2:
        raise InputError(
            prices.provenance["locator"],
            "no chosen price holds at the end of two months",
            "choose fewer limits",
        )
    within = slice(int(spans[0]), int(spans[-1]) + 1)
    kept = there[:, within].any(axis=1)
    items = _items(rows).filter(pl.Series(kept))
    model = items["model"].rank("dense").cast(pl.Int64).to_numpy() - 1
    panel = Panel(
        price=price[kept][:, within],
        model=model,
        features=_features(items),
        names=FEATURES,
        quantity=None if quantity is None else quantity[kept][:, within],
    )
    return Months(tuple(firsts[within]), panel, _match(items), rows.height, _releases(items, firsts[within]))


def _chosen(every: pl.DataFrame, choice: Choice, place: str) -> pl.DataFrame:
    import polars as pl

    modes = every["mode"].unique().to_list()
    if choice.mode not in modes:
        raise InputError(place, f"has no price of the mode '{choice.mode}'", did_you_mean(choice.mode, modes))
    rows = every.filter(pl.col("mode") == choice.mode)
    if choice.min_input_tokens is not None:
        rows = rows.filter(pl.col("max_input_tokens") >= choice.min_input_tokens)
    if rows.is_empty():
        what = f"has no {choice.mode} model with a context of {choice.min_input_tokens:,} tokens or more"
        raise InputError(place, what, "choose a smaller one")
    # Items are numbered anew, 0 to n - 1. A model that Epoch does not know is as old as its first price
    # anywhere.
    first = every.group_by("model").agg(first=pl.col("start").min())
    return rows.join(first, on="model", how="left", maintain_order="left").with_columns(
        item=pl.col("item").rank("dense").cast(pl.Int64) - 1,
        vintage=pl.min_horizontal("released", "first"),
    )


def _calendar(rows: pl.DataFrame, since: date | None, last: date) -> tuple[list[date], NDArray[np.int64]]:
    """First days of the months, and the day of each month whose prices are taken (days since 1970)."""
    earliest: date = rows["start"].min()  # type: ignore[assignment]
    start = max(earliest, since or date.min)
    firsts, samples = [], []
    month = date(start.year, start.month, 1)
    while month <= last:
        following = (month + timedelta(days=32)).replace(day=1)
        firsts.append(month)
        samples.append((min(following - timedelta(days=1), last) - _EPOCH_START).days)
        month = following
    return firsts, np.array(samples, dtype=np.int64)


def _filled(
    rows: pl.DataFrame, samples: NDArray[np.int64], output_share: float
) -> tuple[Floats, Floats | None, NDArray[np.bool_]]:
    """Price and quantity of [items, months], and where there is a price."""
    item = rows["item"].to_numpy()
    paid, made = rows["input"].to_numpy(), rows["output"].fill_null(rows["input"]).to_numpy()
    blended = (1.0 - output_share) * paid + output_share * made
    first = np.searchsorted(samples, rows["start"].to_physical().to_numpy(), side="left")
    beyond = np.searchsorted(samples, rows["end"].to_physical().to_numpy(), side="left")
    shape = (int(item.max()) + 1, len(samples))
    price, quantity = np.full(shape, np.nan), np.full(shape, np.nan)
    days = (rows["end"] - rows["start"]).dt.total_days().to_numpy()
    bought = rows["tokens"].fill_null(np.nan).to_numpy() / days
    for row, (one, start, end) in enumerate(zip(item, first, beyond, strict=True)):
        price[one, start:end] = blended[row]
        quantity[one, start:end] = bought[row]
    return price, quantity if np.isfinite(quantity).any() else None, np.isfinite(price)


def _enough(rows: pl.DataFrame, there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Months with ``FEWEST_MODELS`` models; of a table that never has so many, those with its most."""
    model = _items(rows)["model"].rank("dense").cast(int).to_numpy() - 1
    priced = np.zeros((int(model.max()) + 1, there.shape[1]), dtype=bool)
    np.logical_or.at(priced, model, there)
    count = priced.sum(axis=0)
    return np.asarray(count >= max(1, min(FEWEST_MODELS, int(count.max(initial=0)))))


def _items(rows: pl.DataFrame) -> pl.DataFrame:
    """One row an item, in their order; what the latest price tells of it."""
    return rows.sort("item", "start").unique("item", keep="last", maintain_order=True)


def _features(items: pl.DataFrame) -> Floats:
    import polars as pl

    years = (pl.col("vintage") - pl.lit(date(2020, 1, 1))).dt.total_days() / _DAYS_A_YEAR
    frame = items.select(
        context=pl.col("max_input_tokens").cast(pl.Float64).log(10),
        parameters=pl.col("parameters").log(10),
        training_compute=pl.col("training_compute_flop").log(10),
        cloud=(pl.col("tier") == "cloud").fill_null(False).cast(pl.Float64),
        host=(pl.col("tier") == "host").fill_null(False).cast(pl.Float64),
        vendor_unknown=pl.col("tier").is_null().cast(pl.Float64),
        vintage=years,
    )
    return np.asarray(frame.select(pl.all().fill_null(np.nan)).to_numpy(), dtype=np.float64)


def _releases(items: pl.DataFrame, firsts: Sequence[date]) -> tuple[ModelRelease, ...]:
    """Models trained with more compute than any before; records from before the months count, too."""
    import polars as pl

    told = (
        items.select("known_as", "released", "training_compute_flop")
        .drop_nulls()
        .unique("known_as")
        .sort("released", "training_compute_flop", "known_as", descending=[False, True, False])
        .with_columns(before=pl.col("training_compute_flop").cum_max().shift(1).fill_null(0.0))
        .filter(pl.col("training_compute_flop") > pl.col("before"), pl.col("released") >= firsts[0])
    )
    return tuple(
        ModelRelease(day, name, compute)
        for name, day, compute in told.select("known_as", "released", "training_compute_flop").iter_rows()
    )


def _match(items: pl.DataFrame) -> dict[str, float]:
    """Share of the models of which each proxy is known for at least one of their items."""
    import polars as pl

    by_model = items.group_by("model").agg(
        context=pl.col("max_input_tokens").is_not_null().any(),
        parameters=pl.col("parameters").is_not_null().any(),
        parameters_by_epoch=(pl.col("size_from") == "epoch").fill_null(False).any(),
        training_compute=pl.col("training_compute_flop").is_not_null().any(),
        release_day=pl.col("released").is_not_null().any(),
        vendor_tier=pl.col("tier").is_not_null().any(),
    )
    names: Sequence[str] = by_model.columns[1:]
    return {name: float(by_model[name].cast(pl.Float64).mean() or 0.0) for name in names}  # type: ignore[arg-type]
