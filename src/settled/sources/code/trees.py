"""The files of a commit, each folder listed once over all commits that hold it unchanged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from settled.errors import InputError
from settled.sources.code import listing
from settled.sources.code.listing import KindOf, Listed
from settled.sources.code.objects import MissingObjectError, Objects

_FOLDER, _LINK, _SUBMODULE = 0o040000, 0o120000, 0o160000
_TYPE = 0o170000
_FILE = 0o100000
# Entries looked at for one state; a "git bomb" of folders that hold one another has billions.
_MOST_ENTRIES = 5_000_000


@dataclass(slots=True)
class Listing:
    """The files of one folder and of all below it, in git's order, and what was skipped there."""

    listed: list[Listed] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


class Trees:
    """Lists the folders of a repository.

    Args:
        objects: where from; ``kind_of``: tells what is read.
    """

    def __init__(self, objects: Objects, kind_of: KindOf) -> None:
        self._objects = objects
        self._kind_of = kind_of
        # A path is part of the key: the kind of a file, and where it lies, depend on it.
        self._known: dict[tuple[str, str], Listing] = {}
        self._looked_at = 0

    def list_root(self, tree: str) -> Listing:
        """The files of a commit's tree, in git's order.

        Raises:
            InputError: it is damaged, or has more files than can be read.
        """
        self._looked_at = 0
        try:
            return self._list(tree, "", 0)
        except MissingObjectError as error:
            raise self._objects.damaged(f"tree {tree} is not there") from error

    def _list(self, tree: str, folder: str, depth: int) -> Listing:
        if known := self._known.get((tree, folder)):
            return known
        found = Listing()
        for mode, name, identifier in self._objects.entries(tree):
            self._looked_at += 1
            if self._looked_at > _MOST_ENTRIES:
                raise self._too_many(f"{_MOST_ENTRIES:,} entries")
            self._add(found, mode & _TYPE, name, identifier, folder, depth)
            if len(found.listed) > listing.MOST_FILES:
                raise self._too_many(f"{listing.MOST_FILES:,} files to read")
        self._known[tree, folder] = found
        return found

    def _add(self, found: Listing, form: int, name: bytes, identifier: str, folder: str, depth: int) -> None:
        reason = _reason(form, name)
        if reason is None and form == _FOLDER:
            self._add_folder(found, folder + name.decode(), identifier, depth + 1)
            return
        kind = self._kind_of(folder + name.decode("utf-8", "replace")) if form == _FILE else ""
        if kind is None:
            return
        reason = reason or self._objects.unfit(identifier)
        if reason:
            found.skipped[reason] += 1
        elif kind:
            found.listed.append(Listed(folder + name.decode(), identifier, kind))

    def _add_folder(self, found: Listing, path: str, tree: str, depth: int) -> None:
        if depth > listing.DEEPEST:
            found.skipped[listing.TOO_DEEP] += 1
            return
        try:
            inner = self._list(tree, f"{path}/", depth)
        except MissingObjectError:
            found.skipped[listing.MISSING] += 1
            return
        found.listed += inner.listed
        found.skipped += inner.skipped

    def _too_many(self, what: str) -> InputError:
        return InputError(self._objects.name, f"holds over {what}", "it is not one tree of code")


def _reason(form: int, name: bytes) -> str | None:
    """Why an entry is skipped whatever it holds."""
    if form == _LINK:
        return listing.LINK
    if form == _SUBMODULE:
        return listing.SUBMODULE
    if form not in (_FILE, _FOLDER):
        return listing.NO_FILE
    if name.lower() in (b"", b".", b"..", b".git") or b"/" in name:
        return listing.BAD_NAME
    try:
        name.decode()
    except UnicodeDecodeError:
        return listing.NOT_UTF8
    return None
