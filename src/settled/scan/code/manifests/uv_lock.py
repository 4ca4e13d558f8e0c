"""uv.lock: what the packages of the project itself need.

Of the other lock files of Python none says which packages the project asks for itself (poetry.lock, pdm.lock,
Pipfile.lock and pylock.toml list the whole graph): their manifests say it, and they are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order
from settled.scan.code.config.toml_files import root_table
from settled.scan.code.config.tree import Listing, Node, Scalar, Table
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, python_package, selections

_OWN_SOURCES = ("editable", "virtual", "directory")


@guarded("TOML")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Direct needs of the packages that lie in the project: those from a folder, not from an index."""
    packages = root_table(text_of(content)).get("package")
    items = packages.items if isinstance(packages, Listing) else []
    own = [item for item in items if isinstance(item, Table) and _is_own(item)]
    return in_order(selections((need for package in own for need in _needs(package)), lexicon))


def _is_own(package: Table) -> bool:
    return any(isinstance(package.get("source", key), Scalar) for key in _OWN_SOURCES)


def _needs(package: Table) -> Iterator[Declared]:
    yield from _listed(package.get("dependencies"), "dependencies")
    for key in ("optional-dependencies", "dev-dependencies"):
        for group, _, node in package.table(key).items:
            yield from _listed(node, f"{key}.{group}")


def _listed(node: Node | None, via: str) -> Iterator[Declared]:
    for item in node.items if isinstance(node, Listing) else ():
        name = item.get("name") if isinstance(item, Table) else None
        if isinstance(name, Scalar):
            yield Declared(python_package(name.text), item.line, f"uv.lock {via}")
