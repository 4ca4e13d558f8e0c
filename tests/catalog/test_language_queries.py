"""The shipped queries for other languages: each compiles, captures, and has names to compare with."""

from __future__ import annotations

import pytest

from settled import catalog
from settled.catalog.lookup import Catalog
from settled.scan.code.languages import READERS, check_queries
from settled.scan.code.languages.grammars import QUERY_LANGUAGES
from settled.scan.code.languages.queries import compiled, queries_of
from settled.scan.code.lexicon import Lexicon


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return catalog.load()


@pytest.mark.parametrize("language", sorted(READERS))
def test_every_shipped_query_compiles(shipped: Catalog, language: str) -> None:
    for query, fields in queries_of(Lexicon(tuple(shipped.fields.values())), language).items():
        assert compiled(query, language, fields).pattern_count


def test_all_shipped_queries_are_checked_at_once(shipped: Catalog) -> None:
    check_queries(Lexicon(tuple(shipped.fields.values())))


def test_a_field_has_queries_exactly_where_it_has_names_to_find(shipped: Catalog) -> None:
    for field in shipped.fields.values():
        named = {
            name.partition(":")[0]
            for technology in field.technologies
            for owner in (technology, *technology.variants)
            for name in owner.signatures.foreign
        }
        asked = {language for language, _ in field.code.queries}
        assert named == asked, field.id


def test_queries_are_asked_of_every_kind_of_file_of_their_language(shipped: Catalog) -> None:
    lexicon = Lexicon(tuple(shipped.fields.values()))
    asked = {language: queries_of(lexicon, language) for language in READERS}
    assert asked["javascript"] == asked["typescript"] == asked["tsx"] != {}
    assert {language for languages in QUERY_LANGUAGES.values() for language in languages} <= READERS.keys()


@pytest.mark.parametrize("field", ["js-test-framework", "js-bundler"])
def test_no_name_in_another_language_means_two_technologies(shipped: Catalog, field: str) -> None:
    """Neither as it stands, nor within the reach of another's star."""
    names = [
        (owner.id, name)
        for technology in shipped.fields[field].technologies
        for owner in (technology, *technology.variants)
        for name in owner.signatures.foreign
    ]
    shared = [
        (one, other)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if one[0] != other[0]
        and (
            one[1] == other[1]
            or any(
                left.endswith("*") and right.startswith(left[:-1])
                for left, right in ((one[1], other[1]), (other[1], one[1]))
            )
        )
    ]
    assert shared == []


@pytest.mark.parametrize(
    ("technology", "packages"),
    [
        ("jest", {"npm:jest", "npm:@jest/globals"}),
        ("vitest", {"npm:vitest"}),
        ("mocha", {"npm:mocha"}),
        ("webpack", {"npm:webpack", "npm:react-scripts"}),
        ("vite", {"npm:vite"}),
        ("esbuild", {"npm:esbuild", "npm:tsup"}),
    ],
)
def test_packages_of_manifests_lead_to_their_technology(
    shipped: Catalog, technology: str, packages: set[str]
) -> None:
    found = Lexicon(tuple(shipped.fields.values())).packages
    assert {found[name][0].rival.technology for name in packages} == {technology}
