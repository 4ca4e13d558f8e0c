"""composer.json: packages of PHP."""

from __future__ import annotations

from settled.scan.code.config.json_files import root_table
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, selections


@guarded("JSON")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Packages that are required, in development too."""
    root = root_table(text_of(content))
    found = (
        Declared(f"composer:{name.lower()}", line, f"composer.json {key}")
        for key in ("require", "require-dev")
        for name, line, _ in root.table(key).items
    )
    return in_order(selections(found, lexicon))
