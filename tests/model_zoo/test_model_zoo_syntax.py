"""Facts of a file, and files that cannot be read."""

from __future__ import annotations

import ast
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.scan.zoo.configuration import parameters
from settled.scan.zoo.syntax import LIMIT_BYTES, UnreadableError, parse, scopes

SOURCE = """
import torch.nn.functional as F
from torch import nn
from ..llama.modeling_llama import LlamaMLP

class FooAttention(nn.Module):
    def __init__(self, config: FooConfig):
        self.norm = nn.LayerNorm(config.hidden_size)

    def forward(self, x) -> Tensor:
        return F.gelu(self.norm(x).float().sum())

    def _init_weights(self, module):
        if isinstance(module, (nn.BatchNorm1d, nn.Linear)):
            module.reset()
"""


def facts(text: str) -> set[tuple[str, str]]:
    return {(fact.kind, fact.text) for scope in scopes(parse(text.encode())) for fact in scope.facts}


@pytest.mark.parametrize(
    "fact",
    [
        ("class", "FooAttention"),
        ("call", "nn.LayerNorm"),
        ("call", "torch.nn.LayerNorm"),
        ("call", "torch.nn.functional.gelu"),
        ("call", "self.norm.float.sum"),
        ("name", "LlamaMLP"),
        ("name", "torch.nn.Module"),
    ],
)
def test_facts_are_found(fact: tuple[str, str]) -> None:
    assert fact in facts(SOURCE)


@pytest.mark.parametrize("name", ["nn.BatchNorm1d", "torch.nn.Linear", "FooConfig", "Tensor"])
def test_types_that_are_asked_for_are_not_used(name: str) -> None:
    assert ("name", name) not in facts(SOURCE)


def test_comments_and_strings_say_nothing() -> None:
    assert facts("'''nn.LayerNorm(1)'''\n# nn.LayerNorm(1)\n") == set()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x = 1\n" * (LIMIT_BYTES // 6 + 1), "file too large"),
        (b"\xff\xfe\x00", "file not UTF-8"),
        (b"a = 'caf\xe9'", "file not UTF-8"),
        (b"x = 1\x00", "file not valid Python"),
        (b"def broken(:", "file not valid Python"),
        (b"(" * 5000 + b")" * 5000, "file not valid Python"),
        (b"a" + b".b" * 100_000, "file too deeply nested"),
        (b"a" + b"+a" * 200_000, "file too deeply nested"),
        (b"-" * 200_000 + b"1", "file too deeply nested"),
        (b"a" + b"()" * 100_000, "file too deeply nested"),
        (b"if a: pass\n" + b"elif a: pass\n" * 30_000, "file too deeply nested"),
        (b"".join(b" " * depth + b"if a:\n" for depth in range(150)), "file not valid Python"),
    ],
    ids=("large", "utf-16", "latin-1", "null", "syntax", "parens", "dots", "sum", "minus", "calls", "elif",
         "indent"),
)  # fmt: skip
def test_unreadable_files_are_told_apart(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        parse(content)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_parser(content: bytes) -> None:
    with suppress(UnreadableError):
        assert scopes(parse(content))


def test_an_empty_file_and_a_byte_order_mark_are_fine() -> None:
    assert facts("") == set()
    assert ("class", "A") in facts("\ufeffclass A: pass")


def config(text: str) -> set[str]:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.ClassDef)
    return {fact.text for fact in parameters(node)}


def test_parameters_of_an_older_configuration() -> None:
    text = """
class FooConfig(PretrainedConfig):
    model_type = "foo"
    def __init__(self, size, act="gelu", *, theta=1e4, window=None, bias=-1, layers=["a", "b"], **kwargs):
        super().__init__(is_encoder_decoder=True, pad=pad, **kwargs)
        self.size = size
        self.tied = False
"""
    assert config(text) == {
        "model_type=foo", "size=", "act=gelu", "theta=10000.0", "window=None", "bias=-1", "layers=a,b",
        "is_encoder_decoder=True", "tied=False",
    }  # fmt: skip


def test_parameters_of_a_newer_configuration() -> None:
    text = """
class FooConfig(PreTrainedConfig):
    hidden_act: str = "silu"
    layers: list[str] | None = None
    range: float = interval(min=0.0)(default=0.02)
    made: list = field(default_factory=list)
"""
    assert config(text) == {"hidden_act=silu", "layers=None", "range=0.02", "made="}
