"""setup.cfg and tox.ini: requirements of setuptools and tox, commands, and settings of tools."""

from __future__ import annotations

from collections.abc import Iterator

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.ini_files import Section, Setting, entries, sections, tools
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order, selection, sightings
from settled.scan.code.config.shell_words import commands
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.command_words import command_of
from settled.scan.code.manifests.declared import Declared, python_package, selections
from settled.scan.code.manifests.requirements import name_of

_REQUIRING = frozenset({"install_requires", "tests_require"})
_TOX_COMMANDS = frozenset({"commands", "commands_pre", "commands_post"})


@guarded("INI")
def read_setup_cfg(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What setup.cfg requires, and the tools that its sections are for."""
    text = text_of(content)
    found = sections(text)
    facts = [*sightings(entries(found), lexicon), *tools(found, lexicon, every=True)]
    return in_order([*facts, *selections(_required(found), lexicon), *allowed_in(text)])


@guarded("INI")
def read_tox(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What tox installs and runs, and the tools that the file's other sections are for."""
    text = text_of(content)
    found = sections(text)
    facts = [*sightings(entries(found), lexicon), *tools(found, lexicon, every=True)]
    facts += selections(_installed(found), lexicon)
    return in_order([*facts, *_run(found, lexicon), *allowed_in(text)])


def _required(found: list[Section]) -> Iterator[Declared]:
    for section in found:
        for setting in section.settings:
            via = f"setup.cfg {section.name}.{setting.key}"
            if section.name == "options" and setting.key == "setup_requires":
                yield from _listed(setting, via, build=True)
            elif section.name == "options.extras_require" or (
                section.name == "options" and setting.key in _REQUIRING
            ):
                yield from _listed(setting, via)


def _listed(setting: Setting, via: str, build: bool = False) -> Iterator[Declared]:
    for line, value in setting.values:
        # One line alone may hold several, with semicolons; what stands in a marker is no package's name.
        for requirement in value.split(";") if len(setting.values) == 1 else [value]:
            if name := name_of(requirement):
                yield Declared(name, line, via, build)


def _installed(found: list[Section]) -> Iterator[Declared]:
    for section in found:
        for setting in section.settings:
            if setting.key == "deps" and section.name.startswith("testenv"):
                for line, value in setting.values:
                    # Factors stand before a requirement: ``py311,lint: ruff``.
                    requirement = value.rpartition(": ")[2]
                    if name := name_of(requirement):
                        yield Declared(name, line, f"tox.ini {section.name}.deps")


def _run(found: list[Section], lexicon: Lexicon) -> Iterator[Fact]:
    for section in found:
        for setting in section.settings:
            if setting.key not in _TOX_COMMANDS:
                continue
            for line, value in setting.values:
                for words in commands(value, line):
                    name = command_of([word.text for word in words])
                    for match in lexicon.packages.get(python_package(name), ()) if name else ():
                        if lexicon.rules[match.rival.field].purpose != "build":
                            yield selection(match, line, f"tox.ini {section.name}.{setting.key}")
