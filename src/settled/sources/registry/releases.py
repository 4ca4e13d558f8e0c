"""What the registry's answer about a package says: its releases, and which file of one to read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from settled.errors import SourceError

# Some wheels are empty shells that only require another package (TensorFlow's for Windows are 2 kB beside
# 200 MB). Those under this share of the release's largest wheel are passed over.
_SHELL_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of a release, as the registry lists it.

    Attributes:
        sha256: 64 hex digits, as stated by the registry.
        size_bytes: as stated; ``None`` where the registry states none.
        uploaded: day of upload in UTC; ``None`` where the registry states none.
        is_wheel: a wheel, else a source distribution.
    """

    filename: str
    url: str
    sha256: str
    size_bytes: int | None
    uploaded: date | None
    is_yanked: bool
    is_wheel: bool


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a package with its wheels and source distributions.

    Attributes:
        version: as the files are named (``4.40.0``).
        released: day, in UTC, on which its first file was uploaded; ``None``: not stated.
    """

    project: str
    version: str
    files: tuple[PackageFile, ...]

    @property
    def released(self) -> date | None:
        """Day on which the first file was uploaded."""
        return min((file.uploaded for file in self.files if file.uploaded), default=None)

    @property
    def is_prerelease(self) -> bool:
        """Whether the version is an alpha, beta, candidate or development one."""
        return Version(self.version).is_prerelease

    @property
    def is_yanked(self) -> bool:
        """Whether every file was withdrawn by its publisher."""
        return all(file.is_yanked for file in self.files)

    def smallest(self, limit_bytes: int) -> PackageFile:
        """The smallest usable file, of any platform: it holds the same Python source as the others.

        A wheel before a source distribution (it is what people install, generated modules included), what
        was yanked last, and no empty shells.

        Raises:
            SourceError: no file is a wheel or source distribution within ``limit_bytes``.
        """
        place = f"{self.project}=={self.version}"
        sized = [file for file in self.files if file.size_bytes is not None]
        if not sized:
            raise SourceError(place, "no file with a stated size and digest", "try another version")
        largest = max((file.size_bytes or 0 for file in sized if file.is_wheel), default=0)
        usable = [file for file in sized if not _is_shell(file, largest)]
        fitting = [file for file in usable if (file.size_bytes or 0) <= limit_bytes]
        if not fitting:
            least = min(file.size_bytes or 0 for file in usable)
            what = f"its smallest file has {_megabytes(least)} MB, the limit is {_megabytes(limit_bytes)} MB"
            raise SourceError(place, what, "try an older version")
        return min(fitting, key=_preference)


def parse_releases(project: str, body: bytes, base_url: str = "") -> list[Release]:
    """The releases in a PEP 691 answer, oldest version first; ``base_url`` completes relative addresses.

    Files that are neither wheel nor source distribution, that carry no SHA-256, or whose version follows no
    scheme, are left out: nothing could be verified or ordered about them.

    Raises:
        SourceError: the answer is not what the API promises.
    """
    try:
        listed = json.loads(body)["files"]
        by_version: dict[Version, list[PackageFile]] = defaultdict(list)
        names: dict[Version, str] = {}
        for entry in listed:
            version, file = _parse_file(entry, base_url)
            if version is not None and file is not None:
                by_version[version].append(file)
                names.setdefault(version, str(version))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"the registry's answer is not in the JSON form of its simple API ({type(error).__name__})"
        raise SourceError(project, what, "check SETTLED_INDEX_URL") from error
    return [Release(project, names[version], tuple(by_version[version])) for version in sorted(by_version)]


def pick(project: str, releases: Sequence[Release], version: str) -> Release:
    """The release of that version (``4.40`` and ``4.40.0`` are the same).

    Raises:
        SourceError: there is none; the hint names the nearest.
    """
    place = f"{project}=={version}"
    try:
        wanted = Version(version)
    except InvalidVersion as error:
        raise SourceError(place, f"'{version}' is no version", _nearest(releases, None)) from error
    for release in releases:
        if Version(release.version) == wanted:
            return release
    raise SourceError(place, "no such version is published", _nearest(releases, wanted))


def newest_of(project: str, releases: Iterable[Release]) -> Release:
    """The newest final release that is not yanked; where there is none, the newest of all.

    Raises:
        SourceError: the package has no release.
    """
    ordered = list(releases)
    if not ordered:
        raise SourceError(
            project, "it has no release with a wheel or source distribution", "try another package"
        )
    final = [release for release in ordered if not release.is_prerelease and not release.is_yanked]
    return (final or ordered)[-1]


def _parse_file(entry: dict[str, Any], base_url: str) -> tuple[Version | None, PackageFile | None]:
    filename = str(entry["filename"])
    sha256 = str(entry["hashes"].get("sha256", "")).lower()
    is_wheel = filename.endswith(".whl")
    try:
        version = parse_wheel_filename(filename)[1] if is_wheel else parse_sdist_filename(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None, None
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        return None, None
    size, uploaded = entry.get("size"), entry.get("upload-time")
    return version, PackageFile(
        filename=filename,
        url=urljoin(base_url, str(entry["url"])),
        sha256=sha256,
        size_bytes=int(size) if size is not None else None,
        uploaded=date.fromisoformat(uploaded[:10]) if uploaded else None,
        is_yanked=bool(entry.get("yanked")),
        is_wheel=is_wheel,
    )


def _preference(file: PackageFile) -> tuple[bool, bool, int, str]:
    return file.is_yanked, not file.is_wheel, file.size_bytes or 0, file.filename


def _is_shell(file: PackageFile, largest_bytes: int) -> bool:
    return file.is_wheel and (file.size_bytes or 0) < _SHELL_SHARE * largest_bytes


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f}" if size_bytes >= 1e6 else f"{size_bytes / 1e6:.3f}"


def _nearest(releases: Sequence[Release], wanted: Version | None) -> str:
    if not releases:
        return "it has no release at all"
    if wanted is None:
        near = releases[-3:]
    else:
        above = sum(Version(release.version) < wanted for release in releases)
        near = releases[max(0, above - 2) : above + 2]
    return "hint: nearest are " + ", ".join(release.version for release in near)
