"""The grammars, and parsing within bounds."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from tree_sitter import Language, Parser, Tree

_GRAMMARS: dict[str, tuple[str, str]] = {
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "rust": ("tree_sitter_rust", "language"),
    "go": ("tree_sitter_go", "language"),
    "java": ("tree_sitter_java", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
}

QUERY_LANGUAGES: dict[str, tuple[str, ...]] = {"typescript": ("typescript", "javascript")}
QUERY_LANGUAGES["tsx"] = QUERY_LANGUAGES["typescript"]
"""The catalog's names of a language, best first, where they are not just its own."""

# The parser reports every hundred steps. Real files of 2 MiB take some 10,000 reports, and a core makes
# about 40,000 a second: a bound by steps, unlike one by time, gives the same answer on every machine.
MAX_REPORTS = 60_000

_CHUNK = 1 << 16


@cache
def grammar(language: str) -> Language:
    """The grammar of a language."""
    module, function = _GRAMMARS[language]
    return Language(getattr(import_module(module), function)())


def parse(content: bytes, language: str) -> Tree | None:
    """The syntax tree of a file, with ``ERROR`` nodes where it is none; ``None``: it takes too many steps."""
    reports = 0

    def too_many(_offset: int, _has_error: bool) -> bool:
        nonlocal reports
        reports += 1
        return reports > MAX_REPORTS

    def chunk(offset: int, _point: object) -> bytes:
        return content[offset : offset + _CHUNK]

    try:
        return Parser(grammar(language)).parse(chunk, progress_callback=too_many)
    except ValueError:  # how the binding says that it was told to stop
        return None
