"""Facts of contents and the paths of one tree, joined to what the tree shows.

A name that a file takes from another file of its tree is followed to where that file binds it: to an own
class, to a technology's class that is handed on, or on to the next file. What lies in tests speaks only to
fields about testing; vendored copies and generated files speak to none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from settled.scan.code.facts import Fact
from settled.scan.code.kinds import is_generated, is_result, is_test, is_vendored, manifest_of

# Names that are asked for on the way of one: more means a tree made to be followed for ever.
_LONGEST_WAY = 2_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact at the path where its content lies."""

    path: str
    fact: Fact


@dataclass(slots=True)
class Joined:
    """What one tree shows.

    Attributes:
        sightings: complete ones, sorted by path, line, field, technology, variant and role.
        allows: comments that allow a technology on their line, sorted by path and line.
        files: how many files were looked at.
        skipped: files that were not, or not wholly, by reason.
    """

    sightings: list[Placed] = field(default_factory=list)
    allows: list[Placed] = field(default_factory=list)
    files: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


def join(
    listed: Iterable[tuple[str, str, str]],
    facts: Mapping[tuple[str, str], Sequence[Fact]],
    testing_fields: frozenset[str],
) -> Joined:
    """The sightings of one tree.

    Args:
        listed: path, blob and kind of each file.
        facts: by blob and kind; contents that say nothing may be missing.
        testing_fields: those in which use in tests is use.
    """
    joined = Joined()
    speaking: list[tuple[str, Sequence[Fact]]] = []
    files = list(listed)
    paths = {path for path, _, _ in files}
    for path, blob, kind in files:
        joined.files += 1
        if reason := _not_own(path, paths):
            joined.skipped[reason] += 1
        elif said := facts.get((blob, kind)):
            speaking.append((path, said))
    modules = Modules(speaking)
    for path, said in speaking:
        _place(path, said, modules, testing_fields, joined)
    joined.sightings = sorted(set(joined.sightings), key=_order)
    joined.allows.sort(key=_order)
    return joined


def _not_own(path: str, paths: Set[str]) -> str:
    """Why a file speaks for nothing; empty: it may speak."""
    if is_vendored(path):
        return "vendored copy"
    if is_generated(path):
        return "generated"
    if is_result(path):
        return "result of a run"
    return "lock of a manifest" if manifest_of(path) in paths else ""


def _order(placed: Placed) -> tuple[str, int, str, str, str, str]:
    fact = placed.fact
    return placed.path, fact.line, fact.field, fact.technology, fact.variant or "", fact.role


def _place(
    path: str, said: Sequence[Fact], modules: Modules, testing_fields: frozenset[str], joined: Joined
) -> None:
    in_tests = is_test(path)
    for fact in said:
        if fact.said == "skipped":
            joined.skipped[fact.text] += 1
        elif fact.said == "allow":
            joined.allows.append(Placed(path, fact))
        elif fact.said == "sighting":
            if not in_tests or fact.field in testing_fields:
                joined.sightings.append(Placed(path, fact))
        elif fact.said == "pending":
            joined.sightings += [
                Placed(path, one)
                for one in modules.follow(path, fact)
                if not in_tests or one.field in testing_fields
            ]


class Modules:
    """The Python modules of a tree that say anything, found by their dotted names."""

    def __init__(self, speaking: Iterable[tuple[str, Sequence[Fact]]]) -> None:
        self._exports: dict[str, dict[str, list[Fact]]] = {}
        self._handed_on: dict[str, dict[str, list[str]]] = {}
        self._by_last: dict[str, list[str]] = {}
        for path, said in speaking:
            if path.endswith((".py", ".pyi")):
                self._add(path, said)

    def _add(self, path: str, said: Sequence[Fact]) -> None:
        module = _module_of(path)
        exports = self._exports.setdefault(module, {})
        handed_on = self._handed_on.setdefault(module, {})
        for fact in said:
            if fact.said == "export":
                exports.setdefault(fact.name, []).append(fact)
            elif fact.said == "handed_on":
                handed_on.setdefault(fact.name, []).append(fact.target)
        if exports or handed_on:
            self._by_last.setdefault(module.rpartition(".")[2], []).append(module)

    def follow(self, path: str, pending: Fact) -> Iterator[Fact]:
        """The sightings that a use of another file's name comes to; none where the name leads nowhere."""
        for export in self._resolve(_module_of(path), pending.target, set()):
            yield replace(
                pending,
                said="sighting",
                field=export.field,
                technology=export.technology,
                variant=export.variant,
                canonical=export.canonical,
                text=export.text,
                target="",
            )

    def _resolve(self, module: str, target: str, asked: set[tuple[str, str]]) -> Sequence[Fact]:
        """The exports that a dotted name leads to, as written in a module."""
        place = _absolute(module, target)
        if not place:
            return ()
        parts = place.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            for home in self._find(".".join(parts[:cut]), module, relative=target.startswith(".")):
                if found := self._member(home, parts[cut], asked):
                    return found
        return ()

    def _member(self, home: str, name: str, asked: set[tuple[str, str]]) -> Sequence[Fact]:
        # Modules hand names on in circles: each is asked once for a name.
        if (home, name) in asked or len(asked) > _LONGEST_WAY:
            return ()
        asked.add((home, name))
        if found := self._exports[home].get(name):
            return found
        handed_on = self._handed_on[home]
        for target in handed_on.get(name, ()):
            if led_to := self._resolve(home, target, asked):
                return led_to
        for star in handed_on.get("*", ()):
            target = f"{star}.{name}" if star.strip(".") else star + name
            if led_to := self._resolve(home, target, asked):
                return led_to
        return ()

    def _find(self, wanted: str, near: str, relative: bool) -> Iterator[str]:
        """Modules of that name, packages too: an absolute name may begin at any folder, the nearest first."""
        names = (wanted, f"{wanted}.__init__")
        if relative:
            yield from (name for name in names if name in self._exports)
            return
        ending = [
            module
            for name in names
            for module in self._by_last.get(name.rpartition(".")[2], ())
            if module == name or module.endswith(f".{name}")
        ]
        yield from sorted(ending, key=lambda module: (-_shared(module, near), module))


def _module_of(path: str) -> str:
    return path.rpartition(".")[0].replace("/", ".")


def _absolute(module: str, target: str) -> str:
    """A target as a dotted name from the tree's root; empty where its dots lead out of the tree.

    A module that is a package is called ``pkg.__init__`` here, so that one dot always drops one part.
    """
    name = target.lstrip(".")
    dots = len(target) - len(name)
    if not dots:
        return name
    parts = module.split(".")
    if dots > len(parts):
        return ""
    return ".".join([*parts[: len(parts) - dots], *name.split(".")])


def _shared(one: str, other: str) -> int:
    """How many first parts two dotted names share."""
    shared = 0
    for left, right in zip(one.split("."), other.split("."), strict=False):
        if left != right:
            break
        shared += 1
    return shared
