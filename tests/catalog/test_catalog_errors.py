"""A wrong TOML gets ``FILE:LINE: what; hint``: every class of fault, with its true line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from settled import catalog
from settled.catalog import reading, validation
from settled.errors import CatalogError

# Line numbers of the good field below are those that the cases name.
GOOD = """\
id = "pet"
name = "Pet"
name_zh = "宠物"
question = "Which animal lives in the house?"
frameworks = ["torch", "tensor-flow"]
download_group = "pets"
status = "current"

[context]
animal = ["pet", "animal"]

[unmeasured]
adoption = "nobody counts"

[[technology]]
id = "cat"
name = "Cat"
name_zh = "猫"
aka = ["house cat"]
born = { year = 1900, title = "On cats", url = "https://example.org/cats" }
aliases = [
    "house cat",
    { text = "Cat", exact = true, context = "animal", within = 80, unless = ["Cat scan"] },
]
code = [
    "animals.Cat",
    "animals.wild.Cat",
]
canonical = ["animals.Cat"]
config = ["cat"]
packages = ["py-cat"]
zoo = ["class:*Cat*"]
zoo_canonical = ["call:meow"]
models = ["name ~ cat"]

[[technology.variant]]
id = "tabby"
name = "Tabby"
aliases = ["tabby cat"]

[[technology]]
id = "dog"
name = "Dog"
name_zh = "狗"
aliases = ["house dog"]

[technology.born]
year = 1890
title = "On dogs"
url = "https://example.org/dogs"

[[technology]]
id = "bird"
name = "Bird"
name_zh = "鸟"
born = { year = 1880, title = "On birds", url = "https://example.org/birds" }
aliases = ["house bird"]
modules = ["birds", "animals.birds"]
own = ["class:Bird", "def:fly", "shape:wings"]
foreign = ["javascript:bird", "rust:birds::*"]
config = ["bird"]
packages = ["py-bird", "npm:@birds/bird"]

[code]
selectors = ["pet"]
bases = ["Animal"]
tests_count = true
purpose = "build"
too_general = ["animals.Cat"]

[code.queries]
javascript = "(import_statement source: (string) @use)"
"""

# name: (what is replaced, by what, the line of the fault, what the message must hold)
FAULTS: dict[str, tuple[str, str, int, str]] = {
    "unknown key of a field": (
        "question =",
        "qestion =",
        4,
        "unknown key 'qestion'; hint: did you mean 'question'",
    ),
    "unknown key of a technology": (
        "aka = [",
        "alka = [",
        19,
        "unknown key 'alka'; hint: did you mean 'aka'",
    ),
    "unknown key of a variant": (
        'id = "tabby"\n',
        'id = "tabby"\nborne = 1\n',
        38,
        "unknown key 'borne'; hint: one of",
    ),
    "unknown key of an alias": (
        "within = 80",
        "whitin = 80",
        23,
        "unknown key 'whitin'; hint: did you mean 'within'",
    ),
    "unknown key of a birth": ('title = "On dogs"', 'titel = "On dogs"', 49, "unknown key 'titel'"),
    "unknown key of an inline birth": ("year = 1900", "yaer = 1900", 20, "unknown key 'yaer'"),
    "unknown indicator unmeasured": ("adoption =", "adoptoin =", 13, "did you mean 'adoption'"),
    "missing key of a field": (
        'question = "Which animal lives in the house?"\n',
        "",
        1,
        "'question' is missing",
    ),
    "missing key of a technology": ('name_zh = "狗"\n', "", 41, "'name_zh' is missing"),
    "missing year of birth": ("year = 1890\n", "", 47, "'year' is missing"),
    "text that is a number": ('name = "Dog"', "name = 7", 43, "name must be a string, not a number"),
    "text that is empty": ('name = "Dog"', 'name = " "', 43, "name is empty"),
    "list that is a string": (
        'code = [\n    "animals.Cat",\n    "animals.wild.Cat",\n]',
        'code = "animals.Cat"',
        25,
        "code must be a list, not a string; hint: put it in [ ]",
    ),
    "table that is a string": (
        'born = { year = 1900, title = "On cats", url = "https://example.org/cats" }',
        'born = "1900"',
        20,
        "born must be a table, not a string",
    ),
    "technology that is no list": (
        GOOD[GOOD.index("[[technology]]") :],
        '[technology]\nid = "x"\n',
        15,
        "hint: write [[technology]]",
    ),
    "no technology at all": (
        GOOD[GOOD.index("[context]") :],
        "technology = []\n",
        9,
        "a field needs at least one technology",
    ),
    "flag that is a word": ("exact = true", 'exact = "yes"', 23, "exact must be true or false, not a string"),
    "reach that is a fraction": ("within = 80", "within = 0.5", 23, "within must be a whole number, not 0.5"),
    "reach that is a flag": (
        "within = 80",
        "within = true",
        23,
        "within must be a number, not true or false",
    ),
    "reach below zero": ("within = 80", "within = -1", 23, "within -1 is outside 0..10000"),
    "reach without context": ('context = "animal", ', "", 23, "within has no context to reach for"),
    "year that is a date": (
        "year = 1890",
        "year = 1890-01-01",
        48,
        "year must be a number, not a date or time",
    ),
    "year too early": ("year = 1890", "year = 1066", 48, "year 1066 is outside 1800..2100"),
    "year too late": ("year = 1890", "year = 3000", 48, "year 3000 is outside 1800..2100"),
    "year that is not a number": ("year = 1890", "year = nan", 48, "year nan is outside 1800..2100"),
    "address that is none": (
        'url = "https://example.org/dogs"',
        'url = "file:///etc/passwd"',
        50,
        "is no web address",
    ),
    "field id not kebab case": (
        'id = "pet"',
        'id = "House_Pet"',
        1,
        "is not kebab case; hint: did you mean 'house-pet'",
    ),
    "technology id not kebab case": ('id = "dog"', 'id = "Dog!"', 42, "did you mean 'dog'"),
    "id with a path in it": ('id = "pet"', 'id = "../../pet"', 1, "is not kebab case"),
    "id twice": ('id = "dog"', 'id = "cat"', 42, "id 'cat' stands twice in this field"),
    "id of a variant": ('id = "dog"', 'id = "tabby"', 42, "id 'tabby' stands twice in this field"),
    "alias of two technologies": (
        '["house dog"]',
        '["house dog", "House-Cat"]',
        45,
        "alias 'House-Cat' is given to both 'cat' and 'dog'",
    ),
    "alias of a technology and its variant": (
        '["tabby cat"]',
        '["housecat"]',
        39,
        "given to both 'cat' and 'tabby'",
    ),
    "alias twice": (
        '    "house cat",',
        '    "house cat",\n    "house cat",',
        23,
        "alias 'house cat' is given twice",
    ),
    "alias in another case": ('["house dog"]', '["cat"]', 45, "alias 'cat' is given to both 'cat' and 'dog'"),
    "alias of one letter": ('["house dog"]', '["d"]', 45, "alias 'd' is too short"),
    "alias that is a number": (
        '["house dog"]',
        '["house dog", 3]',
        45,
        "item 2 of aliases must be a table, not a number",
    ),
    "aliases empty": ('["house dog"]', "[]", 45, "aliases is empty"),
    "aliases missing": ('aliases = ["house dog"]\n', "", 41, "'aliases' is missing"),
    "context that does not exist": (
        'context = "animal"',
        'context = "anmial"',
        23,
        "no context 'anmial'; hint: did you mean 'animal'",
    ),
    "context of an empty list": ('context = "animal"', "context = []", 23, "context is empty"),
    "unless without the alias": (
        'unless = ["Cat scan"]',
        'unless = ["Dog days"]',
        23,
        "'Dog days' does not contain the alias 'Cat'",
    ),
    "code that is no qualified name": (
        '    "animals.wild.Cat",',
        '    "Cat",',
        27,
        "'Cat' is no qualified name",
    ),
    "code twice": ('    "animals.wild.Cat",', '    "animals.Cat",', 27, "'animals.Cat' stands twice in code"),
    "canonical not among code": (
        'canonical = ["animals.Cat"]',
        'canonical = ["animal.Cat"]',
        29,
        "canonical 'animal.Cat' is not among code; hint: did you mean 'animals.Cat'",
    ),
    "package not normalised": (
        'packages = ["py-cat"]',
        'packages = ["Py_Cat"]',
        31,
        "not normalised; hint: did you mean 'py-cat'",
    ),
    "package that is a path": (
        'packages = ["py-cat"]',
        'packages = ["../cat"]',
        31,
        "'../cat' is no package name",
    ),
    "framework not normalised": ('"tensor-flow"', '"Tensor.Flow"', 5, "did you mean 'tensor-flow'"),
    "zoo pattern of no kind": (
        'zoo = ["class:*Cat*"]',
        'zoo = ["klass:*Cat*"]',
        32,
        "'klass:*Cat*' is no word for zoo; hint: begin with one of class:",
    ),
    "zoo pattern without a glob": ('["call:meow"]', '["call:"]', 33, "'call:' is no word for zoo_canonical"),
    "module that is no name": (
        '"animals.birds"',
        '"animals-birds"',
        58,
        "'animals-birds' is no name of a module",
    ),
    "own of no kind": (
        '"class:Bird"',
        '"Bird"',
        59,
        "'Bird' is no word for own; hint: begin with one of class:, def:, shape:",
    ),
    "own without a name": ('"def:fly"', '"def:"', 59, "'def:' is no word for own"),
    "foreign of no language": ('"javascript:bird"', '"perl:bird"', 60, "'perl:bird' is no word for foreign"),
    "package of no registry": ('"npm:@birds/bird"', '"npn:bird"', 62, "'npn'; hint: did you mean 'npm'"),
    "unknown key of the rules for code": (
        "selectors =",
        "selector =",
        65,
        "unknown key 'selector'; hint: did you mean 'selectors'",
    ),
    "selector twice": ('["pet"]', '["pet", "pet"]', 65, "'pet' stands twice in selectors"),
    "tests that count as a word": ("tests_count = true", 'tests_count = "yes"', 67, "must be true or false"),
    "purpose that does not exist": ('"build"', '"built"', 68, "did you mean 'build'"),
    "name too general that is no name": (
        '["animals.Cat"]\n\n[',
        '["Cat"]\n\n[',
        69,
        "'Cat' is no qualified name",
    ),
    "query in no language": ("javascript = ", "javscript = ", 72, "did you mean 'javascript'"),
    "status that does not exist": (
        'status = "current"',
        'status = "curent"',
        7,
        "unknown status 'curent'; hint: did you mean 'current'",
    ),
    "variant without a signature": ('aliases = ["tabby cat"]\n', "", 36, "a variant needs a signature"),
    "text too long": ('name = "Dog"', f'name = "{"o" * 2001}"', 43, "has 2001 characters, more than 2000"),
    "syntax": ('status = "current"', "status = current", 7, "is not TOML"),
    "key twice": ('status = "current"', 'status = "current"\nstatus = "history"', 8, "is not TOML"),
    "string never closed": ('url = "https://example.org/dogs"\n', 'url = """x', 72, "is not TOML"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "fields"


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "pet.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_good_field_is_good(tmp_path: Path) -> None:
    field = catalog.read_field(written(tmp_path, GOOD))
    cat = field.technologies[0]
    assert (field.id, field.incumbent.id, field.download_group) == ("pet", "cat", "pets")
    assert cat.signatures.aliases[1].context == ("pet", "animal")
    assert cat.signatures.aliases[1].within == 80
    assert cat.signatures.zoo_canonical == ("call:meow",)
    assert cat.variants[0].id == "tabby"
    bird = field.technologies[2].signatures
    assert bird.modules == ("birds", "animals.birds")
    assert bird.own == ("class:Bird", "def:fly", "shape:wings")
    assert bird.foreign == ("javascript:bird", "rust:birds::*")
    assert bird.packages == ("py-bird", "npm:@birds/bird")
    assert (field.code.selectors, field.code.bases) == (("pet",), ("Animal",))
    assert (field.code.tests_count, field.code.purpose) == (True, "build")
    assert field.code.too_general == ("animals.Cat",)
    assert field.code.queries == (("javascript", "(import_statement source: (string) @use)"),)
    assert field.unmeasured == (("adoption", "nobody counts"),)


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path: Path, case: str, newline: str) -> None:
    old, new, line, message = FAULTS[case]
    assert GOOD.count(old) == 1 or case.startswith(("missing", "text", "address")), (
        "the case must change one place"
    )
    path = written(tmp_path, GOOD.replace(old, new, 1).replace("\n", newline))
    with pytest.raises(CatalogError) as raised:
        catalog.read_field(path)
    assert raised.value.place == f"{path}:{line}"
    assert message in str(raised.value)


FILES: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (GOOD.encode().replace(b'name = "Pet"', b'name = "\xff"'), "pet.toml:2: is not UTF-8"),
    "binary": (bytes(range(256)), "pet.toml:2: is not UTF-8"),
    "a null byte": (b'id = "pe\x00t"', "pet.toml:1: is not TOML"),
    "empty": (b"", "pet.toml:1: 'id' is missing"),
    "too large": (b"#" * (reading.MAX_BYTES + 1), "is larger than 1048576 bytes"),
    "nested too deeply": (b"a = " + b"[" * 100_000, "is nested too deeply"),
    "a number too long": (b"id = " + b"9" * 5_000, "is not TOML"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_field_is_refused(tmp_path: Path, case: str) -> None:
    content, message = FILES[case]
    with pytest.raises(CatalogError) as raised:
        catalog.read_field(written(tmp_path, content))
    assert message in str(raised.value)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read: No such file"):
        catalog.read_field(tmp_path / "none.toml")
    with pytest.raises(CatalogError, match="is not a file"):
        catalog.read_field(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CatalogError, match="is not a file"):
        catalog.read_field(tmp_path / "pipe")


def test_a_field_of_ones_own_is_added_whole_and_loaded(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path, GOOD)
    assert catalog.add_field(path, folder).id == "pet"
    assert (folder / "pet.toml").read_bytes() == path.read_bytes()
    assert [file.name for file in folder.iterdir()] == ["pet.toml"]
    loaded = catalog.load(folder)
    assert loaded.find("house cat")[0].id == "pet"
    assert len(loaded.fields) == len(catalog.load().fields) + 1


def test_an_id_that_exists_is_refused(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path, GOOD)
    catalog.add_field(path, folder)
    with pytest.raises(CatalogError) as raised:
        catalog.add_field(path, folder)
    assert str(raised.value) == f"{path}:1: field 'pet' exists already; hint: give it another id"
    taken = written(tmp_path, "# a comment\n" + GOOD.replace('id = "pet"', 'id = "optimizer"'))
    with pytest.raises(CatalogError) as raised:
        catalog.add_field(taken, folder)
    assert raised.value.place == f"{taken}:2"


def test_a_wrong_field_is_not_added(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(CatalogError):
        catalog.add_field(written(tmp_path, GOOD.replace("year = 1890", "year = 0")), folder)
    assert not folder.exists()


def test_a_users_field_with_a_shipped_id_is_refused_at_loading(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace('id = "pet"', 'id = "optimizer"'))
    with pytest.raises(CatalogError) as raised:
        catalog.load(tmp_path)
    assert raised.value.place == f"{path}:1"


def test_a_folder_that_does_not_exist_holds_no_fields(tmp_path: Path) -> None:
    assert catalog.load(tmp_path / "none").fields == catalog.load().fields


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(CatalogError) as raised:
        catalog.add_field(written(tmp_path, GOOD), blocked)
    assert raised.value.place == str(blocked)
    assert "cannot write the field" in raised.value.what


def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CatalogError, match="No space left on device"):
        catalog.add_field(written(tmp_path, GOOD), folder)
    assert list(folder.iterdir()) == []


PROFILE = """\
[[profile]]
id = "mine"
name = "Mine"
weight = [
    { indicator = "adoption", weight = 0.5, reason = "use" },
    { indicator = "controversy", weight = 0.5, inverted = true, reason = "dispute" },
]
"""

PROFILE_FAULTS: dict[str, tuple[str, str, int, str]] = {
    "weights that do not sum to 1": ("0.5, reason", "0.6, reason", 1, "weights sum to 1.1, not 1"),
    "negative weight": ("0.5, reason", "-0.5, reason", 5, "weight -0.5 is outside 0..1"),
    "unknown indicator": (
        '"adoption"',
        '"adopton"',
        5,
        "unknown indicator 'adopton'; hint: did you mean 'adoption'",
    ),
    "indicator twice": ('"controversy"', '"adoption"', 6, "'adoption' is weighed twice"),
    "no reason": (', reason = "use"', "", 5, "'reason' is missing"),
    "unknown key": ("inverted", "inverse", 6, "unknown key 'inverse'; hint: did you mean 'inverted'"),
    "profile twice": (PROFILE, PROFILE + PROFILE, 9, "profile 'mine' stands twice"),
    "no profile": (PROFILE, "", 1, "'profile' is missing"),
}


@pytest.mark.parametrize("case", PROFILE_FAULTS)
def test_a_wrong_profile_is_named_with_its_line(tmp_path: Path, case: str) -> None:
    old, new, line, message = PROFILE_FAULTS[case]
    path = written(tmp_path, PROFILE.replace(old, new, 1))
    with pytest.raises(CatalogError) as raised:
        reading.read(path, validation.profiles)
    assert raised.value.place == f"{path}:{line}"
    assert message in str(raised.value)


LEVELS = "".join(
    f'[[level]]\nid = "{level}"\nabove = {above}\nname = "x"\n'
    for level, above in [("L4", 0.95), ("L3", 0.8), ("L2", 0.6), ("L1", 0.3), ("L0", 0.0)]
)

LEVEL_FAULTS: dict[str, tuple[str, str, int, str]] = {
    "unknown level": ('"L3"', '"L5"', 6, "unknown id 'L5'"),
    "not below the one before": ("above = 0.8", "above = 0.96", 7, "does not stand below the one before it"),
    "above 1": ("above = 0.95", "above = 95", 3, "above 95 is outside 0..1"),
    "one too few": (
        '[[level]]\nid = "L0"\nabove = 0.0\nname = "x"\n',
        "",
        1,
        "4 levels; hint: give all of L0",
    ),
}


@pytest.mark.parametrize("case", LEVEL_FAULTS)
def test_a_wrong_level_is_named_with_its_line(tmp_path: Path, case: str) -> None:
    old, new, line, message = LEVEL_FAULTS[case]
    path = written(tmp_path, LEVELS.replace(old, new, 1))
    with pytest.raises(CatalogError) as raised:
        reading.read(path, validation.levels)
    assert raised.value.place == f"{path}:{line}"
    assert message in str(raised.value)
