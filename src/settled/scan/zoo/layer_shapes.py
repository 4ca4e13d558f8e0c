"""RMS norms and feed-forward layers, known by their computation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from settled.scan.zoo.syntax import Fact, Function, assignments, called, dotted, mentions, walk

_FORWARD = re.compile(r"forward|call|_*norm\w*")
_FEED_FORWARD = re.compile(r"mlp|feed_?forward|ffn|expert|dense|glu|intermediate", re.IGNORECASE)
_LAYER = re.compile(r"(?:Layer|Block)$")
_ACTIVATION = re.compile(
    r"\w*act(?:ivation)?(?:_fn|_func|2fn)?|gelu\w*|silu|swish|relu\w*|sigmoid", re.IGNORECASE
)

# What an output is scaled by afterwards: an expert's share, a layer's scale.
_NO_GATE = re.compile(r"weight|prob|score|scale|mask|gamma|lambda", re.IGNORECASE)


def rms_norm(function: Function) -> Iterator[Fact]:
    """The root of a mean of squares from which no mean was subtracted, in what computes a class's output."""
    if not _FORWARD.fullmatch(function.name):
        return
    nodes = list(walk(function))
    roots = [node.lineno for node in nodes if isinstance(node, ast.expr) and _is_root(node)]
    if roots and any(_is_mean_of_squares(node) for node in nodes) and not _subtracts_mean(function):
        yield Fact(min(roots), "structure", "rms-norm")


def feed_forward(scope_name: str, function: Function) -> Iterator[Fact]:
    """``gated-feed-forward`` where an activation is multiplied with something else, else ``plain-``."""
    is_feed_forward = bool(_FEED_FORWARD.search(scope_name))
    if not is_feed_forward and not _LAYER.search(scope_name):
        return
    activated: set[str] = set()
    plain = None
    for names, value in assignments(function):
        for node in walk(value):
            if is_feed_forward and _is_gate(node, activated):
                yield Fact(value.lineno, "structure", "gated-feed-forward")
                return
            if plain is None and _is_activation(node):
                plain = Fact(value.lineno, "structure", "plain-feed-forward")
        if _is_activation(value):
            activated |= names
    if plain is not None:
        yield plain


def _is_gate(node: ast.AST, activated: set[str]) -> bool:
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return False
    left, right = (_is_activation(side) or dotted(side) in activated for side in (node.left, node.right))
    other = node.right if left else node.left
    return left != right and not isinstance(other, ast.Constant) and not _NO_GATE.search(dotted(other))


def _is_activation(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Subscript):  # ACT2FN["silu"](x)
        function = function.value
    return bool(_ACTIVATION.fullmatch(dotted(function).rpartition(".")[2]))


def _is_root(node: ast.expr) -> bool:
    """``rsqrt(x)``, ``sqrt(x)``, ``pow(x, -0.5)`` or ``x ** -0.5``."""
    if called(node) in ("rsqrt", "sqrt"):
        return True
    takes_power = called(node) == "pow" or isinstance(node, ast.BinOp)
    return takes_power and any(
        isinstance(below, ast.UnaryOp)
        and isinstance(below.operand, ast.Constant)
        and below.operand.value == 0.5
        for below in ast.iter_child_nodes(node)
    )


def _is_mean_of_squares(node: ast.AST) -> bool:
    return called(node) == "mean" and any(
        called(below) in ("pow", "square") or (isinstance(below, ast.BinOp) and isinstance(below.op, ast.Pow))
        for below in walk(node)
    )


def _subtracts_mean(function: Function) -> bool:
    means = {
        name
        for names, value in assignments(function)
        if called(value) == "mean" and not _is_mean_of_squares(value)
        for name in names
    }
    return any(
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Sub)
        and (mentions(node.right, means) or called(node.right) == "mean")
        for node in walk(function)
    )
