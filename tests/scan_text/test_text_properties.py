"""What holds for any text: offsets, batches that may be cut anywhere, engines that agree."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from settled.records import SIGHTING_COLUMNS, Field
from settled.scan.text import TextScanner

Batch = Callable[..., pa.RecordBatch]
Text = tuple[str | None, str | None]

NAMES = [
    *("AdamW", "Adam", "ADAM", "8-bit AdamW", "SGD", "Lion", "Mamba", "Mamba-2", "LoRA", "QLoRA"),
    *(
        "LoRA adapter",
        "attention",
        "self-attention",
        "softmax attention",
        "linear attention",
        "pay attention",
    ),
    *("Transformer", "transformers", "full fine-tuning", "soft prompt", "state space model", "MoE", "dense"),
    *("dense Transformer", "RNN", "LSTM", "CNN", "GAN", "VAE", "DALL-E", "(IA)³", "(IA)^3", "FAVOR+"),
    *("Caffe", "JAX", "DPO", "PPO", "注意力机制", "自注意力", "Adam 优化器", "混合专家", "卷积神经网络"),
    *("ＡｄａｍＷ", "ｓｅｌｆ－ａｔｔｅｎｔｉｏｎ"),
]
WORDS = [
    *("optimizer", "gradient", "softmax", "language model", "experts", "images", "RLHF", "library"),
    *("sequence", "we propose", "outperforms", "compared with", "using", "e.g.", "et al."),
    *("优化器", "学习率", "使用", "神经网络"),
]
JOINTS = [
    *(" ", " ", " ", "", "-", "- ", "-\n", "\n", "\r\n", "\t", "  ", ". ", ", ", "? ", "。", "，"),
    *("/", "(", ")", "s", "–", "\u2010", "\u2011", "\u00a0", "\u00ad", "\u200b", "\u2009", "\u202f"),
    *("\u3000", "\u0301", "é", "β", "ß", "🚀", "👩\u200d🔬", "\U0001d4d0", "\u212a", "ſ", "İ", "\x00"),
    *("\ufeff", "\ufffd", "$", "{", "}", "\\", "\\textit{", "{\\bf ", "\\-", "}-"),
    *("<i>", "</i>", "<", ">", "<sub>", "&nbsp;", "&amp;"),
]


def _broken(name: str) -> st.SearchStrategy[str]:
    """A name with something in its midst."""
    return st.tuples(st.integers(0, len(name)), st.sampled_from(JOINTS)).map(
        lambda cut: name[: cut[0]] + cut[1] + name[cut[0] :]
    )


PARTS = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(JOINTS),
    st.sampled_from(WORDS),
    st.sampled_from(NAMES).flatmap(_broken),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
TEXTS = st.none() | st.lists(PARTS, max_size=16).map("".join)
UNITS: st.SearchStrategy[list[Text]] = st.lists(st.tuples(TEXTS, TEXTS), max_size=8)

PATIENT = settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _whole(title: str | None, abstract: str | None) -> str:
    return (title or "") + "\n" + (abstract or "")


def _check_places(texts: list[Text], found: pa.RecordBatch) -> None:
    """Every sighting is where it says, in order, and no two of a field overlap."""
    reached: dict[tuple[int, str], int] = {}
    order = []
    for row in found.to_pylist():
        number = row["unit_key"] - 100
        whole, title = _whole(*texts[number]), texts[number][0] or ""
        assert whole[row["start"] : row["end"]] == row["text"] != ""
        assert row["end"] <= len(title) or row["start"] > len(title), "a name over the end of its title"
        assert reached.get((number, row["field"]), 0) <= row["start"], "two names of a field overlap"
        reached[number, row["field"]] = row["end"]
        order.append((number, row["start"]))
    assert order == sorted(order)


@PATIENT
@given(texts=UNITS)
def test_every_sighting_is_where_it_says(scanner: TextScanner, batch_of: Batch, texts: list[Text]) -> None:
    found = scanner.scan(batch_of(texts))
    assert found.schema.names == list(SIGHTING_COLUMNS)
    _check_places(texts, found)


@PATIENT
@example(texts=[("AdamW", None), ("A- damW", None)], cut=1)
@given(texts=UNITS, cut=st.integers(0, 8))
def test_a_batch_may_be_cut_anywhere(
    scanner: TextScanner, batch_of: Batch, texts: list[Text], cut: int
) -> None:
    batch = batch_of(texts)
    cut = min(cut, len(texts))
    parts = [scanner.scan(batch.slice(0, cut)), scanner.scan(batch.slice(cut))]
    assert pa.concat_batches(parts).equals(scanner.scan(batch))


@PATIENT
@example(texts=[("AdamW", None), ("A- damW", None)])
@example(texts=[(None, "ＡｄａｍＷ"), (None, "-\\")])
@example(texts=[("softmax<b", None), ("<i>AdamW", None), ("self-</b> attention", None)])
@given(texts=UNITS)
def test_units_do_not_mind_their_order(scanner: TextScanner, batch_of: Batch, texts: list[Text]) -> None:
    batch = batch_of(texts)
    backwards = batch.take(pa.array(range(len(texts) - 1, -1, -1), pa.int64()))
    forward = scanner.scan(batch).to_pylist()
    assert sorted(scanner.scan(backwards).to_pylist(), key=lambda row: row["unit_key"]) == forward
    alone = [scanner.scan(batch.slice(number, 1)).to_pylist() for number in range(len(texts))]
    assert [row for rows in alone for row in rows] == forward


@pytest.fixture(scope="module")
def engines(shipped: tuple[Field, ...]) -> dict[str, TextScanner]:
    """A scanner for each engine; skips where Hyperscan has no wheel."""
    if importlib.util.find_spec("hyperscan") is None:
        pytest.skip("Hyperscan is not installed on this kind of machine")
    return {"hyperscan": TextScanner(shipped, "hyperscan"), "polars": TextScanner(shipped, "polars")}


@PATIENT
@given(texts=UNITS)
def test_engines_agree_on_any_text(
    engines: dict[str, TextScanner], batch_of: Batch, texts: list[Text]
) -> None:
    batch = batch_of(texts)
    first, second = (scanner.scan(batch) for scanner in engines.values())
    assert first.to_pylist() == second.to_pylist()
    assert first.equals(second)


def _real(data_folder: Path) -> list[Text]:
    """3,000 papers: the first thousand of three parts of the collection."""
    file = pq.ParquetFile(data_folder / "papers.parquet")
    texts: list[Text] = []
    for group in (0, file.num_row_groups // 2, file.num_row_groups - 1):
        batch = next(file.iter_batches(1000, row_groups=[group], columns=["title", "abstract"]))
        texts += [(row["title"], row["abstract"]) for row in batch.to_pylist()]
    return texts


@pytest.mark.data
def test_engines_agree_on_real_papers(
    engines: dict[str, TextScanner], batch_of: Batch, data_folder: Path
) -> None:
    texts = _real(data_folder)
    batch = batch_of(texts)
    first, second = (scanner.scan(batch) for scanner in engines.values())
    assert first.num_rows > 300, "real papers name technologies"
    assert first.equals(second)


@pytest.mark.data
def test_real_papers_are_sighted_where_it_says_and_cut_anywhere(
    scanner: TextScanner, batch_of: Batch, data_folder: Path
) -> None:
    texts = _real(data_folder)
    batch = batch_of(texts)
    found = scanner.scan(batch)
    _check_places(texts, found)
    parts: list[Any] = [scanner.scan(batch.slice(low, 217)) for low in range(0, len(texts), 217)]
    assert pa.concat_batches(parts).equals(found)
