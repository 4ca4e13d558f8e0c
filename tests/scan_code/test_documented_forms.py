"""Every row of the page *What counts as use*, read from the page itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from settled import catalog
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.python import read

FIELDS = ("optimizer", "activation", "normalization", "sequence-mixing", "fine-tuning")
PAGE = Path(__file__).parents[2] / "docs" / "use.md"
_ROW = re.compile(r"^\| `(?P<code>.+?)` \| (?P<counts>[^|]+) \|$", re.MULTILINE)
_COUNTS = re.compile(r"(uses|selects|defines) ([\w-]+)(?: at line (\d+))?")
ROWS = [(row["code"], row["counts"].strip()) for row in _ROW.finditer(PAGE.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    fields = catalog.load().fields
    return Lexicon(tuple(fields[name] for name in FIELDS))


def test_the_page_has_the_tricky_forms():
    assert len(ROWS) >= 25
    assert {"nothing"} < {counts for _, counts in ROWS}


@pytest.mark.parametrize(("code", "counts"), ROWS, ids=[code[:60] for code, _ in ROWS])
def test_a_form_counts_as_the_page_says(code, counts, lexicon):
    source = code.replace("⏎", "\n").replace("·", "    ")
    found = [fact for fact in read(source.encode(), lexicon) if fact.said == "sighting"]
    wanted = [] if counts == "nothing" else [_COUNTS.fullmatch(one).groups() for one in counts.split("; ")]
    assert sorted((fact.role, fact.technology) for fact in found) == sorted(
        (role, who) for role, who, _ in wanted
    )
    for fact in found:
        line = next(line for role, who, line in wanted if (role, who) == (fact.role, fact.technology))
        assert line is None or fact.line == int(line)


def test_the_form_of_a_tokenizers_answer_selects_no_framework():
    framework = Lexicon((catalog.load().fields["framework"],))
    assert read(b'tokens = tokenizer(text, return_tensors="pt")', framework) == []
    assert [fact.technology for fact in read(b'run(framework="pt")', framework)] == ["pytorch"]
