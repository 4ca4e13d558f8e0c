"""A part of a Python file says what the file says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_files import FILES, LEXICON, OPTIMIZER, facts_of_parts

from settled.scan.code.python import read
from settled.scan.code.python import vocabulary as vocabulary_module


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
