"""Words found whole, by either engine alike; what holds none of the catalog's is not read."""

from __future__ import annotations

import importlib.util
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.catalog import load
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.matching import Matcher, Word
from settled.scan.code.prefilter import Prefilter
from settled.scan.code.words import SHAPE_WORDS, Meaning

ENGINES = ["polars", *(["hyperscan"] if importlib.util.find_spec("hyperscan") else [])]
ADAM = Word("Adam")
QUOTED = Word("adamw", folded=True, quoted=True)
LONG = Word("scaled_dot_product_attention")


def found(word: Word, content: bytes, engine: str) -> list[bytes]:
    hits = Matcher([word], engine).find([content])[0]
    return [content[: hits[at + 1]].split(b" ")[-1] for at in range(0, len(hits), 2)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("word", "content", "expected"),
    [
        (ADAM, b"Adam", [b"Adam"]),
        (ADAM, b"Adamantium MyAdam Adam_ _Adam Adam8 adam", []),
        (ADAM, b"optim.Adam( x=Adam", [b"optim.Adam", b"x=Adam"]),
        (ADAM, "Ädam \u00c4Adam Adam\u00e9".encode(), []),
        (LONG, b"F.scaled_dot_product_attention(", [b"F.scaled_dot_product_attention"]),
        (LONG, b"my_scaled_dot_product_attention scaled_dot_product_attention2", []),
        (Word("adamw_torch", folded=True), b"--o=AdamW-Torch adamw_torch_fused", [b"--o=AdamW-Torch"]),
        (QUOTED, b"""'adamw' "AdamW" "adamw2" adamw 'x adamw'""", [b"'adamw'", b'"AdamW"']),
        (QUOTED, rb'"optim=\"adamw\""', [rb'"optim=\"adamw\"']),
        (Word("vite", within=True), b"vitest", [b"vite"]),
        (Word("settled:", folded=True), b"# Settled: allow", [b"Settled:"]),
        (ADAM, b"", []),
    ],
)  # fmt: skip
def test_words_are_found_whole(engine, word, content, expected):
    assert found(word, content, engine) == expected


@pytest.mark.skipif(len(ENGINES) < 2, reason="Hyperscan is not installed here")
@settings(max_examples=60, deadline=None)
@given(
    contents=st.lists(
        st.lists(
            st.sampled_from([*"-_. \"'\\é\0\n", "Adam", "AdamW", "adam", "adamw", "torch"]),
            max_size=12,
        ).map(lambda parts: "".join(parts).encode()),
        max_size=5,
    )
)  # fmt: skip
def test_both_engines_find_the_same(contents):
    words = [
        ADAM, QUOTED, Word("AdamW"), Word("torch"), Word("adam_w", folded=True),
        Word("adam", folded=True, quoted=True),
        Word("adamw", folded=True), Word("dam", within=True), Word("adamw_torch", folded=True, quoted=True),
    ]  # fmt: skip
    assert Matcher(words, "hyperscan").find(contents) == Matcher(words, "polars").find(contents)


def test_no_words_find_nothing():
    for engine in ENGINES:
        assert Matcher([], engine).find([b"Adam"]) == [array("I")]


@pytest.fixture(scope="module")
def prefilter():
    return Prefilter(Lexicon((load().fields["optimizer"],)))


@pytest.mark.parametrize(
    ("kind", "content", "worth"),
    [
        ("python", b"import torch\ntorch.optim.AdamW(p)", True),
        ("python", b"args(optim='adamw_torch')", True),
        ("python", b"import os\nprint('hello')", False),
        ("python", b"from .optimizers import *", True),
        ("python", b"x = 1  # settled: allow sgd", True),
        ("yaml", b"optimizer: AdamW", True),
        ("yaml", b"name: AdamW", False),
        ("yaml", b"_target_: torch.optim.AdamW", True),
        ("yaml", b"optimizer: mine", False),
        ("json", b'{"optimizer": {"type": "adamw-torch"}}', True),
        ("shell", b"python train.py --optim adamw_torch", True),
        ("rust", b"use anything;", False),
        ("requirements", b"numpy", True),
        ("setup.py", b"", True),
    ],
)
def test_only_what_may_say_something_is_read(prefilter, kind, content, worth):
    assert (prefilter.find(kind, [content])[0] is not None) is worth


def test_hits_are_meanings_and_ends(prefilter):
    content = b"torch.optim.AdamW(p)"
    assert list(prefilter.find("python", [b"", content])[1]) == [Meaning.NAME, 17]


def test_words_of_shapes_are_those_that_the_reader_asks_for():
    from settled.scan.code.python import shapes

    theirs = {name: (shape.marks, *shape.beside) for name, shape in shapes._SHAPES.items()}
    assert theirs.keys() == SHAPE_WORDS.keys()
    for name, groups in theirs.items():
        for ours, wanted in zip(SHAPE_WORDS[name], groups, strict=True):
            assert all(any(word in longer for word in ours) for longer in wanted)
