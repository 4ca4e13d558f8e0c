"""Pipfile: packages of pipenv, by category."""

from __future__ import annotations

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order
from settled.scan.code.config.toml_files import root_table
from settled.scan.code.config.tree import Table
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, python_package, selections

_NO_CATEGORY = frozenset({"source", "requires", "scripts", "pipenv"})


@guarded("TOML")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Packages of every category: any table that is not one of pipenv's own names."""
    text = text_of(content)
    found = (
        Declared(python_package(name), line, f"Pipfile {category}")
        for category, _, node in root_table(text).items
        if isinstance(node, Table) and category not in _NO_CATEGORY
        for name, line, _ in node.items
    )
    return in_order([*selections(found, lexicon), *allowed_in(text)])
