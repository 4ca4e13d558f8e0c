"""Activations, known by their computation: ``x * sigmoid(x)`` and the two forms of a Gaussian error unit.

Ramachandran et al., Searching for Activation Functions <https://arxiv.org/abs/1710.05941>, 2017; Hendrycks
and Gimpel, Gaussian Error Linear Units <https://arxiv.org/abs/1606.08415>, 2016.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from settled.scan.zoo.syntax import assignments, called, dotted, mentions, walk

# The cubic term of the approximation by tanh, and the slope of the one by a sigmoid.
_CUBIC, _SLOPE = 0.044715, 1.702
_PRODUCTS = frozenset({"mul", "mul_", "multiply"})
_SIGMOIDS = frozenset({"sigmoid", "sigmoid_", "Sigmoid", "expit"})


def silu(node: ast.AST) -> bool:
    """Whether something is multiplied with its own sigmoid."""
    return any(slope is None for slope in _own_sigmoids(node))


def gelu(node: ast.AST) -> bool:
    """Whether something is multiplied with the Gaussian distribution function of itself."""
    if any(slope == _SLOPE for slope in _own_sigmoids(node)):
        return True
    shares: dict[str, ast.expr] = {}
    for names, value in _values(node):
        for product in (below for below in walk(value) if _is_product(below)):
            factors = [*_factors(product)]
            inner = [factor for factor in factors if _is_gaussian(factor)]
            inner += [shares[name] for factor in factors if (name := dotted(factor)) in shares]
            if any(_is_of(factor, share) for share in inner for factor in factors):
                return True
        if len(names) == 1 and _is_gaussian(value):
            shares[next(iter(names))] = value
    return False


def _values(node: ast.AST) -> list[tuple[set[str], ast.expr]]:
    return [(set(), node.body)] if isinstance(node, ast.Lambda) else assignments(node)


def _own_sigmoids(node: ast.AST) -> Iterator[float | None]:
    """Of each name multiplied with its own sigmoid, the plain number in between."""
    sigmoids: dict[str, tuple[str, float | None]] = {}
    for names, value in _values(node):
        for product in (below for below in walk(value) if _is_product(below)):
            for one, other in _sides(product):
                given = _sigmoid_of(other) or sigmoids.get(dotted(other))
                if given and given[0] == _plain(one):
                    yield given[1]
        if len(names) == 1 and (given := _sigmoid_of(value)) and given[0] not in names:
            sigmoids[next(iter(names))] = given
        elif names & sigmoids.keys():
            sigmoids = {name: given for name, given in sigmoids.items() if name not in names}


def _is_product(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mult) or (
            isinstance(node.op, ast.Div) and _is_one_plus_exp(node.right)
        )
    return called(node) in _PRODUCTS


def _sides(product: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """The two factors, either way round."""
    if isinstance(product, ast.BinOp):
        one, other = product.left, product.right
    elif isinstance(product, ast.Call) and len(product.args) == 2:
        one, other = product.args
    elif isinstance(product, ast.Call) and len(product.args) == 1 and isinstance(product.func, ast.Attribute):
        one, other = product.func.value, product.args[0]
    else:
        return []
    return [(one, other), (other, one)]


def _sigmoid_of(node: ast.expr) -> tuple[str, float | None] | None:
    """The name of which a sigmoid is taken, and the number that it is multiplied with first."""
    if _is_one_plus_exp(node):  # x / (1 + exp(-x))
        inner = node.right if isinstance(node, ast.BinOp) else node
        argument = inner.args[0] if isinstance(inner, ast.Call) and inner.args else None
        return _scaled(argument.operand) if isinstance(argument, ast.UnaryOp) else None
    if not isinstance(node, ast.Call) or called(node) not in _SIGMOIDS:
        return None
    if node.args:
        return _scaled(node.args[0])
    return _scaled(node.func.value) if isinstance(node.func, ast.Attribute) else None


def _scaled(node: ast.expr) -> tuple[str, float | None] | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for one, other in _sides(node):
            if (name := _plain(one)) and isinstance(other, ast.Constant) and isinstance(other.value, float):
                return name, other.value
            if (name := _plain(one)) and isinstance(other, ast.Name | ast.Attribute):
                return name, None
    return (name, None) if (name := _plain(node)) else None


def _plain(node: ast.expr) -> str:
    return dotted(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def _is_one_plus_exp(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
        and isinstance(node.left, ast.Constant) and node.left.value == 1 and called(node.right) == "exp"
    )  # fmt: skip


def _factors(product: ast.AST) -> Iterator[ast.expr]:
    waiting = [product]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            waiting += [node.left, node.right]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            waiting.append(node.left)
        elif called(node) in _PRODUCTS and (sides := _sides(node)):
            waiting += sides[0]
        elif isinstance(node, ast.expr):
            yield node


def _is_gaussian(node: ast.AST) -> bool:
    """Whether the error function stands in it, or its approximation by tanh."""
    below = [*walk(node)]
    if any(called(one) in ("erf", "Erf") for one in below):
        return True
    is_cubic = any(isinstance(one, ast.Constant) and one.value == _CUBIC for one in below)
    return is_cubic and any(called(one) in ("tanh", "Tanh") for one in below)


def _is_of(factor: ast.expr, share: ast.expr) -> bool:
    name = _plain(factor)
    return bool(name) and not _is_gaussian(factor) and mentions(share, {name})
