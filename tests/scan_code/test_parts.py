"""A part of a Python file says what the file says, and the part is small."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.catalog import load
from settled.scan.code import python
from settled.scan.code.layout import without_text
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.parts import Parts
from settled.scan.code.prefilter import Prefilter
from settled.scan.code.python import read
from settled.scan.code.python import vocabulary as vocabulary_module

LEXICON = Lexicon(tuple(load().fields.values()))
OPTIMIZER = Lexicon((load().fields["optimizer"],))
PREFILTERS = {id(lexicon): Prefilter(lexicon) for lexicon in (LEXICON, OPTIMIZER)}


def facts_of_parts(content: bytes, lexicon: Lexicon = OPTIMIZER) -> Sequence[object]:
    hits = PREFILTERS[id(lexicon)].find("python", [content])[0]
    return [] if hits is None else read(content, lexicon, hits)


@pytest.fixture
def parsed(monkeypatch):
    """What was parsed, the imports by themselves aside."""
    seen: list[bytes] = []
    parse = python.parse

    def noting(content: bytes):
        seen.append(content)
        return parse(content)

    monkeypatch.setattr(python, "parse", noting)
    return seen


def lines(content: bytes) -> list[str]:
    return [line for line in content.decode("latin-1").splitlines() if line.strip()]


# --- what is kept


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


def test_only_what_decides_is_parsed(parsed):
    found = facts_of_parts(TRAIN)
    assert [lines(part) for part in parsed] == [
        [
            "import torch",
            "class Model:",
            "    def configure(self):",
            "        return torch.optim.AdamW(helper(self.p), lr=LR)",
        ],
    ]
    assert parsed[-1].count(b"\n") == TRAIN.count(b"\n")
    assert found == read(TRAIN, OPTIMIZER) != []


@pytest.mark.parametrize(
    "content",
    [
        b"# AdamW\nx = 1\n",
        b'"""AdamW and "adamw" for optimizer."""\nx = 1\n',
        b"'''\nimport torch\ntorch.optim.AdamW(p)\n'''\n",
        b"model.optimizer = MyAdamWish()\n",
        b"print('we use Adam here')\n",
        b"if optimizer == 'adamw':\n    pass\n",
        b"d = {'adamw': 1}\n",
        b"r'''\\''' ; x = 'AdamW\\'' # adamw\n",
        b"",
    ],
)
def test_what_only_mentions_is_not_parsed(content, parsed):
    assert facts_of_parts(content) == [] == parsed
    assert [fact for fact in read(content, OPTIMIZER) if fact.said != "skipped"] == []


def test_of_a_block_that_is_kept_what_leaves_it_is_kept():
    content = (
        b"def f(a):\n    if a:\n        return g(a)\n"
        b"    elif b:\n        x = 1\n    else:\n        raise E(1)\n    y = 2\n"
    )
    part, _ = Parts(content).of([8])
    assert lines(part) == [
        "def f(a):",
        "    if a:",
        "        return",
        "    elif b: pass",
        "    else:",
        "        raise",
        "    y = 2",
    ]


def test_a_definition_whose_whole_body_counts_is_kept_whole():
    content = b"x = 1\nclass A:\n    a = 1\n    def f(self):\n        return 1\ny = 2\n"
    part, _ = Parts(content).of([], [content.index(b"return")])
    assert part == content.replace(b"x = 1", b"").removesuffix(b"y = 2\n")


def test_a_part_grows_with_what_reading_makes_interesting(parsed):
    content = (
        b"import torch\n"
        b"def f():\n    cls = torch.optim.AdamW\n    return 1\n"
        b"def g():\n    name = torch.optim\n    other = name.SGD\n    if name:\n        return other(p)\n"
    )
    assert facts_of_parts(content) == read(content, OPTIMIZER) != []
    assert "        return other(p)" in lines(parsed[-2])


# --- the same facts

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


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("lexicon", [LEXICON, OPTIMIZER], ids=["all fields", "optimizer"])
def test_a_part_says_what_the_file_says(name, lexicon):
    content = FILES[name]
    assert facts_of_parts(content, lexicon) == read(content, lexicon)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(sorted(FILES.items())), min_size=1, max_size=5), st.booleans())
def test_parts_of_files_of_many_forms_say_the_same(files, all_fields):
    content = b"\n".join(
        one.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf")
        for name, one in files if name != "latin-1"
    )  # fmt: skip
    lexicon = LEXICON if all_fields else OPTIMIZER
    assert facts_of_parts(content, lexicon) == read(content, lexicon)


def test_an_import_statement_is_parsed_by_itself_once_for_all_files(monkeypatch):
    seen: list[bytes] = []
    imports_of = vocabulary_module.imports_of

    def noting(content: bytes):
        seen.append(content)
        return imports_of(content)

    monkeypatch.setattr(vocabulary_module, "imports_of", noting)
    vocabulary = vocabulary_module.Vocabulary(LEXICON)
    first = vocabulary.bound(b"from torch.optim import (\n    AdamW as A,  # one\n    SGD,\n)\nimport os\n")
    assert [name for name, _ in first] == ["A", "SGD"]
    assert vocabulary.bound(seen[0]) is first
    assert len(seen) == 1


def test_a_file_that_is_not_balanced_is_read_whole(parsed):
    content = b"import torch\nx = (1,\ntorch.optim.AdamW(p)\n"
    assert [fact.said for fact in facts_of_parts(content)] == ["skipped"]
    assert parsed == [content]


# --- logical lines


@pytest.mark.parametrize("name", FILES)
def test_all_lines_kept_are_the_file(name):
    content = FILES[name].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    part, _ = Parts(content).of([], range(len(content)))
    assert lines(part) == lines(content)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["a", "'", '"', "'''", '"""', "\\", "\n", "#", "(", ")", "{", ":", " ", "import torch\n", "AdamW",
             "class ", "def ", "else:", "return", "@"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_code_without_text_keeps_its_length_whatever_it_is(parts):
    content = "".join(parts).encode()
    code = without_text(content)
    assert len(code) == len(content)
    assert all(one == other or one in b" \x01\x02" for one, other in zip(code, content, strict=True))
    facts_of_parts(content)
    Parts(content).of(range(1, content.count(b"\n") + 2))
