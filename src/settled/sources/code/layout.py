"""Where a git repository keeps its things, read without git and without obeying its configuration.

Only what lies in the repository's own folder is read: no worktree link, no borrowed objects, no included
configuration. Nothing of it is run, so that it does not matter who owns it.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from settled.errors import InputError
from settled.sources.code.disk import is_real_file, is_real_folder, text_of

_MOST_REFS_BYTES = 64 << 20  # the largest public repositories list half a million refs in 40 MB
_SYMBOLIC = re.compile(r"ref: (refs/[^\0\n\\:?*\[ ]+)\s*")
_ID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
_REMOTE = re.compile(
    r"(?:(?:https?|ssh|git)://[^/\s]+/|[\w.-]+@[\w.-]+:)(?:[\w.~-]+/)*([\w.-]+)/([\w.-]+?)(?:\.git)?/?"
)
_SECTION = re.compile(r'\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]')


@dataclass(frozen=True, slots=True)
class Layout:
    """A git folder.

    Attributes:
        name: of the repository, as the user would name it.
        folder: the git folder itself.
        work: the folder of its files; ``None`` for a bare repository.
    """

    name: str
    folder: Path
    work: Path | None

    @property
    def objects(self) -> Path:
        """The folder of its objects."""
        return self.folder / "objects"

    @property
    def algorithm(self) -> str:
        """Which hash names its objects: ``sha1`` or ``sha256``."""
        form = setting(self.folder / "config", "extensions", "", "objectformat").lower()
        return "sha256" if form == "sha256" else "sha1"

    @property
    def shallow(self) -> frozenset[str]:
        """Ids of the commits at which its history was cut."""
        return frozenset(_ID.findall(text_of(self.folder / "shallow", _MOST_REFS_BYTES)))

    def check(self) -> None:
        """Refuse what would lead libgit2 out of the repository, or make it wait.

        Raises:
            InputError: it borrows objects from elsewhere, is a part of another repository, or its objects
                are links or no regular files.
        """
        if text_of(self.objects / "info" / "alternates").strip():
            what = "borrows objects of another repository (objects/info/alternates)"
            raise InputError(self.name, what, "make it whole: git repack -a -d, then remove that file")
        if (self.folder / "commondir").exists():
            what = "is a worktree's part of another repository"
            raise InputError(self.name, what, "name that repository itself")
        if setting(self.folder / "config", "extensions", "", "refstorage").lower() == "reftable":
            what = "keeps its refs in a reftable, which cannot be read"
            raise InputError(self.name, what, "convert it: git refs migrate --ref-format=files")
        if odd := _odd(self.objects):
            what = f"'{odd}' is a link, or no regular file"
            raise InputError(self.name, what, "clone it afresh from a source that you trust")

    def head(self) -> str:
        """The id of HEAD's commit.

        Raises:
            InputError: HEAD names a branch that is not there, nothing has been committed, or it is damaged.
        """
        text = text_of(self.folder / "HEAD")
        if _ID.fullmatch(text.strip()):
            return text.strip()
        named = _SYMBOLIC.fullmatch(text)
        if named is None or ".." in named[1]:
            raise InputError(self.name, "its HEAD is damaged", "clone it afresh, or mend it with git fsck")
        if found := self._ref(named[1], 5):
            return found
        if self._has_refs():
            what = f"its HEAD names '{named[1][:80]}', which is not there"
            raise InputError(
                self.name, what, "name a branch that is: git symbolic-ref HEAD refs/heads/BRANCH"
            )
        raise InputError(self.name, "has no commit", "commit something first")

    def _ref(self, name: str, hops: int) -> str:
        """The id that a ref stands for, over at most ``hops`` symbolic ones; empty: not there."""
        text = text_of(self.folder / name)
        if _ID.fullmatch(text.strip()):
            return text.strip()
        named = _SYMBOLIC.fullmatch(text)
        if named and hops and ".." not in named[1]:
            return self._ref(named[1], hops - 1)
        packed = re.search(rf"^({_ID.pattern}) {re.escape(name)}$", self._packed(), re.MULTILINE)
        return packed[1] if packed else ""

    def _packed(self) -> str:
        return text_of(self.folder / "packed-refs", _MOST_REFS_BYTES)

    def _has_refs(self) -> bool:
        loose = (name for _, _, names in os.walk(self.folder / "refs") for name in names)
        return any(loose) or bool(_ID.search(self._packed()))


def find(path: Path, name: str | None) -> Layout | None:
    """The repository whose folder, or bare git folder, this is; ``None``: it is none.

    A ``.git`` that is a file or a link leads elsewhere and is not followed: that is a plain folder.
    """
    inner = path / ".git"
    if is_real_folder(inner) and _is_git(inner):
        return Layout(name or _called(inner) or path.resolve().name, inner, path)
    if _is_git(path) and not inner.exists():
        return Layout(name or _called(path) or path.resolve().name.removesuffix(".git"), path, None)
    return None


def leads_elsewhere(path: Path) -> bool:
    """Whether a folder's ``.git`` only points to a repository elsewhere."""
    inner = path / ".git"
    return inner.is_symlink() or inner.is_file()


def _is_git(folder: Path) -> bool:
    return is_real_file(folder / "HEAD") and is_real_folder(folder / "objects") and (folder / "refs").is_dir()


def _called(folder: Path) -> str:
    """``OWNER/NAME`` of the remote ``origin``; empty where it has none, or a path on this machine."""
    named = _REMOTE.fullmatch(setting(folder / "config", "remote", "origin", "url"))
    return f"{named[1]}/{named[2]}" if named else ""


def setting(config: Path, section: str, subsection: str, key: str) -> str:
    """A value of a git configuration file; empty where it has none. Included files are not read."""
    here, value = False, ""
    for raw in text_of(config).splitlines():
        line = raw.strip()
        if named := _SECTION.match(line):
            here = (named[1].lower(), named[2] or "") == (section, subsection)
            line = line[named.end() :].strip()
        left, sign, right = line.partition("=")
        if here and sign and left.strip().lower() == key:
            value = right.strip().strip('"')
    return value


def _odd(objects: Path) -> str:
    """The first thing among a repository's objects that is a link or no regular file; empty: none."""
    for folder, inner, names in os.walk(objects):
        for name in (*inner, *names):
            path = Path(folder, name)
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                return path.relative_to(objects).as_posix()
    return ""
