"""Learned and sinusoidal positions, known by what they are made of and what names them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from settled.scan.zoo.syntax import Fact, Scope, called, dotted, functions, walk

_TABLES = frozenset({"Embedding", "Parameter", "QuantEmbedding"})
_POSITION = re.compile(r"(?:^|_)(?:abs_)?pos(?:ition|itional|itions)?(?:_|s?$)|positional|position_emb|^wpe$")
_NOT_ABSOLUTE = re.compile(r"rel(?:ative)?_|_rel|bias|distance|query|conv|ids?$|index|freq|mask|alpha|scale")
_OF_POSITIONS = re.compile(r"Position(?:al)?Embeddings?$")
_SPEAKS_OF_POSITIONS = re.compile(r"pos|sinus|sincos", re.IGNORECASE)
_NOT_POSITIONS = re.compile(r"rot|rope|rel|time_?(?:step|emb)|diffusion|noise", re.IGNORECASE)
_WAVES = ("sin", "cos")


def learned_positions(scope: Scope) -> Iterator[Fact]:
    """Parameters assigned to a name that speaks of absolute positions, and embeddings of positions."""
    if _is_table_of_positions(scope.node):
        yield Fact(scope.node.lineno, "structure", "learned-positions")
    for node in walk(scope.node):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        name = dotted(node.targets[0]).rpartition(".")[2].lower()
        if not _POSITION.search(name) or _NOT_ABSOLUTE.search(name):
            continue
        if not _TABLES.isdisjoint(called(below) for below in walk(node.value)):
            yield Fact(node.lineno, "structure", "learned-positions")


def sinusoidal_positions(scope: Scope) -> Iterator[Fact]:
    """Where a class or function named for positions computes sines and cosines, once."""
    for node in (scope.node, *functions(scope.node)):
        name = f"{scope.name} {getattr(node, 'name', '')}"
        if not _SPEAKS_OF_POSITIONS.search(name) or _NOT_POSITIONS.search(name):
            continue
        calls = [below for below in walk(node) if isinstance(below, ast.Call)]
        lines = {called(call): call.lineno for call in calls if called(call) in _WAVES}
        if len(lines) == len(_WAVES) and not _returns_both(node):
            yield Fact(min(lines.values()), "structure", "sinusoidal-positions")
            return


def _is_table_of_positions(node: ast.AST) -> TypeGuard[ast.ClassDef]:
    return (
        isinstance(node, ast.ClassDef)
        and any(dotted(base).rpartition(".")[2] == "Embedding" for base in node.bases)
        and bool(_OF_POSITIONS.search(node.name))
        and not _NOT_POSITIONS.search(node.name)
        and not any(called(below) in _WAVES for below in walk(node))
    )


def _returns_both(node: ast.AST) -> bool:
    """Whether sine and cosine are handed out apart, as a rotation needs them."""
    return any(
        isinstance(below, ast.Return)
        and isinstance(below.value, ast.Tuple)
        and any(_names_a_wave(item) for item in below.value.elts)
        for below in walk(node)
    )


def _names_a_wave(item: ast.expr) -> bool:
    names = [dotted(node).rpartition(".")[2] for node in walk(item)]
    return any(name.startswith(_WAVES) for name in names)
