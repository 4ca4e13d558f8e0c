"""Comments that allow a technology on their line: ``# settled: allow sgd because ...``."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from settled.scan.code.allowing import allows
from settled.scan.code.facts import Fact

_ALLOW = re.compile(r"#+[ \t]*settled:[ \t]*allow\b(?P<what>.*)", re.IGNORECASE)
_NO_NAME = re.compile(r"[ \t]*(?:because\b[ \t:]*(?P<reason>.*))?$", re.IGNORECASE)
_NO_CODE = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
     tokenize.ENDMARKER}
)  # fmt: skip


def allowances(content: bytes) -> list[Fact]:
    """The ``allow`` facts of a file; a comment alone on its line speaks of the next line of code."""
    if b"settled:" not in content:
        return []
    found: list[Fact] = []
    waiting: list[str] = []
    code_line = 0
    for token in _tokens(content):
        line = token.start[0]
        if token.type == tokenize.COMMENT and _ALLOW.match(token.string):
            if code_line == line:
                found += _facts(token.string, line)
            else:
                waiting.append(token.string)
        elif token.type not in _NO_CODE:
            found += [fact for comment in waiting for fact in _facts(comment, line)]
            waiting.clear()
            code_line = token.end[0]
    return [*dict.fromkeys(found)]


def _tokens(content: bytes) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a file as far as it can be split into them."""
    try:
        yield from tokenize.tokenize(io.BytesIO(content).readline)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _facts(comment: str, line: int) -> list[Fact]:
    """What a comment allows; without a name, all of its line."""
    found = _ALLOW.match(comment)
    if found and (nameless := _NO_NAME.match(found["what"])):
        return [Fact("allow", line, text="*", via=(nameless["reason"] or "").strip())]
    return allows(comment, line)
