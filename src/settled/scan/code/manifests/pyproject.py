"""pyproject.toml: what it requires (PEP 621 and 735, Poetry, PDM, Hatch, uv), its backend, its tools."""

from __future__ import annotations

from collections.abc import Iterator

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order, selection, sightings
from settled.scan.code.config.toml_files import root_table
from settled.scan.code.config.tree import Listing, Node, Table, entries, texts
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, python_package, selections
from settled.scan.code.manifests.requirements import name_of

# Tables of groups of requirements, and lists of requirements, by their path.
_GROUPS: tuple[tuple[str, ...], ...] = (
    ("project", "optional-dependencies"),
    ("dependency-groups",),
    ("tool", "pdm", "dev-dependencies"),
)
_LISTS: tuple[tuple[str, ...], ...] = (("project", "dependencies"), ("tool", "uv", "dev-dependencies"))
# Tables whose keys are packages.
_NAMES: tuple[tuple[str, ...], ...] = (
    ("tool", "poetry", "dependencies"),
    ("tool", "poetry", "dev-dependencies"),
)
_HATCH_LISTS = ("dependencies", "extra-dependencies")


@guarded("TOML")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a project requires, builds with, and sets up tools for.

    Where the build backend is named, it alone speaks to its field: that ``build-system.requires`` lists
    another beside it (setuptools beside a backend that extends it) selects nothing.
    """
    text = text_of(content)
    root = root_table(text)
    facts = sightings(entries(_configuration(root)), lexicon)
    backends = {fact.field for fact in facts if fact.via == "key build-system.build-backend"}
    facts += selections(_required(root), lexicon)
    facts += [fact for fact in selections(_to_build(root), lexicon) if fact.field not in backends]
    return in_order([*facts, *_tools(root, lexicon), *allowed_in(text)])


def _configuration(root: Table) -> Table:
    """The tables that hold settings, not requirements, descriptions, or a policy of ``settled check``."""
    kept = [item for item in root.items if item[0] == "build-system"]
    tools = [item for item in root.table("tool").items if item[0] != "settled"]
    return Table(root.line, [*kept, ("tool", root.table("tool").line, Table(root.table("tool").line, tools))])


def _required(root: Table) -> Iterator[Declared]:
    for path in _LISTS:
        yield from _listed(root.get(*path), ".".join(path))
    for path in _GROUPS:
        for group, _, node in root.table(*path).items:
            yield from _listed(node, ".".join((*path, group)))
    for path in _NAMES:
        yield from _named(root.table(*path), ".".join(path))
    groups = ("tool", "poetry", "group")
    for group, _, _ in root.table(*groups).items:
        yield from _named(root.table(*groups, group, "dependencies"), f"tool.poetry.group.{group}")
    environments = ("tool", "hatch", "envs")
    for name, _, _ in root.table(*environments).items:
        for key in _HATCH_LISTS:
            yield from _listed(root.get(*environments, name, key), f"tool.hatch.envs.{name}.{key}")


def _to_build(root: Table) -> Iterator[Declared]:
    yield from _listed(root.get("build-system", "requires"), "build-system.requires", build=True)


def _listed(node: Node | None, via: str, build: bool = False) -> Iterator[Declared]:
    if not isinstance(node, Listing):
        return
    for item in texts(node):
        if name := name_of(item.text):
            yield Declared(name, item.line, f"pyproject.toml {via}", build)


def _named(table: Table, via: str) -> Iterator[Declared]:
    for name, line, _ in table.items:
        yield Declared(python_package(name), line, f"pyproject.toml {via}")


def _tools(root: Table, lexicon: Lexicon) -> Iterator[Fact]:
    """Tools that have a table of settings here: ``[tool.pytest.ini_options]``."""
    for name, line, node in root.table("tool").items:
        for match in lexicon.packages.get(python_package(name), ()):
            if isinstance(node, Table) and lexicon.rules[match.rival.field].purpose != "build":
                yield selection(match, line, f"pyproject.toml tool.{name}")
