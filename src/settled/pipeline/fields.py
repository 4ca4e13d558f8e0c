"""A field of one's own, checked as far as it can be before anything is read with it."""

from __future__ import annotations

from pathlib import Path

from settled.catalog import read_field
from settled.records import Field


def checked_field(path: Path) -> Field:
    """The field that a TOML file states, its tree-sitter queries compiled.

    Raises:
        CatalogError: the file is wrong, or a query does not hold in its language's grammar.
    """
    from settled.scan.code.languages import check_queries
    from settled.scan.code.lexicon import Lexicon

    field = read_field(path)
    check_queries(Lexicon((field,)))
    return field
