"""Overlapping names: the longest of a field wins, and each field answers for itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from settled.records import Alias, Born, Field, Signatures, Technology, Variant
from settled.scan.text import TextScanner

Seen = Callable[..., list[dict[str, Any]]]

BORN = Born(2020, "A made-up paper", "https://example.org")


def _technology(name: str, *aliases: str, variants: tuple[Variant, ...] = ()) -> Technology:
    signatures = Signatures(aliases=tuple(map(Alias, aliases)))
    return Technology(name, name, name, BORN, signatures, variants)


def _field(name: str, *technologies: Technology) -> Field:
    return Field(name, name, name, "Which?", technologies)


VARIANT = Variant("eight-bit", "Eight bit", Signatures(aliases=(Alias("eight-bit walnut"),)))
TREES = _field(
    "trees",
    _technology("walnut", "walnut", "old walnut", variants=(VARIANT,)),
    _technology("walnut-oil", "walnut oil"),
    _technology("oil", "oil press"),
)
OILS = _field("oils", _technology("oil", "oil", "walnut oil"), _technology("press", "press"))

# Abstract -> (field, technology, variant, text) of each sighting, in order.
CASES: dict[str, tuple[str, list[tuple[str, str, str | None, str]]]] = {
    "the short one alone": ("a walnut here", [("trees", "walnut", None, "walnut")]),
    "the longer of one technology": ("an old walnut here", [("trees", "walnut", None, "old walnut")]),
    "a variant and never its parent": (
        "an eight-bit walnut",
        [("trees", "walnut", "eight-bit", "eight-bit walnut")],
    ),
    "a variant, and elsewhere its parent": (
        "an eight-bit walnut, a walnut",
        [("trees", "walnut", "eight-bit", "eight-bit walnut"), ("trees", "walnut", None, "walnut")],
    ),
    "the same words in two fields": (
        "good walnut oil",
        [("trees", "walnut-oil", None, "walnut oil"), ("oils", "oil", None, "walnut oil")],
    ),
    "of equally long ones the first": (
        "old walnut oil",
        [("trees", "walnut", None, "old walnut"), ("oils", "oil", None, "walnut oil")],
    ),
    "neighbours of a winner stay": (
        "old walnut oil press",
        [
            ("trees", "walnut", None, "old walnut"),
            ("oils", "oil", None, "walnut oil"),
            ("trees", "oil", None, "oil press"),
            ("oils", "press", None, "press"),
        ],
    ),
    "repeated": ("walnut walnut", [("trees", "walnut", None, "walnut")] * 2),
}


@pytest.fixture(scope="module")
def trees() -> TextScanner:
    return TextScanner([TREES, OILS])


@pytest.mark.parametrize(("abstract", "expected"), CASES.values(), ids=CASES.keys())
def test_overlaps(
    trees: TextScanner, batch_of: Callable[..., Any], abstract: str, expected: list[tuple[str, ...]]
) -> None:
    rows = trees.scan(batch_of([("", abstract)])).to_pylist()
    assert [(row["field"], row["technology"], row["variant"], row["text"]) for row in rows] == expected


# A variant, or a rival whose name contains the incumbent's: (technology, variant, text).
SHIPPED = {
    "8-bit AdamW": ("adamw", "adamw-8bit", "We save memory with 8-bit AdamW."),
    "FlashAttention": ("softmax-attention", "flash-attention", "FlashAttention is exact."),
    "linear attention": ("linear-attention", None, "Layers of linear attention are trained."),
    "gated linear attention": (
        "linear-attention",
        "gated-linear-attention",
        "Layers of gated linear attention learn.",
    ),
    "Mamba-2": ("state-space", "mamba", "Mamba-2 is fast."),
    "QLoRA": ("qlora", None, "QLoRA fits one card."),
    "LoRA adapter": ("lora", None, "Fine-tuning a LoRA adapter is cheap."),
}


@pytest.mark.parametrize(("technology", "variant", "abstract"), SHIPPED.values(), ids=SHIPPED.keys())
def test_the_shipped_fields_give_one_sighting_for_the_longest_name(
    seen: Seen, technology: str, variant: str | None, abstract: str
) -> None:
    fields = {"optimizer", "sequence-mixing", "fine-tuning"}
    rows = [row for row in seen(abstract) if row["field"] in fields]
    assert [(row["technology"], row["variant"]) for row in rows] == [(technology, variant)]


def test_a_sighting_carries_its_unit(trees: TextScanner, batch_of: Callable[..., Any]) -> None:
    rows = trees.scan(batch_of([("", "none"), ("Walnut", "and oil")])).to_pylist()
    assert [row["text"] for row in rows] == ["Walnut", "oil"]
    for row in rows:
        assert (row["unit"], row["unit_key"], row["source"]) == (
            "papers:made-up:2025:1",
            101,
            "papers/venue1",
        )
        assert row["period"] == date(2021, 1, 1)
        assert (row["canonical"], row["path"], row["line"], row["via"]) == (None, None, None, None)
