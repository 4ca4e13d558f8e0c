"""Aliases of a technology: how they are written in TOML, and which of them clash.

An alias is a string, or a table: ``text``, ``exact``, ``context`` (a name under ``[context]``, or a list of
words), ``within`` and ``unless``. See ``records.Alias`` for what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from settled.catalog import checking as check
from settled.catalog.checking import CheckError, Table
from settled.catalog.locating import Path
from settled.errors import did_you_mean
from settled.records import Alias

Contexts = Mapping[str, tuple[str, ...]]

_KEYS = ("text", "exact", "context", "within", "unless")
_GAPS = re.compile(r"[\s\-‐‑–]+")

MAX_REACH = 10_000
"""Longest ``within``, in characters."""


def read_aliases(owner: Table, path: Path, contexts: Contexts) -> tuple[Alias, ...]:
    """The aliases of a technology or variant; none where it has no such key."""
    if "aliases" not in owner:
        return ()
    place = (*path, "aliases")
    return tuple(
        _alias(value, (*place, index), contexts)
        for index, value in enumerate(check.a_list(owner["aliases"], place))
    )


def squashed(words: str) -> str:
    """The words without what a match ignores: spaces, hyphens, line breaks.

    >>> squashed("pre-trained  model")
    'pretrainedmodel'
    """
    return _GAPS.sub("", words)


def clash(one: Alias, other: Alias) -> bool:
    """Whether a text could match both: equal letters, unless both are case-bound and differ in case."""
    left, right = squashed(one.text), squashed(other.text)
    if one.exact and other.exact:
        return left == right
    return left.casefold() == right.casefold()


def _alias(value: object, path: Path, contexts: Contexts) -> Alias:
    if isinstance(value, str):
        return Alias(_words(value, path))
    table = check.a_table(value, path)
    check.known_keys(table, path, _KEYS, required=("text",))
    words = _words(table["text"], (*path, "text"))
    context = _context(table, path, contexts)
    within = check.whole(table, "within", path, 0, MAX_REACH) if "within" in table else 0
    if within and not context:
        raise CheckError((*path, "within"), "within has no context to reach for", "hint: add context = ...")
    unless = check.texts(table, "unless", path)
    for index, phrase in enumerate(unless):
        if squashed(words).casefold() not in squashed(phrase).casefold():
            raise CheckError((*path, "unless", index), f"'{phrase}' does not contain the alias '{words}'")
    return Alias(words, check.flag(table, "exact", path), context, within, unless)


def _words(value: object, path: Path) -> str:
    words = check.a_text(value, path)
    if len(squashed(words)) < 2:
        raise CheckError(path, f"alias '{words}' is too short", "hint: at least two letters")
    return words


def _context(table: Table, path: Path, contexts: Contexts) -> tuple[str, ...]:
    value = table.get("context")
    if not isinstance(value, str):
        return check.texts(table, "context", path)
    if value not in contexts:
        hint = did_you_mean(value, contexts) if contexts else "hint: add a [context] table"
        raise CheckError((*path, "context"), f"no context '{value}'", hint)
    return contexts[value]
