"""Own implementations that are known by what they compute, whatever they are called."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from settled.scan.code.python.linear_attention import linear_attention
from settled.scan.code.python.places import Places
from settled.scan.code.python.reading import number_of
from settled.scan.zoo.attention_shape import softmax_attention
from settled.scan.zoo.layer_shapes import rms_norm
from settled.scan.zoo.syntax import Fact, Function

_PRODUCTS = (b"matmul", b"bmm", b"mm", b"baddbmm", b"einsum", b"dot_general", b"batch_matmul")


class _Shape(NamedTuple):
    """How a shape is found.

    Attributes:
        find: the line that computes it, in a function.
        marks: one of these stands in any function that computes it, as part of a word too.
        beside: of each of these sets one stands there as well.
    """

    find: Callable[[Function], Iterator[Fact]]
    marks: tuple[bytes, ...]
    beside: tuple[tuple[bytes, ...], ...]


_SHAPES = {
    "softmax-attention": _Shape(softmax_attention, (b"softmax",), ((*_PRODUCTS, b"@"),)),
    "linear-attention": _Shape(
        linear_attention,
        (b".elu(", b" elu(", b"(elu(", b"feature_map", b"featuremap", b"phi(", b"kernel_f"),
        ((*_PRODUCTS, b"@"),),
    ),
    "rms-norm": _Shape(rms_norm, (b"sqrt", b"-0.5"), ((b"mean",), (b"pow", b"**", b"square"))),
}


def marked(content: bytes, wanted: frozenset[str], places: Places) -> Places | None:
    """The lines without which no shape is computed; ``None``: there are none.

    Args:
        content: in lower case.
    """
    marks: set[bytes] = set()
    for name, shape in _SHAPES.items():
        found = {mark for mark in shape.marks if mark in content} if name in wanted else ()
        if found and all(any(word in content for word in words) for words in shape.beside):
            marks |= {*found}
    if not marks:
        return None
    lines = places.without_lines()
    for mark in marks:
        lines.add(place.start() for place in re.finditer(re.escape(mark), content))
    return lines


def shapes_of(tree: ast.Module, wanted: frozenset[str], lines: Places) -> dict[int, list[str]]:
    """The shapes by the number of the class, or of the function in no class, that computes them.

    Args:
        wanted: names of shapes; those that are not known here are passed over.
        lines: the marked ones.
    """
    found: dict[int, list[str]] = {}
    shapes = {name: shape for name, shape in _SHAPES.items() if name in wanted}
    for function, owner in _functions(tree, lines):
        for name, shape in shapes.items():
            if name == "rms-norm" and not isinstance(owner, ast.ClassDef):
                continue
            if _holds(function, shape, lines) and next(shape.find(function), None) is not None:
                known = found.setdefault(number_of(owner), [])
                if name not in known:
                    known.append(name)
    return found


def _holds(function: Function, shape: _Shape, lines: Places) -> bool:
    last = function.end_lineno or function.lineno
    return all(lines.holds(function.lineno, last, words) for words in (shape.marks, *shape.beside))


def _functions(tree: ast.Module, lines: Places) -> Iterator[tuple[Function, Function | ast.ClassDef]]:
    """Functions that are in no other one, with the class that each is a method of, or itself."""
    waiting: list[tuple[ast.stmt, ast.ClassDef | None]] = [
        (statement, None) for statement in reversed(tree.body)
    ]
    while waiting:
        statement, owner = waiting.pop()
        if not lines.touch(statement.lineno, statement.end_lineno or statement.lineno):
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement, owner or statement
        elif isinstance(statement, ast.ClassDef):
            waiting += [(inner, statement) for inner in reversed(statement.body)]
        elif isinstance(statement, ast.If | ast.Try):
            inner_blocks = [*statement.body, *statement.orelse]
            waiting += [(inner, owner) for inner in reversed(inner_blocks)]
