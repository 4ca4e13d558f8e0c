"""Hostile and broken documents: one clear line, or blocks; never anything else, and in linear time."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_writers import docx, paragraph

from settled.errors import InputError, SettledError
from settled.scan.claims.blocks import Paragraph, Skipped, Table
from settled.scan.claims.formats import LARGEST, SUFFIXES, blocks_of
from settled.scan.claims.formats.latex_tokens import Stream


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.md", "\ufeffshare 95%".encode(), "share 95%"),
        ("a.md", "份额 95%".encode("utf-16"), "份额 95%"),
        ("a.html", '<meta charset="gb2312"><p>份额 95%'.encode("gb18030"), "份额 95%"),
        (
            "a.html",
            '<meta http-equiv="Content-Type" content="text/html; charset=GBK"><p>份额'.encode("gbk"),
            "份额",
        ),
        ("a.xhtml", '<?xml version="1.0" encoding="GB18030"?><p>份额</p>'.encode("gb18030"), "份额"),
        ("a.tex", "\\usepackage[latin1]{inputenc} 5 \xb1 1".encode("latin-1"), " 5 ± 1"),
    ],
)
def test_encodings_that_a_file_marks_or_declares(name: str, content: bytes, text: str) -> None:
    assert [block.text.strip() for block in blocks_of(name, content)] == [text.strip()]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.md", b"a\n\xff\xfe\xfd", "a.md:2: is not UTF-8: byte 0xff"),
        ("a.md", b"a\n\n\0", "a.md:3: holds a NUL"),
        ("a.html", b"<meta charset=klingon>", "a.html: declares the encoding 'klingon'"),
        ("a.pdf", b"%PDF", "a.pdf: format '.pdf' is not read; hint: one of .docx, .htm"),
        ("a.ipynb", b"{", "a.ipynb:1: is no JSON"),
        ("a.ipynb", b"[" * 100_000, "a.ipynb: is nested too deeply"),
        ("a.ipynb", b"3", "a.ipynb:1: is JSON but no notebook"),
        ("a.docx", b"PK", "a.docx: is no DOCX"),
        ("a.md", b"a" * (LARGEST + 1), "a.md: 16,777,217 bytes, more than 16,777,216; hint: split"),
        ("a.rst", b"= " * 1_001 + b"\n", "a.rst:1: a table of 1,001 columns, more than 1,000"),
    ],
)
def test_a_document_that_cannot_be_read_says_so_in_one_line(name: str, content: bytes, says: str) -> None:
    with pytest.raises(InputError) as raised:
        list(blocks_of(name, content))
    assert str(raised.value).startswith(says)
    assert "\n" not in str(raised.value)


def test_a_table_of_ten_thousand_columns_is_read() -> None:
    (table,) = blocks_of("a.html", b"<table><tr>" + b"<th>a" * 10_000 + b"<tr>" + b"<td>1" * 10_000)
    assert isinstance(table, Table)
    assert len(table.rows[0][1]) == 10_000


@pytest.mark.parametrize(
    ("name", "table", "line", "says"),
    [
        ("a.html", b"<table>\n<tr>" + b"<td>a" * 10_001 + b"</table>", 2, "10,001 columns, more than 10,000"),
        (
            "a.html",
            b"<table>\n" + (b"<tr>" + b"<td colspan=1000>9" * 9) * 300 + b"</table>",
            2,
            "places, more",
        ),
        ("a.tex", b"\\begin{tabular}{l}\n" + b"5&" * 10_001 + b"\\end{tabular}", 2, "columns, more than"),
    ],
)
def test_a_table_beyond_bounds_is_passed_over_alone(name: str, table: bytes, line: int, says: str) -> None:
    skipped, after = blocks_of(name, table + b"\n\n<p>share 95%")
    assert isinstance(skipped, Skipped)
    assert (skipped.line, says in skipped.what) == (line, True)
    assert isinstance(after, Paragraph)


def zip_bomb() -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(65):
            part.write(b" " * 2**20)
    return stream.getvalue()


def test_a_zip_bomb_is_unpacked_no_further_than_its_bound() -> None:
    bomb = zip_bomb()
    assert len(bomb) < 2**17
    with pytest.raises(InputError, match=r"b\.docx: word/document\.xml unpacks to more than 64 MiB"):
        list(blocks_of("b.docx", bomb))


def test_entities_of_a_docx_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "95%">]><a>&b;</a>')
    with pytest.raises(InputError, match="declares a document type"):
        list(blocks_of("b.docx", stream.getvalue()))


def test_macros_that_double_one_another_end() -> None:
    bomb = "".join(f"\\def\\{chr(97 + at)}{{\\{chr(98 + at)}\\{chr(98 + at)}}}" for at in range(25))
    taken = sum(1 for _ in Stream(bomb + "\\def\\z{95\\%}\\a", frozenset()))
    assert taken < 2**19


@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_line_breaks_written_as_entities_move_no_line(name: str) -> None:
    (block,) = blocks_of(name, b"<p>" * name.endswith("l") + b"a&#10w &#010; &#x0A; &NewLine; b\nc")
    assert (block.text.count("\n"), block.line_at(len(block.text))) == (1, 2)


MARKS = {
    ".md": [
        "# a\n",
        "|",
        "---",
        "95%",
        "\n",
        "$$",
        "```mermaid\n",
        "A[x]",
        "- ",
        "> ",
        "*",
        "<table>",
        "<td>",
        "[^1]:",
    ],
    ".html": [
        "<p>",
        "<table>",
        "<tr>",
        "<td colspan=2>",
        "<td rowspan=0>",
        "</table>",
        "<script>",
        "<!--",
        "-->",
        "<math>",
        "<mfrac>",
        "</math>",
        "<h1>",
        "</h1>",
        "95%",
        "\n",
        "&#xD800;",
        "<code>",
        "<sup>",
        "<",
        "'",
        '"',
    ],
    ".tex": [
        "\\",
        "{",
        "}",
        "$",
        "$$",
        "&",
        "\\\\",
        "%",
        "\n",
        "\n\n",
        "\\begin{tabular}{l}",
        "\\end{tabular}",
        "\\multirow{2}{*}{",
        "\\hline",
        "\\def\\a{\\b}",
        "\\a",
        "\\newcommand{\\b}{\\a\\a}",
        "\\footnote{",
        "[",
        "]",
        "\\begin{table}",
        "\\end{table}",
        "\\begin{equation}",
        "\\end{equation}",
        "\\iffalse",
        "\\fi",
        "95\\%",
    ],
    ".rst": [
        "====\n",
        "----\n",
        "\n",
        "a",
        "95%",
        "   ",
        "+--+\n",
        "|a |\n",
        ".. note::",
        ".. csv-table::",
        "``",
        "`",
        ".. list-table::",
        ".. math::",
        ".. _a: b",
        ".. [1] a",
        "* ",
        "1. ",
        "== ==\n",
        "a  b\n",
        "::",
        ":a: b",
    ],
    ".ipynb": [
        '{"cells":[',
        '{"cell_type":"markdown","source":',
        '"a 95%\\n"',
        '["a\\n"]',
        "}",
        "]",
        ",",
        '"\\ud800"',
    ],
    ".txt": ["a", "95%", "\n", "http://", " "],
}


def _survives(name: str, content: bytes) -> None:
    try:
        found = list(blocks_of(name, content))
    except SettledError as error:
        if "\n" in str(error):
            raise
        return
    most = content.count(b"\n") + content.count(b"\r") + 1
    for block in found:
        str(block).encode()
        if isinstance(block, Table):
            assert all(1 <= line <= most for line, _ in block.rows)
        elif not name.endswith(".docx") and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            assert 1 <= block.line <= block.line_at(len(block.text)) <= most


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(SUFFIXES), st.binary(max_size=200))
def test_any_bytes_are_survived(suffix: str, content: bytes) -> None:
    _survives(f"any{suffix}", content)


@pytest.mark.parametrize("suffix", MARKS)
@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_any_arrangement_of_marks_is_survived(suffix: str, data: st.DataObject) -> None:
    _survives(
        f"any{suffix}", "".join(data.draw(st.lists(st.sampled_from(MARKS[suffix]), max_size=30))).encode()
    )


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=5))
def test_a_damaged_docx_is_survived(changes: list[tuple[int, int]]) -> None:
    content = bytearray(docx(paragraph("Share 95%.") * 20))
    for place, value in changes:
        content[place % len(content)] = value
    _survives("any.docx", bytes(content))


HOSTILE: dict[str, tuple[str, Callable[[int], str]]] = {
    "open tags": ("a.html", lambda n: "<a " * n + ">"),
    "nested divs": ("a.html", lambda n: "<div>" * n),
    "nested tables": ("a.html", lambda n: "<table><tr><td>9" * n),
    "comments": ("a.html", lambda n: "<!-- " * n),
    "declarations": ("a.html", lambda n: "<!a " * n + ">"),
    "quotes": ("a.html", lambda n: "<a b='" * n + ">"),
    "spaces in a tag": ("a.html", lambda n: "<a" + " " * n + ">"),
    "half ends in a script": ("a.html", lambda n: "<script>" + "</" * n + ">"),
    "entities": ("a.html", lambda n: "&#1" * n),
    "mathematics": ("a.html", lambda n: "<math>" + "<mrow>" * n),
    "braces": ("a.tex", lambda n: "{" * n),
    "environments": ("a.tex", lambda n: "\\begin{a}" * n),
    "open notes": ("a.tex", lambda n: "\\footnote{" * n),
    "open options": ("a.tex", lambda n: "\\item[" * n),
    "dollars": ("a.tex", lambda n: "$a " * n),
    "verbatim": ("a.tex", lambda n: "\\verb|" * n),
    "floats": ("a.tex", lambda n: "\\begin{table}" * n),
    "sections": ("a.rst", lambda n: "ab\n==\n\n" * (n // 8)),
    "items": ("a.rst", lambda n: "- 9%\n" * (n // 8)),
    "targets": ("a.rst", lambda n: ".. _a: b\n" * (n // 8)),
    "unclosed tables": ("a.md", lambda n: "<table>\n\n" * n),
    "notes": ("a.md", lambda n: "[^a]: " * n),
    "labels": ("a.md", lambda n: "```mermaid\ngraph TD\n" + 'A["' * n + "\n```\n"),
    "comments of a graph": ("a.md", lambda n: "```dot\n" + "/*" * n + "\n```\n"),
}


def _work(name: str, content: bytes) -> int:
    """Lines of Python that run, calls into C left out: the same on every machine."""
    count = 0

    def step(frame: object, event: str, _: object) -> object:
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)  # type: ignore[arg-type]
    try:
        list(blocks_of(name, content))
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("case", HOSTILE)
def test_work_grows_with_the_length(case: str) -> None:
    name, make = HOSTILE[case]
    list(blocks_of(name, make(16).encode()))  # what is imported and compiled once
    once, twice = (_work(name, make(n).encode()) for n in (2_000, 4_000))
    assert twice < 2.6 * once
