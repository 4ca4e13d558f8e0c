"""Plain text: paragraphs, with an empty line between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.scan.claims.blocks import Block, Paragraph

_ADDRESS = re.compile(r"\b(?:https?|ftp)://[^\s<>)\]，。；、）]+")


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs of a text; addresses in them state nothing.

    >>> [(block.line, block.text) for block in blocks("one\\n\\n\\ntwo\\nthree\\n")]
    [(1, 'one'), (4, 'two\\nthree')]
    """
    paragraph: list[str] = []
    for at, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            paragraph.append(_ADDRESS.sub(" ", line))
        elif paragraph:
            yield Paragraph(at - len(paragraph), "\n".join(paragraph), ())
            paragraph = []
