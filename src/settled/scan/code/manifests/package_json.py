"""package.json and package-lock.json: packages of npm, and what the scripts run."""

from __future__ import annotations

from collections.abc import Iterator

from settled.scan.code.config.json_files import root_table
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import Entry, in_order, selection, sightings
from settled.scan.code.config.shell_words import commands
from settled.scan.code.config.tree import Scalar, Table, entries
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.command_words import command_of
from settled.scan.code.manifests.declared import Declared, selections

_TABLES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
# What is no setting of a tool.
_NOT_SETTINGS = frozenset(
    {*_TABLES, "scripts", "name", "description", "keywords", "files", "exports", "imports", "bin", "author"}
)


@guarded("JSON")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Packages that are needed, programs that scripts run, and settings of tools."""
    root = root_table(text_of(content))
    settings = Table(root.line, [item for item in root.items if item[0] not in _NOT_SETTINGS])
    facts = [*sightings(entries(settings), lexicon), *selections(_needed(root, "package.json"), lexicon)]
    return in_order([*facts, *_scripts(root.table("scripts"), lexicon)])


@guarded("JSON")
def read_lock(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Packages that the root package needs; older lock files (version 1) do not say which these are."""
    root = root_table(text_of(content)).table("packages", "")
    return in_order(selections(_needed(root, "package-lock.json"), lexicon))


def _needed(root: Table, file: str) -> Iterator[Declared]:
    for key in _TABLES:
        for name, line, _ in root.table(key).items:
            yield Declared(f"npm:{name}", line, f"{file} {key}")


def _scripts(scripts: Table, lexicon: Lexicon) -> Iterator[Fact]:
    for key, line, node in scripts.items:
        if not isinstance(node, Scalar):
            continue
        via = f"package.json scripts.{key}"
        for command in commands(node.text):
            words = [word.text for word in command]
            program = command_of(words)
            for match in lexicon.packages.get(f"npm:{program}", ()):
                yield selection(match, line, via)
            # A program with its first flag may be a technology of its own: ``node --test``.
            said = (program, " ".join(words[:2]))
            yield from sightings((Entry(("scripts", key), word, line, via) for word in said), lexicon)
