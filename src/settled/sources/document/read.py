"""Read a document: its text, its digest and its origin. What it states is found by ``scan.claims``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from settled.errors import InputError
from settled.records import Origin
from settled.sources import read_origin, readable_file, users_own

SOURCE = "document"
LARGEST = 16 * 2**20  # bytes; claims are sought in a quarter of that, and Chinese takes 3 bytes a character

# The document that `origin.toml` describes, by its content; any other is the user's own.
_DESCRIBED = "599b28515ca6615728c631cead7b498e66ae6c9a39a8a5b770c0e3078019f015"
_ENCODINGS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: a ``Reading`` whose content is one text instead of batches.

    Attributes:
        text: its content, line ends as ``\\n``, without a byte order mark.
        source: the source's id; ``locator``: the file's name, no machine path; ``revision``: none known.
        content_digest: SHA-256 of the file's bytes, 64 hex digits.
        skipped: nothing of a document is.
    """

    origin: Origin
    source: str
    locator: str
    revision: str
    content_digest: str
    text: str
    skipped: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> Document:
    """The document in a Markdown file, in UTF-8.

    Raises:
        InputError: the file is missing, a folder, empty, larger than ``LARGEST``, unreadable, or no text in
            UTF-8 (with the line of the first wrong byte).

    >>> read(Path("convergence-L4.zh.md")).content_digest  # doctest: +SKIP
    """
    content = _content(readable_file(path))
    digest = sha256(content).hexdigest()
    text = _decoded(content, path).replace("\r\n", "\n").replace("\r", "\n")
    described = digest == _DESCRIBED
    return Document(origin() if described else users_own(SOURCE, path), SOURCE, path.name, "", digest, text)


def origin() -> Origin:
    """The origin of the document that the project started from."""
    return read_origin(Path(__file__).parent)


def _content(path: Path) -> bytes:
    """The bytes of the file, of which no more than ``LARGEST`` are ever held."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}", "check its permissions") from error
    if len(content) > LARGEST:
        raise InputError(str(path), f"is larger than {LARGEST // 2**20} MiB", "split the document")
    return content


def _decoded(content: bytes, path: Path) -> str:
    for mark, encoding in _ENCODINGS:
        if content.startswith(mark):
            raise InputError(str(path), f"is {encoding}, not UTF-8", "convert it to UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _line(path, content[: error.start])
        wrong = f"is not UTF-8: byte 0x{content[error.start]:02x}"
        raise InputError(place, wrong, "convert it to UTF-8") from error
    if "\0" in text:
        place = _line(path, content.partition(b"\0")[0])
        raise InputError(place, "holds a NUL character: it is no text", "name a Markdown file")
    return text


def _line(path: Path, before: bytes) -> str:
    """The place of what stands behind ``before``."""
    return f"{path}:{before.count(10) + 1}"  # 10: line feed
