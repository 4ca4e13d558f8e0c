"""The state of reading one file: what was found so far, and what a reference comes to."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Match
from settled.scan.code.python.findings import Default, Findings, sighting
from settled.scan.code.python.places import Places
from settled.scan.code.python.values import NOTHING, Reference, Scope, Value, union
from settled.scan.code.python.vocabulary import Vocabulary, member

# Of a name that is bound nowhere in a file, this many star imports of the tree are asked.
_MOST_STARS = 4
# What names stand for that nothing in a file binds: a star import of the tree, or another cell, brings them.
USUAL_NAMES = {
    "nn": "torch.nn", "F": "torch.nn.functional", "optim": "torch.optim", "layers": "keras.layers",
    "optimizers": "keras.optimizers",
}  # fmt: skip
_HANDED_IN = ("layers", "optimizers")
# What packages are called where a star import brings them, or an earlier cell.
_USUAL_ROOTS = {"torch": "torch", "tf": "tensorflow", "keras": "keras", "optax": "optax", "paddle": "paddle"}


class Key(NamedTuple):
    """The keys under which a value stands, the outermost first, and how that is said in few words."""

    path: tuple[str, ...] = ()
    via: str = ""

    def under(self, name: str) -> Key:
        """The key of a member of the value."""
        return Key((*self.path[-2:], name), f"key {name}")


NO_KEY = Key()


@dataclass(slots=True)
class Reading:
    """What is known of a file while it is read.

    Attributes:
        own: what own classes and functions implement, by their name.
        attributes: of own classes by their number: what their attributes stand for.
        bases: of own classes by their number: the numbers of those they inherit from.
        shaped: by the number of a class or function: the shapes that it computes.
        missed: attributes that were asked for and not known.
        is_stale: whether one of them became known later: the file is to be read once more.
        modules: names of modules that are looked for, or of their members, with what they stand for.
        stars: modules of which all names are imported, with whether they lie in the tree.
    """

    vocabulary: Vocabulary
    places: Places
    findings: Findings = field(default_factory=Findings)
    module: Scope = field(default_factory=Scope)
    own: dict[str, tuple[Match, ...]] = field(default_factory=dict)
    attributes: dict[int, dict[str, Value]] = field(default_factory=dict)
    bases: dict[int, list[int]] = field(default_factory=dict)
    shaped: dict[int, list[str]] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)
    is_stale: bool = False
    modules: dict[str, tuple[Match, ...]] = field(default_factory=dict)
    stars: list[tuple[str, bool]] = field(default_factory=list)

    # --- what names stand for

    def look_up(self, name: str, scope: Scope) -> Value:
        """What a name stands for, star imports included."""
        found = scope.look_up(name)
        if found is not None:
            return found
        return self._from_stars(name) if self.stars and name.encode() in self.vocabulary.names else NOTHING

    def usual(self, name: str, member: str, scope: Scope) -> Value:
        """What a module's usual name stands for where nothing tells, or where the module is handed in."""
        module = USUAL_NAMES.get(name) or _USUAL_ROOTS.get(name)
        if module is None:
            return NOTHING
        is_handed_in = (name in _HANDED_IN and member[:1].isupper()) or scope.is_parameter(name)
        if not is_handed_in and scope.look_up(name) is not None:
            return NOTHING
        return Value((Reference("outside", module, f"usual name {name}"),))

    def under(self, key: Key, value: Value) -> Value:
        """What a value is under a key that selects: of what says nothing by itself, what its name says.

        ``activation=torch.tanh``: elsewhere the function is a gate or an output more often than not.
        """
        if not value.references or not self.vocabulary.lexicon.selecting(key.path):
            return value
        references = [named for ref in value.references for named in self._named_under(key, ref)]
        return value._replace(references=tuple(references))

    def _named_under(self, key: Key, reference: Reference) -> list[Reference]:
        if reference.origin != "outside" or reference.default or self.matters(reference):
            return [reference]
        last, lexicon = reference.target.rpartition(".")[2], self.vocabulary.lexicon
        matches = lexicon.selected(key.path, last) if last in lexicon.last_names else ()
        names = filter(None, (self.vocabulary.public_name(match.rival) for match in matches))
        return [Reference("named", name, key.via) for name in names] or [reference]

    def named_by(self, key: str, value: Value) -> tuple[Reference, ...]:
        """What a function under a key of its own name is, beside others: ``{"relu": relu, "tanh": tanh}``.

        By itself it is a gate or an output more often than not.
        """
        lexicon = self.vocabulary.lexicon
        if not any(ref.origin == "outside" and ref.target.endswith(f".{key}") for ref in value.references):
            return ()
        matches = lexicon.values.get(key, ()) if key in lexicon.last_names else ()
        names = filter(None, (self.vocabulary.public_name(match.rival) for match in matches))
        return tuple(Reference("named", name, f"key {key}") for name in names)

    def _from_stars(self, name: str) -> Value:
        inside: list[Reference] = []
        for module, in_tree in reversed(self.stars):
            target = member(module, name)
            if not in_tree and self.vocabulary.named(target):
                return Value((Reference("outside", target, f"star import {module}"),))
            if in_tree and len(inside) < _MOST_STARS:
                inside.append(Reference("tree", target, f"star import {module}"))
        return Value(tuple(inside))

    def attribute(self, owner: int, name: str) -> Value:
        """What an attribute of an own class stands for, inherited ones too."""
        seen, waiting = set(), [owner]
        while waiting:
            number = waiting.pop(0)
            if number in seen:
                continue
            seen.add(number)
            if found := self.attributes.get(number, {}).get(name):
                return found
            waiting += self.bases.get(number, ())
        self.missed.add(name)
        return NOTHING

    def watch(self, name: str, value: Value) -> None:
        """Look at the lines of a name that was just bound, if what it stands for is looked for."""
        if value.entries or any(map(self.matters, value.references)):
            self.places.want(name)
        elif any(ref.origin == "outside" for ref in value.references):
            self.places.want_rebindings(name)

    def bind_attribute(self, owner: int, name: str, value: Value, line: int) -> None:
        """Let an attribute stand for one thing more."""
        known = self.attributes.setdefault(owner, {})
        if not value:
            return
        grown = union((known.get(name, NOTHING), value))
        if grown != known.get(name):
            known[name] = grown
            self.is_stale |= name in self.missed
        first = self.places.want(name)
        self.is_stale |= 0 < first < line

    # --- what a reference comes to

    def facts_of(self, reference: Reference, role: str, line: int, via: str = "") -> list[Fact]:
        """What it says that a reference is used, selected or inherited from."""
        via = via or reference.via
        matches = self.matches(reference)
        if not matches and reference.origin != "own" and self.vocabulary.may_be_in_tree(reference.target):
            # a package that the catalog speaks of may be the tree itself
            return [Fact("pending", line, role=role, via=via, target=reference.target)]
        return [sighting(match, role, line, via, canonical) for match, canonical in matches]

    def matches(self, reference: Reference) -> Sequence[tuple[Match, bool | None]]:
        """What a reference stands for, with whether that is the standard implementation."""
        if reference.origin == "own":
            return [(match, False) for match in self.own.get(reference.target, ())]
        if reference.origin in ("outside", "named"):
            return [(match, match.canonical) for match in self.vocabulary.named(reference.target)]
        return []

    def use(self, reference: Reference, line: int, via: str = "") -> bool:
        """Keep that a reference is called or passed on; ``False``: it is nothing that is looked for."""
        facts = self.facts_of(reference, "uses", line, via)
        if reference.default:
            self.findings.call_default(reference, facts)
        else:
            for fact in facts:
                self.findings.add(fact)
        return bool(facts)

    def select(self, key: Key, text: str, line: int) -> bool:
        """Keep that a string under a key names a technology."""
        matches = self.vocabulary.lexicon.selected(key.path, text)
        for match in matches:
            self.findings.add(sighting(match, "selects", line, key.via, match.canonical))
        return bool(matches)

    def mention(self, dotted: str, line: int, via: str) -> None:
        """Keep that something public is referred to, if the module that it lies in is looked for."""
        for match in self.vocabulary.module(dotted):
            self.findings.mention(match, line, via)

    def look_further(self) -> bool:
        """Look at all lines of the modules that were not seen used on their first; whether there are more."""
        unseen = [name for name, matches in self.modules.items() if not self.findings.mentions(matches)]
        return sum(self.places.want(name) for name in unseen) > 0

    def default(self, value: Value, place: ast.expr | ast.stmt, via: str) -> Value:
        """A value that holds unless another is given: called it is used, else selected."""
        line = place.lineno
        selections = [fact for ref in value.references for fact in self.facts_of(ref, "selects", line, via)]
        if not selections:
            return value
        number = number_of(place)
        self.findings.defaults.setdefault(number, Default()).selections = selections
        references = (
            Reference(ref.origin, ref.target, via, ref.default or number) for ref in value.references
        )
        return Value(tuple(references), owner=value.owner)

    def matters(self, reference: Reference) -> bool:
        """Whether a reference comes to something that is looked for, in this file or another."""
        if self.matches(reference):
            return True
        return reference.origin != "own" and self.vocabulary.may_be_in_tree(reference.target)


def number_of(node: ast.expr | ast.stmt) -> int:
    """A number for a place in the file, the same however often the file is read; never 0."""
    return (node.lineno << 16) + min(node.col_offset, 0xFFFF)


def line_of(number: int) -> int:
    """The line of a place by its number."""
    return number >> 16
