"""Linear attention, known by its computation: ``phi(q) @ (phi(k)^T @ v)`` and no softmax of scores.

Katharopoulos et al., Transformers are RNNs <https://arxiv.org/abs/2006.16236>, 2020: a feature map of the
keys is multiplied with the values first, that of the queries with the result.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from settled.scan.zoo.attention_shape import is_softmax
from settled.scan.zoo.syntax import Fact, Function, assignments, called, dotted, mentions, walk

_PRODUCT = re.compile(r"matmul\w*|b?mm|einsum|dot_general")
_FEATURE_MAP = re.compile(
    r"\w*feature_?map\w*|\w*kernel_fn|phi|elu|\w*kernel_feature\w*|softmax_kernel", re.IGNORECASE
)
_KEY = re.compile(r"(?:^|[._])(?:k|key|keys|phi_k|k_\w+|key_\w+|\w+_k|\w+_keys?)$", re.IGNORECASE)
_QUERY = re.compile(r"(?:^|[._])(?:q|query|queries|phi_q|q_\w+|query_\w+|\w+_q|\w+_query)$", re.IGNORECASE)
_VALUE = re.compile(r"(?:^|[._])(?:v|val|value|values|v_\w+|value_\w+|\w+_v)$", re.IGNORECASE)


def linear_attention(function: Function) -> Iterator[Fact]:
    """The line that multiplies mapped queries with what mapped keys and values came to, once."""
    calls = [node for node in walk(function) if isinstance(node, ast.Call)]
    if any(is_softmax(dotted(call.func)) and not _is_map(call) for call in calls):
        return
    if len([call for call in calls if _is_map(call)]) < 2:
        return
    states: set[str] = set()
    for names, value in assignments(function):
        for product in (node for node in walk(value) if _is_product(node)):
            if _speaks(product, _QUERY) and (mentions(product, states) or _holds_state(product)):
                yield Fact(value.lineno, "structure", "linear-attention")
                return
        if any(_is_state(node) for node in walk(value)):
            states |= names


def _is_map(node: ast.AST) -> bool:
    return bool(_FEATURE_MAP.fullmatch(called(node)))


def _is_product(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.MatMult)
    return bool(_PRODUCT.fullmatch(called(node)))


def _is_state(node: ast.AST) -> bool:
    """A product of keys and values, without queries."""
    return _is_product(node) and _speaks(node, _KEY) and _speaks(node, _VALUE) and not _speaks(node, _QUERY)


def _holds_state(product: ast.AST) -> bool:
    return any(_is_state(node) for node in walk(product) if node is not product)


def _speaks(node: ast.AST, name: re.Pattern[str]) -> bool:
    return any(
        isinstance(below, ast.Name | ast.Attribute) and name.search(dotted(below)) for below in walk(node)
    )
