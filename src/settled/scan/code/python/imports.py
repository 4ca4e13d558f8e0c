"""Imports: what the names that they bind stand for."""

from __future__ import annotations

import ast

from settled.scan.code.python.reading import Reading, member
from settled.scan.code.python.values import Reference, Scope, Value

# So many lines on which a module's name stands are looked at to find its first use.
_FIRST_LINES = 6


def bind_imports(statement: ast.Import | ast.ImportFrom, scope: Scope, reading: Reading) -> None:
    """Bind the names of an import statement."""
    if isinstance(statement, ast.Import):
        for entry in statement.names:
            _bind_module(entry, scope, reading, statement.lineno)
        return
    module = "." * statement.level + (statement.module or "")
    for entry in statement.names:
        if entry.name == "*":
            in_tree = bool(statement.level) or not reading.vocabulary.is_outside(module)
            if (module, in_tree) not in reading.stars:
                reading.stars.append((module, in_tree))
            continue
        target = member(module, entry.name)
        renamed = f" as {entry.asname}" if entry.asname else ""
        via = f"from {module} import {entry.name}{renamed}"
        _bind(entry.asname or entry.name, target, via, scope, reading, statement.lineno)


def _bind_module(entry: ast.alias, scope: Scope, reading: Reading, line: int) -> None:
    if entry.asname:
        _bind(entry.asname, entry.name, f"import {entry.name} as {entry.asname}", scope, reading, line)
    else:  # import a.b.c binds a
        root = entry.name.partition(".")[0]
        _bind(root, root, f"import {entry.name}", scope, reading, line)


def _bind(name: str, target: str, via: str, scope: Scope, reading: Reading, line: int) -> None:
    is_outside, is_wanted, modules = reading.vocabulary.imported(target)
    scope.bind(name, Value((Reference("outside" if is_outside else "tree", target, via),)), line)
    if is_wanted:
        reading.places.want(name)
    if is_outside and target.rpartition(".")[2][:1].islower():  # a module
        reading.places.want_rebindings(name)
    if is_outside and modules:
        reading.modules[name] = modules
        reading.places.want(name, most=_FIRST_LINES)
