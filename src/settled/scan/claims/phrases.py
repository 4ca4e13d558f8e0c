"""Finding any of many phrases in a text, longest first, in time linear in the text.

A phrase is plain words. A space or a hyphen in it stands for up to two of space, hyphen, underscore or line
break, or for nothing, as in ``records.Alias``; upper and lower case are the same. A Latin letter or a digit
at either end of a phrase is a word boundary; Chinese has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_SEPARATORS = re.compile(r"[\s\-‐‑_]+")
_GAP = r"[\s\-‐‑_]{0,2}"
_BEFORE, _AFTER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"


def key(phrase: str) -> str:
    """The form in which two spellings of one phrase are equal.

    >>> key("Pre-training  Fine-tuning"), key("AdoptionRate") == key("adoption rate")
    ('pretrainingfinetuning', True)
    """
    return _SEPARATORS.sub("", phrase).casefold()


@dataclass(slots=True)
class _Node:
    """A place in the tree of all phrases' letters; ``ends``: how a phrase that ends here must end."""

    after: dict[str, _Node] = field(default_factory=dict)
    ends: str | None = None


class Phrases:
    """A set of phrases, ready to be found.

    >>> [found.span() for found in Phrases(["Adam", "AdamW"]).find("AdamW, Adam, madam")]
    [(0, 5), (7, 11)]
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        root = _Node()
        for word in sorted({_SEPARATORS.sub(" ", phrase.strip()).lower() for phrase in phrases} - {""}):
            node = root
            for letter in word:
                node = node.after.setdefault(letter, _Node())
            node.ends = _AFTER if _is_latin(word[-1]) else ""
        self._pattern = re.compile(_pattern(root), re.IGNORECASE) if root.after else None

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Every phrase in ``text``, left to right, longest first, without overlaps."""
        return iter(()) if self._pattern is None else self._pattern.finditer(text)


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _pattern(root: _Node) -> str:
    """A regular expression shaped as the tree, so that a text is walked once."""
    return "|".join(
        (_BEFORE if _is_latin(letter) else "") + re.escape(letter) + _rest(node)
        for letter, node in root.after.items()
    )


def _rest(node: _Node) -> str:
    """What may follow in the tree: the longer phrases first, then the end of this one."""
    ways = [
        (_GAP if letter == " " else re.escape(letter)) + _rest(child) for letter, child in node.after.items()
    ]
    if node.ends is not None:
        ways.append(node.ends)
    return ways[0] if len(ways) == 1 else "(?:" + "|".join(ways) + ")"
