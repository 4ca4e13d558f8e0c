"""What each format says, by small documents with everything that could mislead a reader of figures."""

from __future__ import annotations

import json

import pytest
from table_writers import docx, paragraph

from settled.scan.claims.blocks import Block, Formula, Paragraph, Table
from settled.scan.claims.formats import blocks_of


def prose(name: str, text: str) -> list[tuple[int, str]]:
    found = blocks_of(name, text.encode())
    return [(block.line, block.text) for block in found if type(block) is Paragraph]


def formulas(found: list[Block]) -> list[tuple[int, str]]:
    return [(block.line, block.text) for block in found if isinstance(block, Formula)]


def test_markdown_reads_labels_of_diagrams_on_their_lines() -> None:
    text = "Text.\n\n```mermaid\ngraph TD\n"
    text += '  A[one<br>95%] -->|half 50%| B("two (5%)")\n  style A fill:#bfb\n```\n'
    found = list(blocks_of("a.md", text.encode()))[1:]
    assert [(block.line, block.text) for block in found] == [
        (5, "one\n95%"),
        (5, "half 50%"),
        (5, "two (5%)"),
    ]
    assert found[0].line_at(5) == 5  # the second line of the label is on the same line of the file


def test_markdown_reads_pie_charts_as_tables_and_graphviz_labels() -> None:
    text = '```mermaid\npie title Shares\n "A" : 40\n "B" : 60\n```\n\n'
    text += '```dot\na -> b [label="95%", color="5"]\n```\n'
    table, label = blocks_of("a.md", text.encode())
    assert isinstance(table, Table)
    assert table.rows == ((3, ("A", "40")), (4, ("B", "60")))
    assert table.caption == "Shares"
    assert (label.line, label.text) == (8, "95%")


def test_markdown_keeps_written_products_and_drops_marks_and_notes() -> None:
    text = "**0.4*1 + 0.4 * 0.95** = *x*[^1] 5%.\n\n[^1]: 95%\n"
    assert prose("a.md", text) == [(1, "0.4*1 + 0.4 * 0.95 = x  5%."), (3, "  95%")]


@pytest.mark.parametrize("front", ["---\nshare: 95%\n---\n", "+++\nshare = 95\n+++\n"])
def test_front_matter_states_nothing(front: str) -> None:
    assert prose("a.md", front + "Text.\n") == [(4, "Text.")]


def test_markdown_reads_html_tables_over_blank_lines() -> None:
    text = (
        "# H\n\n<table>\n<tr><th>a</th><th>b</th></tr>\n\n<tr><td>x</td><td>95%</td></tr>\n</table>\n\nEnd.\n"
    )
    table, end = blocks_of("a.md", text.encode())
    assert isinstance(table, Table)
    assert (table.rows, table.headings) == (((6, ("x", "95%")),), ("H",))
    assert (end.line, end.text) == (9, "End.")


def test_html_states_what_a_reader_sees() -> None:
    text = (
        "<head><title>1%</title><style>a{width:2%}</style><script>var a = '3%';</script></head>\n"
        "<!-- 4%\n--><p>Share <b>95%</b>\nof <code>5%</code> <a href='/6%'>all</a>"
        "<sup><a href='#n'>7</a></sup>"
        " at 10<sup>-8</sup><p hidden>8%<pre>9%</pre><div aria-hidden='true'>10%</div>\n<p>a &lt; 5 &amp; b"
    )
    assert prose("a.html", text)[:1] == [(3, "Share 95%\nof all at 10^-8")]
    assert prose("a.html", text)[-1] == (5, "a < 5 & b")
    assert not any("9%" in words or "10%" in words for _, words in prose("a.html", text))


def test_html_mathematics_is_tex() -> None:
    annotation = '<annotation encoding="application/x-tex">x = \\frac12</annotation>'
    katex = f'<span class="katex"><math><semantics><mi>x</mi>{annotation}</semantics></math></span>'
    hidden = '<span class="katex-html" aria-hidden="true"><span>x=12</span></span>'
    text = (
        f'<span class="katex-display">{katex}{hidden}</span>\n<p>so\n'
        "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
        '<script type="math/tex; mode=display">y = 2</script>'
    )
    found = list(blocks_of("a.html", text.encode()))
    assert formulas(found) == [(1, "x = \\frac12"), (3, "y = 2")]
    assert prose("a.html", text) == [(2, "so\n$\\frac{ 1 }{ 2 }$")]


def test_a_caption_states_figures_and_names_its_table() -> None:
    text = "<p>before</p><table><caption>Shares\nof 95%</caption><tr><th>a<th>b<tr><td>x<td>1</table>"
    _, caption, table = blocks_of("a.html", text.encode())
    assert isinstance(table, Table)
    assert (caption.text, table.caption) == ("Shares\nof 95%", "Shares of 95%")


def test_html_tables_that_lay_out_a_page_are_paragraphs() -> None:
    text = "<table><tr><td>left 5%<td>\n<table><tr><th>a<th>b<tr><td>x<td>1</table>\n</table>after"
    left, table, after = blocks_of("a.html", text.encode())
    assert (left.line, left.text) == (1, "left 5%")
    assert isinstance(table, Table)
    assert table.rows == ((2, ("x", "1")),)
    assert (after.line, after.text) == (3, "after")


def test_a_table_without_header_keeps_its_first_row() -> None:
    text = "<table><tr><td>x<td>40%<td>7<tr><td>y<td>60%<td>8</table>"
    (table,) = blocks_of("a.html", text.encode())
    assert isinstance(table, Table)
    assert (table.header, len(table.rows)) == (("", "", ""), 2)


LATEX = r"""\documentclass{article}
\newcommand{\ours}{AdamW} \def\share{95\%}
\title{1\%}
\begin{document}
\section{Results}\label{sec:r1}
The share of \ours{} is \share{} \cite{foo2020}, % not 12%
about $\approx 1{,}000$\footnote{A note of 3\%.}; \verb|77%| \url{http://x/5%}.
\begin{equation}\label{e}
  x = 0.4 \times 1
\end{equation}
\iffalse 99\% \fi
\begin{lstlisting}
88%
\end{lstlisting}
End with $w_1 = 0.4$.
\end{document}
66%
"""


def test_latex_expands_macros_and_leaves_out_what_is_not_text() -> None:
    found = list(blocks_of("a.tex", LATEX.encode()))
    first, note, formula, end = found
    assert (first.line, first.text) == (6, "The share of AdamW is 95% ,\nabout ≈1,000; .")
    assert (note.line, note.text) == (7, "A note of 3%.")
    assert formulas(found) == [(9, "x = 0.4 \\times 1")]
    assert (end.line, end.text.strip()) == (15, "End with $w_1 = 0.4$.")
    assert formula.headings == ("Results",)


def test_latex_accents_are_letters() -> None:
    assert prose("a.tex", "donn\\'ees fran\\c{c}aises, Schr\\\"odinger 5\\%") == [
        (1, "données françaises, Schrödinger 5%")
    ]


def test_latex_captions_come_from_below_and_longtables_repeat_no_head() -> None:
    text = (
        "\\begin{table}\\begin{tabular}{lr}A & B \\\\ \\hline\nx & 1 \\\\\n"
        "\\end{tabular}\\caption{Below 5\\%.}\\end{table}\n"
        "\\begin{longtable}{lr}\\caption{Long.}\\\\ A & B \\\\ "
        "\\endfirsthead A & B \\\\ \\endhead\nx & 2 \\\\\n\\end{longtable}"
    )
    found = list(blocks_of("a.tex", text.encode()))
    tables = [block for block in found if isinstance(block, Table)]
    assert [(table.header, table.rows, table.caption) for table in tables] == [
        (("A", "B"), ((2, ("x", "1")),), "Below 5%."),
        (("A", "B"), ((5, ("x", "2")),), "Long."),
    ]
    assert [block.text for block in found if isinstance(block, Paragraph)] == ["Below 5%.", "Long."]


def test_restructured_text_inserts_no_file_and_passes_nothing_raw() -> None:
    text = (
        "Title\n=====\n\nA **share** of\n95% [1]_ and ``5%``.\n\n"
        ".. include:: /etc/hostname\n\n.. raw:: html\n\n   1%\n\n"
        ".. csv-table:: Caption\n   :file: /etc/hostname\n\n"
        ".. code::\n\n   2%\n\n.. versionadded:: 3.0\n   Added 7%.\n\n"
        ".. math::\n   :label: e\n\n   x = 1\n\n.. [1] Note 9%\n"
    )
    found = list(blocks_of("a.rst", text.encode()))
    assert prose("a.rst", text) == [(4, "A share of\n95%  and ."), (21, "Added 7%."), (28, "Note 9%")]
    assert formulas(found) == [(26, "x = 1")]
    assert not any(isinstance(block, Table) for block in found)


def test_restructured_csv_and_list_tables_know_their_lines() -> None:
    text = '.. csv-table::\n   :header: a, b\n\n   "x", 95%\n   "y\n   z", 5%\n\n'
    text += ".. list-table::\n\n   * - q\n     - 1%\n   * - r\n     - 2%\n"
    first, second = blocks_of("a.rst", text.encode())
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert first.rows == ((4, ("x", "95%")), (5, ("y z", "5%")))
    assert [second.line_of(row, 1) for row in range(len(second.rows))] == [11, 13]


def test_sections_of_a_long_document_keep_their_levels() -> None:
    chapter = "Chapter\n=======\n\n" + "Part\n----\n\nText.\n\n" * 60
    found = list(blocks_of("a.rst", (chapter * 6).encode()))
    assert {block.headings for block in found} == {("Chapter", "Part")}
    assert found[-1].line == 6 * (3 + 60 * 5) - 1


def test_a_notebook_knows_the_lines_of_its_file() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# H\n", "\n", "share\n", "95%"]},
        {"cell_type": "code", "source": ["x = 5"], "outputs": [{"text": ["9%"]}]},
        {"cell_type": "markdown", "source": "one\n\ntwo 3%"},
    ]
    text = json.dumps({"cells": cells}, indent=1)
    share, one, two = blocks_of("a.ipynb", text.encode())
    lines = text.split("\n")
    assert [lines[line - 1].strip() for line in share.lines] == ['"share\\n",', '"95%"']
    assert share.headings == one.headings == ("H",)
    assert (two.text, '"one' in lines[two.line_at(4) - 1]) == ("two 3%", True)


def test_word_counts_paragraphs_and_reads_styles_notes_and_formulas() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Titel</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>Share 95% of 10</w:t></w:r>"
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>-8</w:t></w:r>'
        "<w:del><w:r><w:delText>1%</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>2%</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        "<w:p><m:oMathPara><m:oMath><m:r><m:t>x=</m:t></m:r><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></m:oMathPara></w:p>" + paragraph("End.")
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    style = '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    note = paragraph("Note 3%.")
    content = docx(
        body,
        styles=f"<w:styles {space}>{style}</w:styles>",
        footnotes=f'<w:footnotes {space}><w:footnote w:id="2">{note}</w:footnote></w:footnotes>',
    )
    found = list(blocks_of("a.docx", content))
    assert [(block.line, block.text) for block in found] == [
        (2, "Share 95% of 10^-8"),
        (2, "Note 3%."),
        (3, "x=\\frac{1}{2}"),
        (4, "End."),
    ]
    assert isinstance(found[2], Formula)
    assert {block.headings for block in found} == {("Titel",)}
