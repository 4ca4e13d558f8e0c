"""The tree of a reStructuredText document, by docutils, with everything off that reaches out of the text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from typing import Any

from settled.errors import InputError

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "syntax_highlight": "none",
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": False,
    "line_length_limit": 2**25,  # docutils refuses the whole document for a longer line
    "_disable_config": True,
}


def tree(text: str) -> Any:
    """The document's node; inline markup stays as it is written.

    A table made from comma-separated values has the line of each of its rows in ``record_lines``.

    Raises:
        InputError: docutils is not installed.
    """
    try:
        from docutils.frontend import get_default_settings
        from docutils.nodes import Text
        from docutils.parsers.rst import Parser
        from docutils.parsers.rst.states import Inliner
        from docutils.utils import new_document
    except ModuleNotFoundError as error:
        what = "docutils is not installed, which reads reStructuredText"
        raise InputError("", what, "hint: pip install 'settled[audit]'") from error

    _know_lines_of_records()
    inliner: Any = Inliner()
    inliner.init_customizations = lambda _: None
    inliner.parse = lambda text, *_: ([Text(text)], [])
    settings = get_default_settings(Parser)
    for setting, value in _SETTINGS.items():
        setattr(settings, setting, value)
    document = new_document("document", settings)
    Parser(inliner=inliner).parse(text, document)
    return document


@cache
def _know_lines_of_records() -> None:
    """Let ``csv-table`` tell the lines of its rows; what docutils makes of it stays the same."""
    from docutils.parsers.rst import directives
    from docutils.parsers.rst.directives.tables import CSVTable

    def run(directive: Any) -> Any:
        nodes = CSVTable.run(directive)
        for node in nodes:
            if node.tagname == "table":
                node["record_lines"] = _record_lines(directive)
        return nodes

    directives.register_directive("csv-table", type("CSVTable", (CSVTable,), {"run": run}))


def _record_lines(directive: Any) -> Sequence[int]:
    """The line of each record, a header given as an option first, on the directive's own line."""
    lines = [directive.lineno] * ("header" in directive.options)
    reader = csv.reader(
        (line + "\n" for line in directive.content), dialect=directive.DocutilsDialect(directive.options)
    )
    before = 0
    for _ in reader:
        lines.append(directive.content_offset + before + 1)
        before = reader.line_num
    return lines
