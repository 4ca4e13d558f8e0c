"""Which paragraph styles of a DOCX file are headings, and of what level."""

from __future__ import annotations

import re

from settled.scan.claims.formats.docx_package import walk

_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CHAIN = 20  # styles based on one another


def heading_levels(styles: bytes) -> dict[str, int]:
    """From the id of a style to the level of its headings; 1 is the title.

    A style is a heading by its name, which is English in every language of the program, by its outline level,
    or because the style that it is based on is one.

    Args:
        styles: the part of the styles; empty where the file has none.
    """
    if not styles:
        return {f"Heading{level}": level + 1 for level in range(1, 10)}
    reader = _Styles()
    walk(styles, "word/styles.xml", reader.start, reader.end, reader.data)
    levels = {style: reader.level(style) for style in [*reader.levels, *reader.based]}
    return {style: level for style, level in levels.items() if level}


class _Styles:
    """The styles read so far: their own levels, and what each is based on."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}
        self.based: dict[str, str] = {}
        self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        if name == "w:style":
            self._style = attributes.get("w:styleId", "")
        elif name == "w:name" and self._style:
            if (found := _NAME.fullmatch(value)) is not None:
                self.levels[self._style] = int(found[1]) + 1
            elif value.lower() == "title":
                self.levels[self._style] = 1
        elif name == "w:outlineLvl" and self._style and value in tuple("012345678"):
            self.levels.setdefault(self._style, int(value) + 2)
        elif name == "w:basedOn" and self._style:
            self.based[self._style] = value

    def end(self, name: str) -> None:
        if name == "w:style":
            self._style = ""

    def data(self, text: str) -> None:
        """Styles have no text."""

    def level(self, style: str) -> int:
        """The level of a style, 0 for none."""
        for _ in range(_CHAIN):
            if style in self.levels:
                return self.levels[style]
            style = self.based.get(style, "")
        return 0
