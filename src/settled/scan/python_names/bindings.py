"""What one module binds at its top level, read from its syntax tree."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

# Deeper nesting than any module of today's packages has; a hostile one is treated as unreadable.
_PARSE_FAULTS = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(slots=True)
class Bound:
    """A name that a module binds.

    Attributes:
        kind: ``class``, ``def``, ``value`` or ``import``.
        target: dotted name that the value or import refers to, as far as it is one; else empty.
        members: for a class, the lines of the names in its body; ``bases``: its bases, dotted.
    """

    kind: str
    line: int
    target: str = ""
    members: dict[str, int] = field(default_factory=dict)
    bases: tuple[str, ...] = ()


@dataclass(slots=True)
class ModuleBindings:
    """The names of one module.

    Attributes:
        names: everything bound but to ``None``; the last binding counts.
        stars: modules imported with ``*``, in order.
        exported: ``__all__``, if it is written out; ``None`` if there is none or it is computed.
        lazy: name to the submodule (dotted, relative to this module) that provides it on first use.
        loaders: name to the line where a lazy loader of another package is bound to it.
    """

    names: dict[str, Bound] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    exported: frozenset[str] | None = None
    computes_exported: bool = False
    lazy: dict[str, Bound] = field(default_factory=dict)
    loaders: dict[str, int] = field(default_factory=dict)


def read_bindings(content: bytes, module: str, is_package: bool) -> ModuleBindings:
    """The bindings of a module's source; empty where it cannot be parsed.

    Args:
        module: its dotted name, which relative imports start from.
    """
    bindings = ModuleBindings()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except _PARSE_FAULTS:
        return bindings
    package = module if is_package else module.rpartition(".")[0]
    for statement in _top_level(tree.body):
        _read_statement(statement, package, bindings)
    if bindings.computes_exported:
        bindings.exported = None
    return bindings


def _top_level(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a body, with those under ``if``, ``try``, ``with``, ``for`` and ``while``."""
    stack = list(reversed(body))
    while stack:
        statement = stack.pop()
        yield statement
        if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for part in ("finalbody", "orelse", "handlers", "body"):
            inner = getattr(statement, part, [])
            for item in reversed(inner):
                stack.extend(reversed(item.body) if isinstance(item, ast.ExceptHandler) else [item])


def _read_statement(statement: ast.stmt, package: str, bindings: ModuleBindings) -> None:
    match statement:
        case ast.ClassDef():
            members = {name: line for item in statement.body for name, line in _names_of(item)}
            bases = tuple(base for item in statement.bases if (base := _dotted(item)))
            bindings.names[statement.name] = Bound("class", statement.lineno, members=members, bases=bases)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            bindings.names[statement.name] = Bound("def", statement.lineno)
        case ast.Import():
            _read_import(statement, bindings)
        case ast.ImportFrom():
            _read_import_from(statement, package, bindings)
        case ast.Assign():
            for target in statement.targets:
                _read_assignment(target, statement.value, statement.lineno, bindings)
        case ast.AnnAssign():
            # In a stub a bare annotation is the definition.
            value = statement.value or ast.Constant(...)
            _read_assignment(statement.target, value, statement.lineno, bindings)
        case ast.AugAssign(target=ast.Name(id="__all__")):
            bindings.computes_exported = True
        case ast.Expr(value=ast.Call() as call):
            _read_call(call, bindings)
        case _:
            pass


def _names_of(statement: ast.stmt) -> Iterator[tuple[str, int]]:
    if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield statement.name, statement.lineno
    elif isinstance(statement, ast.Assign):
        yield from ((t.id, statement.lineno) for t in statement.targets if isinstance(t, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id, statement.lineno


def _read_import(statement: ast.Import, bindings: ModuleBindings) -> None:
    for alias in statement.names:
        if alias.asname:
            bindings.names[alias.asname] = Bound("import", statement.lineno, alias.name)
        else:
            first = alias.name.partition(".")[0]
            bindings.names.setdefault(first, Bound("import", statement.lineno, first))


def _read_import_from(statement: ast.ImportFrom, package: str, bindings: ModuleBindings) -> None:
    base = _absolute(statement.module or "", statement.level, package)
    for alias in statement.names:
        if alias.name == "*":
            bindings.stars.append(base)
        else:
            name = alias.asname or alias.name
            bindings.names[name] = Bound("import", statement.lineno, f"{base}.{alias.name}".strip("."))


def _absolute(module: str, level: int, package: str) -> str:
    if not level:
        return module
    parts = package.split(".")
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{module}".strip(".")


def _read_assignment(target: ast.expr, value: ast.expr, line: int, bindings: ModuleBindings) -> None:
    match target:
        case ast.Tuple(elts=names):
            values = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(names) else None
            for position, name in enumerate(names):
                _read_assignment(name, values[position] if values else ast.Constant(...), line, bindings)
            _read_attached(names, value, bindings)
        case ast.Name(id="__all__"):
            bindings.exported = _strings(value)
            bindings.computes_exported |= bindings.exported is None
        case ast.Name(id=name):
            # `X = None` stands for a library that is not there; it defines nothing and hides nothing.
            if not (isinstance(value, ast.Constant) and value.value is None):
                bindings.names[name] = Bound("value", line, _dotted(value))
            _read_table(value, bindings)
            if _is_lazy_loader(value):
                bindings.loaders[name] = line
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(submodule))):
            _add_lazy(submodule, value, bindings)
        case _:
            pass


def _read_call(call: ast.Call, bindings: ModuleBindings) -> None:
    """``setattr(module, "keras", Loader(...))`` and ``_import_structure["x"].extend([...])``."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"))):
            bindings.computes_exported = True
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=str(name)), value]):
            if _is_lazy_loader(value):
                bindings.loaders[name] = call.lineno
        case ast.Call(
            func=ast.Attribute(
                value=ast.Subscript(slice=ast.Constant(value=str(submodule))), attr="append" | "extend"
            ),
            args=[added],
        ):
            _add_lazy(submodule, added, bindings)
        case _:
            pass


def _read_table(value: ast.expr, bindings: ModuleBindings) -> None:
    """A table of lazily loaded names: ``{"models.adamw": ["AdamW", ...], ...}``."""
    if isinstance(value, ast.Dict):
        for key, names in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                _add_lazy(key.value, names, bindings)


def _read_attached(targets: Sequence[ast.expr], value: ast.expr, bindings: ModuleBindings) -> None:
    """``__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={"rules": ["Rule"]})``."""
    if isinstance(value, ast.Call) and any(
        isinstance(t, ast.Name) and t.id == "__getattr__" for t in targets
    ):
        for keyword in value.keywords:
            _read_table(keyword.value, bindings)


def _add_lazy(submodule: str, names: ast.expr, bindings: ModuleBindings) -> None:
    if isinstance(names, ast.List | ast.Tuple | ast.Set | ast.Constant):
        for name in _strings(names) or ():
            if name.isidentifier():
                bindings.lazy.setdefault(name, Bound("import", names.lineno, submodule))


def _is_lazy_loader(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and "lazyloader" in _dotted(value.func).replace("_", "").lower()


def _strings(value: ast.expr) -> frozenset[str] | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return frozenset({value.value})
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        words = [item.value for item in value.elts if isinstance(item, ast.Constant)]
        if len(words) == len(value.elts) and all(isinstance(word, str) for word in words):
            return frozenset(str(word) for word in words)
    return None


def _dotted(value: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(value, ast.Attribute):
        parts.append(value.attr)
        value = value.value
    if not isinstance(value, ast.Name):
        return ""
    return ".".join([value.id, *reversed(parts)])
