"""JSON, also with comments, trailing commas and JSON5's quotes and keys, read with the line of each value."""

from __future__ import annotations

import json
import re

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import MOST_NESTED, UnreadableError, guarded, text_of
from settled.scan.code.config.selections import in_order, sightings
from settled.scan.code.config.tree import Listing, Node, Scalar, Table, entries
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

# Nothing here is given back once matched, so that a long comment or string costs its length only. A run of
# numbers is one token: no number selects anything, and there are files of little else.
_TOKEN = re.compile(
    r"(?>\s+|//[^\n]*+|/\*.*?\*/)*+"
    r"(\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|'[^'\\]*+(?:\\.[^'\\]*+)*+'"
    r"|[{}\[\]:,]|[^\s{}\[\]:,\"'/]++(?:\s*+,\s*+[-+.\d][\w.+-]*+)*+|\Z|(?P<bad>.))",
    re.DOTALL,
)


@guarded("JSON")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a JSON file selects."""
    text = text_of(content)
    found = [entry for root in roots(text) for entry in entries(root)]
    return in_order([*sightings(found, lexicon), *allowed_in(text)])


def roots(text: str) -> list[Node]:
    """The values at the top of a JSON text: one, or one a line of JSON Lines; none of an empty one.

    Raises:
        UnreadableError: not JSON, or nested too deeply.
    """
    builder = _Builder()
    counted, line = 0, 1
    for found in _TOKEN.finditer(text):
        token, start = found[1], found.start(1)
        line += text.count("\n", counted, start)
        counted = start
        if found["bad"]:
            raise UnreadableError(f"no JSON in line {line}")
        if token:
            builder.take(token, line)
    return builder.finish()


def root_table(text: str) -> Table:
    """The one object of a JSON text."""
    found = roots(text)
    if len(found) != 1 or not isinstance(found[0], Table):
        raise UnreadableError("not one object")
    return found[0]


class _Builder:
    """The containers that are open, and what is expected next."""

    def __init__(self) -> None:
        self._roots: list[Node] = []
        self._open: list[Listing | Table] = []
        self._keys: list[tuple[str, int] | None] = []
        self._colon = False

    def take(self, token: str, line: int) -> None:
        if token in "{[":
            self._begin(Table(line) if token == "{" else Listing(line))
        elif token in "}]":
            self._end(Table if token == "}" else Listing)
        elif token == ":":
            self._see_colon()
        elif token != ",":
            self._value(token, line)
        elif not self._open or self._keys[-1] is not None:
            raise UnreadableError("a comma in the wrong place")

    def _begin(self, node: Listing | Table) -> None:
        self._add(node)
        self._open.append(node)
        self._keys.append(None)
        if len(self._open) > MOST_NESTED:
            raise UnreadableError("nested too deeply")

    def _end(self, kind: type) -> None:
        if not self._open or not isinstance(self._open[-1], kind) or self._keys[-1] is not None:
            raise UnreadableError("a bracket in the wrong place")
        self._open.pop()
        self._keys.pop()

    def _see_colon(self) -> None:
        if not self._keys or self._keys[-1] is None or self._colon:
            raise UnreadableError("a colon in the wrong place")
        self._colon = True

    def _value(self, token: str, line: int) -> None:
        if self._open and isinstance(self._open[-1], Table) and self._keys[-1] is None:
            self._keys[-1] = (_unquoted(token), line)
        elif not self._open and token[0] not in "\"'" and not _LITERAL.fullmatch(token):
            raise UnreadableError("a bare word")
        else:
            self._add(Scalar(line, _unquoted(token)))

    def _add(self, node: Node) -> None:
        if not self._open:
            if self._roots and (isinstance(node, Scalar) or isinstance(self._roots[-1], Scalar)):
                raise UnreadableError("more than one value")
            self._roots.append(node)
            return
        within = self._open[-1]
        if isinstance(within, Listing):
            within.items.append(node)
            return
        key = self._keys[-1]
        if key is None or not self._colon:
            raise UnreadableError("a value without key")
        within.items.append((*key, node))
        self._keys[-1], self._colon = None, False

    def finish(self) -> list[Node]:
        if self._open:
            raise UnreadableError("it ends too soon")
        return self._roots


_LITERAL = re.compile(r"true|false|null|NaN|[-+]?Infinity|[-+]?[\d.][\w.+-]*")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


def _unquoted(token: str) -> str:
    if token[0] not in "\"'":
        return token
    if "\\" not in token:
        return token[1:-1]
    if token[0] == '"':
        try:
            return str(json.loads(token, strict=False))
        except ValueError:
            pass  # an escape of JSON5
    return _ESCAPE.sub(lambda found: found[1], token[1:-1])
