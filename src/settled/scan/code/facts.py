"""What one file's content says, before it is known where the file lies.

A fact rests on the content and the kind of file alone, so that content is read once, whatever the number of
paths, commits and repositories that hold it. Where a use leads to another file of the tree, the fact names
that place (``target``), and :mod:`settled.scan.code.joining` follows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Said = Literal["sighting", "pending", "export", "handed_on", "allow", "skipped"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a file says, at a 1-based line.

    Attributes:
        said: ``sighting``: a technology is used, selected or defined here. ``pending``: what stands in
            another file of the tree under ``target`` is used or selected here; ``role`` and ``via`` are
            known, the technology is not. ``export``: the file binds ``name`` at its top level to a
            technology (an own class, an alias). ``handed_on``: it binds ``name`` to ``target`` of another
            file of the tree; ``name`` ``*``: all that ``target``, a module, exports. ``allow``: a comment
            allows what ``text`` names (a technology, or ``*``) on this line, because of ``via``.
            ``skipped``: the file was given up; ``text`` is the reason.
        field: id, with ``technology`` and ``variant``, of what was sighted or is exported.
        role: ``uses``, ``selects`` or ``defines``; of an export what it is: ``defines`` an own
            implementation, or ``uses`` that of another's.
        canonical: whether it is the standard implementation; ``None``: cannot be told (a name in a config).
        text: the catalog's own word that was matched (``torch.optim.AdamW``, ``adamw_torch``).
        via: how it was reached, in few words (``import torch.optim as O``, ``keyword optim``).
        name: of an export or what is handed on: the name bound.
        target: dotted name within the tree as the import says it, relative ones with their leading dots
            (``..optim.Lion``, ``mylib.optim.Lion``).
    """

    said: Said
    line: int
    field: str = ""
    technology: str = ""
    variant: str | None = None
    role: str = ""
    canonical: bool | None = None
    text: str = ""
    via: str = ""
    name: str = ""
    target: str = ""
