"""Parameters of configuration classes, with their defaults.

A default tells what a model is built with where its code offers several ways
(``position_embedding_type="absolute"`` beside code for relative positions). Older classes have them as
parameters of ``__init__``, newer ones as annotated attributes.
"""

from __future__ import annotations

import ast

from settled.scan.zoo.syntax import Fact, Scope, dotted

# Longer defaults are lists of layers; patterns only ask what they hold, not how often.
_LIMIT_CHARACTERS = 400


def is_configuration(scope: Scope) -> bool:
    """Whether the scope is a class of parameters: its name or that of a base ends with ``Config``."""
    node = scope.node
    if not isinstance(node, ast.ClassDef):
        return False
    names = [node.name, *(dotted(base).rpartition(".")[2] for base in node.bases)]
    return any(name.endswith("Config") for name in names)


def parameters(node: ast.ClassDef) -> list[Fact]:
    """The class's parameters as ``config`` facts, ``KEY=VALUE``; what has no constant default is ``KEY=``.

    Lists are written ``a,b``; ``None``, ``True`` and numbers as in Python; strings without quotes.
    """
    found: list[Fact] = []
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found.append(_fact(statement.target.id, statement.value, statement.lineno))
        elif isinstance(statement, ast.Assign):
            found += [
                _fact(target.id, statement.value, statement.lineno)
                for target in statement.targets
                if isinstance(target, ast.Name)
            ]
        elif isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            found += _arguments(statement.args)
            found += _super_keywords(statement)
            found += _set_constants(statement)
    return found


def _arguments(arguments: ast.arguments) -> list[Fact]:
    named = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(named) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = [
        *zip(named, defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return [
        _fact(argument.arg, default, argument.lineno) for argument, default in pairs if argument.arg != "self"
    ]


def _super_keywords(init: ast.FunctionDef) -> list[Fact]:
    """Constants handed to the base's ``__init__`` (``super().__init__(is_encoder_decoder=True)``)."""
    return [
        _fact(keyword.arg, keyword.value, keyword.value.lineno)
        for node in ast.walk(init)
        if isinstance(node, ast.Call) and dotted(node.func) == "super.__init__"
        for keyword in node.keywords
        if keyword.arg and isinstance(keyword.value, ast.Constant)
    ]


def _set_constants(init: ast.FunctionDef) -> list[Fact]:
    """Constants that ``__init__`` sets whatever it was given (``self.is_encoder_decoder = True``)."""
    return [
        _fact(target.attr, node.value, node.lineno)
        for node in init.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Attribute) and dotted(target.value) == "self"
    ]


def _fact(key: str, value: ast.expr | None, line: int) -> Fact:
    return Fact(line, "config", f"{key}={_written(value)}")


def _written(value: ast.expr | None) -> str:
    if isinstance(value, ast.Constant) and not isinstance(value.value, bytes):
        return str(value.value)[:_LIMIT_CHARACTERS]
    if (
        isinstance(value, ast.UnaryOp)
        and isinstance(value.op, ast.USub)
        and isinstance(value.operand, ast.Constant)
    ):
        return f"-{_written(value.operand)}"
    if isinstance(value, ast.List | ast.Tuple):
        return ",".join(_written(item) for item in value.elts[:50])[:_LIMIT_CHARACTERS]
    if isinstance(value, ast.Call):  # interval(min=0)(default=0.02), field(default=...)
        given = [keyword.value for keyword in value.keywords if keyword.arg == "default"]
        return _written(given[0]) if given else ""
    return ""
