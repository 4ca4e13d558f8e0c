"""From a parsed TOML document to the frozen records, or a ``CheckError`` with the path of what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast, get_args

from settled.catalog import checking as check
from settled.catalog.aliases import Contexts, clash, read_aliases, squashed
from settled.catalog.checking import CheckError, Table
from settled.catalog.locating import Path
from settled.errors import did_you_mean
from settled.records import (
    Alias,
    Born,
    CodeRules,
    Field,
    Level,
    LevelRule,
    Profile,
    Signatures,
    Technology,
    Variant,
    Weight,
)

INDICATORS = ("adoption", "standardization", "controversy", "maturity", "theory")
"""What a weight profile may weigh and a field may declare unmeasured."""

_SIGNATURE_KEYS = (
    "aliases", "code", "canonical", "modules", "own", "foreign", "config", "packages", "downloads",
    "zoo", "zoo_canonical", "models",
)  # fmt: skip
_VARIANT_KEYS = ("id", "name", *_SIGNATURE_KEYS)
_TECHNOLOGY_KEYS = ("id", "name", "name_zh", "aka", "born", "variant", *_SIGNATURE_KEYS)
_FIELD_KEYS = (
    "id", "name", "name_zh", "question", "frameworks", "download_group", "status", "context", "unmeasured",
    "code", "technology",
)  # fmt: skip
_FIELD_REQUIRED = ("id", "name", "name_zh", "question", "technology")
_CODE_KEYS = ("selectors", "bases", "tests_count", "purpose", "too_general", "queries")
_STATUSES = ("current", "history")
_ZOO_KINDS = ("class:", "call:", "name:", "config:", "structure:")
_OWN_KINDS = ("class:", "def:", "shape:", "wrapper:")
LANGUAGES = ("javascript", "typescript", "rust", "go", "java", "cpp")
"""Languages other than Python that a field may have queries for."""

_PURPOSES = ("build",)


def field(document: Table) -> Field:
    """A contest, from one field's file."""
    check.known_keys(document, (), _FIELD_KEYS, _FIELD_REQUIRED)
    contexts = _contexts(document)
    technologies = tuple(
        _technology(table, path, contexts) for table, path in check.tables(document, "technology", ())
    )
    if not technologies:
        raise CheckError(("technology",), "a field needs at least one technology", "hint: add [[technology]]")
    group = check.text(document, "download_group", ()) or None
    _refuse_unnamed(technologies, group)
    _refuse_repeated_ids(technologies)
    _refuse_shared_aliases(technologies)
    status = check.one_of(check.text(document, "status", (), "current"), ("status",), _STATUSES)
    return Field(
        id=check.identifier(document, ()),
        name=check.text(document, "name", ()),
        name_zh=check.text(document, "name_zh", ()),
        question=check.text(document, "question", ()),
        technologies=technologies,
        frameworks=check.package_names(document, "frameworks", ()),
        download_group=group,
        status=cast(Literal["current", "history"], status),
        unmeasured=_unmeasured(document),
        code=_code_rules(document),
    )


def profiles(document: Table) -> dict[str, Profile]:
    """The weight profiles, in the order of their file."""
    check.known_keys(document, (), ("profile",), ("profile",))
    found: dict[str, Profile] = {}
    for table, path in check.tables(document, "profile", ()):
        check.known_keys(table, path, ("id", "name", "weight"), ("id", "name", "weight"))
        name = check.identifier(table, path)
        if name in found:
            raise CheckError((*path, "id"), f"profile '{name}' stands twice")
        found[name] = Profile(name, check.text(table, "name", path), _weights(table, path))
    return found


def levels(document: Table) -> tuple[LevelRule, ...]:
    """The level rules, highest first."""
    check.known_keys(document, (), ("level",), ("level",))
    rules: list[LevelRule] = []
    for table, path in check.tables(document, "level", ()):
        check.known_keys(table, path, ("id", "above", "name"), ("id", "above", "name"))
        level = check.one_of(check.text(table, "id", path), (*path, "id"), get_args(Level))
        above = check.number(table, "above", path, 0, 1)
        if rules and not (above < rules[-1].above and level < rules[-1].level):
            raise CheckError(
                (*path, "above"), f"level {level} above {above:g} does not stand below the one before it"
            )
        rules.append(LevelRule(cast(Level, level), above, check.text(table, "name", path)))
    if len(rules) != len(get_args(Level)):
        raise CheckError(
            ("level",), f"{len(rules)} levels", f"hint: give all of {', '.join(get_args(Level))}"
        )
    return tuple(rules)


def _contexts(document: Table) -> Contexts:
    table = check.a_table(document.get("context", {}), ("context",))
    return {name: check.texts(table, name, ("context",)) for name in table}


def _unmeasured(document: Table) -> tuple[tuple[str, str], ...]:
    table = check.a_table(document.get("unmeasured", {}), ("unmeasured",))
    check.known_keys(table, ("unmeasured",), INDICATORS)
    return tuple((name, check.text(table, name, ("unmeasured",))) for name in table)


def _code_rules(document: Table) -> CodeRules:
    table, path = check.a_table(document.get("code", {}), ("code",)), ("code",)
    check.known_keys(table, path, _CODE_KEYS)
    purpose = check.text(table, "purpose", path)
    if purpose:
        check.one_of(purpose, (*path, "purpose"), _PURPOSES)
    queries = check.a_table(table.get("queries", {}), (*path, "queries"))
    check.known_keys(queries, (*path, "queries"), LANGUAGES)
    return CodeRules(
        selectors=check.texts(table, "selectors", path),
        bases=check.texts(table, "bases", path),
        tests_count=check.flag(table, "tests_count", path),
        purpose=purpose,
        too_general=check.qualified_names(table, "too_general", path),
        queries=tuple((name, check.text(queries, name, (*path, "queries"))) for name in queries),
    )


def _technology(table: Table, path: Path, contexts: Contexts) -> Technology:
    check.known_keys(table, path, _TECHNOLOGY_KEYS, ("id", "name", "name_zh", "born"))
    return Technology(
        id=check.identifier(table, path),
        name=check.text(table, "name", path),
        name_zh=check.text(table, "name_zh", path),
        born=_born(check.a_table(table["born"], (*path, "born")), (*path, "born")),
        signatures=_signatures(table, path, contexts),
        variants=tuple(
            _variant(part, place, contexts) for part, place in check.tables(table, "variant", path)
        ),
        aka=check.texts(table, "aka", path),
    )


def _variant(table: Table, path: Path, contexts: Contexts) -> Variant:
    check.known_keys(table, path, _VARIANT_KEYS, ("id", "name"))
    if not any(key in table for key in _SIGNATURE_KEYS):
        raise CheckError(path, "a variant needs a signature", "hint: add aliases = [...] or code = [...]")
    name = check.text(table, "name", path)
    return Variant(check.identifier(table, path), name, _signatures(table, path, contexts))


def _born(table: Table, path: Path) -> Born:
    keys = ("year", "title", "url")
    check.known_keys(table, path, keys, keys)
    url = check.text(table, "url", path)
    if not url.startswith(("https://", "http://")):
        raise CheckError((*path, "url"), f"'{url}' is no web address", "hint: begin with https://")
    return Born(check.whole(table, "year", path, 1800, 2100), check.text(table, "title", path), url)


def _signatures(table: Table, path: Path, contexts: Contexts) -> Signatures:
    code = check.qualified_names(table, "code", path)
    return Signatures(
        aliases=read_aliases(table, path, contexts),
        code=code,
        canonical=_canonical(table, path, code),
        modules=check.module_names(table, "modules", path),
        own=check.prefixed(table, "own", path, _OWN_KINDS),
        foreign=check.prefixed(table, "foreign", path, tuple(f"{name}:" for name in LANGUAGES)),
        config=check.texts(table, "config", path),
        packages=check.package_names(table, "packages", path),
        downloads=check.package_names(table, "downloads", path),
        zoo=check.prefixed(table, "zoo", path, _ZOO_KINDS),
        zoo_canonical=check.prefixed(table, "zoo_canonical", path, _ZOO_KINDS),
        models=check.texts(table, "models", path),
    )


def _canonical(table: Table, path: Path, code: tuple[str, ...]) -> tuple[str, ...]:
    names = check.qualified_names(table, "canonical", path)
    for index, name in enumerate(names):
        if name not in code:
            hint = did_you_mean(name, code) if code else "hint: list it under code, too"
            raise CheckError((*path, "canonical", index), f"canonical '{name}' is not among code", hint)
    return names


def _weights(table: Table, path: Path) -> tuple[Weight, ...]:
    found: list[Weight] = []
    keys = ("indicator", "weight", "reason", "inverted")
    for part, place in check.tables(table, "weight", path):
        check.known_keys(part, place, keys, keys[:3])
        name = check.one_of(check.text(part, "indicator", place), (*place, "indicator"), INDICATORS)
        if name in [weight.indicator for weight in found]:
            raise CheckError((*place, "indicator"), f"'{name}' is weighed twice")
        share = check.number(part, "weight", place, 0, 1)
        reason = check.text(part, "reason", place)
        found.append(Weight(name, share, reason, check.flag(part, "inverted", place)))
    total = sum(weight.weight for weight in found)
    if abs(total - 1) > 1e-9:
        raise CheckError(path, f"weights sum to {total:g}, not 1")
    return tuple(found)


def _refuse_unnamed(technologies: tuple[Technology, ...], download_group: str | None) -> None:
    """Every technology has a name in text, or, where downloads alone are counted, none has."""
    named = [bool(technology.signatures.aliases) for technology in technologies]
    if not all(named) and (any(named) or download_group is None):
        path = ("technology", named.index(False))
        raise CheckError(path, "'aliases' is missing", "hint: add aliases = ...")


def _refuse_repeated_ids(technologies: tuple[Technology, ...]) -> None:
    seen: set[str] = set()
    for name, path in _ids(technologies):
        if name in seen:
            raise CheckError((*path, "id"), f"id '{name}' stands twice in this field")
        seen.add(name)


def _ids(technologies: tuple[Technology, ...]) -> Iterator[tuple[str, Path]]:
    for index, technology in enumerate(technologies):
        yield technology.id, ("technology", index)
        for inner, variant in enumerate(technology.variants):
            yield variant.id, ("technology", index, "variant", inner)


def _refuse_shared_aliases(technologies: tuple[Technology, ...]) -> None:
    seen: dict[str, list[tuple[str, Alias]]] = {}
    for owner, alias, path in _aliases(technologies):
        same_letters = seen.setdefault(squashed(alias.text).casefold(), [])
        for other, known in same_letters:
            if clash(alias, known):
                whose = "twice" if other == owner else f"to both '{other}' and '{owner}'"
                raise CheckError(
                    path, f"alias '{alias.text}' is given {whose}", "hint: keep it where it means one thing"
                )
        same_letters.append((owner, alias))


def _aliases(technologies: tuple[Technology, ...]) -> Iterator[tuple[str, Alias, Path]]:
    for index, technology in enumerate(technologies):
        path: Path = ("technology", index)
        for number, alias in enumerate(technology.signatures.aliases):
            yield technology.id, alias, (*path, "aliases", number)
        for inner, variant in enumerate(technology.variants):
            for number, alias in enumerate(variant.signatures.aliases):
                yield variant.id, alias, (*path, "variant", inner, "aliases", number)
