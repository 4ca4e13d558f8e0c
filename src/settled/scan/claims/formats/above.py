"""What stands above a block: the headings, and the short paragraph that may be a table's caption."""

from __future__ import annotations

import re

from settled.scan.claims.blocks import Heading

_CAPTION = 120  # characters; a longer paragraph before a table is prose, not its caption
_FIGURE = re.compile(r"\d\s?(?:[%％‰倍万亿]|个?百分点|[x×](?!\w))")
_DEEPEST = 12  # headings inside one another; no format has more


class Above:
    """Headings and caption on the way through a document.

    >>> above = Above()
    >>> above.heading(1, "Results"), above.heading(2, "Speed"), above.heading(2, "Cost")
    ((), (), ())
    >>> above.headings
    ('Results', 'Cost')
    """

    def __init__(self, headings: tuple[str, ...] = (), caption: str = "") -> None:
        self._open = [(level - len(headings), words) for level, words in enumerate(headings)]
        self.headings = headings
        self.caption = caption

    def heading(self, level: int, words: str, line: int = 0) -> tuple[Heading, ...]:
        """A heading of ``level`` (1 is the outermost) closes those of its level and below.

        Answers with the heading itself where it states a figure; plain numbers in headings count chapters.
        """
        self._open = [*((depth, above) for depth, above in self._open if depth < level), (level, words)]
        self._open = self._open[-_DEEPEST:]
        self.headings = tuple(above for _, above in self._open)
        self.caption = ""
        return (Heading(line, words, self.headings),) if _FIGURE.search(words) else ()

    def paragraph(self, text: str) -> None:
        """A paragraph: the caption of a table that follows, if it is short."""
        self.caption = text if len(text) <= _CAPTION else ""

    def other(self) -> None:
        """Anything else: what follows has no caption above it."""
        self.caption = ""
