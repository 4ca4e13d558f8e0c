"""Names that a decorator makes public: ``@keras_export("keras.optimizers.AdamW")``."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping

_PARSE_FAULTS = (SyntaxError, ValueError, RecursionError, MemoryError)


def find_export(files: Mapping[str, bytes], name: str) -> tuple[str, int, str] | None:
    """Path, line and own name of the class or function that is exported as ``name``.

    Args:
        name: with the package (``keras.optimizers.AdamW``); decorators may leave the package out.
    """
    spellings = {name, name.partition(".")[2]} - {""}
    quoted = [f"{quote}{word}{quote}".encode() for word in sorted(spellings) for quote in "\"'"]
    for path in sorted(files):
        content = files[path]
        if not path.endswith(".py") or b"_export(" not in content:
            continue
        if any(word in content for word in quoted):
            for line, defined in _exported_in(content, spellings):
                return path, line, defined
    return None


def _exported_in(content: bytes, spellings: set[str]) -> Iterator[tuple[int, str]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except _PARSE_FAULTS:
        return
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef) and any(
            _exports(decorator, spellings) for decorator in statement.decorator_list
        ):
            yield statement.lineno, statement.name


def _exports(decorator: ast.expr, spellings: set[str]) -> bool:
    if not isinstance(decorator, ast.Call):
        return False
    called = decorator.func.attr if isinstance(decorator.func, ast.Attribute) else decorator.func
    name = called.id if isinstance(called, ast.Name) else called
    if not (isinstance(name, str) and name.endswith("_export")):
        return False
    words = (
        node.value
        for argument in decorator.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant)
    )
    return any(word in spellings for word in words if isinstance(word, str))
