"""What a package's metadata say: which packages it requires, for what, and what it was built with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

Purpose = Literal["run", "develop", "build"]

# Extras for those who work on the package, not with it: test, tests, testing, dev, develop, ci, qa, lint ...
_DEVELOPMENT_EXTRA = re.compile(
    r"(?:^|[-_.])(?:tests?|testing|dev|devel|develop(?:ment)?|ci|qa|quality|lint)"
)
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")

# How build backends sign a wheel, where it is not by their own package's name.
_SIGNED_AS = {
    "bdist-wheel": "setuptools",
    "flit": "flit-core",
    "poetry": "poetry-core",
    "meson": "meson-python",
    "skbuild": "scikit-build",
    "uv": "uv-build",
}
# Modules of build backends, where they are not named like their package.
_BACKEND_MODULES = {"poetry": "poetry-core", "mesonpy": "meson-python", "pdm": "pdm-backend"}


@dataclass(frozen=True, slots=True)
class Need:
    """A package that another one requires.

    Attributes:
        name: normalised (lower case, hyphens).
        purpose: ``run``: with the package or an extra of it; ``develop``: only in an extra for those who
            work on it; ``build``: the backend that built it.
        specifier: versions allowed (``>=3.10``), empty for any.
        path: of the file in the archive that says so, with its 1-based ``line``.
        via: where in the metadata it stands (``Requires-Dist; extra test``).
    """

    name: str
    purpose: Purpose
    specifier: str
    path: str
    line: int
    via: str


def read_requirements(files: Mapping[str, bytes]) -> list[Need]:
    """Every requirement that a release's metadata state; what cannot be read as one is passed over.

    Args:
        files: path in the archive to content, of a wheel or a source distribution.
    """
    found: list[Need] = []
    for path in sorted(files):
        name = path.rpartition("/")[2]
        if name in ("METADATA", "PKG-INFO"):
            found.extend(_required(path, files[path]))
        elif name == "WHEEL":
            found.extend(_generator(path, files[path]))
        elif name == "pyproject.toml":
            found.extend(_build_system(path, files[path]))
        elif name == "setup.py" and path.count("/") == 1 and f"{path[:-8]}pyproject.toml" not in files:
            found.append(Need("setuptools", "build", "", path, 1, "setup.py"))
    return found


def _required(path: str, content: bytes) -> Iterator[Need]:
    for line, value in _header(content, "Requires-Dist"):
        try:
            requirement = Requirement(value)
        except InvalidRequirement:
            continue
        extras = _EXTRA.findall(str(requirement.marker or ""))
        develops = bool(extras) and all(_DEVELOPMENT_EXTRA.search(extra.lower()) for extra in extras)
        via = "; extra ".join(["Requires-Dist", *extras[:1]])
        purpose: Purpose = "develop" if develops else "run"
        name = canonicalize_name(requirement.name)
        yield Need(name, purpose, str(requirement.specifier), path, line, via)


def _generator(path: str, content: bytes) -> Iterator[Need]:
    for line, value in _header(content, "Generator"):
        signed = canonicalize_name(re.split(r"[\s(]", value, maxsplit=1)[0])
        yield Need(_SIGNED_AS.get(signed, signed), "build", "", path, line, "Generator")


def _build_system(path: str, content: bytes) -> Iterator[Need]:
    """The package of ``build-backend``; without one it is setuptools, as PEP 517 has it."""
    try:
        text = content.decode("utf-8")
        system = tomllib.loads(text).get("build-system", {})
        backend = str(system.get("build-backend", "setuptools")).partition(".")[0].partition(":")[0]
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError):
        return
    line = next((n for n, row in enumerate(text.splitlines(), 1) if "build-backend" in row), 1)
    name = canonicalize_name(backend)
    yield Need(_BACKEND_MODULES.get(name, name), "build", "", path, line, "build-system")


def _header(content: bytes, key: str) -> Iterator[tuple[int, str]]:
    """Values of a key in the header part of a metadata file, with their lines."""
    for line, row in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if not row.strip():
            return
        name, separator, value = row.partition(":")
        if separator and name == key:
            yield line, value.strip()
