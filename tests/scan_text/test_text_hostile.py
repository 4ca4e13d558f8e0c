"""Text that is meant to hurt: enormous, repetitive, unbalanced."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import pyarrow as pa
import pytest

from settled.records import Field
from settled.scan.text import TextScanner
from settled.scan.text.scanner import MOST_TEXT_BYTES

Batch = Callable[..., pa.RecordBatch]


@pytest.mark.parametrize("filler", ["x", "x ", "字", "- ", "<i>", "{\\bf ", "\\", "$", "\u00ad", ". "])
def test_five_megabytes_are_read_to_the_bound(scanner: TextScanner, batch_of: Batch, filler: str) -> None:
    long = "AdamW " + filler * (5_000_000 // len(filler.encode())) + " AdamW"
    found = scanner.scan(batch_of([("", "LoRA"), ("", long), ("", "GAN")])).to_pylist()
    assert [(row["unit_key"], row["text"], row["start"]) for row in found] == [
        (100, "LoRA", 1),
        (101, "AdamW", 1),
        (102, "GAN", 1),
    ]


@pytest.mark.parametrize("spare", [0, 1, 2, 3])
def test_the_bound_never_cuts_a_character(scanner: TextScanner, batch_of: Batch, spare: int) -> None:
    texts = [("", "a" * spare + "🚀" * (MOST_TEXT_BYTES // 4) + " AdamW"), ("", "使用AdamW")]
    assert [row["unit_key"] for row in scanner.scan(batch_of(texts)).to_pylist()] == [101]


def test_a_name_at_the_bound_is_found_and_one_beyond_is_not(scanner: TextScanner, batch_of: Batch) -> None:
    inside = " " * (MOST_TEXT_BYTES - 5) + "AdamW"
    beyond = " " * (MOST_TEXT_BYTES - 4) + "AdamW"
    found = scanner.scan(batch_of([("", inside), ("", beyond)])).to_pylist()
    assert [(row["unit_key"], row["end"]) for row in found] == [(100, MOST_TEXT_BYTES + 1)]


# Beyond a mebibyte a text is not read: the longer words repeat less often within it.
REPEATED = {
    "one without a condition": ("AdamW ", 100_000),
    "one with its context": ("Adam optimizer ", MOST_TEXT_BYTES // 15),
    "one that needs context and has none": ("Lion ", 0),
    "one that is barred": ("Adam Smith ", 0),
    "two fields at once": ("MoE LSTM ", 100_000),
    "hidden by breaks": ("self-atten- tion ", MOST_TEXT_BYTES // 17),
}


@pytest.mark.parametrize(("words", "at_least"), REPEATED.values(), ids=REPEATED.keys())
def test_a_hundred_thousand_names_in_one_text(
    scanner: TextScanner, batch_of: Batch, words: str, at_least: int
) -> None:
    found = scanner.scan(batch_of([("", words * 100_000)]))
    assert at_least <= found.num_rows <= 2 * 100_000
    first = scanner.scan(batch_of([("", words * 3)]))
    assert (found.num_rows == 0) == (first.num_rows == 0)


def test_many_units_of_one_name(scanner: TextScanner, batch_of: Batch) -> None:
    found = scanner.scan(batch_of([("Adam", "an optimizer")] * 20_000))
    assert found.column("unit_key").to_pylist() == list(range(100, 20_100))


UNBALANCED = {
    "brackets": "<" * 5000 + "AdamW",
    "braces": "{" * 5000 + "AdamW" + "}" * 5000,
    "backslashes": "\\" * 5000 + "{AdamW}",
    "hyphens": "-" * 5000 + "AdamW",
    "zero bytes": "\x00AdamW\x00",
}


@pytest.mark.parametrize("text", UNBALANCED.values(), ids=UNBALANCED.keys())
def test_unbalanced_markup_hides_no_name(scanner: TextScanner, batch_of: Batch, text: str) -> None:
    assert scanner.scan(batch_of([("", text)])).column("text").to_pylist() == ["AdamW"]


def test_hostile_text_reads_the_same_with_both_engines(shipped: tuple[Field, ...], batch_of: Batch) -> None:
    if importlib.util.find_spec("hyperscan") is None:
        pytest.skip("Hyperscan is not installed on this kind of machine")
    texts = [("", "Adam optimizer " * 2000), ("", "self-atten- tion " * 2000), ("", "<i>$\\" * 5000 + "LoRA")]
    first, second = (
        TextScanner(shipped, engine=engine).scan(batch_of(texts)) for engine in ("hyperscan", "polars")
    )
    assert first.equals(second)
