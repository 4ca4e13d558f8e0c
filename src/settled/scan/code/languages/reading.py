"""From a file to facts: which of the fields' foreign names it takes in and uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from tree_sitter import Node, Tree

from settled.scan.code.facts import Fact
from settled.scan.code.languages.grammars import QUERY_LANGUAGES, parse
from settled.scan.code.languages.queries import Import, around, compiled, imports, queries_of
from settled.scan.code.languages.references import Uses, bound
from settled.scan.code.languages.words import of_names, spans
from settled.scan.code.lexicon import Lexicon, Match

MAX_BYTES = 2 << 20
"""Largest file that is parsed."""

MOST_PLACES = 20_000
"""How often a file may hold words of foreign names."""

_QUOTES = "\"'`<> \t\r\n"
_LONGEST_VIA = 80
_MOST_STATEMENTS = 10_000
# Go says no name where it is the path's last part, a version (v2, .v3) and a leading go- aside.
_GO_NAME = re.compile(r"(?:^|/)(?:go-)?(\w+)(?:[-.]go)?(?:\.v\d+)?(?:/v\d+)?$")


def read_language(content: bytes, lexicon: Lexicon, language: str) -> list[Fact]:
    """The technologies that a file takes in and uses, one fact a line and technology.

    A place that a field's query captures counts if what it names is one of the field's ``foreign`` names and
    one of what it binds (``@name``) is used beyond it, at the line of the first such use; a place that binds
    nothing (an import for its effect, a call, an attribute) counts at its own line. A name in comments,
    strings, types of TypeScript, exports, or covered by a parameter of the same name uses nothing.

    Args:
        language: a kind of file, as in ``READERS``.

    Returns:
        facts by line; a single ``skipped`` one where the file cannot be parsed within bounds.

    Raises:
        CatalogError: a field's query for the language does not compile.
    """
    queries = {
        compiled(query, language, fields): fields for query, fields in queries_of(lexicon, language).items()
    }
    whole, beginnings = of_names(lexicon.foreign_names, QUERY_LANGUAGES.get(language, (language,)))
    places = chain(spans(content, whole), spans(content, beginnings, open_ended=True))
    if not queries or not (at := sorted(islice(places, MOST_PLACES + 1))):
        return []
    tree = parse(content, language) if len(content) <= MAX_BYTES and len(at) <= MOST_PLACES else None
    parts = around(tree, at) if tree is not None else None
    if tree is None or parts is None:
        return [Fact("skipped", 1, text="too large or too complex")]
    uses = Uses(content, tree, language)
    found = {
        (fact.line, fact.field, fact.technology, fact.variant or ""): fact
        for query, fields in queries.items()
        for place in imports(query, parts)
        for fact in _facts(place, fields, lexicon, uses)
    }
    if not found and _is_mostly_wrong(tree):
        return [Fact("skipped", 1, text="syntax error")]
    return [found[key] for key in sorted(found)]


def _facts(place: Import, fields: frozenset[str], lexicon: Lexicon, uses: Uses) -> Iterator[Fact]:
    name = _text(place.use)
    matches = [match for match in matched(lexicon, uses.language, name) if match.rival.field in fields]
    if not matches:
        return
    line = _line(place, name, uses)
    if line is None:
        return
    for match in matches:
        yield Fact(
            "sighting",
            line,
            match.rival.field,
            match.rival.technology,
            match.rival.variant or None,
            "uses",
            match.canonical,
            match.text,
            f"import {name}"[:_LONGEST_VIA],
        )


def matched(lexicon: Lexicon, language: str, name: str) -> tuple[Match, ...]:
    """What a captured name stands for; TypeScript takes in what JavaScript does."""
    for known_as in QUERY_LANGUAGES.get(language, (language,)):
        if found := lexicon.foreign(known_as, name):
            return found
    return ()


def _line(place: Import, name: str, uses: Uses) -> int | None:
    """Where the import is used; ``None``: nowhere."""
    here = place.use.start_point.row + 1
    if not uses.is_live(place.use):
        return None
    if place.names:
        return uses.first(bound(place.names), place.names)
    if uses.language == "go" and (implied := _GO_NAME.search(name)):
        # Go builds no file with an unused import: where the name is not the path's, it is used all the same.
        return uses.first(frozenset({implied[1].encode()}), ()) or here
    return here


def _text(node: Node) -> str:
    return "".join((node.text or b"").decode("utf-8", "replace").strip(_QUOTES).split())


def _is_mostly_wrong(tree: Tree) -> bool:
    """Whether most of a file is no code of its language."""
    root = tree.root_node
    if not root.has_error or root.is_error:
        return root.is_error
    cursor, wrong = root.walk(), 0
    more = cursor.goto_first_child()
    for _ in range(_MOST_STATEMENTS):
        if not more:
            break
        if (node := cursor.node) is not None and node.is_error:
            wrong += node.end_byte - node.start_byte
        more = cursor.goto_next_sibling()
    return 2 * wrong > root.end_byte - root.start_byte
