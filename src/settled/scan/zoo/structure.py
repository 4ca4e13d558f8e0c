"""Computations that are known by their shape, whatever the class is called.

``T5LayerNorm`` is an RMS norm, and a class ``FooMixer`` may compute softmax attention. The shapes:

- ``softmax-attention``: in one function, a softmax of something computed from a product of two tensors,
  itself multiplied with a third. A router's softmax is of a linear layer and a contrastive loss's is not
  multiplied with anything, so neither is found.
- ``rms-norm``: a class divides by the root of a mean of squares and subtracts no mean.
- ``learned-positions``: a table of parameters assigned to a name that speaks of positions, absolute ones.
- ``sinusoidal-positions``: sines and cosines in a class or function whose name speaks of positions, other
  than rotary ones and time steps.
- ``gated-feed-forward``: in a feed-forward class, an activation times something else (GLU, Shazeer, *GLU
  Variants Improve Transformer* <https://arxiv.org/abs/2002.05202>, 2020).

When not to trust them: a computation spread over several methods (Reformer's hashing attention) or done by
a library call is not seen here; the catalog names those by ``call:`` and ``name:``. A table may be defined
and never used by the default configuration; the catalog's patterns exclude what a default rules out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from settled.scan.zoo.syntax import Fact, Scope, dotted, walk

_PRODUCTS = frozenset({"matmul", "bmm", "baddbmm", "einsum", "dot_general", "mm"})
_SOFTMAX = re.compile(r"(?<!log_)(?<!gumbel_)(?<!log)softmax(?!_?\w*loss)", re.IGNORECASE)
_TABLES = frozenset({"Embedding", "Parameter", "zeros", "randn", "empty"})
_POSITION = re.compile(
    r"(?:^|_)(?:abs_)?pos(?:ition|itional|itions|itional)?(?:_|s?$)|positional|position_emb|^wpe$"
)
_NOT_ABSOLUTE = re.compile(r"rel(?:ative)?_|_rel|bias|distance|query|conv|ids?$|index|freq|mask")
_SPEAKS_OF_POSITIONS = re.compile(r"pos|sinus|sincos", re.IGNORECASE)
_ROTARY_OR_TIME = re.compile(r"rot|rope|time|diffusion|noise", re.IGNORECASE)
_FEED_FORWARD = re.compile(r"mlp|feed_?forward|ffn|expert|dense|glu|intermediate", re.IGNORECASE)
_ACTIVATION = re.compile(
    r"^(?:\w*act(?:ivation)?(?:_fn|_func|2fn)?|gelu\w*|silu|swish|relu\w*|sigmoid)$", re.IGNORECASE
)


def shapes(scope: Scope) -> list[Fact]:
    """The ``structure`` facts of a class or function, at most one of each shape for each function."""
    found = list(_tables(scope))
    for function in _functions(scope.node):
        found += _attention(function)
        if _FEED_FORWARD.search(scope.name):
            found += _gated(function)
    found += _rms_norm(scope)
    found += _sinusoidal(scope)
    return found


def _functions(node: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [below for below in walk(node) if isinstance(below, ast.FunctionDef | ast.AsyncFunctionDef)]


def _attention(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Fact]:
    scores: set[str] = set()
    probabilities: set[str] = set()
    for target, value in _assignments(function):
        holds_softmax = _softmax_of(value, scores)
        if holds_softmax or _mentions(value, probabilities):
            if holds_softmax and _is_weighting(value):
                yield Fact(value.lineno, "structure", "softmax-attention")
                return
            if _product_with(value, probabilities):
                yield Fact(value.lineno, "structure", "softmax-attention")
                return
            probabilities |= target
        elif _has_product(value) or _mentions(value, scores):
            scores |= target


def _assignments(function: ast.AST) -> list[tuple[set[str], ast.expr]]:
    """(names assigned, expression) in the order of lines; for a bare or returned expression no names."""
    found: list[tuple[set[str], ast.expr]] = []
    for node in walk(function):
        if isinstance(node, ast.Assign):
            names = {dotted(leaf) for target in node.targets for leaf in _leaves(target)}
            found.append((names, node.value))
        elif isinstance(node, ast.AugAssign | ast.AnnAssign) and node.value is not None:
            found.append(({dotted(node.target)}, node.value))
        elif isinstance(node, ast.Return | ast.Expr) and node.value is not None:
            found.append((set(), node.value))
    return sorted(found, key=lambda pair: (pair[1].lineno, pair[1].col_offset))


def _leaves(target: ast.expr) -> list[ast.expr]:
    return list(target.elts) if isinstance(target, ast.Tuple | ast.List) else [target]


def _is_product(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.MatMult)
    return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _PRODUCTS


def _is_softmax(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool(_SOFTMAX.search(dotted(node.func).rpartition(".")[2]))


def _has_product(value: ast.expr) -> bool:
    return any(_is_product(node) for node in walk(value))


def _mentions(value: ast.AST, names: set[str]) -> bool:
    return bool(names) and any(
        isinstance(node, ast.Name | ast.Attribute) and dotted(node) in names for node in walk(value)
    )


def _softmax_of(value: ast.expr, scores: set[str]) -> bool:
    return any(
        _is_softmax(node) and (_mentions(node, scores) or any(_is_product(below) for below in walk(node)))
        for node in walk(value)
    )


def _is_weighting(value: ast.expr) -> bool:
    """Whether a softmax stands inside a product (``softmax(q @ k) @ v`` in one expression)."""
    return any(
        _is_product(node) and any(below is not node and _is_softmax(below) for below in walk(node))
        for node in walk(value)
    )


def _product_with(value: ast.expr, probabilities: set[str]) -> bool:
    return any(_is_product(node) and _mentions(node, probabilities) for node in walk(value))


def _rms_norm(scope: Scope) -> Iterator[Fact]:
    if not isinstance(scope.node, ast.ClassDef):
        return
    for function in _functions(scope.node):
        roots = [node.lineno for node in walk(function) if isinstance(node, ast.expr) and _is_root(node)]
        squares = any(_is_mean_of_squares(node) for node in walk(function))
        if roots and squares and not _subtracts_mean(function):
            yield Fact(min(roots), "structure", "rms-norm")
            return


def _called(node: ast.AST) -> str:
    return dotted(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""


def _is_root(node: ast.expr) -> bool:
    return _called(node) in ("rsqrt", "sqrt") or _is_half_power(node)


def _is_half_power(node: ast.expr) -> bool:
    """``torch.pow(mean_squared, -0.5)`` or ``x ** -0.5``."""
    return any(
        isinstance(below, ast.UnaryOp)
        and isinstance(below.operand, ast.Constant)
        and below.operand.value == 0.5
        for below in ast.iter_child_nodes(node)
    ) and (_called(node) == "pow" or isinstance(node, ast.BinOp))


def _is_mean_of_squares(node: ast.AST) -> bool:
    return _called(node) == "mean" and any(
        _called(below) in ("pow", "square")
        or (isinstance(below, ast.BinOp) and isinstance(below.op, ast.Pow))
        for below in walk(node)
    )


def _subtracts_mean(function: ast.AST) -> bool:
    means = {
        name
        for target, value in _assignments(function)
        if _called(value) == "mean" and not _is_mean_of_squares(value)
        for name in target
    }
    return any(
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Sub)
        and (_mentions(node.right, means) or _called(node.right) == "mean")
        for node in walk(function)
    )


def _tables(scope: Scope) -> Iterator[Fact]:
    for node in walk(scope.node):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        if not {_called(below) for below in walk(node.value)} & {"Embedding", "Parameter"}:
            continue
        name = dotted(node.targets[0]).rpartition(".")[2].lower()
        if _POSITION.search(name) and not _NOT_ABSOLUTE.search(name):
            yield Fact(node.lineno, "structure", "learned-positions")


def _sinusoidal(scope: Scope) -> Iterator[Fact]:
    for node in (scope.node, *_functions(scope.node)):
        name = f"{scope.name} {getattr(node, 'name', '')}"
        if not _SPEAKS_OF_POSITIONS.search(name) or _ROTARY_OR_TIME.search(name):
            continue
        calls = [below for below in walk(node) if isinstance(below, ast.Call)]
        lines = {_called(call): call.lineno for call in calls if _called(call) in ("sin", "cos")}
        if len(lines) == 2:
            yield Fact(min(lines.values()), "structure", "sinusoidal-positions")
            return


def _gated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Fact]:
    activated: set[str] = set()
    for target, value in _assignments(function):
        for node in walk(value):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
                sides = [
                    _is_activation(side) or dotted(side) in activated for side in (node.left, node.right)
                ]
                other = node.right if sides[0] else node.left
                if sum(sides) == 1 and not isinstance(other, ast.Constant):
                    yield Fact(node.lineno, "structure", "gated-feed-forward")
                    return
        if _is_activation(value):
            activated |= target


def _is_activation(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Subscript):  # ACT2FN["silu"](x)
        function = function.value
    return bool(_ACTIVATION.match(dotted(function).rpartition(".")[2]))
