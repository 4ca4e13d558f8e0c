"""A formula in LaTeX: the tokens up to its end, as written."""

from __future__ import annotations

import re

from settled.scan.claims.formats.latex_tokens import Stream, Token
from settled.scan.claims.formats.latex_words import CHARACTERS
from settled.scan.claims.formats.passage import Passage

_ENDS = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_PLAIN = re.compile(r"[\d\s.,%+\-=<>()/:^~≈±×≤≥−–→\u202f]*\d[\d\s.,%+\-=<>()/:^~≈±×≤≥−–→\u202f]*")
_NAME = re.compile(r"(\\(?:[A-Za-z]+|[^A-Za-z\n]))( *)")
_GROUPED = re.compile(r"\{([\d.,+-]{1,40})\}")
_NO_TEXT = ("\\label", "\\tag", "\\intertext")
_SILENT = ("\\nonumber", "\\notag")


def formula(stream: Stream, begun: Token, name: str) -> tuple[Passage, bool]:
    """What stands between the start ``name`` and its end, and whether the end came.

    Args:
        stream: just behind the start; left just behind the end.
        begun: the token of the start; ``name``: itself, or the environment's name.

    A formula that is not of an environment ends, without having come to its end, at an empty line.
    """
    inside = Passage()
    inside.add("", begun.line)
    depth = 0
    for token in stream:
        if token.kind == "break":
            if name in _ENDS:
                stream.give_back(token)
                return inside, False
            inside.add("\n", token.line)
        elif _is_end(stream, token, name, depth):
            return inside, True
        elif token.text in _NO_TEXT:
            stream.skip_arguments(1)
        elif token.kind not in ("address", "verbatim") and token.text not in _SILENT:
            depth += (token.kind == "open") - (token.kind == "close")
            inside.add(token.text + token.space, token.line)
    return inside, False


def _is_end(stream: Stream, token: Token, name: str, depth: int) -> bool:
    if name in _ENDS:
        if name == "$" and token.text == "$$" and depth <= 0:
            stream.give_back(token._replace(text="$"))  # one ends here, the next begins
            return True
        return token.text == _ENDS[name] and (depth <= 0 or token.kind != "math")
    if token.text != "\\end":
        return False
    ended = stream.argument()
    if ended != name:
        for part in ("}", ended, "{"):
            stream.give_back(Token("text", part, token.line))
    return ended == name


def inline(tex: str) -> str:
    """Mathematics within a sentence: figures and signs as plain text, anything else between dollars.

    >>> inline("95\\\\%"), inline("\\\\approx 1{,}000"), inline("w_1 = 0.4")
    ('95%', '≈1,000', '$w_1 = 0.4$')
    """
    tex = tex.replace("\n", " ").replace("\\%", "%").strip()
    grouped = _GROUPED.sub(r"\1", tex)
    words = _NAME.sub(lambda found: CHARACTERS.get(found[1], found.group()), grouped)
    return words if _PLAIN.fullmatch(words) else f"${tex.replace('{,}', ',')}$"
