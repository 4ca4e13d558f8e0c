"""The parts of a DOCX file: a zip archive of XML, both made by anyone, read within bounds.

Only named parts are unpacked, each no further than its bound; no entity is declared or followed.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from settled.errors import InputError

_ENTRIES = 10_000  # in the archive; a report with 500 pictures has 600
_PART = 64 * 2**20  # bytes of a part when unpacked; a book of a thousand pages has 30 MB
_HINT = "hint: save it anew as .docx"
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
}

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]


class Package:
    """An open archive.

    Raises:
        InputError: the bytes are no zip archive, or one of more than 10,000 entries.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = ZipFile(BytesIO(content))
        except (BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
            raise InputError("", "is no DOCX: no zip archive", _HINT) from error
        self._names = set(self._archive.namelist())
        if len(self._archive.infolist()) > _ENTRIES:
            raise InputError("", f"holds more than {_ENTRIES:,} files", _HINT)

    def part(self, name: str) -> bytes:
        """The content of a part; empty where the archive has none of that name.

        Raises:
            InputError: it is damaged, encrypted, or larger than 64 MiB.
        """
        if name not in self._names:
            return b""
        try:
            with self._archive.open(name) as stream:
                content = stream.read(_PART + 1)
        except (
            BadZipFile,
            zlib.error,
            RuntimeError,
            NotImplementedError,
            EOFError,
            ValueError,
            OSError,
        ) as error:
            raise InputError("", f"{name} cannot be unpacked: it is damaged or encrypted", _HINT) from error
        if len(content) > _PART:
            raise InputError(
                "", f"{name} unpacks to more than {_PART // 2**20} MiB", "hint: split the document"
            )
        return content


def walk(content: bytes, part: str, start: Start, end: End, data: Data) -> None:
    """Tell the elements and the text of a part, one after another.

    Args:
        content: XML; ``part``: its name, for the error.
        start: gets an element's name (``w:p``) and its attributes (``w:val``); ``end``: its name.
        data: gets text; of names in other spaces only the local name is given.

    Raises:
        InputError: it is no sound XML, or declares a document type.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise InputError("", f"{part} declares a document type", _HINT)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(
        _short(name), {_short(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: end(_short(name))
    parser.CharacterDataHandler = data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise InputError("", f"{part} is no sound XML: {error}", _HINT) from error


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return _PREFIXES.get(space, "") + local
