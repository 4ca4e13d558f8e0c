"""Where words stand in a file's bytes, as fast as a search for plain bytes is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Letters, digits, _ and $, and all beyond ASCII.
_IN_WORD = frozenset(re.findall(rb"[\w$\x80-\xff]", bytes(range(256)), re.DOTALL))


def spans(content: bytes, words: Iterable[bytes], open_ended: bool = False) -> Iterator[tuple[int, int]]:
    """Start and end of each place where one of the words stands, a word after the other.

    Args:
        open_ended: a word may be the beginning of a longer one.
    """
    for word in words:
        start = content.find(word) if word else -1
        while start >= 0:
            end = start + len(word)
            if content[start - 1 : start] not in _IN_WORD and (
                open_ended or content[end : end + 1] not in _IN_WORD
            ):
                yield start, end
            start = content.find(word, end)


@lru_cache(maxsize=64)
def of_names(
    names: frozenset[str], languages: tuple[str, ...]
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The words that a file must hold, as they stand, to take in any of the catalog's foreign names.

    Of a path of Rust or C++ that is its longest part: blanks may stand between the parts.

    Returns:
        whole words, and beginnings of words.
    """
    starts = tuple(f"{name}:" for name in languages)
    whole: set[bytes] = set()
    beginnings: set[bytes] = set()
    for name in names:
        if name.startswith(starts):
            word = max(name.partition(":")[2].rstrip("*").split("::"), key=len).encode()
            (beginnings if name.endswith("*") else whole).add(word)
    return tuple(sorted(whole - beginnings)), tuple(sorted(beginnings))
