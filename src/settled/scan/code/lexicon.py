"""The fields' signatures as the readers of code ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from settled.records import CodeRules, Field, Signatures

# Keys that say which one of what their parent key is about: ``optimizer: {type: AdamW}``.
NAMING_KEYS = frozenset(
    {"type", "name", "class", "cls", "kind", "method", "class_path", "class_name", "_target_", "_name",
     "_name_", "target", "algorithm", "choice", "value", "default", "id"}
)  # fmt: skip

# Class names that are words for parts of any network or program: in a string they name no technology.
_PARTS = frozenset(
    {"asyncclient", "attention", "bidirectional", "block", "cell", "chain", "client", "conv2d", "conv3d",
     "decoder", "embedding", "encoder", "engine", "flow", "generator", "linear", "model", "net", "pruning",
     "runtime", "translator", "variable"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Rival:
    """A technology of a field, or (``variant`` not empty) a variant of it."""

    field: str
    technology: str
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A rival that a word of the code stands for.

    Attributes:
        text: the catalog's own word.
        canonical: whether that is the standard implementation; ``None``: cannot be told.
    """

    rival: Rival
    text: str
    canonical: bool | None


@dataclass(frozen=True)
class Lexicon:
    """Everything that is looked for in code, by the words that show it."""

    fields: tuple[Field, ...]

    # --- qualified names

    def qualified(self, dotted: str) -> tuple[Match, ...]:
        """What a fully resolved name stands for: ``torch.optim.adamw.AdamW`` is ``torch.optim.AdamW``.

        A name matches a catalog's name whose parts it holds in order, with the same first and last: public
        names are handed on from inner modules. For a field of which no name matches: the
        innermost module of that field that it lies in.
        """
        found = self._qualified.get(dotted)
        if found is None:
            rivals: dict[Rival, Match] = {}
            for match in self._look_up(dotted):
                if match.rival not in rivals or match.canonical:
                    rivals[match.rival] = match
            found = self._qualified[dotted] = tuple(rivals.values())
        return found

    def _look_up(self, dotted: str) -> Iterator[Match]:
        parts = dotted.split(".")
        named = self.names.get(dotted) or tuple(
            match
            for name in self._by_ends.get((parts[0], parts[-1]), ())
            if _within(name.split("."), parts)
            for match in self.names[name]
        )
        yield from named
        # What one field's names say hides no module of another field.
        told = {match.rival.field for match in named}
        for cut in range(len(parts), 0, -1):
            modules = self.modules.get(".".join(parts[:cut]), ())
            found = [match for match in modules if match.rival.field not in told]
            yield from found
            told.update(match.rival.field for match in found)

    @cached_property
    def _qualified(self) -> dict[str, tuple[Match, ...]]:
        return {}

    @cached_property
    def names(self) -> dict[str, tuple[Match, ...]]:
        """Matches by qualified public name."""
        return _grouped(
            (name, Match(rival, name, name in signatures.canonical))
            for rival, signatures in self._forms()
            for name in signatures.code
            if name not in self.rules[rival.field].too_general
        )

    @cached_property
    def modules(self) -> dict[str, tuple[Match, ...]]:
        """Matches by module: any member of it that is used is a use of the technology."""
        return _grouped(
            (name, Match(rival, name, None))
            for rival, signatures in self._forms()
            for name in signatures.modules
        )

    @cached_property
    def _by_ends(self) -> dict[tuple[str, str], list[str]]:
        ends: dict[tuple[str, str], list[str]] = {}
        for name in self.names:
            head, _, _ = name.partition(".")
            ends.setdefault((head, name.rpartition(".")[2]), []).append(name)
        return ends

    @cached_property
    def roots(self) -> frozenset[str]:
        """First parts of all qualified names and modules: what is imported from these is not of the tree."""
        return frozenset(name.partition(".")[0] for name in (*self.names, *self.modules))

    @cached_property
    def last_names(self) -> frozenset[str]:
        """Last parts of all qualified names, and the names of own implementations."""
        return frozenset(name.rpartition(".")[2] for name in self.names) | frozenset(self.own)

    # --- own implementations

    @cached_property
    def own(self) -> dict[str, tuple[Match, ...]]:
        """Matches by the name of a class or function that is an own implementation (see :meth:`owned`).

        Those of ``wrapper:`` implement nothing: taken from another file, they use what they are named for.
        """
        return _grouped(
            (word.partition(":")[2], Match(rival, word, False))
            for rival, signatures in self._forms()
            for word in signatures.own
            if not word.startswith("shape:")
        )

    def owned(self, kind: str, name: str, bases: Sequence[str] = ()) -> tuple[Match, ...]:
        """What a class (``kind`` ``class``) or function (``def``) of this name implements.

        Args:
            bases: of a class, its bases' dotted names; a field may ask for one of certain last names.
        """
        last = {base.rpartition(".")[2] for base in bases}
        return tuple(
            match
            for match in self.own.get(name, ())
            if match.text.startswith(f"{kind}:")
            and (kind != "class" or not (wanted := self.rules[match.rival.field].bases) or last & {*wanted})
        )

    @cached_property
    def shapes(self) -> dict[str, tuple[Match, ...]]:
        """Matches by the name of a computation's shape (``softmax-attention``)."""
        return _grouped(
            (word.partition(":")[2], Match(rival, word, False))
            for rival, signatures in self._forms()
            for word in signatures.own
            if word.startswith("shape:")
        )

    # --- selections

    def selected(self, keys: Sequence[str], value: str) -> tuple[Match, ...]:
        """What a value under a path of keys selects: ``("optimizer", "type")``, ``AdamW``.

        The last key, or the one before it where the last only says ``type`` or ``name``, must be a selector
        of the technology's field; a qualified public name (``torch.optim.AdamW``) selects under any key.

        Args:
            keys: from the outermost; as written, flags with or without their hyphens.
        """
        word = value.strip()
        if not word or len(word) > 120:
            return ()
        if "." in word and (named := self.names.get(word)):
            return named
        fields = self.selecting(keys)
        if not fields:
            return ()
        matches = self.values.get(_value(word), ())
        return tuple(match for match in matches if match.rival.field in fields)

    def selecting(self, keys: Sequence[str]) -> frozenset[str]:
        """The fields of which a value under these keys selects a technology."""
        if not keys:
            return frozenset()
        *_, parent, last = ("", *map(_key, keys))
        direct = self.selectors.get(last, frozenset())
        return direct or (self.selectors.get(parent, frozenset()) if last in NAMING_KEYS else frozenset())

    @cached_property
    def selectors(self) -> dict[str, frozenset[str]]:
        """Fields by the normalised names of their selectors."""
        found: dict[str, set[str]] = {}
        for field in self.fields:
            for name in field.code.selectors:
                found.setdefault(_key(name), set()).add(field.id)
        return {name: frozenset(fields) for name, fields in found.items()}

    @cached_property
    def values(self) -> dict[str, tuple[Match, ...]]:
        """Matches by selecting value, case folded, hyphens as underscores: config words and class names.

        The name of a class selects only where no other rival of its field has one of the same name
        (``torch.nn.Module`` and ``mlx.nn.Module``), and none has the word for a config's.
        """
        stated = [
            (_value(word), Match(rival, word, None))
            for rival, signatures in self._forms()
            for word in signatures.config
        ]
        taken = {(match.rival.field, word) for word, match in stated}
        named = [
            (_value(word), Match(rival, word, None))
            for rival, signatures in self._forms()
            for word in dict.fromkeys(_class_names(signatures))
            if (rival.field, _value(word)) not in taken and _value(word) not in _PARTS
        ]
        owners: dict[tuple[str, str], set[Rival]] = {}
        for word, match in named:
            owners.setdefault((match.rival.field, word), set()).add(match.rival)
        alone = [(word, match) for word, match in named if len(owners[match.rival.field, word]) == 1]
        return _grouped((*stated, *alone))

    # --- manifests and other languages

    @cached_property
    def packages(self) -> dict[str, tuple[Match, ...]]:
        """Matches by package: a PyPI name, normalised, or ``ECOSYSTEM:NAME``."""
        return _grouped(
            (name, Match(rival, name, None))
            for rival, signatures in self._forms()
            for name in signatures.packages
        )

    def foreign(self, language: str, name: str) -> tuple[Match, ...]:
        """What a name captured in another language stands for."""
        exact = self._foreign.get(f"{language}:{name}", ())
        return exact or tuple(
            match for start, match in self._foreign_starts if f"{language}:{name}".startswith(start)
        )

    @cached_property
    def foreign_names(self) -> frozenset[str]:
        """All names in other languages, ``LANGUAGE:NAME``, with their final ``*``."""
        return frozenset(self._foreign)

    @cached_property
    def _foreign(self) -> dict[str, tuple[Match, ...]]:
        return _grouped(
            (name, Match(rival, name, None))
            for rival, signatures in self._forms()
            for name in signatures.foreign
        )

    @cached_property
    def _foreign_starts(self) -> list[tuple[str, Match]]:
        starts = ((name, matches) for name, matches in self._foreign.items() if name.endswith("*"))
        return [(name[:-1], match) for name, matches in starts for match in matches]

    @cached_property
    def queries(self) -> dict[str, tuple[str, ...]]:
        """The tree-sitter queries by language."""
        found: dict[str, list[str]] = {}
        for field in self.fields:
            for language, query in field.code.queries:
                found.setdefault(language, []).append(query)
        return {language: tuple(dict.fromkeys(queries)) for language, queries in found.items()}

    @cached_property
    def rules(self) -> dict[str, CodeRules]:
        """The fields' rules by field."""
        return {field.id: field.code for field in self.fields}

    def _forms(self) -> Iterator[tuple[Rival, Signatures]]:
        for field in self.fields:
            for technology in field.technologies:
                yield Rival(field.id, technology.id), technology.signatures
                for variant in technology.variants:
                    yield Rival(field.id, technology.id, variant.id), variant.signatures


def _key(name: str) -> str:
    return name.strip().lstrip("-").casefold().replace("-", "_")


def _within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    """Whether the parts of ``inner`` stand in ``outer`` in this order."""
    rest = iter(outer)
    return all(part in rest for part in inner)


def _class_names(signatures: Signatures) -> Iterator[str]:
    """Last names of public classes, and names of own ones; a function's name is no value by itself."""
    for name in signatures.code:
        last = name.rpartition(".")[2]
        if last.lstrip("_")[:1].isupper():
            yield last
    for word in signatures.own:
        if word.startswith("class:"):
            yield word.partition(":")[2]


def _value(word: str) -> str:
    return word.casefold().replace("-", "_")


def _grouped(pairs: Iterable[tuple[str, Match]]) -> dict[str, tuple[Match, ...]]:
    found: dict[str, dict[Rival, Match]] = {}
    for word, match in pairs:
        found.setdefault(word, {}).setdefault(match.rival, match)
    return {word: tuple(matches.values()) for word, matches in found.items()}
