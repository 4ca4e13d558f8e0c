"""Softmax attention, known by its computation: ``softmax(f(a @ b)) @ c`` within one function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from settled.scan.zoo.syntax import Fact, Function, assignments, called, dotted, mentions, walk

_PRODUCT = re.compile(r"matmul\w*|b?mm|baddbmm|einsum|dot_general")
_SOFTMAX = re.compile(r"(?<!log_)(?<!gumbel_)(?<!log)softmax", re.IGNORECASE)


def is_softmax(name: str) -> bool:
    """Whether a call of this name normalises scores (``nn.functional.softmax``, ``XSoftmax.apply``)."""
    return bool(_SOFTMAX.search(name))


def softmax_attention(function: Function) -> Iterator[Fact]:
    """The line that weights something with the softmax of a product, once."""
    scores: set[str] = set()
    weights: set[str] = set()
    for names, value in assignments(function):
        nodes = list(walk(value))
        softmaxes = [node for node in nodes if isinstance(node, ast.Call) and is_softmax(dotted(node.func))]
        products = [node for node in nodes if _is_product(node)]
        is_weights = any(_of_scores(node, scores) for node in softmaxes)
        if (is_weights and _holds_any(products, softmaxes)) or any(
            mentions(node, weights) for node in products
        ):
            yield Fact(value.lineno, "structure", "softmax-attention")
            return
        if is_weights or mentions(value, weights):
            weights |= names
        elif products or mentions(value, scores):
            scores |= names


def _is_product(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.MatMult)
    return bool(_PRODUCT.fullmatch(called(node)))


def _of_scores(softmax: ast.Call, scores: set[str]) -> bool:
    return mentions(softmax, scores) or any(_is_product(node) for node in walk(softmax))


def _holds_any(outer: list[ast.AST], inner: list[ast.Call]) -> bool:
    """Whether a softmax stands inside a product: ``softmax(q @ k) @ v`` in one expression."""
    wanted = {id(node) for node in inner}
    return any(id(below) in wanted for node in outer for below in walk(node) if below is not node)
