"""Gated recurrent cells and low-rank adapters, known by what they compute or hold.

Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; Cho et al. <https://arxiv.org/abs/1406.1078>, 2014;
Hu et al., LoRA <https://arxiv.org/abs/2106.09685>, 2021.
"""

from __future__ import annotations

import ast
import re

from settled.scan.zoo.syntax import Function, assignments, called, mentions, walk

_SIGMOIDS = frozenset({"sigmoid", "sigmoid_", "hard_sigmoid", "Sigmoid", "expit", "logistic"})
_TANHS = frozenset({"tanh", "tanh_", "Tanh"})
_PRODUCTS = frozenset({"mul", "multiply"})
_SUMS = frozenset({"add"})
_FEWEST_GATES = 2
_DOWN = re.compile(r"self\.(?:\w+_)?(?:lora_?(?:a|down)|A_lora)(?:_?\w+)?", re.IGNORECASE)
_UP = re.compile(r"self\.(?:\w+_)?(?:lora_?(?:b|up)|B_lora)(?:_?\w+)?", re.IGNORECASE)


def gated_recurrence(function: Function) -> bool:
    """Whether a state is mixed from an older one and a new one by gates, of which there are several."""
    gates: set[str] = set()
    count = 0
    for names, value in assignments(function):
        found = [node for node in walk(value) if called(node) in _SIGMOIDS]
        count += max(len(found), len(names) if found else 0)
        if found and _is_gate(value):
            gates |= names
    if count < _FEWEST_GATES or not any(called(node) in _TANHS for node in walk(function)):
        return False
    return any(_mixes(node, gates) for node in walk(function))


def _is_gate(value: ast.expr) -> bool:
    """Whether a value is nothing but sigmoids, cut in parts maybe."""
    if isinstance(value, ast.Tuple | ast.List):
        return all(_is_gate(part) for part in value.elts)
    if isinstance(value, ast.Subscript):
        return _is_gate(value.value)
    if not isinstance(value, ast.Call):
        return isinstance(value, ast.GeneratorExp | ast.ListComp)
    if called(value) in _SIGMOIDS:
        return True
    inside = [*value.args, *([value.func.value] if isinstance(value.func, ast.Attribute) else [])]
    return called(value) in ("chunk", "split", "map", "unbind", "tuple", "array_split") and any(
        _is_gate(part) or _names_sigmoid(part) for part in inside
    )


def _names_sigmoid(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in _SIGMOIDS


def _mixes(node: ast.AST, gates: set[str]) -> bool:
    """``f * c + i * g``, ``(1 - z) * n + z * h`` or ``n + z * (h - n)``."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        sides = [node.left, node.right]
    elif called(node) in _SUMS and isinstance(node, ast.Call) and len(node.args) == 2:
        sides = node.args
    else:
        return False
    gated = [side for side in sides if _is_gated(side, gates)]
    return len(gated) == 2 or any(_is_gated(side, gates, difference=True) for side in gated)


def _is_gated(node: ast.expr, gates: set[str], difference: bool = False) -> bool:
    """Whether a product has a gate, or what it leaves, as a factor."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        factors = [node.left, node.right]
    elif isinstance(node, ast.Call) and called(node) in _PRODUCTS and len(node.args) == 2:
        factors = node.args
    else:
        return False
    if not any(called(one) in _SIGMOIDS or mentions(one, gates) for one in factors):
        return False
    return not difference or any(
        isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub) and not isinstance(one.left, ast.Constant)
        for one in factors
    )


def low_rank(function: Function, owner: Function | ast.ClassDef) -> bool:
    """Whether a class has the two small matrices of a low-rank adapter, and this function makes them."""
    if not isinstance(owner, ast.ClassDef):
        return False
    names = {name for found, _ in assignments(function) for name in found}
    return any(map(_DOWN.fullmatch, names)) and any(map(_UP.fullmatch, names))
