"""What a figure is about, by the words that documents use: a dictionary that is data, ``attributes.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from settled.scan.claims.phrases import Phrases, key

_MARKS = re.compile(r"[（(][^（）()]*[）)]|(?<!\d)(?:19|20)\d\d\s?年?|[%％:：]")
_JOINTS = re.compile(r"\b(?:of|for|in|the|its|our|current)\b|的", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An attribute named in a text: ``start`` its first character, ``end`` past its last.

    Attributes:
        inverse: the words mean one minus the attribute.
    """

    start: int
    end: int
    attribute: str
    inverse: bool = False


class Attributes:
    """The dictionary of attributes.

    Args:
        names: from a name to its attribute; ``inverse``: from a name of one minus it.

    >>> attributes().of_label("**2025 Adoption rate (%)**".strip("*"))
    'adoption'
    >>> [mention.attribute for mention in attributes().mentions("标准化程度 95%+，争议度 0%")]
    ['standardization', 'controversy']
    """

    def __init__(self, names: dict[str, str], inverse: dict[str, str]) -> None:
        self._names = {key(name): attribute for name, attribute in names.items()}
        self._inverse = {key(name): attribute for name, attribute in inverse.items()}
        self._phrases = Phrases([*names, *inverse])

    def of_label(self, label: str) -> str | None:
        """The attribute that a table's cell names, if it names one and nothing else."""
        return self._names.get(key(_JOINTS.sub("", _MARKS.sub("", label)).strip()))

    def mentions(self, text: str) -> list[Mention]:
        """The attributes named in a text, left to right."""
        found = []
        for match in self._phrases.find(text):
            name = key(match.group())
            attribute = self._names.get(name)
            found.append(
                Mention(match.start(), match.end(), attribute or self._inverse[name], attribute is None)
            )
        return found


@cache
def attributes() -> Attributes:
    """The dictionary that ships."""
    entries = _dictionary()["attribute"].items()
    names = {name: attribute for attribute, entry in entries for name in entry["names"]}
    inverse = {name: attribute for attribute, entry in entries for name in entry.get("inverse", ())}
    return Attributes(names, inverse)


@cache
def generic_words() -> tuple[str, ...]:
    """Words that a row's label may carry beside a technology's name."""
    return tuple(_dictionary()["generic"])


@cache
def _dictionary() -> dict[str, Any]:
    text = files("settled.scan.claims").joinpath("attributes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
