"""HTML made sound for the parser: in no place does it look far ahead for an end that never comes.

Only markup is taken out, never a line break, so that every line keeps its number.
"""

from __future__ import annotations

import re

_TAG = 16_384  # characters of a tag; addresses that hold their data are taken out before
_DATA = re.compile(r"\bdata:[^\s\"'<>]*")
_DECLARATION = re.compile(r"<[!?][^<>]{0,2000}>")
_LINE_BREAK = re.compile(r"&(?:#0*1[03](?!\d)|#[xX]0*[aAdD](?![0-9a-fA-F])|NewLine;);?")
_OPENS = re.compile(r"<(?=[A-Za-z/!?])")


def sound(text: str) -> str:
    """The same page without comments, declarations and unfinished tags.

    >>> sound("<!-- 1%\\n --><p>a &lt; b <b")
    '\\n<p>a &lt; b &lt;b'
    """
    text = _without_comments(_DATA.sub("", text))
    text = _DECLARATION.sub(lambda found: "\n" * found.group().count("\n"), text)
    text = _LINE_BREAK.sub(" ", text)
    return _finished(text)


def _without_comments(text: str) -> str:
    kept = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("-->", start + 2)
        if end < 0:
            return "".join(kept)
        kept.append("\n" * text.count("\n", start, end))
        at = end + 3
    return "".join([*kept, text[at:]])


def _finished(text: str) -> str:
    """Every ``<`` that opens no tag of a sensible length as a character."""
    kept = []
    at = end = 0
    for found in _OPENS.finditer(text):
        start = found.start()
        if end <= start:
            end = text.find(">", start) + 1 or len(text) + _TAG + 2
        if text[start + 1] in "!?" or end - start > _TAG:
            kept += [text[at:start], "&lt;"]
            at = start + 1
    return "".join([*kept, text[at:]])
