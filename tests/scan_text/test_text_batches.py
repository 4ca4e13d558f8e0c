"""Batches: their shape, nulls, types of text, pickling, and many processes."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest

from settled.records import Field
from settled.scan import sightings
from settled.scan.text import TextScanner, scan_all

Batch = Callable[..., pa.RecordBatch]


def test_an_empty_batch_gives_no_sightings_with_all_columns(scanner: TextScanner, batch_of: Batch) -> None:
    found = scanner.scan(batch_of([]))
    assert found.num_rows == 0
    assert found.schema == sightings.schema()


def test_texts_without_names_give_no_sightings_with_all_columns(
    scanner: TextScanner, batch_of: Batch
) -> None:
    found = scanner.scan(batch_of([("", ""), (None, None), ("Apples", "and pears")]))
    assert found.num_rows == 0
    assert found.schema == sightings.schema()


def test_no_fields_give_no_sightings(batch_of: Batch) -> None:
    assert TextScanner([]).scan(batch_of([("AdamW", "AdamW")])).num_rows == 0


NULLS = {
    "neither null": ("AdamW", "LoRA", [(0, 5), (6, 10)]),
    "title null": (None, "LoRA", [(1, 5)]),
    "abstract null": ("AdamW", None, [(0, 5)]),
    "both null": (None, None, []),
    "title empty": ("", "LoRA", [(1, 5)]),
}


@pytest.mark.parametrize(("title", "abstract", "places"), NULLS.values(), ids=NULLS.keys())
def test_a_null_is_read_as_an_empty_text(
    scanner: TextScanner,
    batch_of: Batch,
    title: str | None,
    abstract: str | None,
    places: list[tuple[int, int]],
) -> None:
    rows = scanner.scan(batch_of([(title, abstract)])).to_pylist()
    assert [(row["start"], row["end"]) for row in rows] == places


def test_a_null_that_spans_bytes_is_read_as_an_empty_text(scanner: TextScanner, batch_of: Batch) -> None:
    batch = batch_of([("AdamW", ""), ("LoRA", "")])
    masked = pa.StringArray.from_buffers(
        2, batch.column("title").buffers()[1], batch.column("title").buffers()[2], pa.py_buffer(b"\x02"), 1
    )
    columns = [masked if name == "title" else batch.column(name) for name in batch.schema.names]
    found = scanner.scan(pa.RecordBatch.from_arrays(columns, batch.schema.names))
    assert found.column("text").to_pylist() == ["LoRA"]


@pytest.mark.parametrize(
    "kind", [pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.string_view()]
)
def test_any_arrow_type_of_text_gives_the_same(
    scanner: TextScanner, batch_of: Batch, kind: pa.DataType
) -> None:
    batch = batch_of([("使用AdamW", None), (None, "LoRA 和 GAN"), ("", "")])
    columns = [
        column.cast(kind) if name in ("title", "abstract") else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    other = pa.RecordBatch.from_arrays(columns, batch.schema.names)
    assert scanner.scan(other).equals(scanner.scan(batch))


def test_sightings_follow_rows_then_places_then_fields(scanner: TextScanner, batch_of: Batch) -> None:
    texts = [("LoRA", "GAN and AdamW"), (None, None), ("A dense Transformer", "with MoE, then AdamW")]
    found = scanner.scan(batch_of(texts)).to_pylist()
    places = [(row["unit_key"], row["start"]) for row in found]
    assert places == sorted(places)
    assert {row["unit_key"] for row in found} == {100, 102}
    assert [row["text"] for row in found if row["unit_key"] == 100] == ["LoRA", "GAN", "AdamW"]


def test_scanning_twice_gives_the_same(scanner: TextScanner, batch_of: Batch) -> None:
    batch = batch_of([("We use AdamW", "and attention with softmax")])
    assert scanner.scan(batch).equals(scanner.scan(batch))


@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("engine", ["auto", "polars"])
def test_a_scanner_can_be_pickled_used_or_not(
    shipped: tuple[Field, ...], batch_of: Batch, engine: Any, used: bool
) -> None:
    batch = batch_of([("AdamW", "使用LoRA"), ("Mamba", "for sequences")])
    scanner = TextScanner(shipped, engine=engine)
    expected = TextScanner(shipped).scan(batch)
    if used:
        scanner.scan(batch)
    copy = pickle.loads(pickle.dumps(scanner))
    assert copy.scan(batch).equals(expected)


def _batches(batch_of: Batch, count: int) -> list[pa.RecordBatch]:
    words = ["AdamW", "使用LoRA", "GAN", "no name at all", "Mamba reads sequences"]
    return [batch_of([(words[(i + j) % 5], words[j % 5]) for j in range(i % 4)]) for i in range(count)]


def test_one_and_two_workers_give_the_same_in_order(shipped: tuple[Field, ...], batch_of: Batch) -> None:
    batches = _batches(batch_of, 13)
    one = list(scan_all(batches, shipped, workers=1))
    two = list(scan_all(batches, shipped, workers=2))
    assert len(one) == len(two) == len(batches)
    assert all(left.equals(right) for left, right in zip(one, two, strict=True))
    assert [batch.num_rows > 0 for batch in one].count(True) >= 9
    scanner = TextScanner(shipped)
    assert all(left.equals(scanner.scan(batch)) for left, batch in zip(one, batches, strict=True))


@pytest.mark.parametrize("workers", [1, 2])
def test_batches_are_read_as_they_are_needed(
    shipped: tuple[Field, ...], batch_of: Batch, workers: int
) -> None:
    taken = 0

    def source() -> Iterator[pa.RecordBatch]:
        nonlocal taken
        for batch in _batches(batch_of, 40):
            taken += 1
            yield batch

    stream = scan_all(source(), shipped[:1], workers=workers)
    next(stream)
    assert taken <= 2 * workers + 1
    stream.close()
    assert taken <= 2 * workers + 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_the_source_reaches_the_reader(
    shipped: tuple[Field, ...], batch_of: Batch, workers: int
) -> None:
    def source() -> Iterator[pa.RecordBatch]:
        yield from _batches(batch_of, 2)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(scan_all(source(), shipped[:1], workers=workers))


def test_no_batches_give_none(shipped: tuple[Field, ...]) -> None:
    assert list(scan_all([], shipped, workers=1)) == []
