"""One's own code against a policy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from settled.catalog import Catalog
from settled.errors import InputError
from settled.pipeline.checked_code import absolute, base_of, nearest_folder, scan_for_check, shown_path
from settled.policy import (
    DEFAULT_FILE,
    compare,
    find_policy,
    judge,
    read_baseline,
    read_policy,
    write_baseline,
)
from settled.records import CheckResult, Policy

if TYPE_CHECKING:
    from settled.pipeline.tool import Settled

_MINIMAL = f'hint: a {DEFAULT_FILE} of one line will do: standards.optimizer = "adamw"'


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
    ids = _ids(tool.catalog)
    allows = [replace(one, technology=ids.get(one.technology, one.technology)) for one in scanned.allows]
    result = judge(asked, scanned.sightings, allows)
    skipped = tuple(sorted(scanned.skipped.items()))
    return replace(result, files=scanned.files, skipped=skipped), scanned.roots


# --- where the policy is


def _found_policy(paths: Sequence[Path]) -> Path:
    file = find_policy(_upwards(nearest_folder(paths), base_of(paths)))
    if file is None:
        what = f"no {DEFAULT_FILE} there or above, and no [tool.settled] in a pyproject.toml"
        raise InputError(str(paths[0]), what, _MINIMAL)
    return file


def _placed(policy: Policy, file: Path, paths: Sequence[Path], *, is_found: bool) -> Policy:
    """The policy, with its folder below that of the paths; one that was found is called by its path there."""
    base, folder = base_of(paths), absolute(file).parent
    inner = folder.relative_to(base).as_posix() if base in folder.parents else ""
    return replace(policy, file=shown_path(file, base) if is_found else policy.file, folder=inner)


def _upwards(folder: Path, top: Path) -> list[Path]:
    return [one for one in (folder, *folder.parents) if one == top or top in one.parents]


def _ids(catalog: Catalog) -> dict[str, str]:
    """Ids of technologies and variants by what a comment may call them, in lower case."""
    ids: dict[str, str] = {}
    for field in catalog.fields.values():
        for technology in field.technologies:
            for name in (technology.name, technology.name_zh, *technology.aka):
                ids.setdefault(name.lower(), technology.id)
            ids[technology.id] = technology.id
            ids |= {variant.id: variant.id for variant in technology.variants}
    return ids
