"""Repositories opened as the tests of this folder read them, and ways to damage them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from settled.sources.code import Code, Tree, open_code

New = Callable[..., Any]
LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"


def kind_of(path: str) -> str | None:
    suffix = path.rpartition(".")[2]
    return suffix if suffix in ("py", "yaml", "txt") else None


def opened(path: Path, **options: Any) -> Code:
    return open_code(path, kind_of, **options)


def blobs(tree: Tree) -> dict[str, str]:
    return {one.path: one.blob for one in tree.listed}


def contents(code: Code, tree: Tree) -> dict[str, bytes]:
    wanted = [(one.blob, one.kind) for one in tree.listed]
    return {row["blob"]: row["content"] for batch in code.contents(wanted) for row in batch.to_pylist()}


def bare(git: Any) -> Path:
    """A bare copy of a repository, as the objects' folder alone tells it."""
    shutil.copytree(git.folder / ".git", git.folder.parent / "bare.git")
    return git.folder.parent / "bare.git"


def object_file(git: Any, identifier: str) -> Path:
    return git.folder / ".git/objects" / identifier[:2] / identifier[2:]


def remove_object(git: Any, identifier: str) -> None:
    object_file(git, identifier).unlink()


def overwrite(file: Path, content: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(content)
