"""One's own code against a policy."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from settled.catalog import Catalog
from settled.errors import InputError
from settled.pipeline.code import Reader, facts_file
from settled.policy import (
    DEFAULT_FILE,
    compare,
    find_policy,
    judge,
    own_lines,
    read_baseline,
    read_policy,
    write_baseline,
)
from settled.records import AllowComment, CheckResult, Policy
from settled.scan.code.kinds import kind_of
from settled.sources.code import Code, Listed, Tree, open_code
from settled.sources.code.files import FileCode

if TYPE_CHECKING:
    from settled.pipeline.tool import Settled

_MINIMAL = f'hint: a {DEFAULT_FILE} of one line will do: standards.optimizer = "adamw"'


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


@dataclass(frozen=True, slots=True)
class Accepted:
    """A check whose deviations were written to a baseline: how many they are."""

    result: CheckResult
    count: int


def check_code(
    tool: Settled,
    paths: Sequence[Path],
    *,
    policy: Path | None = None,
    baseline: Path | None = None,
    workers: int | None = None,
) -> CheckResult:
    """Judge code by a policy.

    Args:
        paths: files, folders, archives or repositories, read as one tree.
        policy: its file; default ``settled.toml``, or ``[tool.settled]`` of a ``pyproject.toml``, in the
            folder that holds the paths or above it within its git repository.
        baseline: file of the deviations that are known.

    Raises:
        InputError: there is no policy, it or the baseline is wrong, or a path cannot be read.
    """
    known = read_baseline(baseline) if baseline else None
    result, roots = _judged(tool, paths, policy, workers)
    return result if known is None else compare(result, str(baseline), known, roots)


def accept(
    tool: Settled,
    paths: Sequence[Path],
    baseline: Path,
    *,
    policy: Path | None = None,
    workers: int | None = None,
) -> Accepted:
    """Write the deviations of today to a file, and judge code with that as its baseline.

    Raises:
        InputError: as :func:`check_code`, or the file cannot be written.
    """
    result, roots = _judged(tool, paths, policy, workers)
    count = write_baseline(baseline, result)
    return Accepted(compare(result, str(baseline), read_baseline(baseline), roots), count)


def _judged(
    tool: Settled, paths: Sequence[Path], policy: Path | None, workers: int | None
) -> tuple[CheckResult, tuple[str, ...]]:
    """What a check finds without a baseline, and the paths that it looked at."""
    for path in paths:
        if not os.path.lexists(path):
            raise InputError(str(path), "there is no such file or folder", "check the path")
    file = policy or _found_policy(paths)
    asked = _placed(read_policy(file, tool.catalog), file, paths, is_found=policy is None)
    scanned = scan_for_check(tool, paths, asked, workers=workers)
    sightings = list(_without_policy(scanned.sightings, file, base_of(paths)))
    result = judge(asked, sightings, [_named(one, tool.catalog) for one in scanned.allows])
    skipped = tuple(sorted(scanned.skipped.items()))
    return replace(result, files=scanned.files, skipped=skipped), scanned.roots


def base_of(paths: Sequence[Path]) -> Path:
    """The folder that paths are shown relative to: the git repository that holds them all, if there is one.

    Else the folder that was named, or the nearest one that holds all that was named. It does not depend on
    where the command is run, so that a baseline holds wherever that is.
    """
    nearest = _nearest_folder(paths)
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
        roots=tuple(sorted({_shown(path, base) for path in paths})),
        files=joined.files,
        skipped=joined.skipped,
    )


# --- where the policy is


def _found_policy(paths: Sequence[Path]) -> Path:
    file = find_policy(_upwards(_nearest_folder(paths), base_of(paths)))
    if file is None:
        what = f"no {DEFAULT_FILE} there or above, and no [tool.settled] in a pyproject.toml"
        raise InputError(str(paths[0]), what, _MINIMAL)
    return file


def _placed(policy: Policy, file: Path, paths: Sequence[Path], *, is_found: bool) -> Policy:
    """The policy, with its folder below that of the paths; one that was found is called by its path there."""
    base, folder = base_of(paths), _absolute(file).parent
    inner = folder.relative_to(base).as_posix() if base in folder.parents else ""
    return replace(policy, file=_shown(file, base) if is_found else policy.file, folder=inner)


def _without_policy(sightings: Iterable[dict[str, Any]], file: Path, base: Path) -> Iterator[dict[str, Any]]:
    """What is seen elsewhere than in a policy, which names its standards and adopts nothing."""
    place = _absolute(file)
    shown = place.relative_to(base).as_posix() if base in place.parents else None
    lines = own_lines(file)
    for one in sightings:
        is_own = one["path"] == shown and (lines is None or one["line"] in lines)
        if not is_own and PurePosixPath(one["path"]).name != DEFAULT_FILE:
            yield one


def _upwards(folder: Path, top: Path) -> list[Path]:
    return [one for one in (folder, *folder.parents) if one == top or top in one.parents]


# --- paths as they are shown


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow a link that is named


def _nearest_folder(paths: Sequence[Path]) -> Path:
    folders = [one if one.is_dir() else one.parent for one in map(_absolute, paths)]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError as error:
        raise InputError("check", "the paths lie on different drives", "check them one by one") from error


def _shown(path: Path, base: Path) -> str:
    shown = _absolute(path).relative_to(base).as_posix()
    return "" if shown == "." else shown


def _opened(path: Path, base: Path) -> tuple[Code, Tree]:
    """A root and its files, with their paths relative to ``base``."""
    code = open_code(path, kind_of)
    tree = code.tree()
    shown = _shown(path, base)
    if isinstance(code, FileCode):
        listed = [Listed(shown, one.blob, one.kind) for one in tree.listed]
    else:
        below = f"{shown}/" if shown else ""
        listed = [Listed(below + one.path, one.blob, one.kind) for one in tree.listed]
    return code, replace(tree, listed=listed)


# --- what stands on a line


def _row(path: str, fact: Any) -> dict[str, Any]:
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


def _named(comment: AllowComment, catalog: Catalog) -> AllowComment:
    """The comment with the id of the technology or variant that it names in another way."""
    ids: dict[str, str] = {}
    for field in catalog.fields.values():
        for technology in field.technologies:
            for name in (technology.name, technology.name_zh, *technology.aka):
                ids.setdefault(name.casefold(), technology.id)
            ids[technology.id] = technology.id
            ids |= {variant.id: variant.id for variant in technology.variants}
    return replace(comment, technology=ids.get(comment.technology.casefold(), comment.technology))
