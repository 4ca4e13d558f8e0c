"""What holds of every Python file: nothing raises, names and unrelated lines change nothing."""

# ruff: noqa: E501 (one form a line)

from __future__ import annotations

import ast
import gc
import keyword

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_words import LEXICON, dedented, said
from test_python_definitions import DEFINED
from test_python_forms import FORMS

from settled.scan.code.python import read

SOURCES = [source for source, _ in {**FORMS, **DEFINED}.values()]
EVERYTHING = ("sighting", "pending", "export", "handed_on", "allow", "skipped")
PIECES = st.sampled_from(
    [b"from torch.optim import AdamW", b"AdamW(", b")", b"\n", b"    ", b"class A(AdamW):", b"def f(x=AdamW):",
     b"if x:", b"'adamw'", b"optim=", b"{", b"}", b"[", b"]", b"lambda:", b"*", b"softmax(q @ k) @ v", b"return ",
     b"print 'x'", b"\t", b"# settled: allow sgd", b"import requests", b"requests.get", b"\xff", b"\x00", b"\r"]
)  # fmt: skip
NAMES = st.from_regex(r"[a-z_][a-z0-9_]{2,12}", fullmatch=True).filter(
    lambda name: (
        not keyword.iskeyword(name)
        and name
        not in {
            "optim",
            "opt",
            "params",
            "requests",
            "httpx",
            "pytest",
            "gelu",
            "sgd",
            "adamw",
            "lion",
            "print",
        }
    )
)


@given(st.binary(max_size=400) | st.lists(PIECES, max_size=40).map(b"".join))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise(content):
    facts = read(content, LEXICON)
    assert facts == sorted(facts, key=lambda fact: (fact.line, fact.field, fact.technology))
    keys = [
        (
            fact.said,
            fact.line,
            fact.field,
            fact.technology,
            fact.variant,
            fact.role,
            fact.name,
            fact.target,
            fact.text,
        )
        for fact in facts
    ]
    assert len(keys) == len(set(keys))
    assert all(1 <= fact.line <= content.count(b"\n") + content.count(b"\r") + 1 for fact in facts)


@given(NAMES, NAMES)
def test_the_name_of_an_alias_does_not_matter(module, alias):
    source = (
        f"import torch.nn as {module}1\nfrom torch.optim import AdamW as {alias}\n{module}1.GELU()\nx = {alias}\n"
        f"def f(c={alias}):\n    return c(p)\nclass K({alias}):\n    pass\ny = {{'a': {alias}}}\ny[n](p)\n"
    )
    assert said(source.encode()) == ["3 uses gelu", "6 uses adamw", "7 defines adamw own", "10 uses adamw"]


@given(st.sampled_from(SOURCES))
@settings(max_examples=200, deadline=None)
def test_a_statement_that_cannot_matter_may_be_blanked(source):
    unrelated = "def unrelated(a, b):\n    total = a + b\n    for each in total:\n        each.run()\n    return total\n\n"
    with_it = said(unrelated.encode() + dedented(source), *EVERYTHING)
    without = said(b"\n" * unrelated.count("\n") + dedented(source), *EVERYTHING)
    assert with_it == without


@given(st.sampled_from(SOURCES))
@settings(max_examples=200, deadline=None)
def test_comments_and_docstrings_change_nothing(source):
    told = dedented(source)
    naming = b'# AdamW(p), optimizer="adamw", requests.get\n'
    plain = said(b"\n" * 4 + told, *EVERYTHING)
    assert said(b'"""AdamW(p), optim=\'sgd\'\n\nLion: torch.optim.Lion\n"""\n' + told, *EVERYTHING) == plain
    assert said(told + b"\n" + naming, *EVERYTHING) == said(told, *EVERYTHING)


@given(st.sampled_from(SOURCES))
@settings(max_examples=200, deadline=None)
def test_one_indented_copy_in_a_live_block_says_the_same(source):
    lines = dedented(source).split(b"\n")
    try:
        ast.parse(b"if live:\n" + b"\n".join(b"    " + line for line in lines))
    except SyntaxError:
        return
    if any(word in source for word in ('"""', "TYPE_CHECKING", "import *")):
        return
    inner = said(b"if live:\n" + b"\n".join(b"    " + line for line in lines))
    assert inner == [_moved(one) for one in said(dedented(source))]


def _moved(one: str) -> str:
    line, _, rest = one.partition(" ")
    return f"{int(line) + 1} {rest}"


@pytest.mark.parametrize(
    "source",
    [
        b"from torch.optim import SGD\nx = " + b"(" * 400 + b"SGD" + b")" * 400,
        b"from torch.optim import SGD\nx = " + b"not " * 5000 + b"SGD(p)",
        b"from torch.optim import SGD\nx = " + b"-" * 700 + b"SGD(p)",
        b"from torch.optim import SGD\nx = SGD" + b"(p)" * 900,
        b"from torch.optim import SGD\nx = " + b"lambda: " * 300 + b"SGD(p)",
        b"from torch.optim import SGD\n"
        + b"".join(b" " * at + b"if SGD(p):\n" for at in range(300))
        + b" " * 300
        + b"x",
    ],
)
def test_what_is_nested_too_deeply_is_said_to_be(source):
    assert said(source) in (["1 skipped nested too deeply"], ["1 skipped not parsable as Python"])


@pytest.mark.parametrize(
    ("source", "count"),
    [
        (b"from torch.optim import SGD\nx = " + b"SGD(p) + " * 900 + b"1", 1),
        (b"from torch.optim import SGD\nif a:\n    SGD(p)\n" + b"elif a:\n    SGD(p)\n" * 600, 601),
        (b"from torch.optim import SGD\nx = a" + b".b" * 900 + b"\nSGD(p)", 1),
        (b"from torch.optim import SGD\n" + b"SGD(p)\n" * 3000, 3000),
    ],
)
def test_what_is_long_is_read(source, count):
    assert len(said(source, "sighting")) == count


def test_the_collector_is_left_as_it_was():
    read(b"import requests\nrequests.get(u)", LEXICON)
    assert gc.isenabled()
    gc.disable()
    try:
        read(b"import requests\n)", LEXICON)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_reading_twice_says_the_same():
    content = "\n".join(SOURCES[:20]).encode()
    assert read(content, LEXICON) == read(content, LEXICON)
