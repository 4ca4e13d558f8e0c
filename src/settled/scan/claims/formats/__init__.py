"""Documents of several formats, as the blocks that state figures: one file a format.

Every format answers with the same three kinds of block, each with the line of the original file, so that what
reads claims knows nothing of formats. Nothing of a document is run, imported or fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath

from settled.errors import InputError
from settled.scan.claims.blocks import Block
from settled.scan.claims.formats.encodings import decode

LARGEST = 16 * 2**20  # bytes; a book of a thousand pages has a tenth of that

# From a name's end to the module that reads it, and whether the format can declare its encoding.
_TEXT = {
    ".htm": ("html_page", True),
    ".html": ("html_page", True),
    ".xhtml": ("html_page", True),
    ".ipynb": ("notebook", False),
    ".latex": ("latex", True),
    ".rst": ("restructured", False),
    ".tex": ("latex", True),
    ".md": ("markdown", False),
    ".markdown": ("markdown", False),
    ".txt": ("plain_text", False),
    ".text": ("plain_text", False),
}
SUFFIXES = tuple(sorted(_TEXT))

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
    if suffix not in _TEXT:
        raise InputError(name, f"format {suffix!r} is not read", f"hint: one of {', '.join(SUFFIXES)}")
    module, declares = _TEXT[suffix]
    read: Callable[[str], Iterator[Block]] = import_module(f"{__name__}.{module}").blocks
    text = decode(name, content, declares=declares)
    try:
        yield from read(text)
    except (RecursionError, MemoryError) as error:
        raise InputError(name, "is nested too deeply to be read", "hint: split the document") from error
