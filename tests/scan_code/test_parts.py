"""The part of a Python file that is read is small: the lines that decide."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_files import FILES, OPTIMIZER, TRAIN, facts_of_parts

from settled.scan.code import python
from settled.scan.code.layout import without_text
from settled.scan.code.parts import Parts
from settled.scan.code.python import read


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


def test_a_file_that_is_not_balanced_is_read_whole(parsed):
    content = b"import torch\nx = (1,\ntorch.optim.AdamW(p)\n"
    assert [fact.said for fact in facts_of_parts(content)] == ["skipped"]
    assert parsed == [content]


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
