"""Imports: what the names that they bind stand for."""

from __future__ import annotations

import ast

from settled.scan.code.python.reading import Reading
from settled.scan.code.python.values import Reference, Scope, Value
from settled.scan.code.python.vocabulary import Imported, names_bound

# So many lines on which a module's name stands are looked at to find its first use.
_FIRST_LINES = 6


def bind_imports(statement: ast.Import | ast.ImportFrom, scope: Scope, reading: Reading) -> None:
    """Bind the names of an import statement."""
    for name, target, via in names_bound(statement):
        found = reading.vocabulary.imported(target)
        reference = Reference("outside" if found.is_outside else "tree", target, via)
        scope.bind(name, Value((reference,)), statement.lineno)
        look_for(name, found, reading)
    if isinstance(statement, ast.ImportFrom) and any(entry.name == "*" for entry in statement.names):
        module = "." * statement.level + (statement.module or "")
        in_tree = bool(statement.level) or not reading.vocabulary.is_outside(module)
        if (module, in_tree) not in reading.stars:
            reading.stars.append((module, in_tree))


def look_for(name: str, found: Imported, reading: Reading) -> None:
    """Look at the lines of a name that is bound to something that matters."""
    if found.is_wanted:
        reading.places.want(name)
    if found.is_module:
        reading.places.want_rebindings(name)
    if found.modules:
        reading.modules[name] = found.modules
        reading.places.want(name, most=_FIRST_LINES)
