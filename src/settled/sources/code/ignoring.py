"""What a folder's ``.gitignore`` files leave out, by libgit2's own rules.

libgit2 would open the ignore files of the folder itself, whatever they are (a FIFO, a link out of the tree),
and obey the repository's configuration. So it is given a folder of its own, with copies of those ignore files
that are regular and small, and no configuration but ours.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING

from settled.sources.code.disk import read_regular

if TYPE_CHECKING:
    import pygit2

# libgit2 drops "!name" where no earlier line of the same file ignores that name, though a folder above may:
# unless it holds a wildcard, of which "[e]" is one that changes nothing.
_NEGATED = re.compile(rb"^![^*?\[\\\r\n]*[a-zA-Z0-9_]", re.MULTILINE)
_LARGEST = 1 << 20  # bytes of an ignore file; the longest templates have 10 KB


class Ignored:
    """Tells what is ignored under a root; a context that owns a temporary folder.

    Args:
        exclude: the root's own list beside its ``.gitignore`` files (``.git/info/exclude``).
    """

    def __init__(self, root: Path, exclude: Path | None = None) -> None:
        self._root = root
        self._exclude = exclude
        self._folder: TemporaryDirectory[str] | None = None
        self._repository: pygit2.Repository | None = None

    def __enter__(self) -> Ignored:
        if self._exclude is not None:
            self._copy(self._exclude, ".git/info/exclude")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._repository = None
        if self._folder is not None:
            self._folder.cleanup()

    def enter(self, folder: str) -> None:
        """Obey the ``.gitignore`` of a folder that has one, given with ``/`` behind it (the root: empty)."""
        self._copy(self._root / f"{folder}.gitignore", f"{folder}.gitignore")

    def covers(self, path: str) -> bool:
        """Whether a path, of a folder with ``/`` behind it, is ignored; those above it were asked before."""
        return self._repository is not None and self._repository.path_is_ignored(path)

    def _copy(self, file: Path, place: str) -> None:
        try:
            content = read_regular(file, _LARGEST)
        except OSError:
            return
        if content and content.strip():
            copy = self._rules_folder() / place
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(_NEGATED.sub(_with_wildcard, content))

    def _rules_folder(self) -> Path:
        """The folder of copies, made with the first of them."""
        if self._folder is None:
            import pygit2

            self._folder = TemporaryDirectory(prefix="settled-")
            self._repository = pygit2.init_repository(self._folder.name)
            # What a user ignores everywhere is no part of the tree: the answer is the same on any machine.
            self._repository.config["core.excludesFile"] = str(Path(self._folder.name, "none"))
            self._repository.config["core.ignoreCase"] = False
        return Path(self._folder.name)


def _with_wildcard(line: re.Match[bytes]) -> bytes:
    return line[0][:-1] + b"[" + line[0][-1:] + b"]"
