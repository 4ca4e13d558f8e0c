"""Whether a name that an import binds is used beyond it, and where first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from tree_sitter import Node, Tree

from settled.scan.code.languages.grammars import way_to
from settled.scan.code.languages.words import spans

# Nodes that can refer to a bound name. In JavaScript a type is no use; where types are compiled, it is.
_VALUES = frozenset({"identifier", "shorthand_property_identifier"})
_TYPES = _VALUES | {"type_identifier", "package_identifier", "namespace_identifier"}
_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})

# What stands in an import or an export by name uses nothing, and what only speaks of types neither.
_HANDLED = frozenset(
    {"import_statement", "import_declaration", "use_declaration", "preproc_include", "export_specifier"}
)
_OF_TYPES = frozenset(
    {"nested_type_identifier", "type_query", "type_annotation", "type_arguments", "implements_clause",
     "interface_declaration", "type_alias_declaration"}
)  # fmt: skip
_IMPORT_PARTS = frozenset(
    {"import_specifier", "named_imports", "namespace_import", "import_clause", "import_statement"}
)
_NEVER = frozenset({b"(false)", b"(0)", b"false", b"0"})
_HANDED_ON = re.compile(rb"(?:module\s*\.\s*)?exports\b")
# Where a parameter's name stands: in the list itself, or as one of these fields.
_PARAMETER_LISTS = frozenset({"formal_parameters", "parameters", "parameter_list"})
_PATTERNS = frozenset(
    {"required_parameter", "optional_parameter", "object_pattern", "array_pattern", "rest_pattern",
     "pair_pattern", "assignment_pattern", "formal_parameter", "parameter", "parameter_declaration"}
)  # fmt: skip
_BOUND_LEAVES = frozenset({"identifier", "shorthand_property_identifier_pattern"})

_MOST_TRIED = 2_000
_MOST_PARTS = 500


def bound(names: Collection[Node]) -> frozenset[bytes]:
    """The names that captured nodes bind: their own text, or what a destructuring pattern holds.

    What TypeScript imports as a type (``import type``, ``{ type A }``) is not bound.
    """
    return frozenset(
        leaf.text or b"" for node in names if not _is_type_only(node) for leaf in _leaves(node, _MOST_PARTS)
    )


@dataclass(frozen=True)
class Uses:
    """The places in one file where names are used.

    Attributes:
        content: the file, of which ``tree`` is the syntax tree.
    """

    content: bytes
    tree: Tree
    language: str

    def first(self, names: frozenset[bytes], binding: Collection[Node]) -> int | None:
        """The 1-based line of the first use of one of the names beyond the nodes that bind them."""
        if not names:
            return None
        own = {(leaf.start_byte, leaf.end_byte) for node in binding for leaf in _leaves(node, _MOST_PARTS)}
        places = islice(spans(self.content, sorted(names)), _MOST_TRIED)
        for start, end in sorted(places):
            if (start, end) not in own and self._is_use(start, end):
                return self.content.count(b"\n", 0, start) + 1
        return None

    def is_live(self, node: Node) -> bool:
        """Whether code at a node can run: it stands in no type and in no branch that is never taken."""
        way = way_to(self.tree, node.start_byte, node.end_byte)
        return bool(way) and self._can_run(way)

    def _is_use(self, start: int, end: int) -> bool:
        """Whether a word of the file is a node that refers to what it names."""
        way = way_to(self.tree, start, end)
        if len(way) < 2 or way[-1].byte_range != (start, end):
            return False
        if way[-1].type not in (_VALUES if self.language in _SCRIPTS else _TYPES):
            return False
        leaf, above = way[-1], way[-2]
        if any(node.type in _HANDLED for node in way) or _binds(leaf, above) or _hands_on(leaf, above):
            return False
        return self._can_run(way) and not _is_shadowed(leaf, way)

    def _can_run(self, way: list[Node]) -> bool:
        if self.language in _SCRIPTS and any(node.type in _OF_TYPES or _is_typeof(node) for node in way):
            return False
        return not any(
            node.type in ("if_statement", "if_expression")
            and (condition := node.child_by_field_name("condition")) is not None
            and condition.text in _NEVER
            and inner == node.child_by_field_name("consequence")
            for node, inner in pairwise(way)
        )


def _is_typeof(node: Node) -> bool:
    operator = node.child_by_field_name("operator") if node.type == "unary_expression" else None
    return operator is not None and operator.type == "typeof"


def _is_type_only(name: Node) -> bool:
    """Whether a name's import, or the statement around it, begins with ``type``."""
    node: Node | None = name.parent
    while node is not None and node.type in _IMPORT_PARTS:
        # Where the grammar knows no such import (Flow in JavaScript), the word is an error of its own.
        first = [child for child in node.children[:2] if child.is_error or not child.is_named]
        if any(child.text in (b"type", b"typeof") for child in first):
            return True
        node = node.parent
    return False


def _binds(leaf: Node, above: Node) -> bool:
    """Whether a name is declared here, not used."""
    if above.type in _PARAMETER_LISTS:
        return True
    return any(
        field is not None and field == leaf
        for field in map(above.child_by_field_name, ("name", "pattern", "parameter"))
        if above.type.endswith(("declaration", "declarator", "parameter", "arrow_function"))
    )


def _hands_on(leaf: Node, above: Node) -> bool:
    """Whether a name is only exported: ``export default x``, ``module.exports = x``."""
    if above.type == "export_statement":
        return True
    left = above.child_by_field_name("left") if above.type == "assignment_expression" else None
    return left is not None and left != leaf and bool(_HANDED_ON.match(left.text or b""))


def _is_shadowed(leaf: Node, way: list[Node]) -> bool:
    """Whether a function around a name has a parameter of that name."""
    return any(
        leaf.text in (name.text for name in _parameters(node) if name != leaf)
        for node in way[:-1]
        if node.type.endswith(("function", "function_declaration", "function_expression", "definition"))
    )


def _parameters(function: Node) -> Iterator[Node]:
    for field in ("parameters", "parameter"):
        node = function.child_by_field_name(field)
        if node is not None:
            yield from _leaves(node, _MOST_PARTS)


def _leaves(node: Node, most: int) -> Iterator[Node]:
    """The names that a pattern or a list of parameters binds, defaults left out."""
    waiting = [node]
    while waiting and most:
        part = waiting.pop()
        most -= 1
        if part.type in _BOUND_LEAVES or not part.named_child_count:
            yield part
        elif part.type in ("assignment_pattern", "object_assignment_pattern"):
            waiting += [left for left in (part.child_by_field_name("left"),) if left is not None]
        elif part.type == "pair_pattern":
            waiting += [value for value in (part.child_by_field_name("value"),) if value is not None]
        elif part.type in _PARAMETER_LISTS | _PATTERNS:
            waiting += [_inner(child) for child in reversed(part.named_children)]


def _inner(parameter: Node) -> Node:
    """The pattern of a parameter with a type or a default; else the node itself."""
    for field in ("pattern", "name", "declarator"):
        found = parameter.child_by_field_name(field)
        if found is not None:
            return found
    return parameter
