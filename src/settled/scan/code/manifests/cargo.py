"""Cargo.toml: crates that a package or a workspace needs."""

from __future__ import annotations

from collections.abc import Iterator

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order
from settled.scan.code.config.toml_files import root_table
from settled.scan.code.config.tree import Scalar, Table
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, selections

_TABLES = ("dependencies", "dev-dependencies", "build-dependencies")


@guarded("TOML")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Crates by their own names (``package = "..."`` behind a renamed one), of every target too."""
    text = text_of(content)
    return in_order([*selections(_needed(root_table(text)), lexicon), *allowed_in(text)])


def _needed(root: Table) -> Iterator[Declared]:
    yield from _of(root, "")
    yield from _of(root.table("workspace"), "workspace.")
    targets = root.table("target")
    for name, _, node in targets.items:
        if isinstance(node, Table):
            yield from _of(node, f"target.{name}.")


def _of(owner: Table, via: str) -> Iterator[Declared]:
    for key in _TABLES:
        for name, line, node in owner.table(key).items:
            renamed = node.get("package") if isinstance(node, Table) else None
            crate = renamed.text if isinstance(renamed, Scalar) else name
            yield Declared(f"cargo:{crate}", line, f"Cargo.toml {via}{key}")
