"""YAML: all documents of a file, by events, so that no tag is ever built and no alias is copied."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import MOST_NESTED, UnreadableError, guarded, text_of
from settled.scan.code.config.selections import in_order, sightings
from settled.scan.code.config.tree import Listing, Node, Scalar, Table, entries
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

# The parser in C, where PyYAML was built with it, is about ten times as fast.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# Ends of a line in YAML, but not where lines of files are counted.
_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))


@guarded("YAML")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a YAML file selects: plain values, Hydra's defaults lists and targets, tags that name a class."""
    text = text_of(content)
    found = [entry for document in documents(text) for entry in entries(document)]
    return in_order([*sightings(found, lexicon), *allowed_in(text)])


def documents(text: str) -> list[Node]:
    """The root of each document; an alias is the very node that it names.

    Raises:
        UnreadableError: not YAML, or nested too deeply.
    """
    try:
        return list(_built(yaml.parse(text.translate(_ENDS), Loader=_LOADER)))
    except yaml.YAMLError as error:
        raise UnreadableError(str(error)) from error


def _built(events: Iterator[yaml.Event]) -> Iterator[Node]:
    anchors: dict[str, Node] = {}
    open_nodes: list[_Open] = []
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            anchors = {}
        node = _ended(event, anchors, open_nodes)
        if node is None:
            continue
        if open_nodes:
            open_nodes[-1].take(node, event.start_mark.line + 1)
        else:
            yield node


def _ended(event: yaml.Event, anchors: dict[str, Node], open_nodes: list[_Open]) -> Node | None:
    """The node that ends with this event; a mapping or sequence is opened by its first event."""
    if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
        return open_nodes.pop().node
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise UnreadableError(f"undefined alias {event.anchor}")
        return anchors[event.anchor]
    if not isinstance(event, yaml.NodeEvent):
        return None
    node = _node(event)
    if event.anchor:
        anchors[event.anchor] = node
    if isinstance(node, Scalar):
        return node
    open_nodes.append(_Open(node))
    if len(open_nodes) > MOST_NESTED:
        raise UnreadableError("nested too deeply")
    return None


class _Open:
    """A mapping or sequence whose end has not come yet."""

    def __init__(self, node: Listing | Table) -> None:
        self.node = node
        self._key: tuple[str, int] | None = None

    def take(self, node: Node, line: int) -> None:
        """Add a node that has ended, at the line of its last event: the next key, value or item."""
        if isinstance(self.node, Listing):
            self.node.items.append(node)
        elif self._key is None:
            self._key = (node.text, line) if isinstance(node, Scalar) else ("", node.line)
        else:
            self.node.items.append((*self._key, node))
            self._key = None


def _node(event: yaml.NodeEvent) -> Node:
    line = event.start_mark.line + 1
    tag = event.tag or ""
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, event.value, tag)
    return Listing(line, tag=tag) if isinstance(event, yaml.SequenceStartEvent) else Table(line, tag=tag)
