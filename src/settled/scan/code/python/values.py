"""What names stand for while a file is read: references, registries of them, and scopes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

# Further members of a union, or entries of a registry, are not followed.
_MOST_REFERENCES = 64


class Reference(NamedTuple):
    """A class, function or module that a name stands for.

    Attributes:
        origin: ``outside``: ``target`` is a public dotted name; ``named``: one that stands for what another
            name says under a key that selects; ``tree``: a dotted name as the import says
            it, to be looked for in the tree that the file lies in; ``own``: the name of a class or function
            of this file.
        via: how the name was bound, in few words.
        default: number of the default that it is (see ``Findings.defaults``); 0: none.
    """

    origin: Literal["outside", "named", "tree", "own"]
    target: str
    via: str
    default: int = 0


class Value(NamedTuple):
    """What a name may stand for.

    Attributes:
        references: any of these; none: something else.
        entries: of a dict, list or tuple of references: these by their literal keys.
        name: under which a registry was bound.
        owner: number of the class that this is, or is an instance of (``self``); 0: none.
    """

    references: tuple[Reference, ...] = ()
    entries: Mapping[str, tuple[Reference, ...]] | None = None
    name: str = ""
    owner: int = 0

    def __bool__(self) -> bool:
        return bool(self.references or self.entries or self.owner)


NOTHING = Value()


def union(values: Iterable[Value]) -> Value:
    """What may be any of several values; what is nothing known is left out."""
    known = [value for value in values if value]
    if len(known) < 2 or all(value == known[0] for value in known):
        return known[0] if known else NOTHING
    references = tuple(dict.fromkeys(ref for value in known for ref in value.references))
    entries: dict[str, tuple[Reference, ...]] = {}
    for value in known:
        for key, refs in (value.entries or {}).items():
            entries[key] = tuple(dict.fromkeys((*entries.get(key, ()), *refs)))
    owners = {value.owner for value in known}
    return Value(
        references[:_MOST_REFERENCES],
        entries or None,
        next((value.name for value in known if value.name), ""),
        owners.pop() if len(owners) == 1 else 0,
    )


@dataclass(slots=True)
class Scope:
    """The names of a module, class, function or comprehension, and the scope around it.

    Attributes:
        owner: number of the class whose body this is; 0: no class body.
        outward: names that ``global`` hands to the module.
        lines: where each name was bound last.
    """

    parent: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict)
    owner: int = 0
    outward: frozenset[str] = frozenset()
    lines: dict[str, int] = field(default_factory=dict)

    def look_up(self, name: str) -> Value | None:
        """What a name stands for; ``None``: this file does not bind it."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def bind(self, name: str, value: Value, line: int = 0) -> None:
        """Let a name stand for something from here on."""
        scope = self.module() if name in self.outward else self
        scope.names[name] = value
        scope.lines[name] = line

    def holder(self, name: str) -> Scope:
        """The scope that binds a name, or this one."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope
            scope = scope.parent
        return self

    def is_parameter(self, name: str) -> bool:
        """Whether a name is bound by a call, as a parameter is, and by no statement."""
        return self.look_up(name) is not None and not self.holder(name).lines.get(name)

    def module(self) -> Scope:
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


def merged(branches: list[dict[str, Value]]) -> dict[str, Value]:
    """The names after one of several branches was taken."""
    first, *others = branches
    names = dict(first)
    for branch in others:
        for name, value in branch.items():
            known = names.get(name, NOTHING)
            if known is not value:
                names[name] = union((known, value))
    return names
