"""A wrong TOML gets ``FILE:LINE: what; hint``: every class of fault, with its true line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from catalog_files import GOOD, written

from settled import catalog
from settled.catalog import reading
from settled.errors import CatalogError

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


DOWNLOADED = """\
id = "tool"
name = "Tool"
name_zh = "工具"
question = "Which?"
download_group = "tools"
status = "history"

[[technology]]
id = "old"
name = "Old"
name_zh = "旧"
born = { year = 2000, title = "Old", url = "https://example.org/old" }
downloads = ["old-tool"]

[[technology]]
id = "new"
name = "New"
name_zh = "新"
born = { year = 2020, title = "New", url = "https://example.org/new" }
"""


def test_a_field_known_by_downloads_alone_needs_no_aliases(tmp_path: Path) -> None:
    field = catalog.read_field(written(tmp_path, DOWNLOADED))
    assert [technology.signatures.downloads for technology in field.technologies] == [("old-tool",), ()]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('download_group = "tools"\n', "", 7),
        ('downloads = ["old-tool"]', 'aliases = ["old tool"]', 15),
    ],
    ids=["no group", "another has aliases"],
)
def test_any_other_field_does(tmp_path: Path, old: str, new: str, line: int) -> None:
    path = written(tmp_path, DOWNLOADED.replace(old, new))
    with pytest.raises(CatalogError) as caught:
        catalog.read_field(path)
    assert str(caught.value).startswith(f"{path}:{line}: 'aliases' is missing")
