"""Archives of code: zip, wheel and tar, read in memory; nothing is unpacked to disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path

from settled.errors import InputError, SourceError
from settled.sources.archive import Limits, members
from settled.sources.code import listing
from settled.sources.code.listing import KindOf, Listed, Tree, blob_id, is_pointer, is_text
from settled.sources.code.opened import Code

SUFFIXES = (".zip", ".whl", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
UNREAD_SUFFIXES = (".tar.zst", ".tzst", ".tar.lz", ".tar.z", ".7z", ".rar")

_LIMITS = Limits(entries=listing.MOST_FILES, member_bytes=listing.LARGEST)
# What the reader of archives calls that which is skipped, and what it is called here.
_REASONS = {
    "link": listing.LINK,
    "larger than the limit": listing.TOO_LARGE,
    "no regular file": listing.NO_FILE,
}


class _Names:
    """Asked for each member whether it is wanted; remembers what the archive has.

    Attributes:
        seen: whether it has any file; ``skipped``: files that are not read because of their names.
    """

    def __init__(self, kind_of: KindOf) -> None:
        self._kind_of = kind_of
        self._tops: set[str] = set()
        self._package = False
        self.seen = False
        self.skipped: Counter[str] = Counter()

    def __call__(self, name: str) -> bool:
        path = _plain(name)
        self.seen = True
        top, slash, rest = path.partition("/")
        self._tops.add(top + slash)
        self._package |= rest == "__init__.py"
        if ".git" in path.split("/") or not self._kind_of(path):
            return False
        if not is_text(path):
            self.skipped[listing.NOT_UTF8] += 1
            return False
        if path.count("/") > listing.DEEPEST:
            self.skipped[listing.TOO_DEEP] += 1
            return False
        return True

    def top(self) -> str:
        """The one folder that holds all else, with ``/``; empty: there is none, or it is a package itself."""
        (top, *others) = self._tops or {""}
        return "" if others or self._package or not top.endswith("/") else top


class ArchiveCode(Code):
    """An archive; a single folder at its top (``project-1.0/``) is no part of its paths."""

    def __init__(self, name: str, path: Path, kind_of: KindOf) -> None:
        super().__init__(name)
        self._path = path
        self._kind_of = kind_of
        self._places: dict[str, str] = {}

    def tree(self, as_of: date | None = None) -> Tree:
        """See :meth:`Code.tree`."""
        if as_of is not None:
            raise self._no_history()
        counted: Counter[str] = Counter()
        names = _Names(self._kind_of)
        blobs: list[tuple[str, str]] = []
        skipped: Counter[str] = Counter()
        for name, content in self._members(names, counted):
            if is_pointer(content):
                skipped[listing.POINTER] += 1
            else:
                blobs.append((name, blob_id(content)))
        if not names.seen:
            raise InputError(self.name, "holds no file", "name an archive with code in it")
        for reason, count in counted.items():
            skipped[_REASONS.get(reason, reason)] += count
        skipped += names.skipped
        self._places = {blob: name for name, blob in reversed(blobs)}
        listed = sorted(self._listed(blobs, names.top()), key=lambda one: one.path)
        return Tree(self.name, "", None, listed, skipped)

    def read(self, blobs: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """See :meth:`Code.read`."""
        wanted = {self._places[blob]: blob for blob in blobs if blob in self._places}
        given = 0
        for name, content in self._members(wanted.__contains__, Counter()):
            if blob_id(content) == wanted[name]:
                given += 1
                yield wanted[name], content
        if lacking := len(blobs) - given:
            self.skipped[listing.MISSING] += lacking

    def _members(self, wanted: Callable[[str], bool], skipped: Counter[str]) -> Iterator[tuple[str, bytes]]:
        try:
            yield from members(self._path, wanted, skipped, _LIMITS)
        except SourceError as error:
            raise InputError(self.name, error.what, error.hint) from error

    def _listed(self, blobs: list[tuple[str, str]], top: str) -> Iterator[Listed]:
        for name, blob in blobs:
            path = _plain(name).removeprefix(top)
            if kind := self._kind_of(path):
                yield Listed(path, blob, kind)


def _plain(name: str) -> str:
    return name.removeprefix("./")
