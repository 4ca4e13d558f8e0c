"""setup.py: requirements written as literals, found in its syntax tree; it is never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from settled.scan.code.config.selections import in_order
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, selections
from settled.scan.code.manifests.requirements import name_of
from settled.scan.code.python import read as read_python
from settled.scan.code.python.parsing import UnreadableError, parse

_REQUIRING = frozenset({"install_requires", "tests_require", "extras_require", "setup_requires"})
_MOST_NAMES_FOLLOWED = 5

_Values = dict[str, list[ast.expr]]


def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What setup.py requires, beside what any Python file shows."""
    return in_order([*_required(content, lexicon), *read_python(content, lexicon)])


def _required(content: bytes, lexicon: Lexicon) -> list[Fact]:
    try:
        tree = parse(content).tree
        return list(selections(declared(tree), lexicon))
    except (UnreadableError, RecursionError, MemoryError):
        return []  # the reader of Python says so


def declared(tree: ast.Module) -> Iterator[Declared]:
    """Requirements in the arguments of a call, or in a dictionary that is handed to it.

    Lists may be bound to a name, in a dictionary (``extras["test"] = [...]``), and added to one another.
    """
    values = _bound(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in _REQUIRING:
                    yield from _listed(keyword.arg, keyword.value, values)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in _REQUIRING:
                    yield from _listed(str(key.value), value, values)


def _bound(tree: ast.Module) -> _Values:
    """What names are bound to, and extended by, in the module."""
    found: _Values = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                owner = target.value if isinstance(target, ast.Subscript) else target
                if isinstance(owner, ast.Name):
                    found.setdefault(owner.id, []).append(node.value)
        elif (
            isinstance(node, (ast.AugAssign, ast.AnnAssign))
            and node.value is not None
            and isinstance(node.target, ast.Name)
        ):
            found.setdefault(node.target.id, []).append(node.value)
    return found


def _listed(argument: str, value: ast.expr, values: _Values) -> Iterator[Declared]:
    for line, requirement in _strings(value, values, 0):
        if name := name_of(requirement):
            yield Declared(name, line, f"setup.py {argument}", build=argument == "setup_requires")


def _strings(node: ast.expr, values: _Values, followed: int) -> Iterator[tuple[int, str]]:
    """The string literals of a list, a dictionary's values, a sum of them, or what a name is bound to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for offset, text in enumerate(node.value.split("\n")):
            yield node.lineno + offset, text
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        for item in node.elts:
            yield from _strings(item, values, followed)
    elif isinstance(node, ast.Dict):
        for item in node.values:
            yield from _strings(item, values, followed)
    elif isinstance(node, ast.BinOp):
        yield from _strings(node.left, values, followed)
        yield from _strings(node.right, values, followed)
    elif isinstance(node, ast.Starred):
        yield from _strings(node.value, values, followed)
    elif isinstance(node, ast.Name) and followed < _MOST_NAMES_FOLLOWED:
        for bound in values.get(node.id, ()):
            yield from _strings(bound, values, followed + 1)
