"""Text gathered piece by piece, each piece with its line of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from settled.scan.claims.blocks import Formula, Paragraph

_SPACE = re.compile(r"[ \t\f\v\u00a0]+")
_DISPLAYED = (("$$", "$$"), ("\\[", "\\]"))
_ADDRESS = re.compile(r"\b(?:https?|ftp)://[^\s<>)\]，。；、）]+")


@dataclass(slots=True)
class Passage:
    """A paragraph or a cell in the making.

    >>> passage = Passage()
    >>> passage.add("a share\\nof ", 4); passage.add("95%", 7); passage.paragraph(())
    Paragraph(line=4, text='a share\\nof\\n95%', headings=(), lines=(4, 5, 7))
    """

    _pieces: list[tuple[int, list[str]]] = field(default_factory=list)

    def add(self, text: str, line: int) -> None:
        """Text that begins on ``line`` of the file and goes on as its own line breaks say."""
        for below, words in enumerate(text.split("\n")):
            if self._pieces and self._pieces[-1][0] == line + below:
                self._pieces[-1][1].append(words)
            else:
                self._pieces.append((line + below, [words]))

    def end_line(self, line: int) -> None:
        """A line break that the document shows though its file has none there."""
        self._pieces.append((line, []))

    @property
    def last(self) -> str:
        """The last character; empty where nothing stands yet."""
        return next((word[-1] for word in reversed(self._pieces[-1][1]) if word), "") if self._pieces else ""

    def replace_last(self, text: str) -> None:
        """Other text for the last character."""
        words = self._pieces[-1][1]
        words[-1] = words[-1][:-1] + text

    def take(self) -> tuple[str, tuple[int, ...]]:
        """The text without empty lines, and the line of the file of each of its lines; then begin anew."""
        lines = [(line, _SPACE.sub(" ", "".join(words)).strip()) for line, words in self._pieces]
        self._pieces = []
        full = [(line, words) for line, words in lines if words]
        return "\n".join(words for _, words in full), tuple(line for line, _ in full)

    def paragraph(self, headings: tuple[str, ...]) -> Paragraph | None:
        """What was gathered, without addresses; a formula if that is all it is, ``None`` for no text."""
        text, lines = self.take()
        text = _ADDRESS.sub(" ", text)
        if not text.strip():
            return None
        for start, end in _DISPLAYED:
            if text.startswith(start) and text.endswith(end) and len(text) > len(start + end):
                return Formula(lines[0], text[len(start) : -len(end)], headings, _uneven(lines))
        return Paragraph(lines[0], text, headings, _uneven(lines))

    def formula(self, headings: tuple[str, ...]) -> Formula | None:
        """The same as mathematics."""
        text, lines = self.take()
        return Formula(lines[0], text, headings, _uneven(lines)) if text else None


def _uneven(lines: tuple[int, ...]) -> tuple[int, ...]:
    """The lines, if they do not simply follow one another."""
    return () if lines == tuple(range(lines[0], lines[0] + len(lines))) else lines
