"""A shell script cut into commands and words, without running or expanding anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Here-documents looked for in one script: each may cost a search to its end.
_MOST_DOCUMENTS = 200

_PIECE = re.compile(
    r"""
      (?P<continued>\\\n)
    | (?P<blank>[ \t\r\f\v]++)
    | (?P<newline>\n)
    | (?P<heredoc>(?<!<)<<(?P<dash>-?)[ \t]*(?P<quote>['"\\]?)(?P<tag>[A-Za-z_]\w*)['"]?)
    | (?P<end>;|&&?|\|\|?|[()])
    | (?P<single>'[^']*+')
    | (?P<double>"[^"\\]*+(?:\\.[^"\\]*+)*+")
    | (?P<variable>\$\{[^{}\n]*+\})
    | (?P<escaped>\\.)
    | (?P<plain>[^\s'"\\;&|()<$]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its quotes, where it begins (1-based), and whether any of it was quoted."""

    text: str
    line: int
    quoted: bool


def commands(text: str, line: int = 1) -> Iterator[list[Word]]:
    """The commands of a script, each a list of words; comments and here-documents are left out.

    Args:
        line: the number of the text's first line.
    """
    script = _Script(line)
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        assert found is not None  # the last choice takes any character
        if found["plain"] and found["plain"][0] == "#" and not script.in_word:
            newline = text.find("\n", at)
            at = newline if newline >= 0 else len(text)
            continue
        at = found.end()
        script.take(found)
        if found["newline"]:
            at = script.skip_documents(text, at)
        if script.command and (found["newline"] or found["end"]):
            yield script.command
            script.command = []
    script.end_word()
    if script.command:
        yield script.command


class _Script:
    """The word and the command that are being read."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.command: list[Word] = []
        self._pieces: list[str] = []
        self._begun = 0
        self._quoted = False
        self._documents: list[tuple[str, bool]] = []
        self._sought = 0

    @property
    def in_word(self) -> bool:
        return self._begun > 0

    def take(self, found: re.Match[str]) -> None:
        kind, piece = found.lastgroup, found.group()
        if found["heredoc"]:
            self.end_word()
            self._sought += 1
            if self._sought <= _MOST_DOCUMENTS:
                self._documents.append((found["tag"], bool(found["dash"])))
        elif kind in ("blank", "newline", "end", "continued"):
            self.end_word()
        else:
            self._begun = self._begun or self.line
            self._quoted |= kind in ("single", "double")
            self._pieces.append(piece[1:-1] if kind in ("single", "double") else piece.removeprefix("\\"))
        self.line += piece.count("\n")

    def end_word(self) -> None:
        if self._begun:
            self.command.append(Word("".join(self._pieces), self._begun, self._quoted))
        self._pieces, self._begun, self._quoted = [], 0, False

    def skip_documents(self, text: str, at: int) -> int:
        """Where the here-documents end that begin at ``at``; one without its last line is none."""
        for tag, dash in self._documents:
            indent = r"\t*" if dash else ""
            last = re.compile(rf"^{indent}{tag}[ \t\r]*$", re.MULTILINE).search(text, at)
            if last is not None:
                self.line += text.count("\n", at, last.end())
                at = last.end()
        self._documents = []
        return at
