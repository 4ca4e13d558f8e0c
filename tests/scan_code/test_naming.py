"""Names of classes and functions: which are a technology's, and which only hold its name."""

from __future__ import annotations

import pytest

from settled import catalog
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.naming import Naming

FIELDS = ("optimizer", "sequence-mixing", "normalization", "activation", "fine-tuning")


@pytest.fixture(scope="module")
def naming() -> Naming:
    fields = catalog.load().fields
    return Naming(Lexicon(tuple(fields[name] for name in FIELDS)))


CLASSES = {
    "Adam": "adam",
    "MyAdam": "adam",
    "Custom_Adam": "adam",
    "AdamW": "adamw",
    "AdamConfig": "",
    "AdamP": "",
    "LionFish": "",
    "FusedLayerNorm": "layer-norm",
    "LayerNorm2d": "layer-norm",
    "GatedRMSNorm": "rms-norm",
    "ZeroCenteredRMSNorm": "rms-norm",
    "RMSNormConfig": "",
    "LayerNormScheduler": "",
    "_GhostBatchNorm": "batch-norm",
    "MobileSelfAttention": "softmax-attention",
    "SelfAttentionConfig": "",
    "BlockLinearAttention": "linear-attention",
    "My3DLSTMCell": "recurrent",
    "DIALSTMCell": "recurrent",
    "LSTMBase": "",
    "MultilayerGRU": "recurrent",
    "ConvBNReLU": "",
    "QuantLoRALinear": "lora",
    "LoraConfig": "",
    "SwishFn": "silu",
    "ImageNormalization": "",
}
FUNCTIONS = {
    "gelu": "gelu",
    "my_gelu": "gelu",
    "leakyReLu": "relu",
    "relu_forward": "relu",
    "relu_backward": "",
    "test_relu": "",
    "layernorm_forward": "layer-norm",
    "_layer_norm": "layer-norm",
    "lstm_cell_forward": "recurrent",
    "adam_update": "adam",
    "adam_state_dict": "",
    "global_norm": "",
    "build_norm": "",
    "MLPMixer": "mlp-mixing",
}


@pytest.mark.parametrize(("kind", "name", "technology"), [
    *(("class", *row) for row in CLASSES.items()), *(("def", *row) for row in FUNCTIONS.items())
])  # fmt: skip
def test_a_name_is_a_technologys_or_not(naming, kind, name, technology):
    found = {match.rival.technology for match in naming.named(kind, name).matches}
    assert found == ({technology} if technology else set())


def test_the_catalogs_own_words_are_exact_and_others_are_not(naming):
    assert naming.named("class", "Adam").is_exact
    assert not naming.named("class", "MyAdam").is_exact
    assert not naming.named("def", "adam").is_exact


def test_definitions_that_are_named_after_a_technology_are_found_in_a_file(naming):
    content = b"class MyAdam:\n    def gelu_forward(x): ...\n\n# class MyAdam\nclass Adam: ...\n"
    assert naming.defined(content) == [content.index(b"MyAdam"), content.index(b"gelu_forward")]


def test_a_name_that_is_no_text_is_none(naming):
    assert naming.defined(b"class \xff\xfe: ...\ndef \xc3(x): ...") == []
