"""Imports told without parsing, and those that are left out of what is parsed."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.catalog import load
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.prefilter import Prefilter
from settled.scan.code.python import read
from settled.scan.code.python.parsing import UnreadableError, imports_of, plain_import

LEXICON = Lexicon(tuple(field for field in load().fields.values() if field.id == "optimizer"))
PREFILTER = Prefilter(LEXICON)


@pytest.mark.parametrize(
    "statement",
    [
        b"import torch",
        b"import torch.optim as O, os\n",
        b"import a . b\n",
        b"import a; b = a\n",
        b"import a, \\\n    b\n",
        b"from torch.optim import AdamW as A, SGD # both\n# and more\n",
        b"from torch.optim import (\n    AdamW as A,\n    SGD,\n)\n",
        b"from torch.optim import (AdamW, # one\n SGD)\n",
        b"from torch.optim import(AdamW)\n",
        b"from . import x\n",
        b"from ...a.b import x as y\n",
        b"from .a import *\n",
        b"from . a import b\n",
        b"from x import\n",
        b"from import x\n",
        b"import x as\n",
        b"import x.class\n",
        b"from x import None\n",
        b"from x import a as class\n",
        b"from x import a,\n",
        b"import a as b.c\n",
        b"import a b\n",
        b"import a as 1b\n",
        b"from a import 1b\n",
        b"import \xc3\xa9t\xc3\xa9\n",
    ],
)
def test_a_plain_import_is_what_the_parser_says(statement):
    same_as_parsed(statement)


PIECES = [
    "import",
    "from",
    "as",
    " ",
    " ",
    "  ",
    "\t",
    ",",
    ".",
    "(",
    ")",
    "\n",
    "#",
    ";",
    "*",
    "\\\n",
    "a",
    "b1",
    "_c",
]


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["import ", "from a import ", "from . import (", "from "]),
    st.lists(st.sampled_from(PIECES)),
)
def test_what_looks_like_an_import_is_what_the_parser_says(start, pieces):
    same_as_parsed((start + "".join(pieces)).encode())


def same_as_parsed(statement: bytes) -> None:
    node = plain_import(statement)
    if node is None:
        return
    # Lines that follow are comments in the file that a statement is of: they are not looked at.
    first = ast.parse(statement[: end_of(statement)]).body
    assert [ast.dump(one) for one in first] == [ast.dump(node)]


def end_of(statement: bytes) -> int:
    """Where the logical line ends with which a statement begins."""
    closing = statement.find(b")") if b"(" in statement.partition(b"\n")[0] else 0
    end = statement.find(b"\n", max(closing, 0))
    return end if end >= 0 else len(statement)


def test_some_imports_are_told_without_parsing():
    assert plain_import(b"from torch.optim import (\n    AdamW as A,\n    SGD,\n)\n") is not None
    assert plain_import(b"import torch.optim as O, os  # both\n") is not None


def test_what_is_no_plain_import_is_parsed():
    nodes = imports_of(b"from a import (b, # one\n c)\nimport d\n")
    assert [type(node) for node in nodes] == [ast.ImportFrom, ast.Import]
    with pytest.raises(UnreadableError):
        imports_of(b"import\n")


@pytest.mark.parametrize(
    "content",
    [
        b"import os\nimport lab\nfrom torch.optim import AdamW\nAdamW(p)\n",
        b"import lab\nlab.AdamW(p)\n",
        b"from lab import nets\nx = nets.AdamW(p)\n",
        b"from lab import optim\noptim.AdamW(p)\n",
        b"from torch.optim import AdamW\nfrom queue import AdamW\n",
        b"from torch.optim import *\nfrom queue import AdamW\nAdamW(p)\n",
        b"from torch import optim\nfrom queue import optim\ndef f(optim):\n    optim.SGD(p)\n",
        b"from queue import optim\ndef f(p):\n    from torch import optim\n    optim.SGD(p)\n",
        b"import a.b\nimport a\na.AdamW(p)\n",
    ],
)
def test_an_import_is_left_out_only_where_it_says_nothing(content):
    (hits,) = PREFILTER.find("python", [content])
    found = read(content, LEXICON, hits) if hits is not None else []
    assert found == read(content, LEXICON)
