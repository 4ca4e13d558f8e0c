"""Notebooks: which cells are read, and the lines of the file that they are placed at."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled.records import Born, Field, Signatures, Technology
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.notebook import read, source_of

BORN = Born(2000, "a paper", "https://example.org")
LEXICON = Lexicon(
    (
        Field(
            "optimizer",
            "Optimizer",
            "-",
            "?",
            (Technology("adamw", "AdamW", "-", BORN, Signatures(code=("torch.optim.AdamW",))),),
        ),
    )
)


def code(*lines: str) -> dict[str, Any]:
    source = [f"{line}\n" for line in lines[:-1]] + list(lines[-1:])
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}


def notebook(*cells: dict[str, Any], **more: Any) -> str:
    return json.dumps({"nbformat": 4, "cells": list(cells), **more}, indent=1)


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


def test_places_facts_at_the_lines_of_the_file() -> None:
    text = notebook(
        {"cell_type": "markdown", "source": ["AdamW(params)"]},
        code("%matplotlib inline", "from torch.optim import AdamW"),
        code("x = 1", "", "optimizer = AdamW(params)"),
    )
    (fact,) = [fact for fact in read(text.encode(), LEXICON) if fact.said == "sighting"]
    assert (fact.technology, fact.role) == ("adamw", "uses")
    assert fact.line == line_of(text, "optimizer = AdamW")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(["!pip install x", "a = 1"], ["pass", "a = 1"], id="a shell's line"),
        pytest.param(["!pip install \\", "   x", "a = 1"], ["pass", "", "a = 1"], id="one that goes on"),
        pytest.param(["if a:", "    %time f()"], ["if a:", "    pass"], id="an indented magic"),
        pytest.param(["files = !ls", "a = %pwd"], ["files = None", "a = None"], id="assigned magics"),
        pytest.param(["%%time", "a = 1"], ["", "a = 1"], id="a cell's magic over Python"),
        pytest.param(["%%bash", "a = 1"], [], id="a cell of another language"),
        pytest.param(["%%writefile train.py", "a = 1"], ["", "a = 1"], id="a Python file written"),
        pytest.param(["%%writefile train.sh", "a = 1"], [], id="another file written"),
        pytest.param(["f?", "a = 1"], ["pass", "a = 1"], id="a question"),
        pytest.param(["x = (a", "  % b)"], ["x = (a", "  % b)"], id="a remainder is no magic"),
        pytest.param(["  a = 1", "  b = 2"], ["a = 1", "b = 2"], id="an indented cell"),
        pytest.param(["print 'a'"], ["print 'a'"], id="Python 2"),
        pytest.param(["not Python here"], [], id="no Python"),
    ],
)
def test_makes_magics_harmless(cell: list[str], expected: list[str]) -> None:
    text = notebook(code("before = 1"), code(*cell), code("after = 1"))
    source = source_of(text)
    assert source.text.splitlines() == ["before = 1", *expected, "after = 1"]
    assert source.lines[-1] == line_of(text, "after = 1")


def test_a_cell_in_one_string_has_its_line() -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": "a = 1\nb = 2\n\nc = 3"}]}, indent=1)
    source = source_of(text)
    assert source.text == "a = 1\nb = 2\n\nc = 3\n"
    assert set(source.lines) == {line_of(text, "a = 1")}


def test_reads_worksheets_of_older_notebooks() -> None:
    cell = {"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python"}
    text = json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]}, indent=1)
    assert source_of(text).lines == (line_of(text, "a = 1"), line_of(text, "b = 2"))


@pytest.mark.parametrize(
    "metadata", [{"kernelspec": {"language": "R"}}, {"language_info": {"name": "julia"}}], ids=["R", "Julia"]
)
def test_other_languages_say_nothing(metadata: dict[str, Any]) -> None:
    assert source_of(notebook(code("a = 1"), metadata=metadata)).text == ""


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"<html>", b"\xff\xfe\x00"])
def test_what_is_no_notebook_is_skipped(content: bytes) -> None:
    assert [(fact.said, fact.text) for fact in read(content, LEXICON)] == [
        ("skipped", "not parsable as notebook")
    ]


@given(content=st.binary(max_size=300))
def test_no_bytes_raise(content: bytes) -> None:
    read(content, LEXICON)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["cells", "source", "cell_type", "worksheets"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(cells=_JSON, source=_JSON)
def test_no_shape_raises(cells: Any, source: Any) -> None:
    read(json.dumps({"cells": cells}).encode(), LEXICON)
    read(json.dumps({"cells": [{"cell_type": "code", "source": source}]}).encode(), LEXICON)
