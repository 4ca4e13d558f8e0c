"""The fields' tree-sitter queries, compiled once, and what they capture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node, Query, QueryCursor, QueryError, Tree

from settled.errors import CatalogError, did_you_mean
from settled.scan.code.languages.grammars import QUERY_LANGUAGES, grammar, way_to
from settled.scan.code.lexicon import Lexicon

CAPTURES = ("use", "name")

_PREDICATES = frozenset(
    f"{negated}{name}?" for negated in ("", "not-", "any-", "any-not-") for name in ("eq", "match")
) | {"any-of?", "not-any-of?"}
_PREDICATE = re.compile(r"\(\s*#([\w.-]+[?!]?)")
_IN_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|;[^\n]*')
# Bounds the time, too: the binding's own callback for that (tree-sitter 0.26.1) brings the interpreter down.
_MAX_STATES = 4_096

_LEVELS = 12
_MOST_IN_PART = 5_000
_MOST_NODES = 1_000_000
_WAY_COSTS = 50


@dataclass(frozen=True)
class Import:
    """One place where a module is taken in.

    Attributes:
        use: the node that names it; ``names``: the nodes of what it binds, none where it binds nothing.
    """

    use: Node
    names: tuple[Node, ...]


def queries_of(lexicon: Lexicon, language: str) -> dict[str, frozenset[str]]:
    """The fields' queries for a language, with the fields that ask each."""
    asked: dict[str, set[str]] = {}
    for field in lexicon.fields:
        queries = dict(field.code.queries)
        for name in QUERY_LANGUAGES.get(language, (language,)):
            if name in queries:
                asked.setdefault(queries[name], set()).add(field.id)
                break
    return {query: frozenset(fields) for query, fields in asked.items()}


def compiled(query: str, language: str, fields: frozenset[str]) -> Query:
    """A query of the catalog, ready to run.

    Raises:
        CatalogError: it is no query in this language's grammar, or captures what nobody reads.
    """
    try:
        return _compiled(query, language)
    except ValueError as error:  # QueryError is one
        place = f"{'.toml, '.join(sorted(fields))}.toml: code.queries"
        what = f"the query does not hold for {language}: {error}"
        raise CatalogError(place, what, "hint: see https://tree-sitter.github.io, Queries") from error


@lru_cache(maxsize=256)
def _compiled(text: str, language: str) -> Query:
    query = Query(grammar(language), text)
    captures = {query.capture_name(index) for index in range(query.capture_count)}
    if "use" not in captures:
        raise QueryError("it captures no @use")
    for name in sorted(captures - {*CAPTURES}):
        if not name.startswith("_"):
            raise QueryError(f"unknown capture @{name}; {did_you_mean(name, CAPTURES)}")
    for name in _PREDICATE.findall(_IN_STRING_OR_COMMENT.sub("", text)):
        if name not in _PREDICATES:
            raise QueryError(f"unknown predicate #{name}; {did_you_mean(name, _PREDICATES)}")
    return query


def around(tree: Tree, spans: Iterable[tuple[int, int]]) -> list[Node] | None:
    """The parts of a tree to ask queries of: what stands around words; ``None``: there is too much of it.

    A query takes the square of a run of nodes without a name (``[[[[``): it is not asked of whole files. A
    part reaches up to twelve levels above its word, or less where that holds over 5,000 nodes.
    """
    parts: list[Node] = []
    budget = _MOST_NODES
    reached = -1
    for start, end in spans:
        if end <= reached:
            continue
        budget -= _WAY_COSTS
        if budget < 0:
            return None
        levels = way_to(tree, start, end)[-_LEVELS:]
        part = next((node for node in levels if node.descendant_count <= _MOST_IN_PART), None)
        if part is not None:
            parts.append(part)
            budget -= part.descendant_count
            reached = part.end_byte
    return parts


def imports(query: Query, parts: Iterable[Node]) -> Iterator[Import]:
    """Every place that the query captures in parts of a tree, in the order of the file.

    Matches that share their ``@use`` are one place: it binds the names of them all.
    """
    places: dict[tuple[int, int], tuple[Node, dict[int, Node]]] = {}
    for part in parts:
        for _, captures in QueryCursor(query, match_limit=_MAX_STATES).matches(part):
            for use in captures.get("use", ()):
                _, names = places.setdefault(use.byte_range, (use, {}))
                names.update((name.start_byte, name) for name in captures.get("name", ()))
    for _, (use, names) in sorted(places.items(), key=lambda place: place[0]):
        yield Import(use, tuple(names[start] for start in sorted(names)))
