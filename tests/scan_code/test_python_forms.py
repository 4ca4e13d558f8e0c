"""What counts as use, selection and definition in Python: one row a form."""

# ruff: noqa: E501 (one form a line)

from __future__ import annotations

import pytest
from python_words import said

IMPORTS = {
    "from import": ("from torch.optim import AdamW\nAdamW(p)", ["2 uses adamw"]),
    "renamed": ("from torch.optim import AdamW as Opt\nx = Opt(p)", ["2 uses adamw"]),
    "module alias": ("import torch.optim as O\nO.AdamW(p)", ["2 uses adamw"]),
    "package": ("import torch\ntorch.optim.AdamW(p)", ["2 uses adamw"]),
    "inner module": ("import torch.optim\ntorch.optim.AdamW(p)", ["2 uses adamw"]),
    "handed on from within": ("from torch.optim.adamw import AdamW\nAdamW(p)", ["2 uses adamw"]),
    "from package import module": ("from torch import optim\noptim.SGD(p)", ["2 uses sgd"]),
    "long chain": ("import torch.nn as nn\nnn.functional.gelu(x)", ["2 uses gelu"]),
    "tensorflow": ("import tensorflow as tf\ntf.keras.optimizers.SGD(0.1)", ["2 uses sgd"]),
    "renamed by assignment": (
        "import tensorflow\ntf = tensorflow\ntf.keras.optimizers.SGD()",
        ["3 uses sgd"],
    ),
    "module in a variable": ("import torch\noptim = torch.optim\noptim.SGD(p)", ["3 uses sgd"]),
    "in a function": ("def f():\n    from torch.optim import SGD\n    return SGD(p)", ["3 uses sgd"]),
    "function's import is not the module's": ("def f():\n    from torch.optim import SGD\nSGD(p)", []),
    "star": ("from torch.optim import *\nAdamW(p)", ["2 uses adamw"]),
    "star of nothing known": ("from os import *\nAdamW(p)", []),
    "not the standard one": ("from other import AdamW\nAdamW(p)", ["2 uses adamw own"]),
    "variant": ("import bnb\nbnb.optim.AdamW8bit(p)", ["2 uses adamw/adamw-8bit own"]),
    "fallback": (
        "try:\n    from torch.optim import Lion\nexcept ImportError:\n    Lion = None\nLion(p)",
        ["5 uses lion"],
    ),
    "one of two": (
        "try:\n    from other import SGD\nexcept ImportError:\n    from torch.optim import SGD\nSGD(p)",
        ["5 uses sgd"],
    ),
    "unused": ("from torch.optim import AdamW", []),
    "used before": ("AdamW(p)\nfrom torch.optim import AdamW", []),
    "imported after a function": (
        "def f():\n    return AdamW(p)\nfrom torch.optim import AdamW",
        ["2 uses adamw"],
    ),
    "another's name": ("from foo import AdamWise\nAdamWise(p)", []),
    "global": (
        "def load():\n    global SGD\n    from torch.optim import SGD\ndef f():\n    SGD(p)",
        ["5 uses sgd"],
    ),
}

NAMES = {
    "assigned": ("from torch.optim import AdamW\ncls = AdamW\ncls(p)", ["3 uses adamw"]),
    "assigned, never called": ("from torch.optim import AdamW\ncls = AdamW", []),
    "assigned in pairs": ("from torch.optim import *\na, b = SGD, AdamW\nb(p)", ["3 uses adamw"]),
    "conditional": (
        "import torch.optim as O\nc = O.SGD if x else O.Lion\nc(p)",
        ["3 uses lion", "3 uses sgd"],
    ),
    "or": ("import torch.optim as O\nc = given or O.SGD\nc(p)", ["3 uses sgd"]),
    "one branch": (
        "import torch.optim as O\nc = O.SGD\nif x:\n    c = O.Lion\nc(p)",
        ["5 uses lion", "5 uses sgd"],
    ),
    "each branch its own": (
        "import torch.optim as O\nif x:\n    c = O.SGD\n    c(p)\nelse:\n    c = O.Lion\n    c(p)",
        ["4 uses sgd", "7 uses lion"],
    ),
    "many branches": (
        "import torch.optim as O\nif x:\n    c = O.SGD\nelif y:\n    c = O.Lion\nelse:\n    raise E\nc(p)",
        ["8 uses lion", "8 uses sgd"],
    ),
    "latest wins": ("import torch.optim as O\nc = O.SGD\nc = O.Lion\nc(p)", ["4 uses lion"]),
    "bound to something else": ("from torch.optim import SGD\nSGD = make()\nSGD(p)", []),
    "module bound to something else": ("import torch.nn as F\nF = frames()\nF.ReLU()", []),
    "parameter shadows": ("from torch.optim import SGD\ndef f(SGD):\n    SGD(p)", []),
    "loop variable shadows": ("from torch.optim import SGD\nfor SGD in x:\n    SGD(p)", []),
    "comprehension shadows": ("from torch.optim import SGD\n[SGD(p) for SGD in x]", []),
    "lambda shadows": ("from torch.optim import SGD\nlambda SGD: SGD(p)", []),
    "with shadows": ("from torch.optim import SGD\nwith f() as SGD:\n    SGD(p)", []),
    "class body is no scope of methods": (
        "from torch.optim import SGD\nclass A:\n    SGD = 1\n    def f(self):\n        SGD(p)",
        ["5 uses sgd"],
    ),
    "walrus": ("from torch.optim import SGD\nif (c := SGD):\n    c(p)", ["3 uses sgd"]),
    "self": (
        """
        from torch.optim import SGD
        class T:
            def __init__(self):
                self.cls = SGD
            def run(self):
                return self.cls(p)
        """,
        ["6 uses sgd"],
    ),
    "self, bound in a later method": (
        """
        from torch.optim import SGD
        class T:
            def run(self):
                return self.cls(p)
            def setup(self):
                self.cls = SGD
        """,
        ["4 uses sgd"],
    ),
    "inherited attribute": (
        """
        from torch.optim import SGD
        class A:
            def __init__(self):
                self.cls = SGD
        class B(A):
            def run(self):
                return self.cls(p)
        """,
        ["7 uses sgd"],
    ),
    "class attribute, called": (
        "from torch.optim import SGD\nclass T:\n    cls = SGD\n    def f(self):\n        self.cls(p)",
        ["5 uses sgd"],
    ),
    "class attribute, from outside": (
        "from torch.optim import SGD\nclass T:\n    cls = SGD\nT.cls(p)",
        ["4 uses sgd"],
    ),
    "class attribute, never called": (
        "from torch.optim import SGD\nclass T:\n    cls = SGD",
        ["3 selects sgd"],
    ),
}

PASSED = {
    "keyword": ("from torch.optim import AdamW\nTrainer(optimizer_cls=AdamW)", ["2 uses adamw"]),
    "position": ("from torch.optim import AdamW\nTrainer(AdamW)", ["2 uses adamw"]),
    "pair": ("from torch.optim import AdamW\nTrainer(x=(AdamW, {}))", ["2 uses adamw"]),
    "function": ("import torch.nn.functional as F\nBlock(act=F.gelu)", ["2 uses gelu"]),
    "partial": ("from functools import partial\nfrom torch.optim import SGD\no = partial(SGD, lr=1)\no(p)", ["3 uses sgd"]),
    "lambda": ("from torch.optim import SGD\nf = lambda p: SGD(p)", ["2 uses sgd"]),
    "returned": ("import torch.nn as nn\ndef f():\n    return nn.GELU", ["3 uses gelu"]),
    "class method": ("from torch.optim import SGD\nSGD.from_config(c)", ["2 uses sgd"]),
    "method of what was made": (
        "from torch.optim import SGD\nclass T:\n    def f(self):\n        self.o = SGD\n        self.o = self.o(p)\n        self.o.step()",
        ["5 uses sgd"],
    ),
    "base's own method": ("from torch.optim import SGD\nSGD.__init__(self, p)", []),
    "isinstance": ("from torch.optim import SGD\nisinstance(o, SGD)\nissubclass(c, (SGD, int))", []),
    "comparison": ("from torch.optim import SGD\nc is SGD or c == SGD or c in (SGD,)", []),
    "getattr": ("import torch\ngetattr(torch.optim, 'AdamW')(p)", ["2 uses adamw"]),
    "getattr of one of two": (
        "import torch\ngetattr(torch.optim, 'SGD' if x else 'AdamW')(p)",
        ["2 uses adamw", "2 uses sgd"],
    ),
    "getattr of anything": ("import torch\ngetattr(torch.optim, name)(p)", []),
    "hasattr": ("import torch\nhasattr(torch.optim, 'AdamW')", []),
    "broken chain": ("import optax\no = (optax\n     .adamw(1e-3))", ["3 uses adamw"]),
    "optax chain": (
        "import optax\ntx = optax.chain(\n    clip(1.0),\n    optax.adamw(1e-3),\n)",
        ["4 uses adamw"],
    ),
    "in a list": ("import torch.nn as nn\nl = [nn.ReLU(), nn.GELU()]", ["2 uses gelu", "2 uses relu"]),
    "f-string": ("import torch.nn as nn\nf'{nn.ReLU()}'", ["2 uses relu"]),
    "await and yield": ("import torch.nn as nn\ndef f():\n    yield nn.ReLU()", ["3 uses relu"]),
}  # fmt: skip

REGISTRIES = {
    "dict": (
        "import torch.optim as O\nR = {'a': O.SGD, 'b': O.Lion}\nR[n](p)",
        ["3 uses lion", "3 uses sgd"],
    ),
    "literal key": ("import torch.optim as O\nR = {'a': O.SGD, 'b': O.Lion}\nR['b'](p)", ["3 uses lion"]),
    "never looked up": ("import torch.optim as O\nR = {'a': O.SGD}", []),
    "get": ("import torch.optim as O\nR = {'a': O.SGD}\nR.get(n)(p)", ["3 uses sgd"]),
    "at once": ("import torch.optim as O\n{'a': O.SGD}[n](p)", ["2 uses sgd"]),
    "dict()": ("import torch.optim as O\nR = dict(a=O.SGD)\nR[n](p)", ["3 uses sgd"]),
    "entry by entry": ("from torch.optim import SGD\nR = {}\nR['sgd'] = SGD\nR[n](p)", ["4 uses sgd"]),
    "in a function, defined below": (
        "import torch.optim as O\ndef f(n):\n    return R[n](p)\nR = {'a': O.SGD}",
        ["3 uses sgd"],
    ),
    "of lambdas": ("import torch.optim as O\nR = {'a': lambda p: O.SGD(p)}", ["2 uses sgd"]),
    "with arguments": ("import torch.optim as O\nR = {'a': (O.SGD, {})}\nc, k = R[n]", ["3 uses sgd"]),
    "of self": (
        """
        import torch.optim as O
        class T:
            def __init__(self):
                self.known = {"a": O.SGD}
            def f(self, n):
                return self.known[n](p)
        """,
        ["6 uses sgd"],
    ),
    "iterated": ("import torch.optim as O\nfor c in [O.SGD, O.Lion]:\n    print(c)", []),
    "membership": ("import torch.optim as O\nR = {'a': O.SGD}\nn in R", []),
}

DEFAULTS = {
    "called": ("from torch.optim import SGD\ndef f(cls=SGD):\n    return cls(p)", ["3 uses sgd"]),
    "called twice is one": (
        "from torch.optim import SGD\ndef f(cls=SGD):\n    cls(p)\n    cls(q)",
        ["3 uses sgd"],
    ),
    "not called": ("from torch.optim import SGD\ndef f(cls=SGD):\n    pass", ["2 selects sgd"]),
    "handed on": ("from torch.optim import SGD\ndef f(cls=SGD):\n    g(cls=cls)", ["2 selects sgd"]),
    "keyword only": ("from torch.optim import SGD\ndef f(*, cls=SGD):\n    cls(p)", ["3 uses sgd"]),
    "called in another method": (
        """
        import torch.nn as nn
        class Block:
            def __init__(self, act=nn.GELU):
                self.act = act
            def build(self):
                return self.act()
        """,
        ["6 uses gelu"],
    ),
    "string": ("def f(optimizer='adamw'):\n    pass", ["1 selects adamw?"]),
    "string under another name": ("def f(name='adamw'):\n    pass", []),
    "dataclass": ("@dataclass\nclass C:\n    optim: str = 'adamw'", ["3 selects adamw?"]),
    "dataclass field": ("class C:\n    optim: str = field(default='adamw')", ["2 selects adamw?"]),
    "pydantic": (
        "class C(BaseModel):\n    optim: str = Field('sgd', description='adamw')",
        ["2 selects sgd?"],
    ),
    "annotated only": ("class C:\n    optim: 'adamw'", []),
    "annotated class": ("from torch.optim import SGD\nclass C:\n    optim: type = SGD", ["3 selects sgd"]),
    "named tuple": ("class C(NamedTuple):\n    optim: Literal['adamw', 'sgd'] = 'sgd'", ["2 selects sgd?"]),
}

SELECTIONS = {
    "keyword": ("TrainingArguments(optim='adamw_torch')", ["1 selects adamw?"]),
    "variant": ("TrainingArguments(optim='adamw_8bit')", ["1 selects adamw/adamw-8bit?"]),
    "case and hyphens": ("f(optim='AdamW-Torch')", ["1 selects adamw?"]),
    "one of two": ("f(optim='adamw' if x else 'sgd')", ["1 selects adamw?", "1 selects sgd?"]),
    "keras": ("model.compile('sgd', loss='mse')", ["1 selects sgd?"]),
    "keras keyword": ("model.compile(optimizer='sgd')", ["1 selects sgd?"]),
    "no model": ("re.compile('sgd')", []),
    "layer by name": ("Activation('relu')", ["1 selects relu?"]),
    "argparse": ("p.add_argument('--optim', default='adamw', choices=['adamw', 'sgd'])", ["1 selects adamw?"]),
    "argparse over lines": ("p.add_argument(\n    '--optim', '-o',\n    default='sgd',\n)", ["3 selects sgd?"]),
    "argparse, choices alone": ("p.add_argument('--optim', choices=['adamw', 'sgd'])", []),
    "argparse, another flag": ("p.add_argument('--name', default='adamw')", []),
    "argparse, dest": ("p.add_argument('-o', dest='optim', default='sgd')", ["1 selects sgd?"]),
    "set_defaults": ("p.set_defaults(optim='sgd')", ["1 selects sgd?"]),
    "click": ("@click.option('--optim', default='adamw')\ndef f(optim):\n    pass", ["1 selects adamw?"]),
    "typer": ("def f(optim: str = typer.Option('adamw', '--optim')):\n    pass", ["1 selects adamw?"]),
    "absl": ("flags.DEFINE_string('optimizer', 'sgd', 'adamw or sgd')", ["1 selects sgd?"]),
    "absl enum": ("flags.DEFINE_enum('optimizer', 'sgd', ['adamw', 'sgd'], '')", ["1 selects sgd?"]),
    "attribute": ("cfg.SOLVER.OPTIMIZER = 'adamw'", ["1 selects adamw?"]),
    "attribute's name": ("cfg.optimizer.name = 'adamw'", ["1 selects adamw?"]),
    "item": ("cfg['optimizer']['type'] = 'SGD'", ["1 selects sgd?"]),
    "variable": ("optimizer = 'adamw'", ["1 selects adamw?"]),
    "config dict": ("optimizer = dict(type='AdamW', lr=1)", ["1 selects adamw?"]),
    "nested dict": ("c = {'optimizer': {'type': 'AdamW'}}", ["1 selects adamw?"]),
    "nested dict()": ("c = dict(wrap=dict(optimizer=dict(type='SGD')))", ["1 selects sgd?"]),
    "nested over lines": ("c = {\n  'a': 1,\n  'optimizer': {\n    'type': 'SGD',\n  },\n}", ["4 selects sgd?"]),
    "settings by name": ("c = OptimizerConfig(name='sgd')\nd.optimizer = dict(name='sgd')", ["2 selects sgd?"]),
    "label of a layer": ("self.activation = Dense(3, name='relu')", []),
    "default of a safe getattr": ("safe_getattr(args, 'optim', 'sgd')", ["1 selects sgd?"]),
    "class in a dict": ("from torch.optim import SGD\nc = {'optimizer': SGD}", ["2 selects sgd"]),
    "target": ("c = {'_target_': 'torch.optim.AdamW'}", ["1 selects adamw"]),
    "OmegaConf": ("OmegaConf.create({'optim': 'sgd'})", ["1 selects sgd?"]),
    "default of get": ("cfg.get('optimizer', 'adamw')", ["1 selects adamw?"]),
    "default of getattr": ("getattr(args, 'optim', 'adamw')", ["1 selects adamw?"]),
    "or": ("optim = args.optim or 'adamw'", ["1 selects adamw?"]),
    "foreign registry": ("hidden_act = 'x'\nself.activation = ACT2FN['gelu']", ["2 selects gelu?"]),
    "foreign factory": ("optimizer = get_optimizer('adamw', lr=1)", ["1 selects adamw?"]),
    "command": ("run(['train.py', '--optim', 'adamw', '--opt=sgd'])", ["1 selects adamw?", "1 selects sgd?"]),
    "comparison": ("if optimizer == 'adamw':\n    pass", []),
    "membership": ("assert optimizer in ('adamw', 'sgd')", []),
    "case": ("match optimizer:\n    case 'adamw':\n        pass", []),
    "list": ("optimizers = ['adamw', 'sgd']", []),
    "sweep": ("c = {'optimizer': {'values': ['adamw', 'sgd']}}", []),
    "message": ("raise ValueError('optimizer', 'adamw')", []),
    "other strings": ("print('adamw')\nx = 'adamw'", []),
}  # fmt: skip

NOTHING = {
    "comment": "# AdamW(p) optimizer='adamw'",
    "docstring": '"""AdamW(p)\n\noptimizer="adamw"\n"""',
    "if False": "from torch.optim import SGD\nif False:\n    SGD(p)",
    "if 0": "from torch.optim import SGD\nif 0:\n    SGD(p)\n",
    "while False": "from torch.optim import SGD\nwhile False:\n    SGD(p)",
    "after return": "from torch.optim import SGD\ndef f():\n    return 1\n    SGD(p)",
    "after raise": "from torch.optim import SGD\ndef f():\n    raise E\n    SGD(p)",
    "after a return in all branches": (
        "from torch.optim import SGD\ndef f():\n    if x:\n        return 1\n    else:\n        return 2\n    SGD(p)"
    ),
    "else of if True": "from torch.optim import SGD\nif True:\n    pass\nelse:\n    SGD(p)",
    "TYPE_CHECKING": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from torch.optim import SGD\nSGD(p)",
    "__all__": "from torch.optim import SGD\n__all__ = ['SGD']",
    "del": "from torch.optim import SGD\ndel SGD",
    "annotation": "from torch.optim import SGD\ndef f(x: SGD) -> SGD:\n    y: SGD = x",
    "empty": "",
}

LIVE = {
    "main": ("from torch.optim import SGD\nif __name__ == '__main__':\n    SGD(p)", ["3 uses sgd"]),
    "else of if False": (
        "from torch.optim import SGD\nif False:\n    pass\nelse:\n    SGD(p)",
        ["5 uses sgd"],
    ),
    "not TYPE_CHECKING": (
        "if not TYPE_CHECKING:\n    from torch.optim import SGD\n    SGD(p)",
        ["3 uses sgd"],
    ),
    "after a conditional return": (
        "from torch.optim import SGD\ndef f():\n    if x:\n        return 1\n    SGD(p)",
        ["5 uses sgd"],
    ),
    "finally": ("from torch.optim import SGD\ntry:\n    pass\nfinally:\n    SGD(p)", ["5 uses sgd"]),
    "nested functions": (
        "from torch.optim import SGD\ndef f():\n    def g():\n        async def h():\n            SGD(p)",
        ["5 uses sgd"],
    ),
}

FORMS = {
    f"{group}: {name}": row
    for group, rows in {
        "import": IMPORTS, "name": NAMES, "passed": PASSED, "registry": REGISTRIES, "default": DEFAULTS,
        "selection": SELECTIONS, "live": LIVE,
    }.items()
    for name, row in rows.items()
} | {f"nothing: {name}": (source, []) for name, source in NOTHING.items()}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_what_counts(form):
    source, expected = FORMS[form]
    assert said(source) == expected
