"""What can go wrong, as one short tree of exceptions.

::

    SettledError
    ├── InputError        a file, a line or an argument that the user gave is wrong
    ├── CatalogError      a field's TOML is wrong
    ├── LedgerError       the ledger is damaged, locked, read-only or out of room
    └── SourceError       a source could not be reached or answered with something unusable

Every message has the form ``PLACE: what is wrong; what to do``, with PLACE as ``FILE:LINE`` where there is
a line. The command line prints it after ``settled:`` and exits with 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SettledError(Exception):
    """A fault that the user can understand and mend.

    Args:
        place: where it is wrong: ``FILE``, ``FILE:LINE``, or the name of the command or source.
        what: what is wrong, with the offending value.
        hint: what to do about it; empty only if nothing can be done.
    """

    def __init__(self, place: str, what: str, hint: str = "") -> None:
        self.place = place
        self.what = what
        self.hint = hint
        super().__init__(f"{place}: {what}" + (f"; {hint}" if hint else ""))


class InputError(SettledError):
    """A file, a line or an argument that the user gave is wrong."""


class CatalogError(SettledError):
    """A field's TOML is wrong."""


class LedgerError(SettledError):
    """The ledger is damaged, locked, read-only or out of room."""


class SourceError(SettledError):
    """A source could not be reached, or answered with something unusable."""


def did_you_mean(wrong: str, allowed: Iterable[str]) -> str:
    """A hint that names the nearest allowed words, so that the wording is the same everywhere.

    >>> did_you_mean("adamv", ["adamw", "adam", "lion"])
    "hint: did you mean 'adam' or 'adamw'?"
    >>> did_you_mean("zzz", ["adamw", "lion"])
    'hint: one of adamw, lion'
    """
    words = sorted(set(allowed))
    near = get_close_matches(wrong, words, n=3)
    if near:
        return "hint: did you mean " + " or ".join(f"'{word}'" for word in near) + "?"
    shown = ", ".join(words[:12]) + (" ..." if len(words) > 12 else "")
    return f"hint: one of {shown}"
