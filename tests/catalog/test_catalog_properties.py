"""What holds for any catalog: orders that do not matter, round trips, and lines that are true."""

from __future__ import annotations

import json
import random
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled import catalog
from settled.catalog import validation
from settled.catalog.aliases import squashed
from settled.catalog.locating import line_of
from settled.catalog.lookup import SIGNATURE_KINDS, Catalog
from settled.records import Field

letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=8)
names = st.lists(letters, min_size=2, max_size=5, unique=True)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A field as ``tomllib`` would give it."""
    ids = draw(names)
    return {
        "id": draw(letters),
        "name": draw(letters),
        "name_zh": "名",
        "question": "?",
        "context": {"near": draw(names)},
        "technology": [technology(draw, name) for name in ids],
    }


def technology(draw: st.DrawFn, name: str) -> dict[str, Any]:
    code = [f"lib.{name}.{part}" for part in draw(names)]
    words = draw(names)
    return {
        "id": name,
        "name": name,
        "name_zh": name,
        "born": {"year": draw(st.integers(1800, 2100)), "title": "t", "url": "https://example.org"},
        "aliases": [
            f"{name} plain",
            {
                "text": f"{name} Exact",
                "exact": True,
                "context": draw(st.sampled_from(["near", words])),
                "within": 9,
            },
        ],
        "code": code,
        "canonical": code[:1],
        "packages": [f"py-{name}"],
        "downloads": [f"dl-{name}"],
        "config": [name],
        "models": [f"m {name}"],
        "zoo": [f"class:{name}*"],
        "modules": [f"lib_{name}"],
        "own": [f"class:{name}"],
        "foreign": [f"javascript:{name}"],
        "variant": [{"id": f"{name}-variant", "name": name, "aliases": [f"{name} variant"]}],
    }


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same document with keys and lists in another order."""
    if isinstance(value, dict):
        items = [(key, shuffled(item, chance)) for key, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return chance.sample([shuffled(item, chance) for item in value], len(value))
    return value


def written(value: dict[str, Any], path: tuple[str, ...] = ()) -> str:
    """TOML of a document: scalars and lists first, then tables and lists of tables."""
    plain, nested = [], []
    for key, item in value.items():
        if key in ("technology", "variant"):
            nested += [f"\n[[{'.'.join((*path, key))}]]\n{written(part, (*path, key))}" for part in item]
        elif key == "context" and not path:
            nested.append(f"\n[{key}]\n{written(item, (*path, key))}")
        else:
            plain.append(f"{key} = {inline(item)}\n")
    return "".join(plain + nested)


def inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {inline(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[\n" + "".join(f"    {inline(item)}, # why ]\n" for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def of(*fields: Field) -> Catalog:
    return Catalog({field.id: field for field in fields}, {}, ())


@settings(max_examples=40, deadline=None)
@given(documents(), st.integers(0, 2**32))
def test_order_of_keys_technologies_and_lists_does_not_change_a_digest(
    document: dict[str, Any], seed: int
) -> None:
    chance = random.Random(seed)
    other = shuffled(document, chance)
    canonical = {entry["id"]: entry for entry in other["technology"]}
    assert len(canonical) == len(document["technology"])
    one, two = of(validation.field(document)), of(validation.field(other))
    for kind in SIGNATURE_KINDS:
        assert one.digest(kind) == two.digest(kind)


FURTHER = {
    "aliases": "zz new",
    "code": "zz.new",
    "modules": "zz",
    "own": "class:Zz",
    "foreign": "rust:zz",
    "config": "zz",
    "packages": "zz-new",
    "downloads": "zz-new",
    "zoo": "call:zz",
    "models": "zz",
}


@settings(max_examples=40, deadline=None)
@given(documents(), st.sampled_from(sorted(FURTHER)))
def test_a_further_signature_changes_the_digests_made_of_it_and_no_other(
    document: dict[str, Any], key: str
) -> None:
    before = of(validation.field(document))
    document["technology"][0][key].append(FURTHER[key])
    after = of(validation.field(document))
    changed = {kind for kind in SIGNATURE_KINDS if before.digest(kind) != after.digest(kind)}
    assert changed == {kind for kind, keys in SIGNATURE_KINDS.items() if key in keys}


RULES: dict[str, Any] = {
    "selectors": ["zz"],
    "bases": ["Zz"],
    "tests_count": True,
    "purpose": "build",
    "too_general": ["lib.zz"],
    "queries": {"rust": "(identifier) @use"},
}


@settings(max_examples=20, deadline=None)
@given(documents(), st.sampled_from(sorted(RULES)))
def test_a_rule_for_code_changes_the_digest_of_repositories_and_no_other(
    document: dict[str, Any], rule: str
) -> None:
    before = of(validation.field(document))
    after = of(validation.field({**document, "code": {rule: RULES[rule]}}))
    assert {kind for kind in SIGNATURE_KINDS if before.digest(kind) != after.digest(kind)} == {"repositories"}


@settings(max_examples=40, deadline=None)
@given(documents())
def test_order_of_fields_does_not_change_a_digest(document: dict[str, Any]) -> None:
    one = validation.field(document)
    two = validation.field({**document, "id": document["id"] + "-two"})
    assert of(one, two).digest("aliases") == of(two, one).digest("aliases")
    assert of(one, two).digest("aliases") != of(one).digest("aliases")


@settings(max_examples=40, deadline=None)
@given(documents())
def test_writing_and_reading_gives_the_same_field(document: dict[str, Any]) -> None:
    assert validation.field(tomllib.loads(written(document))) == validation.field(document)


@settings(max_examples=40, deadline=None)
@given(documents(), st.data())
def test_the_line_of_a_planted_word_is_found(document: dict[str, Any], data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(range(len(document["technology"]))))
    part, path = data.draw(
        st.sampled_from(
            [
                (document["technology"][place]["code"], ("technology", place, "code", 1)),
                (document["technology"][place]["born"], ("technology", place, "born", "title")),
                (document["technology"][place]["variant"][0], ("technology", place, "variant", 0, "name")),
                (document["context"]["near"], ("context", "near", 0)),
                (document, ("question",)),
            ]
        )
    )
    part[path[-1]] = "PLANTED"
    text = written(document)
    assert "PLANTED" in text.splitlines()[line_of(text, path) - 1]


LINES: dict[str, tuple[str, tuple[str | int, ...], int]] = {
    "dotted key": ("a = 1\nb.c.d = 2\n", ("b", "c", "d"), 2),
    "quoted key": ('"a b" = 1\n\'c.d\'."e" = 2\n', ("c.d", "e"), 2),
    "escaped key": ('"caf\\u00e9\\n" = 1\n', ("café\n",), 1),
    "table in a list of tables": ("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2\n", ("a", 1, "b", "c"), 6),
    "list of tables in another": (
        "[[a]]\n[[a.b]]\nx=1\n[[a.b]]\nx=2\n[[a]]\n[[a.b]]\nx=3\n",
        ("a", 1, "b", 0, "x"),
        8,
    ),
    "header with spaces": ("[ a . b ]\nc = 1\n", ("a", "b", "c"), 2),
    "string over lines": ('a = """\n[[x]]\nb = "\n"""\nb = 2\n', ("b",), 5),
    "literal over lines": ("a = '''\nb = \\''''\nb = 2\n", ("b",), 3),
    "quote before the end": ('a = """x\\""""\nb = 2\n', ("b",), 2),
    "hash in a string": ('a = "#" # "\nb = [ "#]", # ]\n  "x" ]\n', ("b", 1), 3),
    "nested lists": ("a = [\n [1,\n 2], [3,\n4]]\n", ("a", 1, 1), 4),
    "table in a list": ("a = [ { b = 1 },\n { b = 2, c = 3 } ]\n", ("a", 1, "c"), 2),
    "date with a space": ("a = 1979-05-27 07:32:00\nb = 2\n", ("b",), 2),
    "windows lines": ("a = 1\r\n\r\nb = 2\r\n", ("b",), 3),
    "what is not there": ("a = 1\n[b]\nc = 1\n", ("b", "d", "e"), 2),
    "the whole": ("\n\na = 1\n", (), 1),
}


@pytest.mark.parametrize("case", LINES)
def test_lines_are_true(case: str) -> None:
    text, path, line = LINES[case]
    tomllib.loads(text)
    assert line_of(text, path) == line


@given(st.text(max_size=30))
def test_squashing_twice_changes_nothing(words: str) -> None:
    assert squashed(squashed(words)) == squashed(words)


def test_shipped_digests_do_not_depend_on_the_order_of_fields() -> None:
    shipped = catalog.load()
    turned = Catalog(dict(reversed(shipped.fields.items())), shipped.profiles, shipped.levels)
    for kind in SIGNATURE_KINDS:
        assert shipped.digest(kind) == turned.digest(kind)
