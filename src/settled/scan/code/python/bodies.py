"""Whether the body of a class or function computes something, or only hands it to a framework's layer."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from settled.scan.code.lexicon import Match
from settled.scan.code.python.vocabulary import Vocabulary
from settled.scan.zoo.syntax import Function, assignments, called, dotted, mentions, walk

_MATHS = frozenset(
    {"exp", "sqrt", "rsqrt", "tanh", "sigmoid", "erf", "maximum", "where", "clip", "clamp", "matmul", "dot",
     "bmm", "einsum", "mul_", "addcmul_", "addcdiv_", "multiply", "greater", "max", "expit", "svd", "mean",
     "var", "std", "moments", "reduce_mean", "fft", "rfft", "rfft2", "lerp_", "_foreach_mul_"}
)  # fmt: skip
_BUILDING = re.compile(r"__init__|__post_init__|setup|build|reset_parameters|extra_repr|__repr__|from_\w+")
# Products in these are numbers of things.
_SIZES = frozenset(
    {"zeros", "ones", "empty", "full", "rand", "randn", "view", "reshape", "expand", "repeat", "range",
     "placeholder",
     "get_variable", "Parameter", "Linear", "Dense", "dense", "linear", "print", "format"}
)  # fmt: skip
_LENGTHS = frozenset({"norm", "vector_norm", "global_norm"})
_SPREADS = frozenset(
    {"mean", "reduce_mean", "var", "std", "moments", "sqrt", "rsqrt", "div", "divide", "truediv"}
)
_ARITHMETIC = (ast.Mult, ast.MatMult, ast.Div, ast.Pow)


def computes(node: Function | ast.ClassDef) -> bool:
    """Whether something is worked out: a product or power of what is not a plain number, or mathematics."""
    return any(_is_maths(below) for function in _running(node) for below in _values(function))


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """All below a node, save what only says how large something is."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if called(current) in _SIZES:
            current = current.func  # type: ignore[attr-defined]
        waiting.extend(ast.iter_child_nodes(current))


def _running(node: Function | ast.ClassDef) -> Iterator[Function]:
    """A function, or the methods of a class that do more than build it."""
    if not isinstance(node, ast.ClassDef):
        yield node
        return
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not _BUILDING.fullmatch(inner.name):
            yield inner


def _is_maths(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, _ARITHMETIC):
        sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
        return not any(isinstance(side, ast.Constant | ast.JoinedStr) for side in sides)
    if isinstance(node, ast.Subscript):  # x[x < 0] = 0
        return isinstance(node.ctx, ast.Store) and isinstance(node.slice, ast.Compare)
    return called(node) in _MATHS


def measures(function: Function) -> bool:
    """Whether a function says how long something is: it takes a length and divides by nothing."""
    nodes = [*walk(function)]
    names = {called(node) for node in nodes}
    divides = any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) for node in nodes)
    return bool(names & _LENGTHS) and not (divides or names & _SPREADS)


def wraps(
    node: Function | ast.ClassDef,
    match: Match,
    vocabulary: Vocabulary,
    is_outside: Callable[[ast.expr], bool],
) -> bool:
    """Whether a body takes the technology from a framework, and does no more to what that gives.

    A class that calls a framework's function (``F.layer_norm``) is a layer of its own; one that holds a
    framework's layer is not, unless it scales what the layer gives.

    Args:
        is_outside: whether what is called may be a framework's.
    """
    is_class = isinstance(node, ast.ClassDef)
    layers = [
        call for call in _calls(node.body)
        if (last := called(call)) and not isinstance(call.func, ast.Call)
        and not (is_class and last[:1].islower())
        and _is_same(vocabulary.by_last_name.get(last, ()), match) and is_outside(call.func)
    ]  # fmt: skip
    return bool(layers) and not (is_class and _scales(node, _names_of(node, layers)))


def _calls(body: Iterable[ast.AST]) -> Iterator[ast.Call]:
    return (below for statement in body for below in walk(statement) if isinstance(below, ast.Call))


def _is_same(those: Iterable[Match], match: Match) -> bool:
    rival = match.rival
    return any(
        (other.rival.field, other.rival.technology) == (rival.field, rival.technology)
        and rival.variant in ("", other.rival.variant)
        for other in those
    )


def _names_of(node: Function | ast.ClassDef, layers: list[ast.Call]) -> set[str]:
    """The attributes that hold the layers."""
    wanted = {id(layer) for layer in layers}
    return {
        name
        for names, value in assignments(node)
        if any(id(below) in wanted for below in walk(value))
        for name in names
    }


def _scales(node: Function | ast.ClassDef, layers: set[str]) -> bool:
    """Whether a product is made of what a layer gives."""
    for function in _running(node):
        given: set[str] = set()
        for names, value in assignments(function):
            below = [*walk(value)]
            if any(_is_product_of(one, layers, given) for one in below):
                return True
            if isinstance(value, ast.Call) and dotted(value.func) in layers:
                given |= names
    return False


def _is_product_of(node: ast.AST, layers: set[str], given: set[str]) -> bool:
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return False
    return any(
        mentions(side, given) or (isinstance(side, ast.Call) and dotted(side.func) in layers)
        for side in (node.left, node.right)
    )
