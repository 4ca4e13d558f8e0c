"""Python files of many forms, and what is found in them by way of their parts."""

from __future__ import annotations

from collections.abc import Sequence

from settled.catalog import load
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.prefilter import Prefilter
from settled.scan.code.python import read

LEXICON = Lexicon(tuple(load().fields.values()))
OPTIMIZER = Lexicon((load().fields["optimizer"],))
PREFILTERS = {id(lexicon): Prefilter(lexicon) for lexicon in (LEXICON, OPTIMIZER)}


def facts_of_parts(content: bytes, lexicon: Lexicon = OPTIMIZER) -> Sequence[object]:
    hits = PREFILTERS[id(lexicon)].find("python", [content])[0]
    return [] if hits is None else read(content, lexicon, hits)


TRAIN = b'''"""Trains with torch.optim.AdamW, or "adamw"."""
import os
import torch

LR = 0.1
UNUSED = {"a": 1}

def unrelated(x):
    """Not AdamW."""
    return os.path.join(x, "Adam is a name")

def helper(p):
    return p  # AdamW

class Model:
    """Trained by AdamW."""

    def forward(self, x):
        return x * 2

    def configure(self):
        return torch.optim.AdamW(helper(self.p), lr=LR)
'''

FILES: dict[str, bytes] = {
    "alias": b"import torch.optim as O\ndef f(p):\n    return O.AdamW(p)\n",
    "renamed import": b"from torch.optim import AdamW as Opt\nx = 1\ndef f(p):\n    return Opt(p)\n",
    "assigned": b"import torch\nopt = torch.optim\ncls = opt.AdamW\ndef f(p):\n    return cls(p)\n",
    "shadowed": (
        b'import torch.optim as optim\n'
        b'class Mine:\n'
        b'    AdamW = None\n'
        b'optim = Mine()\n'
        b'optim.AdamW(p)\n'
    ),
    "shadowed by def": b"from torch.optim import AdamW\ndef AdamW(p):\n    return 1\nAdamW(p)\n",
    "registry": (
        b'from torch.optim import AdamW, SGD\n'
        b'R = {\n'
        b" 'a': AdamW,\n"
        b'}\n'
        b"R['s'] = SGD\n"
        b'x = 2\n'
        b'def f(n, p):\n'
        b'    return R[n](p)\n'
    ),
    "attribute": (
        b'from torch.optim import AdamW\n'
        b'class T:\n'
        b'    def __init__(self):\n'
        b'        self.opt_cls = AdamW\n'
        b'    def other(self):\n'
        b'        return 1\n'
        b'    def run(self, p):\n'
        b'        return self.opt_cls(p)\n'
    ),
    "class attribute": (
        b'from torch.optim import AdamW\n'
        b'class T:\n'
        b'    opt_cls = AdamW\n'
        b'    def run(self, p):\n'
        b'        return self.opt_cls(p)\n'
        b'class U(T):\n'
        b'    def go(self, p):\n'
        b'        return self.opt_cls(p)\n'
    ),
    "own class": (
        b'from torch.optim import Optimizer\n'
        b'class AdamW(Optimizer):\n'
        b'    def step(self):\n'
        b'        return 1\n'
        b'def f(p):\n'
        b'    return AdamW(p)\n'
    ),
    "subclass": (
        b'from torch.optim import AdamW\n'
        b'class Fancy(AdamW):\n'
        b'    pass\n'
        b'def f(p):\n'
        b'    x = Fancy(p)\n'
    ),
    "try import": (
        b'try:\n'
        b'    from apex.optimizers import FusedAdam as Adam\n'
        b'except ImportError:\n'
        b'    from torch.optim import (\n'
        b'        Adam,\n'
        b'        SGD,\n'
        b'    )\n'
        b'else:\n'
        b'    pass\n'
        b'finally:\n'
        b'    pass\n'
        b'\n'
        b'def f(p):\n'
        b'    return Adam(p)\n'
    ),
    "if else": (
        b'import torch\n'
        b'if x:\n'
        b'    cls = torch.optim.Adam\n'
        b'# comment at column 0\n'
        b'elif y:\n'
        b'    cls = torch.optim.SGD\n'
        b'else:\n'
        b'    cls = None\n'
        b'cls(p)\n'
    ),
    "selected": (
        b'from x import TrainingArguments\n'
        b'args = TrainingArguments(\n'
        b'    lr=1,\n'
        b"    optim='adamw_torch',\n"
        b')\n'
    ),
    "default": b"def f(a, b=1, *, optimizer='adamw'):\n    return 1\n",
    "dataclass": (
        b'@dataclass\n'
        b'class C:\n'
        b'    lr: float = 1\n'
        b"    optim: str = 'adamw_torch'\n"
        b'    def f(self): return 1\n'
    ),
    "argparse": (
        b'p = ArgumentParser()\n'
        b"p.add_argument('--optim', default='adamw', choices=['adamw', 'sgd'])\n"
        b"p.add_argument('--x')\n"
    ),
    "nested dict": b"cfg = dict(\n    model=1,\n    optimizer=dict(type='AdamW'),\n)\n",
    "decorated": b"import torch\n@deco(\n    1,\n    opt=torch.optim.AdamW,\n)\n@other\ndef f(): return 1\n",
    "continued": b"import torch\nx = 1 + \\\n  2\ny = \\\ntorch.optim.AdamW(p)\n",
    "string continued": b"import torch\nx = 'a\\\nb'\ny = torch.optim.AdamW(p)\n",
    "semicolon": b"import torch; o = torch.optim.AdamW(p)\n",
    "global": (
        b'from torch.optim import AdamW\n'
        b'O = None\n'
        b'def f():\n'
        b'    global O\n'
        b'    O = AdamW\n'
        b'def g(p):\n'
        b'    return O(p)\n'
    ),
    "form feed": b"import torch\n\x0c\ndef f(p):\n    return torch.optim.AdamW(p)\n\x0cdef g(): pass\n",
    "tabs": (
        b'import torch\n'
        b'class A:\n'
        b'\tdef f(self, p):\n'
        b'\t\treturn torch.optim.AdamW(p)\n'
        b'\n'
        b'\tdef g(self):\n'
        b'\t\treturn 1\n'
    ),
    "crlf": TRAIN.replace(b"\n", b"\r\n"),
    "old line ends": b"import torch\rx = torch.optim.AdamW(p)\r",
    "byte order mark": b"\xef\xbb\xbfimport torch\nx = torch.optim.AdamW(p)\n",
    "latin-1": b"# -*- coding: latin-1 -*-\nimport torch\nx = '\xe9'\ny = torch.optim.AdamW(p)\n",
    "no end of line": b"import torch\ntorch.optim.AdamW(p)",
    "star": b"from .optimizers import *\nx = 1\n",
    "star outside": b"from torch.optim import *\nx = AdamW(p)\n",
    "member by name": b"import torch\nx = getattr(torch.optim, 'AdamW')(p)\n",
    "f-string": b"import torch\nx = f'{torch.optim} {\"a\"} AdamW'\ny = torch.optim.AdamW(p)\n",
    "brackets in strings": b"import torch\nx = '(' + \"[\" + '''{'''  # )\ny = torch.optim.AdamW(p)\n",
    "allowed": (
        b'import torch\n'
        b'# settled: allow sgd because old\n'
        b'\n'
        b'x = 1\n'
        b'y = torch.optim.SGD(p)  # settled: allow sgd\n'
    ),
    "tree": b"from .optim import Lion\nfrom . import opts\ndef f(p):\n    opts.Muon(p)\n    return Lion(p)\n",
    "dead": (
        b'import torch\n'
        b'if False:\n'
        b'    torch.optim.AdamW(p)\n'
        b'def f():\n'
        b'    return 1\n'
        b'    torch.optim.SGD(p)\n'
    ),
    "lambda header": (
        b'import torch\n'
        b'class A:\n'
        b"    def f(self, g=lambda x: x[1:2]) -> 'dict[str, int]':\n"
        b'        return 1\n'
        b'    def h(self, p):\n'
        b'        torch.optim.AdamW(p)\n'
    ),
    "module": (
        b"'''torch torch torch torch torch torch torch'''\n"
        b'import torch\n'
        b'import torch.nn as nn\n'
        b'x = 1\n'
        b'class M(nn.Module):\n'
        b'    def f(self):\n'
        b'        return 1\n'
        b'def g(x):\n'
        b'    return torch.zeros(1)\n'
    ),
    "requests": (
        b'import requests\n'
        b'def a():\n'
        b'    return 1\n'
        b'def b(u):\n'
        b'    return requests.get(u)\n'
        b'def c(u):\n'
        b'    return requests.post(u)\n'
    ),
    "attention": (
        b'import torch\n'
        b'def other(x):\n'
        b'    return x\n'
        b'def mix(q, k, v):\n'
        b'    w = (q @ k.transpose(-2, -1)).softmax(dim=-1)\n'
        b'    return w @ v\n'
    ),
    "attention by module": (
        b'import torch\n'
        b'from torch import nn\n'
        b'class Att(nn.Module):\n'
        b'    def __init__(self):\n'
        b'        super().__init__()\n'
        b'        self.mix = nn.Softmax(dim=-1)\n'
        b'    def extra(self):\n'
        b'        return 1\n'
        b'    def forward(self, q, k, v):\n'
        b'        w = self.mix(torch.matmul(q, k.transpose(-2, -1)))\n'
        b'        return torch.matmul(w, v)\n'
    ),
    "activation": b"import torch.nn.functional as F\ndef f(x, act='gelu'):\n    return F.gelu(x)\n",
    "shape of norm": (
        b'import torch\n'
        b'class N(torch.nn.Module):\n'
        b'    def forward(self, x):\n'
        b'        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight\n'
    ),
}  # fmt: skip
