"""What configuration selects, by format: named snippets with the lines that they select at."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled.records import Born, CodeRules, Field, Signatures, Technology
from settled.scan.code.config import READERS
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

BORN = Born(2000, "a paper", "https://example.org")


def technology(name: str, class_name: str, *config: str, packages: tuple[str, ...] = ()) -> Technology:
    code = (f"torch.optim.{class_name}",)
    signatures = Signatures(code=code, canonical=code, config=(name, *config), packages=packages)
    return Technology(name, name, name, BORN, signatures)


LEXICON = Lexicon(
    (
        Field(
            "optimizer",
            "Optimizer",
            "-",
            "?",
            (
                technology("adamw", "AdamW", "adamw_torch"),
                technology("sgd", "SGD"),
                technology("adam", "Adam"),
            ),
            code=CodeRules(selectors=("optimizer", "optim", "optimizers")),
        ),
        Field(
            "python-test-framework",
            "Tests",
            "-",
            "?",
            (Technology("pytest", "pytest", "-", BORN, Signatures(packages=("pytest",))),),
        ),
    )
)


def read(kind: str, content: str | bytes) -> list[Fact]:
    module, _, name = READERS[kind].partition(":")
    reader = getattr(import_module(module), name)
    return reader(content if isinstance(content, bytes) else content.encode(), LEXICON)


def sighted(kind: str, content: str) -> list[tuple[int, str]]:
    facts = read(kind, content)
    assert all(fact.role == "selects" for fact in facts if fact.said == "sighting")
    return [(fact.line, fact.technology) for fact in facts if fact.said == "sighting"]


YAML = {
    "a plain value": ("lr: 0.1\noptimizer: adamw\n", [(2, "adamw")]),
    "a type below the key": ("optimizer:\n  lr: 1\n  type: AdamW\n", [(3, "adamw")]),
    "capitals and hyphens": ("SOLVER:\n  OPTIMIZER: ADAMW-TORCH\n", [(2, "adamw")]),
    "a value on the next line": ("optimizer:\n  adamw\n", [(2, "adamw")]),
    "a key that is no selector": ("scheduler: adamw\nname: adam\n", []),
    "a comment": ("# optimizer: adamw\nlr: 1 # optimizer: sgd\n", []),
    "a choice of several": ("optimizers: [adamw, sgd]\n", []),
    "a choice of several in lines": ("optimizer:\n  - adamw\n  - sgd\n", []),
    "one alone in a list": ("optimizers:\n  - adamw\n", [(2, "adamw")]),
    "tables in a list": ("optimizers:\n  - type: adam\n  - type: sgd\n", [(2, "adam"), (3, "sgd")]),
    "a sweep": ("parameters:\n  optimizer:\n    values: [adam, sgd]\n", []),
    "documents": ("optimizer: adam\n---\noptimizer: sgd\n", [(1, "adam"), (3, "sgd")]),
    "Hydra's defaults": (
        "defaults:\n  - optimizer: adamw\n  - override /optimizer: sgd\n  - optimizer@train.opt: adam\n",
        [(2, "adamw"), (3, "sgd"), (4, "adam")],
    ),
    "Hydra's defaults in one word": ("defaults:\n  - _self_\n  - optimizer/adamw.yaml\n", [(3, "adamw")]),
    "Hydra's target under any key": ("o:\n  _target_: torch.optim.AdamW\n  lr: 1\n", [(2, "adamw")]),
    "an inner module's target": ("o:\n  _target_: torch.optim.adamw.AdamW\n", [(2, "adamw")]),
    "Lightning's class path": ("optimizer:\n  class_path: torch.optim.SGD\n", [(2, "sgd")]),
    "a class of the tree": ("optimizer:\n  class_path: mine.optim.AdamW\n", [(2, "adamw")]),
    "a file's ending": ("optimizer: conf/adamw.yaml\n", []),
    "HyperPyYAML's tags": (
        "a: !name:torch.optim.Adam\n  lr: 1\nb: !new:torch.optim.SGD [1]\n",
        [(1, "adam"), (3, "sgd")],
    ),
    "a tag of Python is named, not built": ("a: !!python/name:torch.optim.AdamW\n", [(1, "adamw")]),
    "an alias of a value": ("base: &o adamw\nx: 1\ntrain:\n  optimizer: *o\n", [(4, "adamw")]),
    "an alias of a table, where it is written": ("base: &o\n  type: adamw\noptimizer: *o\n", [(2, "adamw")]),
    "a merged table": ("base: &b\n  optimizer: sgd\nrun:\n  <<: *b\n  lr: 1\n", [(2, "sgd")]),
    "JSON within": ('{"optimizer": {\n "type": "Adam"}}\n', [(2, "adam")]),
    "a reference": ("optimizer: ${oc.env:ADAMW}\n", []),
    "dotted keys": ("trainer.optimizer.name: sgd\n", [(1, "sgd")]),
    "what YAML alone takes for ends of lines": ("a: 1 # \x85 \u2028\noptimizer: sgd\n", [(2, "sgd")]),
    "Windows lines": ("a: 1\r\noptimizer: sgd\r\n", [(2, "sgd")]),
}

TOML = {
    "a plain value": ('a = 1\noptimizer = "adamw"\n', [(2, "adamw")]),
    "a table": ('[train.optimizer]\n# the rule\ntype = "AdamW"\n', [(3, "adamw")]),
    "a dotted key": ('[train]\noptimizer.name = "sgd"\n', [(2, "sgd")]),
    "an inline table": ('a = 1\nx = { optimizer = { type = "sgd" } }\n', [(2, "sgd")]),
    "tables in a list": ('[[run]]\noptim = "sgd"\n[[run]]\noptim = "adam"\n', [(2, "sgd"), (4, "adam")]),
    "a choice of several": ('optimizers = ["adam", "sgd"]\n', []),
    "a comment": ('# optimizer = "adam"\na = 1\n', []),
}

JSON = {
    "DeepSpeed": ('{\n "optimizer": {\n  "type": "AdamW",\n  "params": {"lr": 1e-3}\n }\n}', [(3, "adamw")]),
    "comments and a trailing comma": (
        '{\n// "optim": "sgd"\n/* "optim":\n "sgd" */\n"optim": "adamw_torch",\n}',
        [(5, "adamw")],
    ),
    "JSON5": ("{optimizer: 'adam',\n b: .5, c: +1}", [(1, "adam")]),
    "escapes": ('{"optim\\u0069zer": "ad\\u0061m"}', [(1, "adam")]),
    "lines of objects": ('{"optim": "adam"}\n{"optim": "sgd"}\n', [(1, "adam"), (2, "sgd")]),
    "a long list of numbers": ('{"a": [1, 2,\n-3.5e4, 5],\n"optim": "sgd"}', [(3, "sgd")]),
    "a choice of several": ('{"optimizer": ["adam", "sgd"]}', []),
    "an empty file": (" \n", []),
    "a text that names it": ('{"text": "optimizer: adam", "x": ["optim", "sgd"]}', []),
}

INI = {
    "a section": ("[optimizer]\ntype = adamw\n", [(2, "adamw")]),
    "a colon": ("[x]\noptim: sgd  ; the old one\n", [(2, "sgd")]),
    "several lines": ("[x]\noptimizer =\n    adam\n    sgd\n", []),
    "one line below": ("[x]\noptimizer =\n    adam\n", [(3, "adam")]),
    "no section": ("optimizer=adam\n", [(1, "adam")]),
    "comments": ("[x]\n# optim = sgd\n; optim = sgd\n", []),
    "a tool's section": ("[a]\nb = 1\n[pytest]\naddopts = -q\n", [(3, "pytest")]),
    "indented settings": ("[x]\n\ta = 1\n\toptim = sgd\n", [(3, "sgd")]),
}

GIN = {
    "a reference": ("import torch.optim\ntrain.optimizer = @AdamW\n", [(2, "adamw")]),
    "a call of a reference": ("train.optimizer = @torch.optim.SGD()\n", [(1, "sgd")]),
    "a string": ("Trainer.optimizer = 'adamw'  # or 'sgd'\n", [(1, "adamw")]),
    "a scope": ("eval/Trainer.optimizer = @eval/Adam\n", [(1, "adam")]),
    "a macro": ("O = @Adam\n\na.optimizer = %O\nb.optimizer = %O\n", [(1, "adam")]),
    "a choice of several": ("a.optimizers = ['adam', 'sgd']\n", []),
    "a comment": ("# a.optimizer = @Adam\n", []),
    "a parameter of another": ("AdamW.weight_decay = 0.1\n", []),
}

SHELL = {
    "a flag": ("python train.py --optim adamw_torch --lr 1\n", [(1, "adamw")]),
    "an equals sign": ("python train.py --optim=adamw\n", [(1, "adamw")]),
    "one hyphen": ("python train.py -optim adam\n", [(1, "adam")]),
    "continued lines": (
        "srun python x.py \\\n  --lr 1 \\\n  --optimizer 'adamw' \\\n  data\n",
        [(3, "adamw")],
    ),
    "comments": ("# --optim adam\n#SBATCH --optim adam\nx --lr 1 # --optim sgd\n", []),
    "a here-document": ("cat <<'EOF'\n--optim adam\nEOF\nx --optim sgd\n", [(4, "sgd")]),
    "an indented here-document": ("cat <<-END\n\t--optim adam\n\tEND\nx --optim sgd\n", [(4, "sgd")]),
    "a shift is no here-document": ("echo $((a<<b))\nx --optim sgd\n", [(2, "sgd")]),
    "a variable": ("export OPTIM=adamw\n", [(1, "adamw")]),
    "a variable behind a flag": ("RULE=adamw\n\nx --optim $RULE\nx --optim ${RULE}\n", [(1, "adamw")]),
    "a default": ('x --optim "${1:-adamw}"\nRULE=${2:-sgd}\nx --optim $RULE\n', [(1, "adamw"), (2, "sgd")]),
    "flags in a variable": ('ARGS="--lr 1\n  --optim adamw"\nx $ARGS\n', [(2, "adamw")]),
    "a command in quotes": ("bash -c 'python x.py optimizer=sgd'\n", [(1, "sgd")]),
    "an array": ("ARGS=(\n  --optim adam\n)\n", [(2, "adam")]),
    "overrides": ("x +optimizer=adamw trainer.optimizer.name=sgd\n", [(1, "adamw"), (1, "sgd")]),
    "a target": ("x optimizer._target_=torch.optim.SGD\n", [(1, "sgd")]),
    "a sweep": ("x -m optimizer=adam,sgd\n", []),
    "what is printed": ("echo --optim adam\nprintf '%s' --optim=adam\n", []),
    "a comparison": ('if [ "$optim" = adamw ]; then x; fi\ncase $optim in adam) y;; esac\n', []),
    "a loop": ("for optim in adam sgd; do x --optim $optim; done\n", []),
    "another flag's value": ("x --name adamw\n", []),
    "a flag without value": ("x --optim --lr adamw\n", []),
}

CASES = [
    pytest.param(kind, content, expected, id=f"{kind}: {name}")
    for kind, table in (
        ("yaml", YAML),
        ("toml", TOML),
        ("json", JSON),
        ("ini", INI),
        ("gin", GIN),
        ("shell", SHELL),
    )
    for name, (content, expected) in table.items()
]


@pytest.mark.parametrize(("kind", "content", "expected"), CASES)
def test_selects(kind: str, content: str, expected: list[tuple[int, str]]) -> None:
    assert sorted(sighted(kind, content)) == sorted(expected)


def test_says_what_was_matched_and_how() -> None:
    plain, qualified = read("yaml", "train:\n  optimizer: AdamW\nx:\n  _target_: torch.optim.AdamW\n")
    assert (plain.text, plain.canonical, plain.via) == ("adamw", None, "key train.optimizer")
    assert (qualified.text, qualified.canonical, qualified.via) == (
        "torch.optim.AdamW",
        True,
        "key x._target_",
    )
    (flag,) = read("shell", "x --optim adamw\n")
    assert flag.via == "flag --optim"


@pytest.mark.parametrize("kind", ["yaml", "toml", "ini", "shell", "gin"])
def test_hears_comments_that_allow(kind: str) -> None:
    content = "a = 1\nb = 2  # settled: allow sgd, Adam because the paper did\n"
    facts = read(kind, content.replace(" = ", ": ") if kind == "yaml" else content)
    assert [(fact.said, fact.line, fact.text, fact.via) for fact in facts] == [
        ("allow", 2, "sgd", "the paper did"),
        ("allow", 2, "adam", "the paper did"),
    ]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("yaml", "a: [1\n"),
        ("yaml", "a: *missing\n"),
        ("yaml", "[" * 100_000),
        ("yaml", "- " * 100_000),
        ("json", "{"),
        ("json", '{"a" 1}'),
        ("json", "["),
        ("json", "[" * 100_000),
        ("json", '{"a":' * 100_000),
        ("json", "<html>"),
        ("toml", "a = [1\n"),
        ("toml", "a = " + "[" * 100_000),
        ("toml", "a." * 100_000 + "a = 1"),
        ("toml", "[" + "a." * 100_000 + "a]"),
    ],
)
def test_what_cannot_be_parsed_is_skipped(kind: str, content: str) -> None:
    (fact,) = read(kind, content)
    assert fact.said == "skipped"
    assert fact.text == f"not parsable as {kind.upper()}"


def test_aliases_are_not_copied() -> None:
    # Ten to the thirtieth values, were they copied.
    lines = ["a0: &a0 {optimizer: sgd}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 31)]
    assert sighted("yaml", "\n".join(lines)) == [(1, "sgd")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("optimizer:\n  adamw:\n    lr: 1\n", [(2, "adamw")]),
        ("model:\n  optimizer:\n    adamw_torch: {}\n", [(3, "adamw")]),
        ("optimizer:\n  adamw:\n    lr: 1\n  sgd:\n    lr: 2\n", []),
        ("optimizer:\n  adamw: true\n", []),
        ("adamw:\n  lr: 1\n", []),
    ],
)
def test_a_tables_only_key_names_what_its_table_sets(content: str, expected: list[tuple[int, str]]) -> None:
    assert sighted("yaml", content) == expected


def test_a_cycle_ends() -> None:
    assert sighted("yaml", "a: &a\n  optimizer: sgd\n  again: *a\n") == [(2, "sgd")]


@pytest.mark.parametrize("kind", sorted(READERS))
@given(content=st.binary(max_size=300))
def test_no_bytes_raise(kind: str, content: bytes) -> None:
    assert all(fact.line >= 1 for fact in read(kind, content))


_WORDS = ["optimizer", "adamw", "torch.optim.SGD", "EOF", "&a", "*a", "<<", "--", "${", "[[", "]]", "//"]
_PIECES = st.sampled_from([*_WORDS, "\n", *":= -{}[],\"'#$\\@%!|>?\t.\n"])


@pytest.mark.parametrize("kind", sorted(READERS))
@given(pieces=st.lists(_PIECES, max_size=60))
def test_no_text_raises_and_lines_are_of_the_file(kind: str, pieces: list[str]) -> None:
    content = "".join(pieces)
    assert all(1 <= fact.line <= content.count("\n") + 1 for fact in read(kind, content))
