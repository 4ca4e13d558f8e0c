"""Ask the registry and fetch files of it, into a cache that is keyed by content."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from packaging.utils import canonicalize_name

from settled.errors import SourceError
from settled.files import replacing
from settled.sources.registry.releases import PackageFile, Release, newest_of, parse_releases, pick
from settled.sources.registry.transfer import Transfer

DEFAULT_INDEX_URL = "https://pypi.org/simple"
DEFAULT_LIMIT_BYTES = 300_000_000

# The longest answer about one package, TensorFlow's, has under 1 MB.
_INDEX_LIMIT_BYTES = 64_000_000
_PROJECT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Artefact:
    """A fetched file of a release: verified, in the cache, never run.

    Attributes:
        path: of the file in the cache.
        sha256: of its content, 64 hex digits.
        project: normalised name (lower case, hyphens).
        released: day, in UTC, on which the release's first file was uploaded.
    """

    path: Path
    sha256: str
    project: str
    version: str
    released: date


@dataclass(frozen=True, slots=True)
class Registry:
    """A package registry, and the folder in which what came from it is kept.

    A pinned version whose package was asked for before is answered from the cache, without a network; what
    is newest is always asked anew.

    Attributes:
        index_url: of its simple API.
        cache: folder; made when first needed.
        transfer: how patiently to ask.
    """

    index_url: str
    cache: Path
    transfer: Transfer = field(default_factory=Transfer)

    @classmethod
    def from_environment(cls) -> Registry:
        """The registry that ``SETTLED_INDEX_URL`` names, cached in ``SETTLED_CACHE`` or the user's cache."""
        from platformdirs import user_cache_path

        folder = os.environ.get("SETTLED_CACHE", "")
        cache = Path(folder) if folder else user_cache_path("settled")
        return cls(os.environ.get("SETTLED_INDEX_URL", "") or DEFAULT_INDEX_URL, cache)

    def releases(self, project: str) -> list[Release]:
        """Every release with a wheel or source distribution, oldest version first.

        Raises:
            SourceError: no such package, no network, or an unusable answer.
        """
        name = _normalised(project)
        url = self._index_page(name)
        body = self.transfer.get(name, url, _INDEX_LIMIT_BYTES)
        releases = parse_releases(name, body, url)
        with suppress(OSError):  # a cache that cannot be written costs a question later, nothing else
            index = self._index_path(name)
            index.parent.mkdir(parents=True, exist_ok=True)
            with replacing(index) as new:
                new.write_bytes(body)
        return releases

    def newest(self, project: str) -> Release:
        """The newest final release that is not yanked.

        Raises:
            SourceError: as :meth:`releases`, or the package has no release.
        """
        return newest_of(_normalised(project), self.releases(project))

    def release(self, project: str, version: str) -> Release:
        """One release; without asking, where an earlier answer holds that version.

        Raises:
            SourceError: as :meth:`releases`, or no such version (the nearest are named).
        """
        name = _normalised(project)
        with suppress(OSError, SourceError):
            body = self._index_path(name).read_bytes()
            return pick(name, parse_releases(name, body, self._index_page(name)), version)
        return pick(name, self.releases(name), version)

    def smallest_artefact(
        self, project: str, version: str, limit_bytes: int = DEFAULT_LIMIT_BYTES
    ) -> PackageFile:
        """The smallest usable file of a release, of any platform (see :meth:`Release.smallest`)."""
        return self.release(project, version).smallest(limit_bytes)

    def fetch(
        self, project: str, version: str | None = None, limit_bytes: int = DEFAULT_LIMIT_BYTES
    ) -> Artefact:
        """Fetch the smallest usable file of a release (the newest, if no version is given).

        The content is hashed while it streams and only a file with the stated digest gets its place in
        the cache, by one rename: a broken or killed transfer leaves nothing behind that could be read.

        Raises:
            SourceError: unknown package or version, no network, time-out, HTTP error, wrong digest, too
                large, or nothing suitable.
        """
        release = self.newest(project) if version is None else self.release(project, version)
        file = release.smallest(limit_bytes)
        if release.released is None:
            raise SourceError(f"{release.project}=={release.version}", "the registry states no upload date")
        path = self.cache / "artefacts" / file.sha256[:2] / file.sha256 / Path(file.filename).name
        if not _is_cached(path, file):
            self.transfer.download(file, path)
        return Artefact(path, file.sha256, release.project, release.version, release.released)

    def _index_page(self, name: str) -> str:
        return f"{self.index_url.rstrip('/')}/{name}/"

    def _index_path(self, name: str) -> Path:
        key = hashlib.sha256(self.index_url.encode()).hexdigest()[:16]
        return self.cache / "index" / key / f"{name}.json"


def _normalised(project: str) -> str:
    if not _PROJECT.fullmatch(project):
        raise SourceError(project[:80], "this is no name of a package", "give NAME or NAME==VERSION")
    return canonicalize_name(project)


def _is_cached(path: Path, file: PackageFile) -> bool:
    with suppress(OSError):
        return path.stat().st_size == file.size_bytes
    return False
