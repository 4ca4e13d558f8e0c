"""LaTeX as tokens with their lines, macros without arguments expanded.

The walk is flat: no nesting is too deep for it, and what macros expand to is bounded in all, so that
definitions that double one another end. A macro with arguments is not expanded: its name goes, its arguments
stay as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_EXPANDED = 2**19  # characters that macros may expand to in one document; a paper needs a tenth
_BODY = 10_000  # characters of a macro's body; a longer one is no abbreviation
_GROUP = 50_000  # tokens of an argument that is skipped or kept as a body
_TOKEN = re.compile(
    r"(?P<verbatim>\\(?:verb\*?|lstinline(?:\[[^\]\n]{0,200}\])?)(?P<fence>[^\sA-Za-z*{\[])[^\n]{0,2000}?(?P=fence))"
    r"|(?P<address>\\(?:url|path|nolinkurl|href)\s{0,5}\{[^{}\n]{0,2000}\})"
    r"|(?P<word>\\[A-Za-z@]+\*?[ \t]*)"
    r"|(?P<symbol>\\[^A-Za-z])"
    r"|(?P<comment>%[^\n]*)"
    r"|(?P<break>\n[ \t]*(?:\n[ \t]*)+)"
    r"|(?P<math>\$\$?)"
    r"|(?P<open>\{)"
    r"|(?P<close>\})"
    r"|(?P<ampersand>&)"
    r"|(?P<tie>~)"
    r"|(?P<text>[^\\%${}&~\n]+|\n|\\\Z)"
)
_DEFINES = {"\\newcommand", "\\renewcommand", "\\providecommand", "\\def", "\\edef", "\\gdef", "\\xdef"}
_OPERATORS = {"\\DeclareMathOperator", "\\DeclareMathOperator*"}


class Token(NamedTuple):
    """``kind``: the name of a group in the pattern above; ``line`` of the file; ``space``: after a word."""

    kind: str
    text: str
    line: int
    space: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, comments left out.

    >>> [(token.kind, token.text) for token in tokens("a % b\\n\\\\foo{95\\\\%}")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('text', 'a '), ('text', '\\n'), ('word', '\\\\foo'), ('open', '{'), ('text', '95'), ('symbol', '\\\\%'),
     ('close', '}')]
    """
    line = 1
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "text"
        if kind != "comment":
            written = found[kind]
            words = written.rstrip(" \t") if kind == "word" else written
            yield Token(kind, words, line, written[len(words) :])
        line += found.group().count("\n")


class Stream:
    """The tokens of a document, one after another, with macros expanded.

    Args:
        text: the document.
        kept: names of macros that mean something to the reader and are never taken as defined anew.
    """

    def __init__(self, text: str, kept: frozenset[str]) -> None:
        self._tokens = tokens(text)
        self._kept = kept
        self._next: list[Token] = []  # pushed back, the next one last
        self._macros: dict[str, list[Token]] = {}
        self._left = _EXPANDED

    def __iter__(self) -> Iterator[Token]:
        while (token := self.take()) is not None:
            yield token

    def take(self) -> Token | None:
        """The next token; ``None`` at the end."""
        while (token := self._raw()) is not None:
            if token.kind != "word":
                return token
            if token.text.rstrip("*") in _DEFINES or token.text in _OPERATORS:
                self._define(token.text)
            elif token.text in ("\\let", "\\iffalse"):
                self._skip(token.text)
            elif not self._expand(token):
                return token
        return None

    def skip_arguments(self, count: int) -> None:
        """Take ``count`` arguments, and optional ones before and between them, and forget them."""
        for _ in range(count):
            self.optional()
            self._group(over_breaks=False)

    def optional(self) -> str:
        """What stands in brackets next, if they do."""
        token = self._after_space()
        if token is None or token.kind != "text" or not token.text.lstrip().startswith("["):
            self._push(token)
            return ""
        kept: list[str] = []
        text = token.text.lstrip()[1:]
        for _ in range(_GROUP):
            inside, closed, rest = text.partition("]")
            kept.append(inside)
            if closed:
                self._push(Token("text", rest, token.line) if rest else None)
                break
            token = self._raw()
            if token is None or token.kind == "break":
                self._push(token)
                break
            text = token.text if token.kind == "text" else ""
            kept.append("" if token.kind == "text" else token.text)
        return "".join(kept)

    def argument(self) -> str:
        """The next argument as written."""
        return "".join(token.text + token.space for token in self._group(over_breaks=False))

    def opens(self) -> bool:
        """Whether a group opens next; its brace is taken."""
        token = self._after_space()
        if token is not None and token.kind == "open":
            return True
        self._push(token)
        return False

    def give_back(self, token: Token) -> None:
        """The token comes next again."""
        self._next.append(token)

    def opens_at_once(self) -> bool:
        """Whether the very next token opens a group; it is not taken."""
        token = self._raw()
        self._push(token)
        return token is not None and token.kind == "open"

    def skip_text(self, pattern: re.Pattern[str]) -> None:
        """Take what the pattern finds at the start of the next token."""
        token = self._raw()
        if token is not None and token.kind == "text" and (found := pattern.match(token.text)):
            rest = token.text[found.end() :]
            token = Token("text", rest, token.line) if rest else None
        self._push(token)

    def skip_environment(self, name: str) -> None:
        """Take everything to the end of an environment whose content is no LaTeX."""
        while (token := self._raw()) is not None:
            if token.text == "\\end" and self.argument() == name:
                return

    def _raw(self) -> Token | None:
        return self._next.pop() if self._next else next(self._tokens, None)

    def _push(self, token: Token | None) -> None:
        if token is not None:
            self._next.append(token)

    def _after_space(self) -> Token | None:
        while (token := self._raw()) is not None and token.kind == "text" and not token.text.strip():
            pass
        return token

    def _group(self, *, over_breaks: bool) -> list[Token]:
        """The tokens of the next argument: in braces, or a single token."""
        token = self._after_space()
        if token is None or token.kind in ("close", "break"):
            self._push(token)
            return []
        if token.kind != "open":
            if token.kind == "text" and len(token.text.lstrip()) > 1:
                self._push(Token("text", token.text.lstrip()[1:], token.line))
                token = Token("text", token.text.lstrip()[0], token.line)
            return [token]
        inside: list[Token] = []
        depth = 1
        while (token := self._raw()) is not None and len(inside) < _GROUP:
            if token.kind == "break" and not over_breaks:
                self._push(token)
                break
            depth += (token.kind == "open") - (token.kind == "close")
            if not depth:
                break
            inside.append(token)
        return inside

    def _define(self, how: str) -> None:
        """Keep a macro that takes no argument; take the definition of any other."""
        if how.endswith("def"):
            name = self._raw()
            parameters = self._raw()
            plain = parameters is not None and parameters.kind == "open"
            while parameters is not None and parameters.kind not in ("open", "break"):
                parameters = self._raw()
            self._push(parameters)
        else:
            name = next(iter(self._group(over_breaks=False)), None)
            plain = how in _OPERATORS or not self.optional()
            self.optional()
        body = self._group(over_breaks=True)
        if name is None or name.kind != "word" or name.text in self._kept or not plain:
            return
        self._macros.pop(name.text, None)
        if sum(len(token.text) + 1 for token in body) <= _BODY:
            self._macros[name.text] = body

    def _expand(self, token: Token) -> bool:
        body = self._macros.get(token.text)
        if body is None:
            return False
        self._left -= sum(len(part.text) + 1 for part in body) + 1
        if self._left < 0:
            self._macros = {}
            return False
        for part in reversed(body):
            self._next.append(part._replace(text=part.text.replace("\n", " "), line=token.line))
        return True

    def _skip(self, how: str) -> None:
        """Take the two names of ``\\let``, or all to the end of a condition that is never met."""
        if how == "\\let":
            self._raw()
            self.skip_text(re.compile(r"\s*="))
            self._raw()
            return
        depth = 1
        while depth and (token := self._raw()) is not None:
            if token.kind == "word":
                depth += token.text.startswith("\\if") - (token.text == "\\fi")
