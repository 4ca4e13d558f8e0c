"""The loaded catalog: finding a technology by a name, and digests of the signatures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from settled.errors import InputError, did_you_mean
from settled.records import Alias, CodeRules, Field, LevelRule, Profile, Signatures, Technology

SIGNATURE_KINDS: dict[str, tuple[str, ...]] = {
    "aliases": ("aliases",),
    "code": ("code", "canonical"),
    "config": ("config",),
    "zoo": ("zoo", "zoo_canonical"),
    "models": ("models",),
    "packages": ("packages",),
    "downloads": ("packages", "downloads"),
    "repositories": ("code", "canonical", "modules", "own", "foreign", "config", "packages"),
}
"""The kinds of signatures, and the lists that each is made of."""


@dataclass(frozen=True)
class Catalog:
    """All that is judged.

    Attributes:
        fields: by id; those that ship by file name, then the user's own.
        profiles: weight profiles by id; the first is the default.
        levels: level rules, highest first.
    """

    fields: dict[str, Field]
    profiles: dict[str, Profile]
    levels: tuple[LevelRule, ...]

    def find(self, name: str) -> tuple[Field, Technology]:
        """The technology that a user means by ``name``: ``ID``, ``FIELD/ID``, its name or another name.

        Raises:
            InputError: no technology has the name, several have, or it names a variant or a field.
        """
        field_id, slash, rest = name.rpartition("/")
        if slash and field_id not in self.fields:
            raise InputError(name, f"no field '{field_id}'", did_you_mean(field_id, self.fields))
        places = [self.fields[field_id]] if slash else list(self.fields.values())
        found = _named(places, rest, ids_only=True) or _named(places, rest, ids_only=False)
        if len(found) == 1:
            return found[0]
        if found:
            choices = " or ".join(f"'{field.id}/{technology.id}'" for field, technology in found)
            raise InputError(name, "is a technology of several fields", f"hint: did you mean {choices}?")
        raise self._unknown(name, rest, places)

    def _unknown(self, name: str, rest: str, places: list[Field]) -> InputError:
        wanted = _folded(rest)
        for field in places:
            for technology in field.technologies:
                for variant in technology.variants:
                    if wanted in (variant.id, _folded(variant.name)):
                        what = f"is a variant of '{technology.id}', no rival of it"
                        return InputError(name, what, f"hint: ask for '{technology.id}'")
        if rest in self.fields:
            incumbent = self.fields[rest].incumbent.id
            return InputError(name, "is a field, no technology", f"hint: its incumbent is '{incumbent}'")
        ids = [technology.id for field in places for technology in field.technologies]
        return InputError(name.strip() or "technology", "no such technology", did_you_mean(rest.lower(), ids))

    def digest(self, kind: str) -> str:
        """SHA-256 (hex) of all signatures of a kind; the order of files, tables and lists does not matter.

        Args:
            kind: one of ``SIGNATURE_KINDS``; ``repositories`` takes in the rules for code of every field but
                of contests of the past that are not looked for in code.

        Raises:
            ValueError: no such kind.
        """
        if kind not in SIGNATURE_KINDS:
            raise ValueError(f"no kind of signatures '{kind}'; {did_you_mean(kind, SIGNATURE_KINDS)}")
        rows: list[list[object]] = sorted(
            (
                [*owner, [_canonical(signatures, key) for key in SIGNATURE_KINDS[kind]]]
                for *owner, signatures in _owners(self.fields)
                if any(getattr(signatures, key) for key in SIGNATURE_KINDS[kind])
            ),
            key=str,
        )
        if kind == "repositories":
            asked = [field for field in self.fields.values() if field.status == "current" or _in_code(field)]
            rows += sorted(([field.id, *_rules(field.code)] for field in asked), key=str)
        written = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


def _named(fields: list[Field], name: str, ids_only: bool) -> list[tuple[Field, Technology]]:
    wanted = _folded(name)
    return [
        (field, technology)
        for field in fields
        for technology in field.technologies
        if wanted in ({technology.id} if ids_only else _names(technology))
    ]


def _names(technology: Technology) -> set[str]:
    return {_folded(name) for name in (technology.name, technology.name_zh, *technology.aka)}


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _owners(fields: dict[str, Field]) -> Iterator[tuple[str, str, str, Signatures]]:
    for field in fields.values():
        for technology in field.technologies:
            yield field.id, technology.id, "", technology.signatures
            for variant in technology.variants:
                yield field.id, technology.id, variant.id, variant.signatures


def _in_code(field: Field) -> bool:
    """Whether any of a field's technologies or variants has a signature that is looked for in code."""
    owners = _owners({field.id: field})
    return any(getattr(one[-1], key) for one in owners for key in SIGNATURE_KINDS["repositories"])


def _canonical(signatures: Signatures, key: str) -> Sequence[object]:
    values = getattr(signatures, key)
    if key != "aliases":
        return sorted(values)
    return sorted(map(_alias, values))


def _rules(rules: CodeRules) -> list[object]:
    return [
        sorted(rules.selectors),
        sorted(rules.bases),
        rules.tests_count,
        rules.purpose,
        sorted(rules.too_general),
        sorted(map(list, rules.queries)),
    ]


def _alias(alias: Alias) -> list[object]:
    return [alias.text, alias.exact, sorted(alias.context), alias.within, sorted(alias.unless)]
