"""Gin: bindings of a function's arguments (``train.optimizer = @AdamW``) and macros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, numbered, text_of
from settled.scan.code.config.selections import Entry, in_order, sightings
from settled.scan.code.config.tree import key_parts
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

_MOST_SETTINGS = 5
_BINDING = re.compile(r"^[ \t]*(?P<key>[A-Za-z_][\w./]*)[ \t]*=(?P<value>[^=].*)$", re.MULTILINE)
_ALONE = re.compile(r"[\[(]\s*([^,\[\]()]+?)\s*,?\s*[\])]")
_VALUE = re.compile(
    r"""\s*(?:(?P<quote>['"])(?P<word>[^'"]*)(?P=quote)"""
    r"""|(?P<reference>[@%])(?:[\w.]+/)*(?P<name>[\w.]+)(?:\(\))?)\s*,?\s*(?:\#.*)?$"""
)


@guarded("gin")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a gin file selects; a macro's value counts where the macro is set."""
    text = text_of(content)
    return in_order([*sightings(entries(text), lexicon), *allowed_in(text)])


def entries(text: str) -> Iterator[Entry]:
    """The bindings whose value is one name or string; ``%macro`` gives the macro's own entries."""
    bindings = list(_bindings(text))
    macros: dict[str, list[Entry]] = {}
    for entry in bindings:
        if len(entry.keys) == 1 and not entry.value.startswith("%"):
            macros.setdefault(entry.keys[0], []).append(entry)
    for entry in bindings:
        if entry.value.startswith("%"):
            name = entry.value[1:].rpartition(".")[2]
            yield from (
                replace(macro, keys=entry.keys, via=entry.via)
                for macro in macros.get(name, [])[:_MOST_SETTINGS]
            )
        else:
            yield entry


def _bindings(text: str) -> Iterator[Entry]:
    for line, found in numbered(_BINDING, text, "key"):
        written = found["value"].strip()
        if alone := _ALONE.match(written):
            written = alone[1]
        value = _VALUE.match(written)
        if value is not None:
            mark = "%" if value["reference"] == "%" else ""
            word = mark + (value["name"] or value["word"] or "")
            yield Entry(key_parts(found["key"])[-3:], word, line, via=f"binding {found['key']}")
