"""The code that is to be checked: one tree of all that was named, with paths as they are shown."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from settled.errors import InputError
from settled.pipeline.code import Reader, facts_file
from settled.records import AllowComment, Policy
from settled.scan.code.facts import Fact
from settled.scan.code.kinds import kind_of
from settled.sources.code import Code, Listed, Tree, open_code
from settled.sources.code.files import FileCode

if TYPE_CHECKING:
    from settled.pipeline.tool import Settled


@dataclass(frozen=True, slots=True)
class Scanned:
    """What code shows that is to be checked.

    Attributes:
        sightings: see :data:`settled.policy.judging.Sighting`, with ``source_line``.
        allows: comments that allow a technology, which is named as it is written.
        roots: the paths checked, as they are shown (empty: all that there is).
        files: looked at; ``skipped``: those that were not, or not wholly, by reason.
    """

    sightings: list[dict[str, Any]]
    allows: list[AllowComment]
    roots: tuple[str, ...]
    files: int
    skipped: Counter[str]


def base_of(paths: Sequence[Path]) -> Path:
    """The folder that paths are shown relative to: the git repository that holds them all, if there is one.

    Else :func:`nearest_folder`. It does not depend on
    where the command is run, so that a baseline holds wherever that is.
    """
    nearest = nearest_folder(paths)
    return next((folder for folder in (nearest, *nearest.parents) if (folder / ".git").exists()), nearest)


def scan_for_check(
    tool: Settled, paths: Sequence[Path], policy: Policy, *, workers: int | None = None
) -> Scanned:
    """What the code at ``paths`` shows, as one tree whose paths are relative to :func:`base_of` them.

    The text of a line is read for what may deviate from ``policy`` only.
    """
    base = base_of(paths)
    opened = [_opened(path, base) for path in paths]
    reader = Reader(tool, workers, facts_file())
    for code, tree in opened:
        reader.read(code, [tree])
    listed = {one.path: one for _, tree in opened for one in tree.listed}
    skipped = sum((tree.skipped + code.skipped for code, tree in opened), Counter[str]())
    whole = Tree(base.name, "", None, [listed[path] for path in sorted(listed)], skipped)
    joined = reader.scan(whole, tool.as_of).joined
    sightings = [_row(one.path, one.fact) for one in joined.sightings]
    _add_lines(sightings, policy, opened, listed)
    return Scanned(
        sightings=sightings,
        allows=[AllowComment(one.path, one.fact.line, one.fact.text, one.fact.via) for one in joined.allows],
        roots=tuple(sorted({shown_path(path, base) for path in paths})),
        files=joined.files,
        skipped=joined.skipped,
    )


# --- paths as they are shown


def absolute(path: Path) -> Path:
    """A path from the root of the disk, with no link in it followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow a link that is named


def nearest_folder(paths: Sequence[Path]) -> Path:
    """The folder that was named, or the nearest one that holds all that was named."""
    folders = [one if one.is_dir() else one.parent for one in map(absolute, paths)]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError as error:
        raise InputError("check", "the paths lie on different drives", "check them one by one") from error


def shown_path(path: Path, base: Path) -> str:
    """A path below ``base`` as it is shown; empty for ``base`` itself.

    >>> shown_path(Path("/code/src"), Path("/code"))
    'src'
    """
    shown = absolute(path).relative_to(base).as_posix()
    return "" if shown == "." else shown


def _opened(path: Path, base: Path) -> tuple[Code, Tree]:
    """A root and its files, with their paths relative to ``base``."""
    code = open_code(path, kind_of)
    tree = code.tree()
    shown = shown_path(path, base)
    if isinstance(code, FileCode):
        listed = [Listed(shown, one.blob, one.kind) for one in tree.listed]
    else:
        below = f"{shown}/" if shown else ""
        listed = [Listed(below + one.path, one.blob, one.kind) for one in tree.listed]
    return code, replace(tree, listed=listed)


# --- what stands on a line


def _row(path: str, fact: Fact) -> dict[str, Any]:
    names = ("line", "field", "technology", "variant", "role", "text", "via")
    return {"path": path, **{name: getattr(fact, name) for name in names}}


def _add_lines(
    sightings: Iterable[dict[str, Any]],
    policy: Policy,
    opened: Sequence[tuple[Code, Tree]],
    listed: dict[str, Listed],
) -> None:
    standards = {standard.field.id: standard.technologies for standard in policy.standards}
    wanted: dict[str, list[dict[str, Any]]] = {}
    for row in sightings:
        if row["technology"] not in standards.get(row["field"], (row["technology"],)):
            wanted.setdefault(listed[row["path"]].blob, []).append(row)
    for blob, content in _contents(opened, wanted):
        lines = content.decode("utf-8", "replace").split("\n")
        for row in wanted[blob]:
            row["source_line"] = lines[row["line"] - 1] if row["line"] <= len(lines) else ""


def _contents(opened: Sequence[tuple[Code, Tree]], wanted: Container[str]) -> Iterator[tuple[str, bytes]]:
    for code, tree in opened:
        held = {one.blob: one.kind for one in tree.listed if one.blob in wanted}
        for batch in code.contents(sorted(held.items())):
            yield from zip(batch["blob"].to_pylist(), batch["content"].to_pylist(), strict=True)
