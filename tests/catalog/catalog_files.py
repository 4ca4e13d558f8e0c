"""A field that is right in every part, for tests to break."""

from __future__ import annotations

from pathlib import Path

# Its line numbers are those that the cases of faults name.
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


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "pet.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
