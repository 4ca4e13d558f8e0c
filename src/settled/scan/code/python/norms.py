"""Layer norm, known by its computation: each vector less its own mean, divided by its spread; and RMS norm.

Ba et al., Layer Normalization <https://arxiv.org/abs/1607.06450>, 2016. Over another axis it is another norm,
and of a whole array it is how data is prepared: the mean is one over the last axis.
"""

from __future__ import annotations

import ast
import re

from settled.scan.zoo import layer_shapes
from settled.scan.zoo.syntax import Function, assignments, called, mentions, walk

_LAYER = re.compile(r"call|_*norm\w*")
_ROOTS = frozenset({"sqrt", "rsqrt"})
_FUNCTION = re.compile(r"_*(?:layer_?)?norm(?:_?\d)?|_*ln")
_SHORT = re.compile(r"_*ln")
_CLASS = re.compile(r"(?:Layer|^)Norm(?:alization)?(?:\dd)?$|LN$")
_MEANS = frozenset({"mean", "reduce_mean", "moments"})
_SPREADS = frozenset({"std", "var", "sqrt", "rsqrt", "pow", "reduce_std", "reduce_variance"})
_AXES = frozenset({"axis", "dim", "axes"})


def layer_norm(function: Function, owner: Function | ast.ClassDef) -> bool:
    """Whether a function that is called a norm takes the mean over the last axis away, and the spread."""
    if not (_FUNCTION.fullmatch(function.name) or _CLASS.search(owner.name)):
        return False
    defaults = _axis_defaults(function, -1)
    if _SHORT.fullmatch(function.name):  # of vectors in rows
        defaults |= _axis_defaults(function, 1)
    means: set[str] = set()
    nodes = [*walk(function)]
    for names, value in assignments(function):
        calls = [node for node in walk(value) if isinstance(node, ast.Call)]
        if any(called(call) in _MEANS and _is_last(call, defaults) for call in calls):
            means |= names
    centred = any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and mentions(node.right, means)
        for node in nodes
    )
    return centred and any(called(node) in _SPREADS for node in nodes)


def rms_norm(function: Function) -> bool:
    """Whether a layer divides by the root of the mean of squares, in the words of PyTorch or TensorFlow."""
    if next(layer_shapes.rms_norm(function), None) is not None:
        return True
    if not _LAYER.fullmatch(function.name):
        return False
    means = [node for node in walk(function) if called(node) == "reduce_mean"]
    if not any(map(_is_square, means)) or not any(called(node) in _ROOTS for node in walk(function)):
        return False
    centres = {
        name
        for names, value in assignments(function)
        if called(value) == "reduce_mean" and not _is_square(value)
        for name in names
    }
    return not any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and mentions(node.right, centres)
        for node in walk(function)
    )


def _is_square(mean: ast.AST) -> bool:
    """Whether a mean is one of plain squares."""
    return any(
        called(below) == "square" and not any(isinstance(one, ast.Sub) for one in ast.walk(below))
        for below in walk(mean)
    )


def _axis_defaults(function: Function, axis: int) -> set[str]:
    """Parameters of a function that are this axis unless another is given."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(reversed(positional), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {argument.arg for argument, default in pairs if default is not None and _is_axis(default, axis)}


def _is_last(call: ast.Call, defaults: set[str]) -> bool:
    given = [word.value for word in call.keywords if word.arg in _AXES] or call.args[:2]
    return any(_is_axis(one, -1) or (isinstance(one, ast.Name) and one.id in defaults) for one in given)


def _is_axis(node: ast.expr, axis: int) -> bool:
    if isinstance(node, ast.Tuple | ast.List):
        return len(node.elts) == 1 and _is_axis(node.elts[0], axis)
    if axis >= 0:
        return isinstance(node, ast.Constant) and node.value == axis
    return (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        and isinstance(node.operand, ast.Constant) and node.operand.value == -axis
    )  # fmt: skip
