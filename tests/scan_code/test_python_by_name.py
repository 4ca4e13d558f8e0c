"""What a usual name, a key beside it, or a place in a dict, list or loop says of something in Python."""

# ruff: noqa: E501 (one form a line)

from __future__ import annotations

import pytest
from python_words import LEXICON, said, technology

from settled.records import CodeRules, Field
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.prefilter import Prefilter
from settled.scan.code.python import read

PREFILTER = Prefilter(LEXICON)

KNOWN_BY_NAME = {
    "a module that a star import brings": ("from .all import *\nnn.ReLU()\nF.gelu(x)", ["2 uses relu", "3 uses gelu"]),
    "one that nothing brings": ("optim.SGD(p)", ["1 uses sgd"]),
    "one that is something else here": ("F = frames()\nF.gelu(x)", []),
    "one that is handed in": ("def forward(self, F, x):\n    return F.gelu(x)", ["2 uses gelu"]),
    "a function under a key that selects": ("import torch\nNet(activation=torch.extra.gelu_like, act_layer=torch.fx.relu)", ["2 uses relu"]),
    "as a default that is called": ("import torch\ndef f(activation=torch.fx.relu):\n    return activation(x)", ["3 uses relu"]),
    "assigned to such a name, and called": ("import torch\nactivation = torch.fx.relu\nactivation(x)", ["3 uses relu"]),
    "under another key": ("import torch\nNet(head=torch.fx.relu)", []),
}  # fmt: skip

LOOPS = {
    "over a tuple": ("import torch.optim as O\nfor c in (O.SGD, O.Lion):\n    c(p)", ["3 uses lion", "3 uses sgd"]),
    "over a registry": ("import torch.optim as O\nR = {'a': O.SGD}\nfor n, c in R.items():\n    c(p)", ["4 uses sgd"]),
    "over its values": ("import torch.optim as O\nR = {'a': O.SGD}\nx = [c(p) for c in R.values()]", ["3 uses sgd"]),
    "over names alone": ("import torch.optim as O\nR = {'a': O.SGD}\nfor n in other(R):\n    n(p)", []),
}  # fmt: skip

IN_DICTS = {
    "of dict()": ("from torch.optim import SGD\nk = dict(optimizer_cls=SGD)", ["2 selects sgd"]),
    "entry": ("from torch.optim import SGD\nk['optimizer_cls'] = SGD", ["2 selects sgd"]),
    "default that is handed on": ("from torch.optim import SGD\ndef f(optimizer_cls=SGD):\n    return dict(optimizer_cls=optimizer_cls)", ["2 selects sgd"]),
    "another key": ("from torch.optim import SGD\nk = dict(other=SGD)\nk['thing'] = SGD", []),
    "name and settings": ("Net(act_layer=('relu', {'inplace': True}))", ["1 selects relu?"]),
    "the same for each": ("Net(activation=['relu', 'relu'])", ["1 selects relu?"]),
    "what may be chosen": ("activation = ['relu', 'gelu']", []),
    "of a wrapped model": ("Net(module__activation='relu')", ["1 selects relu?"]),
    "handed on as keywords": ("from torch.optim import SGD\nk = {'optimizer_cls': SGD}\nfit(**k)", ["3 uses sgd"]),
    "handed on from dict()": ("from torch.optim import SGD\nk = dict(optimizer_cls=SGD)\nfit(**k)", ["3 uses sgd"]),
    "entry that is handed on": ("from torch.optim import SGD\nk = {}\nk['optimizer_cls'] = SGD\nfit(**k)", ["4 uses sgd"]),
    "another that is not": ("from torch.optim import SGD, Lion\nk = {'optimizer_cls': SGD}\nm = {'optimizer_cls': Lion}\nfit(**k)", ["3 selects lion", "4 uses sgd"]),
    "a setting that is read": ("opt = settings['optimizer']\nact_layer = section('activation')", []),
    "second argument": ("Dense(8, 'relu')\nTrainer(p, 'x')", ["1 selects relu?"]),
    "made by name": ("optimizers.get('sgd')\nsettings.get('sgd')", []),
    "made by name of a module": ("import tensorflow.keras.optimizers as optimizer\noptimizer.get('sgd')", ["2 selects sgd?"]),
}  # fmt: skip

FORMS = {
    f"{group}: {name}": row
    for group, rows in {"name": KNOWN_BY_NAME, "loop": LOOPS, "dict": IN_DICTS}.items()
    for name, row in rows.items()
}


@pytest.mark.parametrize("form", FORMS)
def test_what_counts(form):
    source, expected = FORMS[form]
    assert said(source) == expected


RETURNED = {
    "class": "import torch.optim as O\ndef f(p):\n    c = O.SGD\n    return c(p)",
    "default": "import torch.optim as O\ndef f(p, c=O.SGD):\n    return c(p)",
}


@pytest.mark.parametrize("source", [*(source for source, _ in FORMS.values()), *RETURNED.values()])
def test_what_is_found_rests_on_nothing_that_is_passed_over(source):
    """What is parsed for the words of a file alone says what all of it says."""
    content = source.encode()
    hits = PREFILTER.find("python", [content])[0]
    assert (read(content, LEXICON, hits) if hits is not None else []) == read(content, LEXICON)


METHODS = {
    "x.relu()": [1],
    "y = conv(x).relu()": [1],
    "(a + b).relu()": [1],
    "x[0].relu()": [1],
    "self.relu()": [],
    "cls.relu()": [],
    "self.block.relu()": [],
    "x.relu(1)": [],
    "x.other()": [],
    "import torch\ntorch.relu()": [],
}


@pytest.mark.parametrize("source", METHODS)
def test_a_method_of_tensors_is_used_without_arguments(source):
    relu = technology("relu", code=("torch.Tensor.relu",), config=("relu",))
    lexicon = Lexicon((Field("activation", "A", "A", "Which?", (relu,), code=CodeRules()),))
    assert [fact.line for fact in read(source.encode(), lexicon)] == METHODS[source]


def test_words_for_parts_of_any_network_are_no_values():
    engine = technology("sglang", code=("sglang.Engine", "sglang.Server"))
    lexicon = Lexicon(
        (Field("serving", "S", "S", "Which?", (engine,), code=CodeRules(selectors=("backend",))),)
    )
    assert [fact.text for fact in read(b'run(backend="Engine")\nrun(backend="Server")', lexicon)] == [
        "Server"
    ]
