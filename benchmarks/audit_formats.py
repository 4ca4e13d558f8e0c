"""How fast documents of each format are read for an audit, and that it takes time in their length.

The documents are made up: a paragraph, a list, a table with a merged cell and a formula, over and over.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from typing import Any

from settled.scan.claims.formats import blocks_of

SIZES_MB = (0.1, 1.0, 10.0)

_MARKDOWN = (
    "# Head\n\nA share of **95%** and `code`,\nin [two](https://example.org) lines.\n\n"
    "| a | b |\n|---|---|\n| x | 95% |\n"
    "| y | 5% |\n\n- item 1%\n- item 2%\n\n$$x = 0.4 * 1$$\n\n"
)
_HTML = (
    "<h2>Head</h2>\n<p>A share of <b>95%</b> and <code>code</code>,\n"
    "in <a href='https://example.org'>two</a> lines.\n"
    "<table><tr><th>a<th>b</tr>\n<tr><td>x</td><td>95%</td></tr>\n<tr><td colspan=2>y</td></tr></table>\n"
    "<ul><li>item 1%<li>item 2%</ul>\n<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>\n"
)
_LATEX = (
    "\\section{Head}\nA share of \\textbf{95\\%} and $x = 1$ \\cite{a},\nin two lines~\\ref{x}. % comment\n\n"
    "\\begin{table}\\begin{tabular}{lr}\\toprule a & b \\\\ \\midrule\nx & 95\\% \\\\\n"
    "\\multicolumn{2}{c}{y} \\\\\n"
    "\\end{tabular}\\caption{Caption}\\end{table}\n\\begin{equation}x = \\frac{1}{2}\\end{equation}\n\n"
)
_RESTRUCTURED = (
    "Head\n====\n\nA share of **95%** and ``code``,\nin two lines.\n\n"
    "=== ===\na   b\n=== ===\nx   95%\ny   5%\n=== ===\n\n"
    "- item 1%\n- item 2%\n\n.. math:: x = 1\n\n"
)
_WORD = (
    "<w:p><w:r><w:t>A share of 95% in a line.</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>95%</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def documents(size: int) -> dict[str, bytes]:
    """A document of each format by its name, ``size`` bytes long (a DOCX, when unpacked)."""
    texts = {
        ".md": _MARKDOWN,
        ".html": _HTML,
        ".tex": _LATEX,
        ".rst": _RESTRUCTURED,
        ".txt": "A share of 95%.\n\n",
    }
    made = {f"a{suffix}": (text * (size // len(text))).encode() for suffix, text in texts.items()}
    cell = {"cell_type": "markdown", "source": _MARKDOWN.splitlines(keepends=True)}
    length = len(json.dumps(cell, indent=1))
    made["a.ipynb"] = json.dumps({"cells": [cell] * max(1, size // length)}, indent=1).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        body = _WORD * (size // len(_WORD))
        document = f'<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    made["a.docx"] = stream.getvalue()
    return made


def run() -> dict[str, Any]:
    """Seconds of processor time to read each document.

    Returns:
        ``seconds``: by format, a list in the order of ``sizes_mb``; ``sizes_mb``.
    """
    for name, content in documents(10_000).items():
        list(blocks_of(name, content))  # what is imported once
    seconds: dict[str, list[float]] = {}
    for size in SIZES_MB:
        for name, content in documents(int(size * 1e6)).items():
            started = time.process_time()
            for _ in blocks_of(name, content):
                pass
            seconds.setdefault(name.partition(".")[2], []).append(time.process_time() - started)
    return {"sizes_mb": list(SIZES_MB), "seconds": seconds}


def render(figures: dict[str, Any]) -> str:
    """The section of the results: seconds and megabytes a second by format and size."""
    sizes = figures["sizes_mb"]
    lines = [
        "## Audit: documents of several formats",
        "",
        "Processor time to read a made-up document into blocks; a DOCX by its size when unpacked.",
        "",
        "| format | "
        + " | ".join(f"{size:g} MB, s" for size in sizes)
        + " | MB/s | time of the last step, x |",
        "| --- |" + " ---: |" * (len(sizes) + 2),
    ]
    for suffix, seconds in figures["seconds"].items():
        cells = " | ".join(f"{second:.2f}" for second in seconds)
        speed, step = sizes[-1] / seconds[-1], seconds[-1] / seconds[-2]
        lines.append(f"| {suffix} | {cells} | {speed:.2f} | {step:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(render(run()))
