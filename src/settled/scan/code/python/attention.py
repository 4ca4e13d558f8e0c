"""Softmax attention, known by its computation, in the forms that it takes in code.

``softmax(q k) v`` within one function; a softmax that the class holds as a layer (``self.attend``); weights
that are summed over instead of multiplied (additive attention); projected queries, keys and values that are
handed to a framework's attention by what is called attention itself.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from settled.scan.zoo.attention_shape import is_softmax
from settled.scan.zoo.syntax import Function, assignments, called, dotted, mentions, walk

Owner = Function | ast.ClassDef

_NAME = re.compile(r"att(?:n|ention|end)|(?:^|_)mha|mhsa|sdpa", re.IGNORECASE)
_PRODUCT = re.compile(r"matmul\w*|b?mm|baddbmm|einsum|dot_general|batch_matmul|batch_dot")
_DOT = re.compile(r"dot|tensordot|Dot")
_ATTENTION = re.compile(r"[Aa]tt(?:n|ention)(?!\w*(?:Loss|Map|Entropy|Distill))")
# Of these a softmax is taken where attention is made linear.
_MAPPED = re.compile(r"(?:self\.)?(?:q|k|query|queries|keys?|[qk]_\w+|\w+_[qk])", re.IGNORECASE)
_RECTIFIERS = frozenset({"relu", "leaky_relu", "leakyrelu"})
_SUM = re.compile(r"(?:reduce_)?sum")
_HANDED = re.compile(
    r"scaled_dot_product_\w*attention|flash_attn\w*|memory_efficient_attention|xformers_attention"
)
_PROJECTED = re.compile(r"Linear|Dense|Conv[12]d|DenseGeneral|QKVLinear|QKVParallelLinear", re.IGNORECASE)
_PROJECTIONS = re.compile(
    r"(?:^|[._])\w*(?:qkv|q_?k_?v|query|key|kv|c_attn|in_proj|w_?[qk]|[qk]_?proj|to_[qk]\w*)\w*$", re.I
)
_SCALES = re.compile(r"channel|kernel|split|branch|select|route|expert|gate", re.IGNORECASE)


def attends(function: Function, owner: Owner) -> bool:
    """Whether a function weights something with the softmax of how well a query matches.

    Of a class that is called attention it is enough that the weights are made: what calls it may sum.
    """
    is_named = bool(_NAME.search(function.name) or _NAME.search(owner.name))
    scales = _SCALES.search(owner.name)
    compares = is_named and not scales and _compares(function)
    is_whole = not scales and isinstance(owner, ast.ClassDef) and bool(_ATTENTION.search(owner.name))
    layers = _softmax_layers(owner)
    scores: set[str] = set()
    weights: set[str] = set()
    for names, value in assignments(function):
        nodes = [*walk(value)]
        products = [node for node in nodes if _is_product(node, is_named)]
        is_scored = bool(products) or mentions(value, scores)
        if any(_weights_something(node, weights) for node in products):
            return True
        if (scores or compares) and _sums(nodes, weights):
            return True
        softmaxes = [node for node in nodes if _is_softmax(node, layers)]
        if not is_named:
            softmaxes = [node for node in softmaxes if mentions(node, scores) or _holds_product(node)]
        if softmaxes and any(_contains(product, softmaxes) for product in products):
            return True
        if is_whole and any(compares or mentions(one, scores) or _holds_product(one) for one in softmaxes):
            return True
        if (softmaxes and not any(map(_MAPPED.fullmatch, names))) or mentions(value, weights):
            weights |= names
        elif is_scored:
            scores |= names
    return False


def _compares(function: Function) -> bool:
    """Whether a query is held against keys by adding them: ``tanh(q + k)``, ``relu(q + k)``."""
    return any(
        name == "tanh" or (name in _RECTIFIERS and any(map(_is_sum_of_two, node.args)))
        for node in walk(function)
        if isinstance(node, ast.Call) and (name := called(node))
    )


def _is_sum_of_two(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
        and not isinstance(node.left, ast.Constant) and not isinstance(node.right, ast.Constant)
    )  # fmt: skip


def _weights_something(product: ast.AST, weights: set[str]) -> bool:
    """Whether weights are multiplied with something that is not made of them."""
    if not mentions(product, weights):
        return False
    if isinstance(product, ast.BinOp):
        factors = [product.left, product.right]
    elif isinstance(product, ast.Call):
        factors = [one for one in product.args if not isinstance(one, ast.Constant)]
        if len(factors) == 1 and isinstance(product.func, ast.Attribute):  # weights.mm(v)
            factors.append(product.func.value)
    return not all(mentions(one, weights) for one in factors)


def _is_product(node: ast.AST, is_named: bool) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.MatMult)
    name = called(node)
    return bool(_PRODUCT.fullmatch(name) or (is_named and _DOT.fullmatch(name)))


def _is_softmax(node: ast.AST, layers: frozenset[str]) -> bool:
    return isinstance(node, ast.Call) and (is_softmax(dotted(node.func)) or dotted(node.func) in layers)


def _holds_product(softmax: ast.AST) -> bool:
    return any(_is_product(node, is_named=False) for node in walk(softmax))


def _contains(product: ast.AST, softmaxes: list[ast.AST]) -> bool:
    wanted = {id(node) for node in softmaxes}
    return any(id(below) in wanted for below in walk(product) if below is not product)


def _sums(nodes: list[ast.AST], weights: set[str]) -> bool:
    """Whether a sum is taken over what is multiplied with weights."""
    return bool(weights) and any(
        isinstance(below, ast.BinOp) and isinstance(below.op, ast.Mult) and _weighted(below, weights)
        for node in nodes
        if _SUM.fullmatch(called(node))
        for below in walk(node)
    )


def _weighted(product: ast.BinOp, weights: set[str]) -> bool:
    return mentions(product.left, weights) != mentions(product.right, weights)


@lru_cache(maxsize=1)  # the methods of a class are asked about one after the other
def _softmax_layers(owner: Owner) -> frozenset[str]:
    """Attributes of a class that are a softmax, or one in a row of layers."""
    maker = next(
        (one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None
    )
    if not isinstance(owner, ast.ClassDef) or maker is None:
        return frozenset()
    return frozenset(
        name
        for names, value in assignments(maker)
        if any(
            isinstance(node, ast.Name | ast.Attribute) and is_softmax(dotted(node)) for node in walk(value)
        )
        for name in names
        if name.startswith("self.")
    )


def hands_on(function: Function, owner: Owner) -> bool:
    """Whether what is called attention projects queries and keys itself and a framework attends."""
    if not (_NAME.search(owner.name) or _NAME.search(function.name)):
        return False
    nodes = [*walk(function)]
    if not any(_HANDED.fullmatch(called(node)) for node in nodes):
        return False
    return any(
        any(_PROJECTIONS.search(name) for name in names)
        and any(_PROJECTED.search(called(node)) for node in walk(value))
        for names, value in assignments(owner)
    )
