"""The lexicon's words as the reader asks for them, put together once for all files."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from settled.scan.code.lexicon import Lexicon, Match, Rival
from settled.scan.code.naming import Naming, enumerations, naming_of
from settled.scan.code.python.parsing import imports_of, plain_import
from settled.scan.code.seeds import Seeds

# Every byte that can be no part of a word becomes a space; beyond ASCII all may be.
_APART = bytes(
    byte if byte >= 128 or chr(byte).isalnum() or byte == ord("_") else ord(" ") for byte in range(256)
)
_QUOTED = re.compile(rb"""["']([\w.-]{2,60})(?=["'])""")

# Import statements that are kept in mind.
_MOST_STATEMENTS = 4096


class Imported(NamedTuple):
    """What an import of a public name comes to.

    Attributes:
        is_outside: it lies in a package that the catalog speaks of.
        is_wanted: it may come to a technology by itself, in this file or another.
        is_module: it is a module of such a package.
        modules: what the module of such a package that it lies in stands for.
    """

    is_outside: bool
    is_wanted: bool
    is_module: bool
    modules: tuple[Match, ...]


def names_bound(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str, str]]:
    """Each name that an import statement binds, the full name that it stands for, and how that is said."""
    if isinstance(statement, ast.Import):
        for entry in statement.names:
            if entry.asname:
                yield entry.asname, entry.name, f"import {entry.name} as {entry.asname}"
            else:  # import a.b.c binds a
                root = entry.name.partition(".")[0]
                yield root, root, f"import {entry.name}"
        return
    module = "." * statement.level + (statement.module or "")
    for entry in statement.names:
        if entry.name != "*":
            renamed = f" as {entry.asname}" if entry.asname else ""
            via = f"from {module} import {entry.name}{renamed}"
            yield entry.asname or entry.name, member(module, entry.name), via


def member(module: str, name: str) -> str:
    """The dotted name of a member; a relative module's leading dots are kept (``.Lion``)."""
    return module + name if not module.strip(".") else f"{module}.{name}"


class Vocabulary:
    """What of a lexicon makes a place in a file worth reading."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.names = frozenset(name.encode() for name in lexicon.last_names | enumerations(lexicon))
        self.module_roots = frozenset(name.partition(".")[0].encode() for name in lexicon.modules)
        self._modules: dict[str, tuple[Match, ...]] = {}
        self._imported: dict[str, Imported] = {}
        self._bound: dict[bytes, Sequence[tuple[str, Imported]]] = {}
        self._idle: dict[bytes, frozenset[bytes]] = {}

    @cached_property
    def seeds(self) -> Seeds:
        """Which of the words found in a file may mean something."""
        return Seeds(self.lexicon)

    @property
    def naming(self) -> Naming:
        """What classes and functions implement by their names."""
        return naming_of(self.lexicon)

    @cached_property
    def by_last_name(self) -> dict[str, tuple[Match, ...]]:
        """Matches by the last part of a public name."""
        found: dict[str, tuple[Match, ...]] = {}
        for name, matches in self.lexicon.names.items():
            last = name.rpartition(".")[2]
            found[last] = (*found.get(last, ()), *matches)
        return found

    def names_among(self, words: set[bytes]) -> list[bytes]:
        """The names that can be meant in a file of these words.

        A plain word such as ``get`` is a name only beside the package that it is a name of, unless it is
        imported, which is seen then, or is the name of an own implementation.
        """
        roots = self._roots
        return sorted(
            name for name in words & self.names if name not in roots or not roots[name].isdisjoint(words)
        )

    @cached_property
    def _roots(self) -> dict[bytes, frozenset[bytes]]:
        """Of each name that is a plain word in lower case: the packages that have it."""
        found: dict[bytes, set[bytes]] = {}
        for name in self.lexicon.names:
            last = name.rpartition(".")[2]
            if last.isalpha() and last.islower() and last not in self._technical:
                found.setdefault(last.encode(), set()).add(name.partition(".")[0].encode())
        return {name: frozenset(roots) for name, roots in found.items()}

    @cached_property
    def _technical(self) -> frozenset[str]:
        """Plain words that are names of technologies: own implementations, and values of configurations."""
        return frozenset(self.lexicon.own) | frozenset(self.lexicon.values)

    def tokens(self, content: bytes) -> set[bytes]:
        """The words of a file."""
        return set(content.translate(_APART).split())

    def quoted(self, content: bytes) -> list[int]:
        """Offsets of strings that name a technology as a configuration does."""
        values = self._values
        return [
            match.start() for match in _QUOTED.finditer(content.lower())
            if match[1].replace(b"-", b"_") in values
        ]  # fmt: skip

    @cached_property
    def _values(self) -> frozenset[bytes]:
        return frozenset(value.encode() for value in self.lexicon.values)

    def named(self, dotted: str) -> tuple[Match, ...]:
        """What a public name stands for, modules aside."""
        names = self.lexicon.names
        return tuple(match for match in self.lexicon.qualified(dotted) if match.text in names)

    def module(self, dotted: str) -> tuple[Match, ...]:
        """What the module that a public name lies in stands for."""
        found = self._modules.get(dotted)
        if found is None:
            parts = dotted.split(".")
            starts = (".".join(parts[:cut]) for cut in range(len(parts), 0, -1))
            modules = (self.lexicon.modules[start] for start in starts if start in self.lexicon.modules)
            found = self._modules[dotted] = next(modules, ())
        return found

    def imported(self, target: str) -> Imported:
        """What an import comes to; files import the same things again and again."""
        found = self._imported.get(target)
        if found is None:
            is_outside = self.is_outside(target)
            is_wanted = bool(self.named(target)) or self.may_be_in_tree(target)
            is_module = is_outside and target.rpartition(".")[2][:1].islower()
            modules = self.module(target) if is_outside else ()
            found = self._imported[target] = Imported(is_outside, is_wanted, is_module, modules)
        return found

    def bound(self, statement: bytes) -> Sequence[tuple[str, Imported]]:
        """The names that an import statement binds of which more lines may matter; files have the same often.

        Raises:
            UnreadableError: it is none of Python.
        """
        found = self._bound.get(statement)
        if found is None:
            if len(self._bound) >= _MOST_STATEMENTS:
                self._bound.clear()
            nodes = imports_of(statement)
            bound = [(name, self.imported(target)) for n in nodes for name, target, _ in names_bound(n)]
            found = [one for one in bound if one[1].is_wanted or one[1].is_module or one[1].modules]
            self._bound[statement] = found
        return found

    def idle(self, statement: bytes) -> frozenset[bytes]:
        """All names that a plain import binds, if none matters by itself; none: it may say something.

        Without one of these names elsewhere in what is read, it makes no difference.
        """
        found = self._idle.get(statement)
        if found is None:
            if len(self._idle) >= _MOST_STATEMENTS:
                self._idle.clear()
            node = None if self.bound(statement) else plain_import(statement)
            names = names_bound(node) if node is not None else ()
            found = self._idle[statement] = frozenset(name.encode() for name, _, _ in names)
        return found

    @cached_property
    def methods(self) -> dict[str, str]:
        """Public names by the methods of tensors that they are: ``x.relu()``."""
        names = [name.split(".") for name in self.lexicon.names]
        return {parts[-1]: ".".join(parts) for parts in reversed(names) if parts[-2:-1] == ["Tensor"]}

    def public_name(self, rival: Rival) -> str:
        """The first public name that stands for a rival; empty: it has none."""
        return self._public_names.get(rival, "")

    @cached_property
    def _public_names(self) -> dict[Rival, str]:
        names = [(match.rival, name) for name, matches in self.lexicon.names.items() for match in matches]
        return dict(reversed(names))

    def is_outside(self, dotted: str) -> bool:
        """Whether an absolute name lies in a package that the catalog speaks of."""
        return dotted.partition(".")[0] in self.lexicon.roots

    def may_be_in_tree(self, target: str) -> bool:
        """Whether a name may come to a technology in another file of the tree: its last part is one's.

        Of a package that the catalog speaks of, which may be the tree itself, only own implementations.
        """
        root = target.partition(".")[0]
        home, _, last = target.rpartition(".")
        if target in self._too_general or root in sys.stdlib_module_names:
            return False
        if last in self.lexicon.own or self.naming.taken(last):
            return True
        if last not in self.lexicon.last_names:
            return False
        is_method = home.rpartition(".")[2][:1].isupper()
        return not (is_method or self.is_outside(target) or last.encode() in self._roots)

    @cached_property
    def _too_general(self) -> frozenset[str]:
        """Public names that say nothing, in whatever field."""
        return frozenset(name for rules in self.lexicon.rules.values() for name in rules.too_general)

    def meant(self, target: str) -> tuple[Match, ...]:
        """What a name of another file stands for if it is there what it is called."""
        last = target.rpartition(".")[2]
        return self.lexicon.own.get(last) or self.naming.taken(last)

    def has_own_bases(self, last: str) -> bool:
        """Whether a subclass of what has this last name is an implementation of its own."""
        return last in self._defining or (last not in self.lexicon.own and self._is_layer(last))

    def _is_layer(self, last: str) -> bool:
        named = self.naming.named("class", last).matches
        return any(self.lexicon.rules[match.rival.field].bases for match in named)

    @cached_property
    def _defining(self) -> frozenset[str]:
        lexicon = self.lexicon
        named = ((name.rpartition(".")[2], matches) for name, matches in lexicon.names.items())
        return frozenset(
            last for last, matches in (*named, *lexicon.own.items())
            if any(
                lexicon.rules[match.rival.field].bases and not match.text.startswith("wrapper:")
                for match in matches
            )
        )  # fmt: skip


_LATEST: list[Vocabulary] = []


def vocabulary_of(lexicon: Lexicon) -> Vocabulary:
    """The vocabulary of a lexicon, made once: files are read with the same one by the thousand."""
    if not _LATEST or _LATEST[0].lexicon is not lexicon:
        _LATEST[:] = [Vocabulary(lexicon)]
    return _LATEST[0]
