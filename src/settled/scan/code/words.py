"""The words of which content must hold some to be worth reading, by kind of file, and what each may mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import IntEnum

from settled.scan.code.lexicon import Lexicon
from settled.scan.code.matching import Word
from settled.scan.code.naming import enumerations

LANGUAGES = frozenset({"javascript", "typescript", "tsx", "rust", "go", "java", "cpp"})
CONFIGS = frozenset({"yaml", "toml", "json", "ini", "gin", "shell"})
PYTHON = frozenset({"python", "notebook"})
FILTERED = LANGUAGES | CONFIGS | PYTHON
"""Kinds of which only files with certain words are read. Manifests are few, and all are."""


class Meaning(IntEnum):
    """What a word found may mean.

    ``NAME``: last part of a qualified name, or name of an own implementation. ``MODULE``: first part of a
    module of which any member is a use. ``VALUE``: selects, under a selector. ``SELECTOR``: a key, argument
    or flag under which a value selects. ``TARGET``: a key whose value is a full name. ``STAR``: hands on all
    names of a module. ``FOREIGN``: a name of another language. ``ALLOW``: begins a comment that allows a
    technology. ``QUALIFIED``: a whole qualified name, which selects under any key. ``MARK``: without one
    of these nothing computes a shape; by itself it says nothing.
    """

    NAME = 1
    MODULE = 2
    VALUE = 3
    SELECTOR = 4
    TARGET = 5
    STAR = 6
    FOREIGN = 7
    ALLOW = 8
    QUALIFIED = 9
    MARK = 10


_PRODUCTS = (b"matmul", b"mm", b"einsum", b"dot_general", b"@")
SHAPE_WORDS: dict[str, tuple[tuple[bytes, ...], ...]] = {
    "softmax-attention": ((b"softmax",), _PRODUCTS),
    "weighted-attention": ((b"softmax",), (b"atten", b"attn"), (b"sum(", b"dot(")),
    "projected-attention": (
        (b"dot_product_attention", b"flash_attn", b"efficient_attention", b"xformers_attention"),
        (b"linear(", b"dense(", b"conv", b"dense_general("),
    ),
    "linear-attention": ((b"elu(", b"feature_map", b"featuremap", b"phi(", b"kernel_f"), _PRODUCTS),
    "rms-norm": (
        (b"def forward", b"def call", b"def norm", b"def _norm"), (b"mean(",), (b"sqrt(", b"-0.5"),
        (b"pow(", b"**", b"square("),
    ),
    "layer-norm": (
        (b"mean(", b"moments("), (b"sqrt", b"std(", b"var("),
        (
            b"def norm", b"def _norm", b"def ln", b"def _ln", b"class norm", b"class ln",
            b"layernorm", b"layer_norm",
        ),
    ),
    "gelu": ((b"erf(", b"0.044715", b"1.702"), (b"*", b"mul")),
    "silu": ((b"sigmoid(",), (b"*", b"mul")),
    "gated-recurrence": ((b"sigmoid",), (b"tanh",), (b"*", b"mul")),
    "low-rank-adapter": (
        (b"lora_a", b"lora_down", b"loraa", b"a_lora"), (b"lora_b", b"lora_up", b"lorab", b"b_lora")
    ),
}  # fmt: skip
"""Of each word list one must stand, in any case, in a function that computes the shape."""

_TARGETS = ("_target_", "class_path", "_component_", "_partial_")


def words_of(kind: str, lexicon: Lexicon) -> list[tuple[Word, Meaning]]:
    """The words for a kind of file with their meanings."""
    found = dict.fromkeys(_words_of(kind, lexicon))
    return [(word, meaning) for word, meaning in found if word.text and word.text.isascii()]


def _words_of(kind: str, lexicon: Lexicon) -> Iterator[tuple[Word, Meaning]]:
    yield Word("settled:", folded=True), Meaning.ALLOW
    if kind in LANGUAGES:
        for name in _foreign(lexicon):
            yield Word(name, within=True), Meaning.FOREIGN
        return
    if kind in PYTHON:
        yield from _of_python(lexicon)
    for name in lexicon.values:
        yield Word(name, folded=True, quoted=kind in PYTHON), Meaning.VALUE
    if kind in CONFIGS:
        yield from ((Word(name), Meaning.QUALIFIED) for name in lexicon.names)
        yield from ((Word(name, folded=True), Meaning.SELECTOR) for name in lexicon.selectors)
        yield from ((Word(name), Meaning.TARGET) for name in _TARGETS)
        yield from ((Word(name), Meaning.NAME) for name in (*lexicon.last_names, *_first(lexicon.modules)))


def _of_python(lexicon: Lexicon) -> Iterator[tuple[Word, Meaning]]:
    yield from ((Word(name), Meaning.NAME) for name in sorted(lexicon.last_names))
    yield from ((Word(name), Meaning.NAME) for name in sorted(enumerations(lexicon)))
    yield from ((Word(name), Meaning.MODULE) for name in sorted(_first(lexicon.modules)))
    yield Word("import *"), Meaning.STAR
    yield from ((Word(mark, folded=True, within=True), Meaning.MARK) for mark in _marks_of_shapes(lexicon))


def _marks_of_shapes(lexicon: Lexicon) -> list[str]:
    shapes = [SHAPE_WORDS[name][0] for name in lexicon.shapes if name in SHAPE_WORDS]
    return [word.decode() for words in shapes for word in words]


def _first(names: Collection[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def _foreign(lexicon: Lexicon) -> Iterator[str]:
    """The longest part of each name that stands in a file as it is; of all languages, as kinds share them."""
    for name in sorted(lexicon.foreign_names):
        yield max(name.partition(":")[2].removesuffix("*").split("::"), key=len)


# Of names that are put together these are part: a norm, an attention, a recurrent cell, an adapter.
_NAME_PARTS = (
    "layernorm", "layer_norm", "rmsnorm", "rms_norm", "batchnorm", "batch_norm", "groupnorm", "instancenorm",
    "attention", "lstm", "grucell", "rnncell", "gelu", "relu", "swish", "lora", "mamba", "adam", "sgd",
    "rmsprop", "adagrad",
)  # fmt: skip


def marks_of(lexicon: Lexicon) -> list[Word]:
    """Words of which one stands, in any case, in what computes a shape or defines by a longer name."""
    known = "".join(lexicon.own).replace("_", "").lower()
    marks = _marks_of_shapes(lexicon)
    marks += [part for part in _NAME_PARTS if part.replace("_", "") in known]
    return [Word(mark, folded=True, within=True) for mark in dict.fromkeys(marks)]
