"""Documents of several formats, as the blocks that state figures: one file a format.

Every format answers with the same three kinds of block, each with the line of the original file, so that what
reads claims knows nothing of formats. Nothing of a document is run, imported or fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath
from types import ModuleType

from settled.errors import InputError
from settled.scan.claims.blocks import Block
from settled.scan.claims.formats.encodings import decode

LARGEST = 16 * 2**20  # bytes; a book of a thousand pages has a tenth of that

# From a name's end to the module that reads it, and whether the format can declare its encoding.
_TEXT = {
    ".htm": ("html_page", True),
    ".html": ("html_page", True),
    ".ipynb": ("notebook", False),
    ".latex": ("latex", True),
    ".markdown": ("markdown", False),
    ".md": ("markdown", False),
    ".rst": ("restructured", False),
    ".tex": ("latex", True),
    ".text": ("plain_text", False),
    ".txt": ("plain_text", False),
    ".xhtml": ("html_page", True),
}
_BYTES = {".docx": "docx"}
SUFFIXES = tuple(sorted([*_TEXT, *_BYTES]))

__all__ = ["LARGEST", "SUFFIXES", "blocks_of"]


def blocks_of(name: str, content: bytes) -> Iterator[Block]:
    """The blocks of a document, in order, each with its line in the file.

    Args:
        name: of the file; its end says the format (``SUFFIXES``).
        content: its bytes.

    Raises:
        InputError: the format is not known; the file is larger than ``LARGEST``, no text in an encoding that
            is read, broken, or nested beyond what can be read.
    """
    if len(content) > LARGEST:
        raise InputError(name, f"{len(content):,} bytes, more than {LARGEST:,}", "hint: split the document")
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(name, f"format {suffix!r} is not read", f"hint: one of {', '.join(SUFFIXES)}")
    try:
        yield from _read(suffix, content)
    except InputError as error:
        raise InputError(_place(name, error.place), error.what, error.hint) from error
    except (RecursionError, MemoryError) as error:
        raise InputError(name, "is nested too deeply to be read", "hint: split the document") from error


def _read(suffix: str, content: bytes) -> Iterator[Block]:
    if suffix in _BYTES:
        of_bytes: Callable[[bytes], Iterator[Block]] = _module(_BYTES[suffix]).blocks
        return of_bytes(content)
    module, declares = _TEXT[suffix]
    of_text: Callable[[str], Iterator[Block]] = _module(module).blocks
    return of_text(decode(content, declares=declares))


def _module(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")


def _place(name: str, place: str) -> str:
    """Formats know the line at most, not the name."""
    return f"{name}:{place.removeprefix('line ')}" if place else name
