"""Other languages than Python, read by tree-sitter with the queries that the fields' TOML keeps.

A query captures as ``@use`` what the fields' ``foreign`` names are compared with (a module, a crate, a
header), and as ``@name`` what the import binds. See :func:`settled.scan.code.languages.reading.read_language`
for what counts.
"""

from __future__ import annotations

from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

__all__ = ["READERS", "check_queries", "read_language"]

READERS: dict[str, str] = {
    kind: f"settled.scan.code.languages:read_{kind}"
    for kind in ("javascript", "typescript", "tsx", "rust", "go", "java", "cpp")
}
"""Reader by kind of file, as ``module:function``."""


def read_language(content: bytes, lexicon: Lexicon, language: str) -> list[Fact]:
    """What a file in a language says; the parser is loaded on the first call.

    Args:
        language: one of ``READERS``.

    Raises:
        CatalogError: a field's query for the language does not compile.
    """
    from settled.scan.code.languages.reading import read_language as read

    return read(content, lexicon, language)


def check_queries(lexicon: Lexicon) -> None:
    """Compile every query of the fields, so that a faulty one is told before anything is read.

    Raises:
        CatalogError: with the field and the language of the first query that does not compile.
    """
    from settled.scan.code.languages.queries import compiled, queries_of

    for language in READERS:
        for query, fields in queries_of(lexicon, language).items():
            compiled(query, language, fields)


def read_javascript(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a JavaScript file says, JSX too."""
    return read_language(content, lexicon, "javascript")


def read_typescript(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a TypeScript file says."""
    return read_language(content, lexicon, "typescript")


def read_tsx(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a TypeScript file with JSX says."""
    return read_language(content, lexicon, "tsx")


def read_rust(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a Rust file says."""
    return read_language(content, lexicon, "rust")


def read_go(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a Go file says."""
    return read_language(content, lexicon, "go")


def read_java(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a Java file says."""
    return read_language(content, lexicon, "java")


def read_cpp(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a C++ file or a header says."""
    return read_language(content, lexicon, "cpp")
