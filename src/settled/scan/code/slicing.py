"""The part of a Python file that decides: parsing is what costs, so only that is parsed.

Kept are the statements in which a word of the catalog may mean something, those that mention a name that such
a statement binds, and those that bind a name that a kept one mentions; of a function or class whose body does
not matter only the header. Everything else becomes empty lines, so that lines keep their numbers.

Facts of the part are those of the file, with two exceptions: a file that is no valid Python is read as far as
the part is; and an import that nothing mentions may be missing where nothing of the tree could follow it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from settled.scan.code.choosing import Choice
from settled.scan.code.layout import Layout
from settled.scan.code.seeds import Seeds
from settled.scan.code.words import Meaning

# Measured: a file with words in more than this share of its parts of half a kilobyte is better read whole.
_PART_BITS = 9
_DENSE = 0.1


def sliced(content: bytes, hits: array[int], seeds: Seeds) -> bytes:
    """The part of a file that matters, on the same lines; empty: nothing does.

    Args:
        content: of a Python file.
        hits: (meaning, end) of the catalog's words in it, as the prefilter finds them.
        seeds: what may mean something.
    """
    if Meaning.ALLOW in hits[::2]:
        return content  # a comment may speak of any line near it
    if b"\r" in content:
        hits = _moved(content, hits)
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    possible = seeds.possible(content, hits)
    if not possible and not seeds.may_speak(content):
        return b""
    if _is_dense(content, possible):
        return content
    layout = Layout(content)
    if not layout.is_balanced:
        return content  # no valid Python, or not laid out rightly
    places = [*seeds.places(content, layout, possible)] if layout.units else []
    if not places:
        return b""
    choice = Choice(layout)
    choice.choose(places)
    return b"".join(_written(content, layout, choice))


def _is_dense(content: bytes, possible: Sequence[tuple[int, int]]) -> bool:
    """Whether so much would be kept that to choose it costs more than it saves."""
    parts = {end >> _PART_BITS for meaning, end in possible if meaning != Meaning.MODULE}
    return len(parts) > _DENSE * max(1, len(content) >> _PART_BITS)


def _moved(content: bytes, hits: array[int]) -> array[int]:
    """The hits as if line ends were single characters."""
    return array("I", [
        part for at in range(0, len(hits), 2)
        for part in (hits[at], hits[at + 1] - content.count(b"\r\n", 0, hits[at + 1]))
    ])  # fmt: skip


def _written(content: bytes, layout: Layout, choice: Choice) -> list[bytes]:
    parts = [content[: layout.units[0].start]]
    for number, unit in enumerate(layout.units):
        text = content[unit.start : unit.end]
        if number in choice.whole:
            parts.append(text)
            continue
        if number in choice.headers and (end := layout.end_of_header(unit)):
            parts.append(content[unit.start : end] + b" pass")
            text = content[end : unit.end]
        parts.append(b"\n" * text.count(b"\n"))
    return parts
