"""Own implementations in Python, and modules of which any member that is used is a use: one row a form."""

from __future__ import annotations

import pytest
from python_words import said

DEFINITIONS = {
    "own class": ("class AdamW(Optimizer):\n    pass", ["1 defines adamw own"]),
    "own class, other bases": ("class AdamW(Base):\n    pass", []),
    "own class, used": ("class SGD(Optimizer):\n    pass\nSGD(p)", ["1 defines sgd own", "3 uses sgd own"]),
    "own class, super": (
        "class SGD(Optimizer):\n    def __init__(self):\n        super(SGD, self).__init__()",
        ["1 defines sgd own"],
    ),
    "decorated": ("@register('x')\nclass SGD(Optimizer):\n    pass", ["2 defines sgd own"]),
    "subclass": ("from torch.optim import SGD\nclass My(SGD):\n    pass", ["2 defines sgd own"]),
    "subclass, used": (
        "from torch.optim import SGD\nclass My(SGD):\n    pass\nMy(p)",
        ["2 defines sgd own", "4 uses sgd own"],
    ),
    "subclass of the same name": (
        "import torch\nclass SGD(torch.optim.SGD):\n    pass",
        ["2 defines sgd own"],
    ),
    "own function": ("def gelu(x):\n    return x\ngelu(1)", ["1 defines gelu own", "3 uses gelu own"]),
    "method of that name": ("class A:\n    def gelu(self, x):\n        return x", []),
    "base without a rule": (
        "from unittest import TestCase\nclass T(TestCase):\n    pass",
        ["2 uses unittest"],
    ),
    "softmax attention": (
        """
        class Mixer(Module):
            def forward(self, q, k, v):
                scores = q @ k.transpose(-2, -1)
                return softmax(scores, -1) @ v
        """,
        ["1 defines attention own"],
    ),
    "owned and shaped is one": (
        """
        class Attention(Module):
            def forward(self, q, k, v):
                return torch.matmul(F.softmax(torch.matmul(q, k), -1), v)
        """,
        ["1 defines attention own"],
    ),
    "attention in a function": (
        "def attend(q, k, v):\n    w = (q @ k.T).softmax(-1)\n    return w @ v",
        ["1 defines attention own"],
    ),
    "softmax of a loss": ("def loss(x):\n    return softmax(x @ w)", []),
    "rms norm": (
        """
        class T5LayerNorm(Module):
            def forward(self, x):
                v = x.pow(2).mean(-1, keepdim=True)
                return x * torch.rsqrt(v + self.eps)
        """,
        ["1 defines rms-norm own"],
    ),
    "linear attention": (
        """
        class Fast(Module):
            def forward(self, q, k, v):
                q = F.elu(q) + 1
                k = F.elu(k) + 1
                kv = torch.einsum("nld,nlm->ndm", k, v)
                return torch.einsum("nld,ndm->nlm", q, kv)
        """,
        ["1 defines linear own"],
    ),
    "two activations are no attention": ("def f(q, k, v):\n    return F.elu(q) @ F.elu(v)", []),
}

MODULES = {
    "call": ("import requests\nrequests.get(u)", ["2 uses requests?"]),
    "once a file": ("import requests\nrequests.get(u)\nrequests.get(v)", ["2 uses requests?"]),
    "member": ("from requests import get\nget(u)", ["2 uses requests?"]),
    "base": ("import httpx\nclass A(httpx.Auth):\n    pass", ["2 uses httpx?"]),
    "decorator": ("import pytest\n@pytest.fixture\ndef f():\n    pass", ["2 uses pytest?"]),
    "exception": (
        "import requests\ntry:\n    f()\nexcept requests.HTTPError:\n    pass",
        ["4 uses requests?"],
    ),
    "after many comments": (
        "import requests\n" + "# requests\n" * 9 + "def f():\n    return requests.get(u)",
        ["12 uses requests?"],
    ),
    "annotation": ("import httpx\ndef f(x: httpx.Client) -> httpx.Response:\n    y: httpx.Client", []),
    "unused": ("import requests", []),
    "another's": ("import requests_mock\nrequests_mock.get(u)", []),
}

DEFINED = {f"definition: {name}": row for name, row in DEFINITIONS.items()} | {
    f"module: {name}": row for name, row in MODULES.items()
}


@pytest.mark.parametrize("form", DEFINED)
def test_what_is_defined(form):
    source, expected = DEFINED[form]
    assert said(source) == expected
