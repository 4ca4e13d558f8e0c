"""Python read with its names resolved: what a file uses, selects and defines.

A file is parsed, never run. Imports, assignments, registries and defaults say what a name stands for, at any
scope; only statements on whose lines a name, string or shape of the catalog stands, or a name that is bound
to one, are looked into (:mod:`places`), so that what cannot matter costs nothing but its parsing.

The way: :mod:`parsing` gives the tree; :mod:`shapes` what functions compute; :mod:`statements` reads in the
order of running, :mod:`definitions` heads of classes and functions, :mod:`expressions` and :mod:`calls` the
rest; :mod:`exports` says what other files of the tree may take.
"""

from __future__ import annotations

import ast
from array import array
from collections.abc import Sequence
from contextlib import suppress

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.parts import Parts, moved
from settled.scan.code.python.comments import allowances
from settled.scan.code.python.exports import exports, wrappers
from settled.scan.code.python.expressions import TooDeepError
from settled.scan.code.python.findings import Findings, sighting
from settled.scan.code.python.imports import look_for
from settled.scan.code.python.parsing import Parsed, UnreadableError, parse
from settled.scan.code.python.places import Places
from settled.scan.code.python.reading import USUAL_NAMES, Reading, line_of
from settled.scan.code.python.shapes import lambdas_of, marked, shapes_of
from settled.scan.code.python.statements import Statements
from settled.scan.code.python.values import Scope
from settled.scan.code.python.vocabulary import Vocabulary, vocabulary_of
from settled.scan.code.words import Meaning

# Attributes that a later method binds are known when the file is read once more.
_MOST_PASSES = 3
# Nearly always the first part, or the second, is large enough.
_MOST_ROUNDS = 8


def read(content: bytes, lexicon: Lexicon, hits: array[int] | None = None) -> list[Fact]:
    """The facts of a Python file, sorted by line, field and technology.

    Args:
        content: the file.
        lexicon: what is looked for.
        hits: (meaning, end) of the catalog's words in it, as the prefilter finds them: only what they lead to
            is parsed. ``None``: all of it.
    """
    if b"\r" in content:
        hits = hits if hits is None else moved(content, hits)
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    vocabulary = vocabulary_of(lexicon)
    try:
        parsed, facts = _read(content, vocabulary, hits)
    except UnreadableError as error:
        return [Fact("skipped", 1, text=str(error))]
    except (TooDeepError, RecursionError, MemoryError):
        return [Fact("skipped", 1, text="nested too deeply")]
    if parsed is not None and parsed.is_python_2:
        facts.insert(0, Fact("skipped", 1, text="read as Python 2, best effort"))
    return sorted([*facts, *allowances(content)], key=lambda fact: (fact.line, fact.field, fact.technology))


def _read(
    content: bytes, vocabulary: Vocabulary, hits: array[int] | None
) -> tuple[Parsed | None, list[Fact]]:
    if hits is not None and Meaning.ALLOW not in hits[::2]:  # a comment may speak of any line near it
        possible = vocabulary.seeds.possible(content, hits)
        if not possible and not vocabulary.seeds.may_speak(content):
            return None, []
        with suppress(UnreadableError):  # in parts; perhaps not as a whole
            marks = [
                end for meaning, end in zip(hits[::2], hits[1::2], strict=True) if meaning == Meaning.MARK
            ]
            if found := read_in_parts(content, vocabulary, possible, marks):
                return found
    places = _places(content, vocabulary)
    shaped = marked(content.lower(), frozenset(vocabulary.lexicon.shapes), places or Places(content))
    if not (places or shaped):
        return None, []
    parsed = parse(content)
    return parsed, read_tree(parsed.tree, vocabulary, places or Places(content), shaped)


def read_in_parts(
    content: bytes, vocabulary: Vocabulary, possible: Sequence[tuple[int, int]], marks: Sequence[int]
) -> tuple[Parsed | None, list[Fact]] | None:
    """What a file says, parsed as far as it matters; ``None``: it has to be read as a whole.

    A part holds all that the reader looks into. Where reading makes further lines interesting, it is done
    again with a larger part.

    Args:
        possible: (meaning, end) of the words in it that may mean something.
        marks: ends of those without which nothing computes a shape.
    """
    parts = Parts(content)
    if not parts.is_sound:
        return None
    seeds, places = vocabulary.seeds, Places(content, parts.physical)
    whole = list(seeds.definitions(content, parts, possible))
    shaped = marked(content.lower(), frozenset(vocabulary.lexicon.shapes), places, marks) if marks else None
    if shaped is not None:
        whole += seeds.shaped(content, parts, shaped.offsets())
    places.add((*seeds.places(content, parts, possible), *whole))
    silent = not places.lines() and all(meaning != Meaning.MODULE for meaning, _ in possible)
    if silent and not seeds.takes(content):
        return None, []
    imports = places.occurrences(b"import")
    places.add((*imports, *places.occurrences(b"global")))
    for usual in USUAL_NAMES:
        if f"{usual}.".encode() in content:  # it may be bound to something else
            places.want_rebindings(usual)
    idle = _look_for_imported(parts, vocabulary, places, imports)
    for _ in range(_MOST_ROUNDS):
        part, kept = parts.of(places.lines(), whole, idle)
        parsed = parse(part)
        facts = read_tree(parsed.tree, vocabulary, places, shaped)
        if not parts.lacks(places.lines(), kept):
            return parsed, facts
    return None


def _look_for_imported(
    parts: Parts, vocabulary: Vocabulary, places: Places, imports: Sequence[int]
) -> dict[int, frozenset[bytes]]:
    """Make interesting beforehand what imports bind, which spares reading a first time.

    Returns:
        the logical lines of imports that matter only where their names stand elsewhere, with these names.
    """
    reading, idle = Reading(vocabulary, places), {}
    for number, statement in parts.imports(imports):
        for name, found in vocabulary.bound(statement):
            look_for(name, found, reading)
        if parts.is_outermost(number) and (names := vocabulary.idle(statement)):
            idle[number] = names
    return idle


def read_tree(
    tree: ast.Module, vocabulary: Vocabulary, places: Places, shaped: Places | None = None
) -> list[Fact]:
    """The facts of a syntax tree, or of some statements of one.

    Args:
        places: the lines of its source that are worth reading.
        shaped: those on which a shape may be computed.
    """
    reading = Reading(vocabulary, places)
    if shaped is not None:
        reading.shaped = shapes_of(tree, frozenset(vocabulary.lexicon.shapes), shaped)
        for number in reading.shaped:
            places.add_line(line_of(number))
    for _ in range(_MOST_PASSES):
        reading.findings, reading.module, reading.stars = Findings(), Scope(), []
        reading.missed, reading.is_stale = set(), False
        Statements(reading).read(tree)
        if not (reading.look_further() or reading.is_stale):
            break
    if shaped is not None:
        for line, shape in lambdas_of(tree, frozenset(vocabulary.lexicon.shapes), shaped):
            for match in vocabulary.lexicon.shapes[shape]:
                reading.findings.define(sighting(match, "defines", line, f"shape {shape}", False))
    for fact in [*exports(reading), *wrappers(tree, reading)]:
        reading.findings.add(fact)
    return reading.findings.facts()


def _places(content: bytes, vocabulary: Vocabulary) -> Places | None:
    """The lines to begin with; ``None``: the file holds no word that could be found."""
    words = vocabulary.tokens(content)
    names = vocabulary.names_among(words)
    quoted = vocabulary.quoted(content)
    defined = vocabulary.naming.defined(content)
    if not (
        names or quoted or defined or words & vocabulary.module_roots or b"import *" in content
        or vocabulary.seeds.takes(content)
    ):  # fmt: skip
        return None
    places = Places(content)
    places.add(defined)
    for name in (*names, b"import", b"global"):
        places.add(places.occurrences(name))
    places.add(quoted)
    for usual in USUAL_NAMES:
        if usual.encode() in words:  # it may be bound to something else
            places.want_rebindings(usual)
    return places
