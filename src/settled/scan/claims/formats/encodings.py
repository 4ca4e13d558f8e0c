"""The text of a document's bytes: UTF-8, UTF-16 with its mark, or what an HTML or XML file declares."""

from __future__ import annotations

import re

from settled.errors import InputError

_HEAD = 2048  # bytes in which an encoding may be declared; browsers read 1,024
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']?([\w.:-]{1,40})|<meta[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
)
_INPUTENC = re.compile(rb"\\usepackage\[([\w-]{1,40})\]\{inputenc\}")
_KNOWN = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}
_ALLOWED = "UTF-8, UTF-16 with its mark, or GB18030 or Windows-1252 where the file declares it"


def decode(content: bytes, *, declares: bool = False) -> str:
    """The text, its line ends as ``\\n``, without a byte order mark.

    Args:
        declares: the format has a way to declare its encoding (HTML, XML, LaTeX).

    Raises:
        InputError: the bytes are no text in that encoding (with the line of the first wrong byte), the
            declared encoding is not known, or a NUL stands in them.

    >>> decode(b"\\xef\\xbb\\xbfa\\r\\nb")
    'a\\nb'
    """
    encoding = _encoding(content, declares)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        place = f"line {content.count(bytes([10]), 0, error.start) + 1}"
        wrong = f"is not {encoding.removesuffix('-sig').upper()}: byte 0x{content[error.start]:02x}"
        raise InputError(place, wrong, f"hint: save it as {_ALLOWED}") from error
    if "\0" in text:
        place = f"line {text.count(chr(10), 0, text.index(chr(0))) + 1}"
        raise InputError(place, "holds a NUL character: it is no text", f"hint: save it as {_ALLOWED}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(content: bytes, declares: bool) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if not declares or content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    found = _DECLARED.search(content[:_HEAD]) or _INPUTENC.search(content[: 8 * _HEAD])
    declared = next(part for part in found.groups() if part).decode() if found else "utf-8"
    if declared.lower() not in _KNOWN:
        raise InputError(
            "", f"declares the encoding {declared!r}, which is not read", f"hint: save it as {_ALLOWED}"
        )
    return _KNOWN[declared.lower()]
