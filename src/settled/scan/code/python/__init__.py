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

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.python.comments import allowances
from settled.scan.code.python.exports import exports, wrappers
from settled.scan.code.python.expressions import TooDeepError
from settled.scan.code.python.findings import Findings, sighting
from settled.scan.code.python.parsing import UnreadableError, parse
from settled.scan.code.python.places import Places
from settled.scan.code.python.reading import USUAL_NAMES, Reading, line_of
from settled.scan.code.python.shapes import lambdas_of, marked, shapes_of
from settled.scan.code.python.statements import Statements
from settled.scan.code.python.values import Scope
from settled.scan.code.python.vocabulary import Vocabulary, vocabulary_of

# Attributes that a later method binds are known when the file is read once more.
_MOST_PASSES = 3


def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """The facts of a Python file, sorted by line, field and technology.

    Top-level statements without a word of the catalog, an import, or a name that is bound from one may be
    replaced by empty lines beforehand: the facts are the same.
    """
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    vocabulary = vocabulary_of(lexicon)
    places = _places(content, vocabulary)
    shaped = marked(content.lower(), frozenset(lexicon.shapes), places or Places(content))
    if not (places or shaped):
        return allowances(content)
    try:
        parsed = parse(content)
        facts = read_tree(parsed.tree, vocabulary, places or Places(content), shaped)
    except UnreadableError as error:
        return [Fact("skipped", 1, text=str(error))]
    except (TooDeepError, RecursionError, MemoryError):
        return [Fact("skipped", 1, text="nested too deeply")]
    if parsed.is_python_2:
        facts.insert(0, Fact("skipped", 1, text="read as Python 2, best effort"))
    return sorted([*facts, *allowances(content)], key=lambda fact: (fact.line, fact.field, fact.technology))


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
    if not (names or quoted or defined or words & vocabulary.module_roots or b"import *" in content):
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
