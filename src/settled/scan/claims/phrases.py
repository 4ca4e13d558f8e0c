"""Finding any of many phrases in a text, longest first, in time linear in the text.

A phrase is plain words. A space or a hyphen in it stands for up to two of space, hyphen, underscore or line
break, or for nothing, as in ``records.Alias``; upper and lower case are the same. A Latin letter or a digit
at either end of a phrase is a word boundary; Chinese has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SEPARATORS = re.compile(r"[\s\-‐‑_]+")
_GAP = r"[\s\-‐‑_]{0,2}"
_END = ""


def key(phrase: str) -> str:
    """The form in which two spellings of one phrase are equal.

    >>> key("Pre-training  Fine-tuning"), key("AdoptionRate") == key("adoption rate")
    ('pretrainingfinetuning', True)
    """
    return _SEPARATORS.sub("", phrase).casefold()


class Phrases:
    """A set of phrases, ready to be found.

    >>> [(found.start(), key(found.group())) for found in Phrases(["Adam", "AdamW"]).find("AdamW, Adam, madam")]
    [(0, 'adamw'), (7, 'adam')]
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        words = sorted({_SEPARATORS.sub(" ", phrase.strip()).lower() for phrase in phrases} - {""})
        root: dict[str, dict[str, object]] = {}
        for word in words:
            node: dict[str, object] = root  # type: ignore[assignment]
            for letter in word:
                node = node.setdefault(letter, {})  # type: ignore[assignment]
            node[_END] = _is_latin(word[-1])
        self._pattern = re.compile(_pattern(root), re.IGNORECASE) if root else None

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Every phrase in ``text``, left to right, longest first, without overlaps."""
        return iter(()) if self._pattern is None else self._pattern.finditer(text)


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _pattern(root: dict[str, dict[str, object]]) -> str:
    """A regular expression shaped as the tree of letters, so that a text is walked once."""
    starts = []
    for letter, node in root.items():
        edge = r"(?<![A-Za-z0-9])" if _is_latin(letter) else ""
        starts.append(edge + re.escape(letter) + _rest(node))
    return "|".join(starts)


def _rest(node: dict[str, object]) -> str:
    """What may follow in a tree of letters: the longer phrases first, then the end of this one."""
    longer = [
        (_GAP if letter == " " else re.escape(letter)) + _rest(child)  # type: ignore[arg-type]
        for letter, child in node.items()
        if letter != _END
    ]
    if _END in node:
        longer.append(r"(?![A-Za-z0-9])" if node[_END] else "")
    return longer[0] if len(longer) == 1 else "(?:" + "|".join(longer) + ")"
