"""Names that are taken from another file and say what they are, or what they are made of."""

from __future__ import annotations

import pytest

from settled import catalog
from settled.scan.code.joining import join
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.naming import naming_of
from settled.scan.code.python import read

FIELDS = ("optimizer", "activation", "normalization", "sequence-mixing", "fine-tuning")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    fields = catalog.load().fields
    return Lexicon(tuple(fields[name] for name in FIELDS))


NAMES = {
    "ReLUModule": "relu", "Gemma4RMSNorm": "rms-norm", "fused_layer_norm": "layer-norm", "gelu_new": "gelu",
    "LSTMGenerator": "recurrent", "BiLSTM_CRF": "recurrent", "ResNet50GRU": "recurrent",
    "GroupNormResNetEncoder": "group-norm", "MambaEncoder": "state-space", "SwitchGLU": "gated-linear-unit",
    "LlamaAttention": "softmax-attention", "LlamaFlashAttention2": "softmax-attention",
    "ChannelAttention": "", "HTTPAdapter": "", "LSTMConfig": "", "LayerNormType": "", "AttentionMask": "",
    "BatchNormalizer": "", "GRUB": "", "TransformerMixin": "", "normalize": "", "Optimizer": "",
}  # fmt: skip


@pytest.mark.parametrize(("name", "technology"), NAMES.items())
def test_a_name_of_another_file_says_what_it_is_made_of(name, technology, lexicon):
    found = {match.rival.technology for match in naming_of(lexicon).taken(name)}
    assert found == ({technology} if technology else set())


def joined(lexicon: Lexicon, **files: str) -> list[tuple[str, int, str, str]]:
    said = {(name, "python"): read(text.encode(), lexicon) for name, text in files.items()}
    tree = join([(f"{name}.py", name, "python") for name in files], said, frozenset())
    return [(one.path, one.fact.line, one.fact.role, one.fact.technology) for one in tree.sightings]


MADE = (
    "from torch import nn\nclass LSTMGenerator(nn.Module):\n    def __init__(self):\n        self.rnn = {}\n"
)


def test_it_is_used_where_it_is_made_of_that(lexicon):
    use = "from parts import LSTMGenerator\nnet = LSTMGenerator(8)"
    assert joined(lexicon, parts=MADE.format("nn.LSTM(8, 8)"), use=use) == [
        ("parts.py", 4, "uses", "recurrent"),
        ("use.py", 2, "uses", "recurrent"),
    ]


def test_it_is_not_where_it_is_made_of_something_else(lexicon):
    use = "from parts import LSTMGenerator\nnet = LSTMGenerator(8)"
    assert joined(lexicon, parts=MADE.format("nn.Linear(8, 8)"), use=use) == []


def test_a_norm_of_a_longer_name_is_followed(lexicon):
    own = "class GemmaTextRMSNorm(Module):\n    def forward(self, x):\n        return x * self.rms(x)"
    use = "from norms import GemmaTextRMSNorm\nnorm = GemmaTextRMSNorm(8)"
    assert joined(lexicon, norms=own, use=use) == [
        ("norms.py", 1, "defines", "rms-norm"),
        ("use.py", 2, "uses", "rms-norm"),
    ]
