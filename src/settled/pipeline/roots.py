"""Roots of code as a user names them: each once, and under a name of its own."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from settled.errors import InputError
from settled.scan.code.kinds import kind_of
from settled.sources.code import Code, open_code


@dataclass(slots=True)
class Roots:
    """What was named, opened.

    Attributes:
        codes: the roots, in the order given.
        left_out: why others are not scanned, a sentence each; no fault.
        faults: of those that cannot be read.
    """

    codes: list[Code] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    faults: list[InputError] = field(default_factory=list)


def open_roots(paths: Sequence[Path], *, as_of: date | None = None, name: str | None = None) -> Roots:
    """Open what is named; one that cannot be read is no reason to leave the others unread.

    Args:
        as_of: repositories whose first commit is later are left out.
        name: what to call the one root; default see :func:`settled.sources.code.open_code`.

    Raises:
        InputError: there is nothing at a path, or several are to have one name.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise InputError(str(path), "there is no such file or folder", "check the path")
    roots = Roots()
    kept = _distinct(paths, roots)
    if name is not None and len(kept) > 1:
        raise InputError(
            "--name", f"'{name}' cannot be the name of {len(kept)} roots", "scan them one by one"
        )
    for path in kept:
        try:
            code = open_code(path, kind_of, name=name)
            if as_of is None or _is_there(code, as_of, roots):
                roots.codes.append(code)
        except InputError as fault:
            roots.faults.append(fault)
    _tell_apart(roots)
    return roots


def _is_there(code: Code, as_of: date, roots: Roots) -> bool:
    """Whether a repository has a state by a day; notes it if it has none."""
    first, _ = code.first_and_last()
    if first > as_of:
        roots.left_out.append(f"{code.name}: not there by {as_of}: its first commit is of {first}")
    return first <= as_of


def _distinct(paths: Sequence[Path], roots: Roots) -> list[Path]:
    """The paths without those that another one holds, whose code would count twice."""
    real = dict(zip(paths, map(os.path.realpath, paths), strict=True))
    kept: dict[str, Path] = {}
    for path in paths:
        if real[path] in kept:
            continue
        holder = next((other for other in paths if _holds(Path(real[other]), Path(real[path]))), None)
        if holder is None:
            kept[real[path]] = path
        else:
            roots.left_out.append(f"{path}: read as a part of {holder}")
    return list(kept.values())


def _holds(folder: Path, inner: Path) -> bool:
    """Whether reading ``folder`` reads ``inner``, too: an archive is not, nor a repository in another."""
    if folder not in inner.parents or not folder.is_dir():
        return False
    if inner.is_dir():
        return not ((folder / ".git").exists() and (inner / ".git").exists())
    return kind_of(inner.name) is not None


def _tell_apart(roots: Roots) -> None:
    """Give up roots of one name: what is counted of a root replaces what was counted under its name."""
    called = Counter(code.name for code in roots.codes)
    roots.codes = [code for code in roots.codes if called[code.name] == 1]
    for name, count in called.items():
        if count > 1:
            what = f"is the name of {count} roots, of which the last would replace the others"
            hint = "scan them one by one, each with its own --name"
            roots.faults.append(InputError(name, what, hint))
