"""What leads from a Python file to others, comments that allow, and Python of other days."""

# ruff: noqa: E501 (one form a line)

from __future__ import annotations

import pytest
from python_words import said

TREE = {
    "own class": (
        "class Lion(Optimizer):\n    pass",
        ["1 exports Lion lion own"],
    ),
    "alias": (
        "from torch.optim import AdamW\nBest = AdamW",
        ["1 exports AdamW adamw", "2 exports Best adamw"],
    ),
    "relative": ("from .lion import Lion", ["1 hands Lion .lion.Lion"]),
    "renamed": ("from ..optim.lion import Lion as L", ["1 hands L ..optim.lion.Lion"]),
    "from the package": ("from . import Lion", ["1 hands Lion .Lion"]),
    "absolute": ("from mylib.optim import Lion", ["1 hands Lion mylib.optim.Lion"]),
    "star": ("from .lion import *", ["1 hands * .lion"]),
    "another name": ("from .lion import helper", []),
    "call": ("from .lion import Lion\nLion(p)", ["1 hands Lion .lion.Lion", "2 pending uses .lion.Lion"]),
    "passed on": (
        "from .lion import Lion\nT(Lion)",
        ["1 hands Lion .lion.Lion", "2 pending uses .lion.Lion"],
    ),
    "through a module": ("import mylib.optim as mo\nmo.Lion(p)", ["2 pending uses mylib.optim.Lion"]),
    "through a relative module": ("from . import optim\noptim.Lion(p)", ["2 pending uses .optim.Lion"]),
    "through a star": ("from .optim import *\nLion(p)", ["1 hands * .optim", "2 pending uses .optim.Lion"]),
    "default": (
        "from .lion import Lion\ndef f(c=Lion):\n    pass",
        ["1 hands Lion .lion.Lion", "2 pending selects .lion.Lion"],
    ),
    "subclass": (
        "from .lion import Lion\nclass My(Lion):\n    pass",
        ["1 hands Lion .lion.Lion", "2 pending defines .lion.Lion"],
    ),
    "a known package's own tree": (
        "import torch.mine\ntorch.mine.Lion(p)",
        ["2 pending uses torch.mine.Lion"],
    ),
    "own class of an own base": (
        "from .base import Lion as Base\nclass Lion(Base, Optimizer):\n    pass",
        ["1 hands Base .base.Lion", "2 exports Lion lion own"],
    ),
    "in a function": ("def f():\n    from .lion import Lion\n    Lion(p)", ["3 pending uses .lion.Lion"]),
    "a class named for what it is made of": (
        "import torch.nn.functional as F\nclass Mixer(Module):\n    def forward(self, x):\n        return F.scaled_dot_product_attention(x, x, x)",
        ["2 exports Mixer attention own"],
    ),
    "one made of what another file has": (
        "from .attention import Attention\nclass Mixer(Module):\n    def __init__(self):\n        self.mix = Attention()",
        [
            "1 hands Attention .attention.Attention",
            "2 hands Mixer .attention.Attention",
            "4 pending uses .attention.Attention",
        ],
    ),
    "one made of another class that is": (
        "import torch.nn.functional as F\nclass Layer(Module):\n    def forward(self, x):\n        return F.scaled_dot_product_attention(x, x, x)\nclass Mixer(Module):\n    def __init__(self):\n        self.layers = [Layer() for _ in range(2)]",
        ["5 exports Mixer attention own"],
    ),
    "one made of something else": ("class Mixer(Module):\n    pass", []),
    "one that is used": (
        "from .mixers import Mixer\nMixer()",
        ["1 hands Mixer .mixers.Mixer", "2 pending uses .mixers.Mixer"],
    ),
    "a subclass of one uses it": (
        "from .mixers import Mixer\nclass Mine(Mixer):\n    pass",
        ["1 hands Mixer .mixers.Mixer", "2 pending uses .mixers.Mixer"],
    ),
    "registry": (
        "from .lion import Lion\nR = {'l': Lion}\nR[n](p)",
        ["1 hands Lion .lion.Lion", "3 pending uses .lion.Lion"],
    ),
}


@pytest.mark.parametrize("form", TREE)
def test_what_leads_to_other_files(form):
    source, expected = TREE[form]
    found = said(source, "export", "handed_on", "pending")
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1  # settled: allow sgd because the paper does", ["1 allow sgd the paper does"]),
        ("x = 1  # settled: allow", ["1 allow *"]),
        ("x = 1  # settled: allow sgd, lion because old", ["1 allow lion old", "1 allow sgd old"]),
        ("x = 1  # settled: allow because: all is old", ["1 allow * all is old"]),
        ("x = 1  # settled: allowed sgd", []),
        ("# settled: allow sgd\n\n# more\nx = 1", ["4 allow sgd"]),
        ("s = '# settled: allow sgd'", []),
        ("x = (1 +  # settled: allow sgd\n     2)", ["1 allow sgd"]),
    ],
)  # fmt: skip
def test_comments_allow(source, expected):
    assert sorted(said(source, "allow")) == expected


PYTHON_2 = "1 skipped read as Python 2, best effort"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from torch.optim import SGD\nprint 'x', SGD(p)", [PYTHON_2, "2 uses sgd"]),
        ("from torch.optim import SGD\nprint 'x' % y\nif x: print y\nSGD(p)", [PYTHON_2, "4 uses sgd"]),
        ("from torch.optim import SGD\ntry:\n    SGD(p)\nexcept E, e:\n    raise V, 'x'", [PYTHON_2, "3 uses sgd"]),
        ("from torch.optim import SGD\nexec 'x' in d\nSGD(`p`, 0777, 10L, ur'x')", [PYTHON_2, "3 uses sgd"]),
        ("from torch.optim import SGD\nif x <> y:\n\tSGD(p)\n        f()", [PYTHON_2, "3 uses sgd"]),
        ("from torch.optim import SGD\nf = lambda (a, b): a\ndef g(x, (y, z)): SGD(p)", [PYTHON_2, "3 uses sgd"]),
        ("from torch.optim import SGD\nprint >>f, 'a', \\\n    SGD(p)\nprint", ["3 uses sgd"]),
        ("from torch.optim import SGD\nraise E, 'x', t\nSGD(p)", [PYTHON_2]),
        ("from . import async\nfrom torch.optim import SGD\nasync.run(SGD(p))", ["3 uses sgd"]),
        ("from torch.optim import SGD\nx.cuda(async=True)\nSGD(p)", ["3 uses sgd"]),
        ("from torch.optim import SGD\ndef f[T](x: T):\n    SGD(p)\ntype A[T] = int", ["3 uses sgd"]),
        ("from torch.optim import SGD\n{{ template }} x", ["1 skipped not parsable as Python"]),
        (b"from torch.optim import SGD\n\x00", ["1 skipped not parsable as Python"]),
        ("from torch.optim import SGD\nx = '\xe9'\nSGD(p)".encode("latin-1"), ["3 uses sgd"]),
        (b"\xef\xbb\xbffrom torch.optim import SGD\r\nSGD(p)\r\n", ["2 uses sgd"]),
        (b"from torch.optim import SGD\rSGD(p)", ["2 uses sgd"]),
    ],
)  # fmt: skip
def test_python_of_other_days(source, expected):
    assert said(source) == expected
