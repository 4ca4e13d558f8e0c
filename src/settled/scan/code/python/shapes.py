"""Own implementations that are known by what they compute, whatever they are called."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from settled.scan.code.python.activations import gelu, silu
from settled.scan.code.python.attention import Owner, attends, hands_on
from settled.scan.code.python.gates import gated_recurrence, low_rank
from settled.scan.code.python.linear_attention import linear_attention
from settled.scan.code.python.norms import layer_norm, rms_norm
from settled.scan.code.python.places import Places
from settled.scan.code.python.reading import number_of
from settled.scan.zoo.syntax import Function, walk

_PRODUCTS = (b"matmul", b"bmm", b"mm", b"baddbmm", b"einsum", b"dot_general", b"batch_matmul")


class _Shape(NamedTuple):
    """How a shape is found.

    Attributes:
        find: whether a function, of a class or (the same twice) of none, computes it.
        marks: one of these stands in any function that computes it, as part of a word too.
        beside: of each of these sets one stands there as well.
        is_spread: they may stand anywhere in the class.
        in_classes: a function of no class is never one.
    """

    find: Callable[[Function, Owner], bool]
    marks: tuple[bytes, ...]
    beside: tuple[tuple[bytes, ...], ...]
    is_spread: bool = False
    in_classes: bool = False


_SHAPES = {
    "softmax-attention": _Shape(attends, (b"softmax",), ((*_PRODUCTS, b"@"),), is_spread=True),
    "weighted-attention": _Shape(
        attends, (b"softmax",), ((b"atten", b"attn"), (b"sum(", b"dot(")), is_spread=True
    ),
    "projected-attention": _Shape(
        hands_on,
        (b"dot_product_attention", b"flash_attn", b"efficient_attention", b"xformers_attention"),
        ((b"linear(", b"dense(", b"conv", b"dense_general("),),
        is_spread=True,
    ),
    "linear-attention": _Shape(
        lambda function, _: next(linear_attention(function), None) is not None,
        (b".elu(", b" elu(", b"(elu(", b"feature_map", b"featuremap", b"phi(", b"kernel_f"),
        ((*_PRODUCTS, b"@"),),
    ),
    "rms-norm": _Shape(
        lambda function, _: rms_norm(function),
        (b"def forward", b"def call", b"def norm", b"def _norm"),
        ((b"mean(",), (b"sqrt(", b"-0.5"), (b"pow(", b"**", b"square(")),
        in_classes=True,
    ),
    "layer-norm": _Shape(
        layer_norm,
        (b"mean(", b"moments("),
        (
            (b"sqrt", b"std(", b"var("),
            (
                b"def norm", b"def _norm", b"def ln", b"def _ln", b"class norm", b"class ln",
                b"layernorm", b"layer_norm",
            ),
        ),
        is_spread=True,
    ),
    "gelu": _Shape(lambda function, _: gelu(function), (b"erf(", b"0.044715", b"1.702"), ((b"*", b"mul"),)),
    "silu": _Shape(lambda function, _: silu(function), (b"sigmoid(",), ((b"*", b"mul"),)),
    "gated-recurrence": _Shape(
        lambda function, _: gated_recurrence(function), (b"sigmoid",), ((b"tanh",), (b"*", b"mul"))
    ),
    "low-rank-adapter": _Shape(
        low_rank,
        (b"lora_a", b"lora_down", b"loraa", b"a_lora"),
        ((b"lora_b", b"lora_up", b"lorab", b"b_lora"),),
        in_classes=True,
    ),
}  # fmt: skip
# What a lambda may compute: these are found in statements at the top of a module, too.
_IN_LAMBDAS: dict[str, Callable[[ast.Lambda], bool]] = {"gelu": gelu, "silu": silu}


def marked(
    content: bytes, wanted: frozenset[str], places: Places, ends: Sequence[int] | None = None
) -> Places | None:
    """The lines without which no shape is computed; ``None``: there are none.

    Args:
        content: in lower case.
        ends: where in it marks may end, as far as that is known.
    """
    known = [mark for name, shape in _SHAPES.items() if name in wanted for mark in shape.marks]
    starts = _starts_of(known, content, ends)
    marks: set[bytes] = set()
    for name, shape in _SHAPES.items():
        found = starts.keys() & shape.marks if name in wanted else ()
        if found and all(any(word in content for word in words) for words in shape.beside):
            marks |= {*found}
    if not marks:
        return None
    lines = places.without_lines()
    for mark in marks:
        lines.add(starts[mark])
    return lines


def _starts_of(marks: Sequence[bytes], content: bytes, ends: Sequence[int] | None) -> dict[bytes, list[int]]:
    """Where each of the marks that stand in a content does."""
    found: dict[bytes, list[int]] = {}
    if ends is None:
        for mark in (mark for mark in marks if mark in content):
            found[mark] = [place.start() for place in re.finditer(re.escape(mark), content)]
        return found
    for end in ends:
        for mark in marks:
            if content.endswith(mark, 0, end):
                found.setdefault(mark, []).append(end - len(mark))
    return found


def shapes_of(tree: ast.Module, wanted: frozenset[str], lines: Places) -> dict[int, list[str]]:
    """The shapes by the number of the class, or of the function in no class, that computes them.

    Args:
        wanted: names of shapes; those that are not known here are passed over.
        lines: the marked ones.
    """
    found: dict[int, list[str]] = {}
    shapes = {name: shape for name, shape in _SHAPES.items() if name in wanted}
    latest: Owner | None = None
    possible: dict[str, _Shape] = {}
    for function, owner in _functions(tree, lines):
        if owner is not latest:
            latest, possible = owner, _held(shapes, lines.lowered(owner.lineno, owner.end_lineno))
        if possible:
            known = found.setdefault(number_of(owner), [])
            known += _computed(function, owner, possible, known, lines)
    return {number: names for number, names in found.items() if names}


def _computed(
    function: Function, owner: Owner, possible: Mapping[str, _Shape], known: Sequence[str], lines: Places
) -> Iterator[str]:
    """The shapes that a function computes, of those whose words its class or itself holds."""
    tried = {possible[name].find for name in known}
    held = _held(possible, lines.lowered(function.lineno, function.end_lineno))
    for name, shape in possible.items():
        if shape.find in tried or (shape.in_classes and function is owner):
            continue
        if shape.is_spread or name in held:
            tried.add(shape.find)
            if shape.find(function, owner):
                yield name


def _held(shapes: Mapping[str, _Shape], text: bytes) -> dict[str, _Shape]:
    """The shapes whose words stand in a text."""
    return {
        name: shape
        for name, shape in shapes.items()
        if all(any(word in text for word in words) for words in (shape.marks, *shape.beside))
    }


def lambdas_of(tree: ast.Module, wanted: frozenset[str], lines: Places) -> list[tuple[int, str]]:
    """(line, shape) of what lambdas compute in statements at the top of a module.

    Args:
        wanted, lines: as of :func:`shapes_of`.
    """
    finders = {name: find for name, find in _IN_LAMBDAS.items() if name in wanted}
    return [
        (node.lineno, name)
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr)
        and lines.touch(statement.lineno, statement.end_lineno or statement.lineno)
        for node in walk(statement)
        if isinstance(node, ast.Lambda)
        for name, find in finders.items()
        if find(node)
    ]


def _functions(tree: ast.Module, lines: Places) -> Iterator[tuple[Function, Function | ast.ClassDef]]:
    """Functions that are in no other one, with the class that each is a method of, or itself."""
    waiting: list[tuple[ast.stmt, ast.ClassDef | None]] = [
        (statement, None) for statement in reversed(tree.body)
    ]
    while waiting:
        statement, owner = waiting.pop()
        # of a class with a mark all methods: one may hold as a layer what another calls
        if owner is None and not lines.touch(statement.lineno, statement.end_lineno or statement.lineno):
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement, owner or statement
        elif isinstance(statement, ast.ClassDef):
            waiting += [(inner, statement) for inner in reversed(statement.body)]
        elif isinstance(statement, ast.If | ast.Try):
            inner_blocks = [*statement.body, *statement.orelse]
            waiting += [(inner, owner) for inner in reversed(inner_blocks)]
