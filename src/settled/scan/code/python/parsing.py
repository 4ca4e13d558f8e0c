"""Bytes to a syntax tree: Python 3 as it was and is, and Python 2 as well as its old statements let."""

from __future__ import annotations

import ast
import gc
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from keyword import kwlist

# Larger files are data or made by programs.
LIMIT_BYTES = 2 << 20

_AS_NAME = re.compile(r"\basync\b(?![ \t]+(?:def|with|for)\b)")
_TYPE_PARAMETERS = re.compile(
    r"^([ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+)\[[^\]\n]*\](?=[ \t]*[(:])", re.M
)
_TYPE_STATEMENT = re.compile(r"^([ \t]*)type[ \t]+(\w+)(?:\[[^\]\n]*\])?[ \t]*=", re.M)

_STATEMENT = re.compile(
    r"^([^\n#'\"]*?(?:^|[:;])[ \t]*)(print|exec)\b(?=[ \t]*[^\s=(.,)\]:\[;#]|[ \t]*\([^\n]*\)[ \t]*[%,])",
    re.M,
)
_EXCEPT = re.compile(r"\bexcept[ \t]+([\w.]+|\([^()\n]*\))[ \t]*,[ \t]*([\w.]+)[ \t]*:")
_RAISE_THREE = re.compile(r"\braise[ \t]+([\w.]+)[ \t]*,[^\n,()]+,[^\n()]+$", re.M)
_RAISE = re.compile(r"\braise[ \t]+([\w.]+)[ \t]*,")
_BACKTICKS = re.compile(r"`([^`\n]*)`")
_OCTAL = re.compile(r"(?<![\w.])0(?=[0-7]+\b)(?!0*\b)(?![0-9]*\.)")
_LONG = re.compile(r"(?<![\w.])(\d+|0[xX][0-9a-fA-F]+)[lL]\b")
_UNICODE_RAW = re.compile(r"\b[uU][rR](?=[\"'])")
_LAMBDA = re.compile(r"\blambda[ \t]*\(([^()\n:]*)\)[ \t]*:")
_PAIR = re.compile(r"(\bdef[ \t]+\w+\([^()\n]*)\(([^()\n]*)\)([^()\n]*\)[ \t]*:)")
_INDENT = re.compile(r"^[ \t]*\t[ \t]*", re.M)

_DOTTED = rb"[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)*+"
_END = rb"[ \t]*+(?=#|\n|\Z)"
_AS = rb"(?:[ \t]++as[ \t]++[A-Za-z_]\w*+)?+"
_IMPORT = re.compile(
    rb"import[ \t]++(" + _DOTTED + _AS + rb"(?:[ \t]*+,[ \t]*+" + _DOTTED + _AS + rb")*+)" + _END
)
_ENTRY = rb"[A-Za-z_]\w*+" + _AS
_FROM = re.compile(
    rb"from[ \t]++(\.*+)(" + _DOTTED + rb")?+[ \t]++import(?:[ \t]++"
    rb"(" + _ENTRY + rb"(?:[ \t]*+,[ \t]*+" + _ENTRY + rb")*+)"
    rb"|[ \t]*+\(\s*+(" + _ENTRY + rb"(?:\s*+,\s*+" + _ENTRY + rb")*+)\s*+,?+\s*+\))" + _END
)
_KEYWORDS = frozenset(kwlist)


class UnreadableError(Exception):
    """A file that cannot be read; its message is the reason, under which it is counted."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The syntax tree of a file, and whether it is Python 2."""

    tree: ast.Module
    is_python_2: bool = False


def parse(content: bytes) -> Parsed:
    """The syntax tree of a Python file, line numbers as in the file.

    Raises:
        UnreadableError: too large, too deeply nested, or not Python.
    """
    if len(content) > LIMIT_BYTES:
        raise UnreadableError("file too large")
    # The collector would look through the growing tree again and again: it costs three quarters of the time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _parse(content)
    except (RecursionError, MemoryError) as error:
        raise UnreadableError("nested too deeply") from error
    finally:
        if was_enabled:
            gc.enable()


def imports_of(statement: bytes) -> list[ast.Import | ast.ImportFrom]:
    """The imports of a statement, with no more than their names.

    Raises:
        UnreadableError: it is none of Python.
    """
    plain = plain_import(statement)
    if plain is not None:
        return [plain]
    return [node for node in parse(statement).tree.body if isinstance(node, ast.Import | ast.ImportFrom)]


def plain_import(statement: bytes) -> ast.Import | ast.ImportFrom | None:
    """An import statement of names alone, told without parsing; comments may follow. ``None``: it is not."""
    if found := _IMPORT.match(statement):
        names = _entries(found[1])
        return ast.Import(names) if names else None
    found = _FROM.match(statement)
    if not (found and (found[1] or found[2])):
        return None
    names = _entries(found[3] or found[4])
    module = found[2].decode() if found[2] else None
    is_plain = names and _KEYWORDS.isdisjoint((module or "").split("."))
    return ast.ImportFrom(module, names, len(found[1])) if is_plain else None


def _entries(text: bytes) -> list[ast.alias]:
    """The names of an import statement; none where a word is none."""
    entries = [entry.split() for entry in text.decode().split(",")]
    words = {part for name, *_ in entries for part in name.split(".")} | {entry[-1] for entry in entries}
    if not _KEYWORDS.isdisjoint(words):
        return []
    return [ast.alias(entry[0], entry[2] if len(entry) == 3 else None) for entry in entries]


def _parse(content: bytes) -> Parsed:
    if tree := _tree(content):
        return Parsed(tree)
    text = _decoded(content)
    for rewrite, is_python_2 in ((str, False), (_newer_and_older, False), (_python_2, True)):
        if tree := _tree(_apply(rewrite, text)):
            return Parsed(tree, is_python_2)
    raise UnreadableError("not parsable as Python")


def _apply(rewrite: Callable[[str], str], text: str) -> str:
    return rewrite(text)


def _tree(source: bytes | str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():  # of invalid escapes in strings
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError):  # a null byte is a ValueError before Python 3.12
        return None


def _decoded(content: bytes) -> str:
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _newer_and_older(text: str) -> str:
    """``async`` as a name, of before 3.7, and the type parameters of 3.12, as what any version reads."""
    text = _AS_NAME.sub("async_", text)
    return _TYPE_STATEMENT.sub(r"\1\2 =", _TYPE_PARAMETERS.sub(r"\1", text))


def _python_2(text: str) -> str:
    """Statements of Python 2 as expressions of Python 3 on the same lines; strings may come to harm."""
    text = _AS_NAME.sub("async_", text)
    text = _INDENT.sub(lambda match: match[0].expandtabs(8), text)
    text = _STATEMENT.sub(r"\1\2,", text)
    text = _EXCEPT.sub(r"except \1 as \2:", text)
    text = _RAISE.sub(r"raise \1 from", _RAISE_THREE.sub(r"raise \1", text))
    text = _PAIR.sub(r"\1\2\3", _LAMBDA.sub(r"lambda \1:", text))
    text = _BACKTICKS.sub(r"(\1)", text).replace("<>", "!=")
    return _UNICODE_RAW.sub("r", _LONG.sub(r"\1", _OCTAL.sub("0o", text)))
