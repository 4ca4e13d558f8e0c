"""From a batch of model files to sightings, with the catalog that ships."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from settled.catalog import load
from settled.records import Field, Signatures
from settled.scan.sightings import schema
from settled.scan.zoo import scan
from settled.scan.zoo.patterns import Facts
from settled.scan.zoo.syntax import Fact

FOO = """
from torch import nn
from ...activations import ACT2FN
from ...modeling_rope_utils import ROPE_INIT_FUNCTIONS
from ...modeling_utils import ALL_ATTENTION_FUNCTIONS

class FooRMSNorm(nn.Module):
    def forward(self, x):
        variance = x.pow(2).mean(-1, keepdim=True)
        return self.weight * x * torch.rsqrt(variance + self.eps)

class FooMLP(nn.Module):
    def forward(self, x):
        return self.down_proj(self.act_fn(self.gate_proj(x)) * self.up_proj(x))

class FooRotaryEmbedding(nn.Module):
    def forward(self, x):
        return x.cos(), x.sin()

class FooAttention(nn.Module):
    def forward(self, x):
        return ALL_ATTENTION_FUNCTIONS[self.config._attn_implementation](self, x)

class FooForCausalLM(FooPreTrainedModel, GenerationMixin):
    pass
"""
FOO_CONFIG = "class FooConfig(PreTrainedConfig):\n    hidden_act: str = 'silu'\n"
BAR = """
import torch
import torch.nn as nn

class BarEmbeddings(nn.Module):
    def __init__(self, config):
        self.position_embeddings = nn.Embedding(config.n, config.d)
        self.LayerNorm = nn.LayerNorm(config.d)

class BarSelfAttention(nn.Module):
    def forward(self, q, k, v):
        probs = nn.functional.softmax(torch.matmul(q, k), dim=-1)
        return torch.matmul(probs, v)

class BarIntermediate(nn.Module):
    def forward(self, x):
        return self.intermediate_act_fn(self.dense(x))

class BarModel(BarPreTrainedModel):
    def _init_weights(self, module):
        if isinstance(module, nn.BatchNorm2d):
            module.weight = 1

class BarForMaskedLM(BarPreTrainedModel):
    pass
"""
BAR_CONFIG = """
class BarConfig(PretrainedConfig):
    def __init__(self, hidden_act="gelu", position_embedding_type="absolute", **kwargs):
        pass
"""
EXPERTS = FOO + "\nclass FooExperts(nn.Module):\n    pass\n"


@pytest.fixture(scope="module")
def fields() -> list[Field]:
    return list(load().fields.values())


def found(sightings: pa.RecordBatch, unit: str) -> set[tuple[str, str, str | None, bool | None]]:
    keys = ("field", "technology", "variant", "canonical")
    return {
        tuple(row[key] for key in keys) for row in sightings.to_pylist() if row["unit"].endswith(f":{unit}")
    }


def test_a_decoder_of_today(make_batch, fields) -> None:
    batch = make_batch({"foo": {"modeling_foo.py": FOO, "configuration_foo.py": FOO_CONFIG}})
    assert found(scan(batch, fields), "foo") == {
        ("sequence-mixing", "softmax-attention", None, True),
        ("position-encoding", "rope", None, True),
        ("normalization", "rms-norm", None, False),
        ("activation", "gated-linear-unit", "swiglu", True),
        ("sparsity", "dense", None, None),
        ("architecture", "decoder-only", None, None),
    }


def test_an_encoder_of_before(make_batch, fields) -> None:
    batch = make_batch({"bar": {"modeling_bar.py": BAR, "configuration_bar.py": BAR_CONFIG}})
    assert found(scan(batch, fields), "bar") == {
        ("sequence-mixing", "softmax-attention", None, False),
        ("position-encoding", "learned-positions", None, None),
        ("normalization", "layer-norm", None, True),
        ("activation", "gelu", None, False),
        ("sparsity", "dense", None, None),
        ("architecture", "encoder-only", None, None),
    }


def test_experts_are_not_dense(make_batch, fields) -> None:
    batch = make_batch({"foo": {"modeling_foo.py": EXPERTS}})
    assert {row[1] for row in found(scan(batch, fields), "foo") if row[0] == "sparsity"} == {
        "mixture-of-experts"
    }


def test_columns_role_place_and_pattern(make_batch, fields) -> None:
    sightings = scan(make_batch({"foo": {"modeling_foo.py": FOO}}), fields)
    assert sightings.schema == schema()
    row = next(row for row in sightings.to_pylist() if row["technology"] == "rms-norm")
    assert row["role"] == "uses"
    assert row["period"] == date(2024, 4, 23)
    assert (row["path"], row["line"], row["via"]) == (
        "transformers/models/foo/modeling_foo.py",
        7,
        "class:*RMSNorm",
    )
    assert row["text"] is None
    assert row["start"] is None


def test_a_renamed_copy_is_built_of_what_it_inherits_and_of_no_more(make_batch, fields) -> None:
    uses_attention = "class BarModel(BarPreTrainedModel):\n    attn = BarSelfAttention"
    copy = {
        "modeling_baz.py": "from ..bar.modeling_bar import BarModel\nclass BazModel(BarModel): pass\n",
        "transformers/models/bar/modeling_bar.py": BAR.replace(
            "class BarModel(BarPreTrainedModel):", uses_attention
        ),
    }
    sightings = scan(make_batch({"baz": copy}), fields)
    technologies = {row[1] for row in found(sightings, "baz")}
    assert "softmax-attention" in technologies
    assert "layer-norm" not in technologies
    assert {row["path"] for row in sightings.to_pylist()} == {"transformers/models/bar/modeling_bar.py"}


def test_an_inherited_default_gives_way_to_the_own_one(make_batch, fields) -> None:
    files = {
        "modeling_baz.py": FOO,
        "configuration_baz.py": "class BazConfig(BarConfig):\n    hidden_act: str = 'silu'\n",
        "transformers/models/bar/configuration_bar.py": BAR_CONFIG,
    }
    variants = {row[2] for row in found(scan(make_batch({"baz": files}), fields), "baz")}
    assert "swiglu" in variants
    assert "geglu" not in variants


def test_broken_files_are_counted_and_the_rest_is_read(make_batch, fields) -> None:
    skipped: Counter[str] = Counter()
    files = {
        "modeling_foo.py": FOO,
        "modeling_foo_big.py": b"x = 1\n" * 400_000,
        "modeling_foo_broken.py": "class (",
        "modeling_foo_deep.py": "a" + ".b" * 50_000,
        "modeling_foo_latin.py": b"# caf\xe9",
    }
    sightings = scan(make_batch({"foo": files}), fields, skipped)
    assert ("sequence-mixing", "softmax-attention", None, True) in found(sightings, "foo")
    assert skipped == {
        "file too large": 1,
        "file not valid Python": 1,
        "file too deeply nested": 1,
        "file not UTF-8": 1,
    }


def test_a_model_of_other_models_shows_nothing(make_batch, fields) -> None:
    text = "class Pair(nn.Module):\n    def __init__(self, c):\n        self.a = AutoModel.from_config(c.a)\n"
    assert scan(make_batch({"pair": {"modeling_pair.py": text}}), fields).num_rows == 0


def test_the_order_of_rows_and_patterns_does_not_matter(make_batch, fields) -> None:
    batch = make_batch(
        {
            "foo": {"modeling_foo.py": FOO, "configuration_foo.py": FOO_CONFIG},
            "bar": {"modeling_bar.py": BAR, "configuration_bar.py": BAR_CONFIG},
        }
    )
    reversed_rows = batch.take(list(range(batch.num_rows))[::-1])
    assert scan(batch, fields).equals(scan(reversed_rows, fields))
    assert scan(batch, fields).equals(scan(batch, [_reversed(field) for field in fields]))


def _reversed(field: Field) -> Field:
    technologies = tuple(
        replace(technology, signatures=_backwards(technology.signatures)) for technology in field.technologies
    )
    return replace(field, technologies=technologies)


def _backwards(signatures: Signatures) -> Signatures:
    return replace(signatures, zoo=signatures.zoo[::-1], zoo_canonical=signatures.zoo_canonical[::-1])


def test_an_empty_batch_and_an_empty_catalog(make_batch, fields) -> None:
    batch = make_batch({"foo": {"modeling_foo.py": FOO}})
    assert scan(batch.slice(0, 0), fields).num_rows == 0
    assert scan(batch, []).num_rows == 0


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("class:FooNorm", 3),
        ("class:*Norm", 3),
        ("class:foonorm", None),
        ("class:Norm", None),
        ("config:act", 9),
        ("config:act=gelu*", 9),
        ("config:act=silu", None),
        ("config:ac", None),
        ("class:*Norm & config:act=gelu*", 3),
        ("class:*Norm & config:act=silu", None),
        ("class:*Norm & !config:act=silu", 3),
        ("class:*Norm & !config:act=gelu*", None),
        ("class:*Norm & !call:*", 3),
        ("class:[ZF]oo*", 3),
    ],
)
def test_patterns(pattern: str, line: int | None) -> None:
    facts = Facts()
    facts.add([Fact(5, "class", "FooNorm"), Fact(3, "class", "FooNorm")], 0, "modeling_foo.py")
    facts.add([Fact(9, "config", "act=gelu_new")], 2, "configuration_foo.py")
    place = facts.satisfy(pattern)
    assert (place.line if place else None) == line
