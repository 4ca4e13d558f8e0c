"""go.mod: modules that are required directly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, selections

_MODULE = re.compile(r'"?([\w.~/-]+)"?\s+v\d\S*')
_MAJOR = re.compile(r"/v\d+$")


@guarded("go.mod")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Modules in ``require``, also without the major version at the end of their path; no indirect ones."""
    return in_order(selections(_required(text_of(content)), lexicon))


def _required(text: str) -> Iterator[Declared]:
    within = False
    for line, raw in enumerate(text.split("\n"), 1):
        words, _, comment = raw.partition("//")
        words = words.strip()
        if words.startswith("require") and words.endswith("("):
            within = True
            continue
        if words == ")":
            within = False
        if not within and not words.startswith("require "):
            continue
        module = _MODULE.match(words.removeprefix("require ").strip())
        if module and comment.strip() != "indirect" and not comment.strip().startswith("indirect;"):
            for name in dict.fromkeys((module[1], _MAJOR.sub("", module[1]))):
                yield Declared(f"go:{name}", line, "go.mod require")
