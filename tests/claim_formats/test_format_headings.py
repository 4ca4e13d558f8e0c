"""Headings that state a figure, in every format; labels on the edges of diagrams."""

from __future__ import annotations

import pytest

from settled.scan.claims.blocks import Heading
from settled.scan.claims.formats import blocks_of


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.md", "words\n\n## Costs fell by 45%\n\nwords\n", 3),
        ("a.html", "<p>words\n<h2>Costs fell by 45%</h2>\n<p>words", 2),
        ("a.rst", "words\n\nCosts fell by 45%\n=================\n\nwords\n", 3),
        ("a.tex", "words\n\n\\section{Costs fell by 45\\%}\nwords\n", 3),
    ],
)
def test_a_heading_with_a_figure_is_a_claim(name: str, text: str, line: int) -> None:
    (heading,) = [block for block in blocks_of(name, text.encode()) if isinstance(block, Heading)]
    assert (heading.line, heading.text) == (line, "Costs fell by 45%")
    assert heading.headings == ("Costs fell by 45%",)


@pytest.mark.parametrize("title", ["3.1 Results", "Version 2.0", "1. 结果", "In 2024"])
def test_a_heading_that_only_counts_is_none(title: str) -> None:
    assert not any(isinstance(block, Heading) for block in blocks_of("a.md", f"# {title}\n".encode()))


@pytest.mark.parametrize(
    ("edge", "label"),
    [
        ("A -->|95%| B", "95%"),
        ("A -- 95% of it --> B", "95% of it"),
        ("A == 95% ==> B", "95%"),
        ("A -. 95% .-> B", "95%"),
    ],
)
def test_labels_on_the_edges_of_mermaid(edge: str, label: str) -> None:
    (block,) = blocks_of("a.md", f"```mermaid\ngraph TD\n{edge}\n```\n".encode())
    assert (block.line, block.text) == (3, label)


def test_labels_on_the_edges_of_graphviz() -> None:
    text = '```dot\ndigraph {\na -> b [label="95%", weight=3]\n}\n```\n'
    (block,) = blocks_of("a.md", text.encode())
    assert (block.line, block.text) == (3, "95%")
