"""The price map: its quirks are dropped and counted, names lead to models, and what ships is what is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from settled.errors import InputError
from settled.sources.prices import read, read_shipped, write_shipped
from settled.sources.prices.corrections import CORRECTED, UNLIKE
from settled.sources.prices.names import model_name, size_in, vendor_tier
from settled.sources.prices.read import ABSURD, NEGATIVE, NO_DAY, NO_PRICE, NO_TIME, UNDATED, ZERO
from settled.sources.prices.table import PriceTable

END = "2024-12-31"


def row(model: str, paid: float | None, made: float | None, **other: object) -> dict[str, object]:
    return {
        "source": "litellm",
        "vendor": "openai",
        "model": model,
        "valid_from": "2024-01-01",
        "valid_to": None,
        "last_seen": END,
        "input_usd_per_mtok": paid,
        "output_usd_per_mtok": made,
        "mode": "chat",
        "max_input_tokens": 8000,
    } | other


def folder_of(tmp_path: Path, *rows: dict[str, object]) -> Path:
    texts = {name: pa.string() for name in ("valid_to", "valid_from", "vendor", "mode")}
    table = pa.Table.from_pylist(list(rows))
    for name, kind in texts.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table.column(name).cast(kind))
    pq.write_table(table, tmp_path / "prices.parquet")
    models = {
        "model": ["GPT-4o (Mar 2025)", "GPT-4o", "GPT-4o (May 2024)", "Nobody"],
        "publication_date": ["2025-03-27", "2024-05-13", "2024-05-13", "later"],
        "parameters": [1e11, 2e11, None, 1.0],
        "training_compute_flop": [None, None, 4e25, None],
    }
    pq.write_table(pa.table(models), tmp_path / "epoch_models.parquet")
    return tmp_path


def test_quirks_are_dropped_by_name(tmp_path: Path) -> None:
    prices = read(
        folder_of(
            tmp_path,
            row("good", 2.0, 8.0),
            row("free", 0.0, 0.0),
            row("half-free", 0.0, 2.0),
            row("negative", -1.0, 2.0),
            row("absurd", 2.0, 1000.5),
            row("unpriced", None, 2.0),
            row("undated", 1.0, 2.0, valid_from=None),
            row("backwards", 1.0, 2.0, valid_to="2023-01-01"),
            row("by-hand", 1.0, 2.0, source="llm-prices", last_seen=None),
        )
    )
    assert prices.rows["model"].to_pylist() == ["good"]
    assert prices.skipped == {
        ZERO: 2,
        NEGATIVE: 1,
        ABSURD: 1,
        NO_PRICE: 1,
        NO_DAY: 1,
        NO_TIME: 1,
        UNDATED: 1,
    }


def test_what_left_the_map_ends_the_day_after_it_was_last_seen(tmp_path: Path) -> None:
    prices = read(folder_of(tmp_path, row("gone", 1.0, 1.0, last_seen="2024-02-28"), row("here", 1.0, 1.0)))
    ends = dict(zip(prices.rows["model"].to_pylist(), prices.rows["end"].to_pylist(), strict=True))
    assert ends == {"gone": date(2024, 2, 29), "here": date(2025, 1, 1)}
    assert prices.last_day == date(2024, 12, 31)


def test_what_only_reads_has_no_price_of_output(tmp_path: Path) -> None:
    prices = read(folder_of(tmp_path, row("reader", 0.1, 0.0, mode="embedding")))
    assert prices.rows["output"].to_pylist() == [None]


def test_a_price_that_the_map_took_back_is_left_out(tmp_path: Path) -> None:
    prices = read(
        folder_of(
            tmp_path,
            # 500 is farther from what models cost in the middle than 0.5.
            row("a", 500.0, 500.0, valid_to="2024-06-01"),
            row("a", 0.5, 0.5, valid_from="2024-06-01"),
            # A true cut by a factor of 5 stays.
            row("b", 10.0, 40.0, valid_to="2024-06-01"),
            row("b", 2.0, 8.0, valid_from="2024-06-01"),
            # The other vendors of c say which of its two prices is right: the dear one.
            row("c", 1.0, 1.0, valid_to="2024-06-01"),
            row("c", 20.0, 20.0, valid_from="2024-06-01"),
            row("azure/c", 20.0, 20.0, vendor="azure"),
        )
    )
    left = sorted(zip(prices.rows["model"].to_pylist(), prices.rows["input"].to_pylist(), strict=True))
    assert left == [("a", 0.5), ("b", 2.0), ("b", 10.0), ("c", 20.0), ("c", 20.0)]
    assert prices.skipped == {CORRECTED: 2}


def test_a_price_unlike_all_others_of_its_model_is_left_out(tmp_path: Path) -> None:
    vendors = ("openai", "azure", "groq", "novita")
    same = [row(f"{vendor}/m", 1.0, 1.0, vendor=vendor) for vendor in vendors]
    prices = read(folder_of(tmp_path, *same, row("x/m", 40.0, 40.0, vendor="x")))
    assert prices.skipped == {UNLIKE: 1}


def test_capability_is_told_by_name(tmp_path: Path) -> None:
    rows = read(folder_of(tmp_path, row("gpt-4o-2024-08-06", 2.5, 10.0), row("llama-7b", 1.0, 1.0))).rows
    first, second = rows.to_pylist()
    assert first["released"] == date(2024, 5, 13)  # of two rows for one name the earlier release
    assert (first["parameters"], first["size_from"], first["known_as"]) == (2e11, "epoch", "GPT-4o")
    assert first["training_compute_flop"] == 4e25
    assert (second["parameters"], second["size_from"], second["released"]) == (7e9, "name", None)


def test_a_table_without_a_usable_price_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no price that can be used"):
        read(folder_of(tmp_path, row("free", 0.0, 0.0)))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, row("a", 1.0, 1.0))
    table = pq.read_table(folder / "prices.parquet")
    pq.write_table(table.drop_columns(["last_seen"]), folder / "prices.parquet")
    with pytest.raises(InputError, match="has no column 'last_seen'"):
        read(folder)


@pytest.mark.parametrize(
    ("written", "model"),
    [
        ("gpt-4o-2024-08-06", "gpt4o"),
        ("azure/eu/gpt-4o-2024-08-06", "gpt4o"),
        ("ft:gpt-4o-2024-08-06", "gpt4o fine-tuned"),
        ("gpt-4-0613", "gpt4"),
        ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude35sonnet"),
        ("vertex_ai/claude-3-5-sonnet-v2@20241022", "claude35sonnet"),
        ("deepseek-ai/DeepSeek-V3", "deepseekv3"),
        ("fireworks_ai/accounts/fireworks/models/llama-v3p1-8b-instruct", "llama318b"),
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", "llama318b"),
        ("meta.llama3-1-8b-instruct-v1:0", "llama318b"),
        ("gemini/gemini-2.5-pro-preview-05-06", "gemini25pro"),
        ("openrouter/meta-llama/llama-3-8b-instruct:nitro", "llama38b"),
    ],
)
def test_a_name_leads_to_its_model(written: str, model: str) -> None:
    assert model_name(written) == model


def test_sizes_and_vendors() -> None:
    assert size_in("qwen2.5-0.5b") == 5e8
    assert size_in("mixtral-8x22b-instruct") == 176e9
    assert size_in("gpt-4b-like") == 4e9
    assert size_in("gemini-1.5-flash-8b") == 8e9
    assert size_in("claude-3-opus") is None
    assert vendor_tier("vertex_ai-anthropic_models") == "cloud"
    assert vendor_tier("openai") == "maker"


def test_what_ships_says_where_it_is_from() -> None:
    prices = read_shipped()
    assert prices.provenance["licence"] == "MIT"
    assert len(prices.provenance["prices_digest"]) == len(prices.provenance["models_digest"]) == 64
    assert prices.rows.num_rows > 3000


@pytest.mark.data
def test_what_ships_is_what_the_data_say(data_folder: Path, tmp_path: Path) -> None:
    fresh, shipped = read(data_folder), read_shipped()
    assert _told(fresh) == _told(shipped)
    assert fresh.rows.equals(shipped.rows)
    write_shipped(fresh, tmp_path / "one.parquet")
    write_shipped(shipped, tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    assert (tmp_path / "one.parquet").stat().st_size < 60_000


def _told(prices: PriceTable) -> tuple[object, ...]:
    return prices.currency, prices.last_day, prices.skipped, prices.provenance


@pytest.mark.data
def test_no_single_model_moves_its_price_beyond_belief(data_folder: Path) -> None:
    """What is left of the map after its mistakes holds no change by more than a factor of 8."""
    import polars as pl

    rows = pl.DataFrame(pl.from_arrow(read(data_folder).rows)).sort("item", "start")
    ratio = (pl.col("input") * pl.col("output")).sqrt()
    moved = rows.with_columns(moved=(ratio / ratio.shift(1)).over("item").log().abs())["moved"].drop_nulls()
    assert moved.len() > 200
    assert float(moved.max()) <= 2.08  # type: ignore[arg-type]
