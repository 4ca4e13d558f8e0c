"""Comments that allow a technology on their line: ``# settled: allow sgd because ...``."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from settled.scan.code.facts import Fact

_ALLOW = re.compile(r"#+\s*settled:\s*allow\b[ \t]*(?P<what>.*)", re.IGNORECASE)
_BECAUSE = re.compile(r"(?:^|\s+)because\b[:\s]*", re.IGNORECASE)
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
        if token.type == tokenize.COMMENT and (match := _ALLOW.match(token.string)):
            if code_line == line:
                found += _facts(match["what"], line)
            else:
                waiting.append(match["what"])
        elif token.type not in _NO_CODE:
            found += [fact for what in waiting for fact in _facts(what, line)]
            waiting.clear()
            code_line = token.end[0]
    return found


def _tokens(content: bytes) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a file as far as it can be split into them."""
    try:
        yield from tokenize.tokenize(io.BytesIO(content).readline)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _facts(what: str, line: int) -> list[Fact]:
    names, *because = _BECAUSE.split(what.strip(), maxsplit=1)
    reason = because[0].strip() if because else ""
    found = [name.strip().casefold() for name in names.split(",") if name.strip()] or ["*"]
    return [Fact("allow", line, text=name, via=reason) for name in dict.fromkeys(found)]
