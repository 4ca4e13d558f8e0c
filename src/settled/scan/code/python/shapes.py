"""Own implementations that are known by what they compute, whatever they are called."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from settled.scan.code.python.linear_attention import linear_attention
from settled.scan.code.python.places import Places
from settled.scan.code.python.reading import number_of
from settled.scan.zoo.attention_shape import softmax_attention
from settled.scan.zoo.layer_shapes import rms_norm
from settled.scan.zoo.syntax import Fact, Function

_PRODUCTS = (b"matmul", b"bmm", b"einsum", b"dot_general", b" @ ", b"@")
_SHAPES: dict[str, tuple[Callable[[Function], Iterator[Fact]], tuple[tuple[bytes, ...], ...]]] = {
    "softmax-attention": (softmax_attention, ((b"softmax",), _PRODUCTS)),
    "linear-attention": (linear_attention, ((b"elu", b"feature_map", b"phi", b"kernel"), _PRODUCTS)),
    "rms-norm": (rms_norm, ((b"sqrt", b"0.5"), (b"mean",), (b"pow", b"**", b"square"))),
}


def shapes_of(tree: ast.Module, wanted: frozenset[str], places: Places) -> dict[int, list[str]]:
    """The shapes by the number of the class, or of the function in no class, that computes them.

    Args:
        wanted: names of shapes, those that are not known here are passed over.
    """
    found: dict[int, list[str]] = {}
    checks = {name: check for name, check in _SHAPES.items() if name in wanted}
    for function, owner in _functions(tree, places) if checks else ():
        for name, (shape, words) in checks.items():
            if name == "rms-norm" and not isinstance(owner, ast.ClassDef):
                continue
            if _holds(function, words, places) and next(shape(function), None) is not None:
                known = found.setdefault(number_of(owner), [])
                if name not in known:
                    known.append(name)
    return found


def _holds(function: Function, words: tuple[tuple[bytes, ...], ...], places: Places) -> bool:
    last = function.end_lineno or function.lineno
    return all(places.holds(function.lineno, last, any_of) for any_of in words)


def _functions(tree: ast.Module, places: Places) -> Iterator[tuple[Function, Function | ast.ClassDef]]:
    """Functions that are in no other one, with the class that each is a method of, or itself."""
    waiting: list[tuple[ast.stmt, ast.ClassDef | None]] = [
        (statement, None) for statement in reversed(tree.body)
    ]
    while waiting:
        statement, owner = waiting.pop()
        if not places.touch(statement.lineno, statement.end_lineno or statement.lineno):
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement, owner or statement
        elif isinstance(statement, ast.ClassDef):
            waiting += [(inner, statement) for inner in reversed(statement.body)]
        elif isinstance(statement, ast.If | ast.Try):
            inner_blocks = [*statement.body, *statement.orelse]
            waiting += [(inner, owner) for inner in reversed(inner_blocks)]
