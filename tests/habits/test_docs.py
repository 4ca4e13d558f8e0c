"""The documentation names everything that there is."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from settled import catalog
from settled.indicators import all_indicators

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("reference/*.md"))]
TEXTS = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
WORDS = (
    "Field", "Technology", "Incumbent", "Variant", "Signature", "Canonical", "Source", "Origin", "Unit",
    "Sighting", "Role", "Adopter", "Observation", "Measure", "Snapshot", "Ledger", "Indicator", "Estimate",
    "Degree", "Weight profile", "Level", "Trend", "Verdict", "Figure", "Claim",
)  # fmt: skip


@pytest.fixture(scope="module")
def generated() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generated", DOCS / "_ext" / "generated.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_generated_part_stands_on_a_page(generated: ModuleType) -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    asked = set(re.findall(r"<!-- generated: (\w+) -->", text))
    assert asked == set(generated.PARTS)


def test_every_technology_and_profile_is_documented(generated: ModuleType) -> None:
    known = catalog.load()
    fields, profiles = generated.fields(), generated.profiles()
    for field in known.fields.values():
        assert f"`{field.id}`" in fields
        assert all(f"`{technology.id}`" in fields for technology in field.technologies)
    assert all(f"`{profile}`" in profiles for profile in known.profiles)


def test_every_indicator_is_documented(generated: ModuleType) -> None:
    text = generated.indicators()
    for indicator in all_indicators():
        assert f"`{indicator.spec.id}`" in text
        assert indicator.spec.distrust in text


def test_every_source_is_documented(generated: ModuleType) -> None:
    text = generated.sources()
    folders = sorted(file.parent.name for file in (ROOT / "src/settled/sources").glob("*/origin.toml"))
    assert folders
    assert re.findall(r"^## (\S+)$", text, re.MULTILINE) == folders


def test_every_command_is_documented(generated: ModuleType) -> None:
    text = generated.commands()
    for command in (
        "board",
        "field",
        "assess",
        "evidence",
        "scan papers",
        "ledger verify",
        "catalog check",
        "report",
    ):
        assert f"# settled {command}\n" in text


def test_every_schema_is_documented(generated: ModuleType) -> None:
    text = generated.schemas()
    for file in sorted((DOCS / "schemas").glob("*.json")):
        assert f"../schemas/{file.name}" in text


def test_every_word_is_in_the_glossary() -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    explained = re.findall(r"^(\S.*)\n: ", glossary, re.MULTILINE)
    assert set(WORDS) <= set(explained)
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.name)
def test_commands_in_the_texts_exist(page: Path) -> None:
    """Every ``settled ...`` line of a text names a command and options that the program has."""
    import click

    from settled.cli import settled as root

    blocks = re.findall(r"^```(?:sh|console|text)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines() if re.match(r"(\$ )?settled ", line)]
    for line in lines:
        words = line.removeprefix("$ ").split("#")[0].split()[1:]
        command: click.Command = root
        while isinstance(command, click.Group) and words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        options = {
            name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)
        }
        given = {word for word in words if word.startswith("-") and word not in ("--help", "-h")}
        assert not isinstance(command, click.Group) or given, f"{page.name}: {line}"
        assert given <= options | {"--version"}, f"{page.name}: {line}"
