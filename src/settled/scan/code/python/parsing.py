"""Bytes to a syntax tree: Python 3 as it was and is, and Python 2 as well as its old statements let."""

from __future__ import annotations

import ast
import gc
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass

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
