"""One table in every format: the cells, the lines and the merged places read back are the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_writers import PLAIN_WRITERS, WRITERS, Merged, Model

from settled.scan.claims.blocks import Paragraph, Table
from settled.scan.claims.formats import blocks_of

WORDS = st.lists(st.text("abcdefXYZ收敛度采用率", min_size=2, max_size=6), min_size=1, max_size=3).map(
    " ".join
)
FIGURES = st.one_of(st.integers(0, 10**6).map("{:,}".format), st.decimals(0, 100, places=1).map("{}%".format))
TEXTS = st.one_of(WORDS, FIGURES)


@st.composite
def models(draw: st.DrawFn, merged: bool = True) -> Model:
    """Tables whose last header row and first column are whole, so that every format can write them."""
    width, body = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    heads = draw(st.integers(1, 2)) if merged else 1
    height = heads + body
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            columns = rows = 1
            if merged and column > 0 and row != heads - 1:
                columns = draw(st.integers(1, width - column))
                rows = draw(st.integers(1, 1 if row < heads else height - row))
            block = {(row + down, column + right) for down in range(rows) for right in range(columns)}
            if block & taken:
                columns = rows = 1
                block = {(row, column)}
            taken |= block
            cells.append(Merged(row, column, rows, columns, draw(TEXTS)))
    return Model(height, width, heads, tuple(cells))


def check(name: str, content: bytes, lines: list[list[int]], model: Model) -> None:
    found = list(blocks_of(name, content))
    (table,) = [block for block in found if isinstance(block, Table)]
    assert table.header == model.header
    assert [cells for _, cells in table.rows] == model.body
    assert [
        [table.line_of(row, column) for column in range(model.width)] for row in range(len(lines))
    ] == lines
    assert table.repeated == model.repeated
    assert table.headings == ("Title",)
    assert table.caption == "Text."
    prose = [block for block in found if isinstance(block, Paragraph)]
    assert [block.text for block in prose] == ["Text.", "End."]


@pytest.mark.parametrize("name", WRITERS)
@settings(deadline=None, max_examples=60)
@given(model=models())
def test_a_table_with_merged_cells_reads_back(name: str, model: Model) -> None:
    content, lines = WRITERS[name](model)
    check(name, content, lines, model)


@pytest.mark.parametrize("name", [*PLAIN_WRITERS, *WRITERS])
@settings(deadline=None, max_examples=30)
@given(model=models(merged=False))
def test_a_plain_table_reads_back_from_every_format(name: str, model: Model) -> None:
    content, lines = {**PLAIN_WRITERS, **WRITERS}[name](model)
    check(name, content, lines, model)
