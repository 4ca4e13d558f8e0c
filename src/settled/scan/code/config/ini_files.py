"""INI and its kin: sections, settings and their continuation lines, by the rules of ``configparser``.

``configparser`` itself keeps no lines, and gives up a file for one line that it does not understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import Entry, in_order, selection, sightings
from settled.scan.code.config.tree import key_parts
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

_HEADER = re.compile(r"\[([^\]\n]+)\]")
_SETTING = re.compile(r"([^=:]+?)\s*[=:]\s*(.*)")
_INLINE_COMMENT = re.compile(r"(?:^|\s+)[#;].*")


@dataclass(slots=True)
class Setting:
    """A key with the lines of its value that are not blank: 1-based number and text."""

    key: str
    line: int
    indent: int
    values: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A section with its settings; what stands before the first header is in one without a name."""

    name: str
    line: int
    settings: list[Setting] = field(default_factory=list)


@guarded("INI")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What an INI file selects: values of its keys, and the tool that a section like ``[pytest]`` is for."""
    text = text_of(content)
    found = sections(text)
    return in_order([*sightings(entries(found), lexicon), *tools(found, lexicon), *allowed_in(text)])


def sections(text: str) -> list[Section]:
    """The sections of a text, in its order."""
    found = [Section("", 1)]
    setting: Setting | None = None
    for line, raw in enumerate(text.split("\n"), 1):
        stripped = raw.strip()
        if not stripped or stripped[0] in "#;":
            continue
        indent = len(raw) - len(raw.lstrip())
        value = _INLINE_COMMENT.sub("", stripped)
        if setting is not None and indent > setting.indent:
            setting.values.append((line, value))
        elif header := _HEADER.match(stripped):
            found.append(Section(header[1].strip(), line))
            setting = None
        elif parts := _SETTING.match(value):
            setting = Setting(parts[1], line, indent, [(line, parts[2])] if parts[2] else [])
            found[-1].settings.append(setting)
        else:
            setting = None
    return found


def entries(found: list[Section]) -> Iterator[Entry]:
    """Each setting of one line, its section as the outer key."""
    for section in found:
        outer = key_parts(section.name) if section.name not in ("", "DEFAULT") else ()
        for setting in section.settings:
            if len(setting.values) == 1:
                line, value = setting.values[0]
                yield Entry((*outer, *key_parts(setting.key)), value.strip("\"'"), line)


def tools(found: list[Section], lexicon: Lexicon, every: bool = False) -> Iterator[Fact]:
    """Tools that a section is for: ``[tool:NAME]`` and ``[pytest]``.

    Args:
        every: the file holds the settings of tools, so that any section's name may be one.
    """
    for section in found:
        name = section.name.removeprefix("tool:")
        if every or name != section.name or name == "pytest":
            for match in lexicon.packages.get(name.partition(":")[0], ()):
                if lexicon.rules[match.rival.field].purpose != "build":
                    yield selection(match, section.line, f"section {section.name}")
