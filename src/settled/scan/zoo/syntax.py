"""What a file of a model says, as facts read from its syntax tree; nothing of it is run or imported.

A **fact** is one of

- ``class:NAME``: a class is defined;
- ``call:NAME``: something is called, by its dotted name as written (``nn.LayerNorm``) and, where an import
  tells, as it is in full (``torch.nn.LayerNorm``);
- ``name:NAME``: something is referred to or imported, outside annotations and ``isinstance`` checks (the
  weight initialisation of a model lists layers that it does not have);
- ``config:KEY=VALUE``: a parameter of a configuration class and its default (see ``configuration``);
- ``structure:NAME``: a computation with a known shape (see ``structure``).

Files are hostile: their size and nesting are bounded, and the walk does not recurse.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

# The largest module of any release so far has 230 kB, and a tree takes some hundred times its text.
LIMIT_BYTES = 1_000_000
# The deepest tree of any release so far has 23 levels.
LIMIT_DEPTH = 100
# What stands in these fields is no use of anything (types), or is read where its node is (operators).
_PASSED_OVER = frozenset({"annotation", "returns", "ctx", "op", "ops"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


class UnreadableError(Exception):
    """A file that cannot be parsed; its message is the reason, under which it is counted."""


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that a file says, at a 1-based line; ordered by line."""

    line: int
    kind: str
    text: str


@dataclass(slots=True)
class Scope:
    """A class or function at the top level of a file, or (``name`` empty) the rest of the file.

    Attributes:
        node: its syntax tree.
        mentions: every plain name in it: what of other scopes it may reach.
        facts: what it says, in no order.
    """

    name: str
    node: ast.AST
    mentions: set[str] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)


def parse(content: bytes) -> ast.Module:
    """The syntax tree of a Python file.

    Raises:
        UnreadableError: too large, too deeply nested, not UTF-8, or not Python.
    """
    if len(content) > LIMIT_BYTES:
        raise UnreadableError("file too large")
    try:
        text = content.decode("utf-8-sig")
        with warnings.catch_warnings():  # of invalid escapes in docstrings
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except UnicodeDecodeError as error:
        raise UnreadableError("file not UTF-8") from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableError("file too deeply nested") from error
    except (SyntaxError, ValueError) as error:  # a null byte is a ValueError before Python 3.12
        raise UnreadableError("file not valid Python") from error
    if _depth_exceeds(tree, LIMIT_DEPTH):
        raise UnreadableError("file too deeply nested")
    return tree


def scopes(tree: ast.Module) -> list[Scope]:
    """The file's top-level classes and functions, then what stands outside them, with their facts."""
    aliases = _import_aliases(tree)
    rest = ast.Module(body=[], type_ignores=[])
    found = []
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(_read(Scope(statement.name, statement), aliases))
        else:
            rest.body.append(statement)
    return [*found, _read(Scope("", rest), aliases)]


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for an attribute of an attribute of a name; calls in between are dropped (``a.b().c``).

    Empty where it starts with something that has no name.
    """
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name):
            return ".".join([node.id, *reversed(parts)])
        else:
            return ".".join(reversed(parts))


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, in no useful order, without recursion, annotations and operators."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        for name in _WALKED[type(current)]:
            value = getattr(current, name, None)
            if isinstance(value, list):
                stack.extend([item for item in value if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST):
                stack.append(value)


# A union written where it is asked for would be made anew for each of all nodes.
_CHANGING = (ast.AugAssign, ast.AnnAssign)
_BARE = (ast.Return, ast.Expr)
_REFERRING = (ast.Name, ast.Attribute)


class _Walked(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each kind of node in which others stand, put together when one of the kind comes."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        found = self[kind] = tuple(name for name in kind._fields if name not in _PASSED_OVER)
        return found


# Of the most frequent kinds: a name and a constant hold no node.
_WALKED = _Walked({ast.Name: (), ast.Constant: (), ast.Attribute: ("value",)})


def called(node: ast.AST) -> str:
    """The last part of the name that is called; empty for what is no call."""
    return dotted(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""


def functions(node: ast.AST) -> list[Function]:
    """The functions and methods in a scope, nested ones included."""
    return [below for below in walk(node) if isinstance(below, ast.FunctionDef | ast.AsyncFunctionDef)]


def assignments(function: ast.AST) -> list[tuple[set[str], ast.expr]]:
    """(names assigned, expression) in the order of lines; for a bare or returned expression no names."""
    found: list[tuple[set[str], ast.expr]] = []
    for node in walk(function):
        if isinstance(node, ast.Assign):
            names = {dotted(leaf) for target in node.targets for leaf in _leaves(target)}
            found.append((names, node.value))
        elif isinstance(node, _CHANGING) and node.value is not None:
            found.append(({dotted(node.target)}, node.value))
        elif isinstance(node, _BARE) and node.value is not None:
            found.append((set(), node.value))
    return sorted(found, key=lambda pair: (pair[1].lineno, pair[1].col_offset))


def mentions(value: ast.AST, names: set[str]) -> bool:
    """Whether one of the (dotted) names is referred to in an expression."""
    return bool(names) and any(isinstance(node, _REFERRING) and dotted(node) in names for node in walk(value))


def _leaves(target: ast.expr) -> list[ast.expr]:
    return list(target.elts) if isinstance(target, ast.Tuple | ast.List) else [target]


def _read(scope: Scope, aliases: dict[str, str]) -> Scope:
    checked = _type_checked(scope.node)
    for node in walk(scope.node):
        if isinstance(node, ast.ClassDef):
            scope.facts.append(Fact(node.lineno, "class", node.name))
        elif isinstance(node, ast.Call):
            _add(scope, "call", node.lineno, dotted(node.func), aliases)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            for entry in node.names:
                scope.facts.append(Fact(node.lineno, "name", entry.asname or entry.name))
        elif isinstance(node, ast.Attribute) and id(node) not in checked:
            _add(scope, "name", node.lineno, dotted(node), aliases)
        elif isinstance(node, ast.Name):
            scope.mentions.add(node.id)
            if id(node) not in checked:
                _add(scope, "name", node.lineno, node.id, aliases)
    return scope


def _add(scope: Scope, kind: str, line: int, text: str, aliases: dict[str, str]) -> None:
    if not text:
        return
    scope.facts.append(Fact(line, kind, text))
    head, dot, tail = text.partition(".")
    if head in aliases:
        scope.facts.append(Fact(line, kind, aliases[head] + dot + tail))


def _type_checked(node: ast.AST) -> set[int]:
    """Nodes in the second argument of ``isinstance``: types that are asked for, not used."""
    return {
        id(below)
        for call in walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("isinstance", "issubclass")
        for argument in call.args[1:]
        for below in walk(argument)
    }


def _import_aliases(tree: ast.Module) -> dict[str, str]:
    """What the names bound by absolute imports stand for (``nn``: ``torch.nn``)."""
    found: dict[str, str] = {}
    for node in walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for entry in node.names:
                found[entry.asname or entry.name] = f"{node.module}.{entry.name}"
        elif isinstance(node, ast.Import):
            found.update({entry.asname: entry.name for entry in node.names if entry.asname})
    return found


def _depth_exceeds(tree: ast.AST, limit: int) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(limit):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True
