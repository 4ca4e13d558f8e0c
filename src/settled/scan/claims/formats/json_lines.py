"""JSON in which every string knows its line."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from settled.errors import InputError

_TOKEN = re.compile(r'(?P<space>[ \t\n\r]*)(?P<token>[\[\]{},:]|"(?:[^"\\\n]|\\.)*"|[^\s\[\]{},:"]+)')
_DEEPEST = 200  # containers inside one another; a notebook has about ten
_HINT = "hint: save it anew with the program that made it"


class Written(NamedTuple):
    """A string and the line of the file on which it stands."""

    text: str
    line: int


def read_json(text: str) -> Any:
    """The document: dicts, lists and ``Written``; numbers, true, false and null are ``None``.

    Raises:
        InputError: the text is no JSON, or nested more than 200 deep.

    >>> read_json('{"a": [1,\\\\n "b"]}')
    {'a': [None, Written(text='b', line=2)]}
    """
    try:
        json.loads(text, parse_int=len, parse_float=len)
    except json.JSONDecodeError as error:
        raise InputError(f"line {error.lineno}", f"is no JSON: {error.msg}", _HINT) from error
    root: list[Any] = []
    stack: list[Any] = [root]
    keys: list[str | None] = [None]
    line = 1
    for found in _TOKEN.finditer(text):
        line += found["space"].count("\n")
        token = found["token"]
        if token in "]}":
            stack.pop()
            keys.pop()
        elif token == ":" or token == ",":
            continue
        elif token[0] == '"' and isinstance(stack[-1], dict) and keys[-1] is None:
            keys[-1] = json.loads(token)
        else:
            value: Any = [] if token == "[" else {} if token == "{" else _written(token, line)
            _put(stack[-1], keys, value)
            if token in "[{":
                stack.append(value)
                keys.append(None)
                if len(stack) > _DEEPEST:
                    raise InputError(f"line {line}", f"nested more than {_DEEPEST} deep", _HINT)
    return root[0]


def _written(token: str, line: int) -> Written | None:
    if token[0] != '"':
        return None
    text: str = json.loads(token)
    # Half a surrogate pair is no character: it could not be printed.
    return Written(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), line)


def _put(container: Any, keys: list[str | None], value: Any) -> None:
    if isinstance(container, dict):
        container[keys[-1]] = value
        keys[-1] = None
    else:
        container.append(value)
