"""Follow a dotted name through a package's modules to where it is defined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from settled.scan.python_names.bindings import Bound, ModuleBindings, read_bindings
from settled.scan.python_names.exports import find_export

# Re-export chains of today's packages have at most 10 links; star imports fan out to some hundred modules.
_MOST_LINKS = 40
_MOST_PLACES = 20_000
# Source parsed for one release; all names of the catalog together lead to at most 3 MB today (MindSpore).
_MOST_PARSED_BYTES = 128 << 20
# Folders of a source distribution that its packages may lie in.
_SOURCE_FOLDERS = ("src/", "python/", "lib/")


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a name is defined: file in the archive, 1-based line, and the name that it has there."""

    path: str
    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A name that the package takes from another package: where it does so, and its name there."""

    path: str
    line: int
    name: str


Found = Definition | Elsewhere | None


@dataclass(slots=True)
class _Trail:
    """Where a search has been, so that circular imports end, and how many links deep it is."""

    seen: set[str] = field(default_factory=set)
    depth: int = 0

    def enter(self, place: str) -> bool:
        if place in self.seen or self.depth >= _MOST_LINKS or len(self.seen) >= _MOST_PLACES:
            return False
        self.seen.add(place)
        return True


@dataclass(slots=True)
class PackageNames:
    """The names of one package release; modules are parsed when a name leads to them, once.

    Attributes:
        files: path in the archive to content; what is not Python source is passed over.
    """

    files: Mapping[str, bytes]
    _modules: dict[str, list[str]] = field(init=False, default_factory=dict)
    _folders: set[str] = field(init=False, default_factory=set)
    _read: dict[str, ModuleBindings] = field(init=False, default_factory=dict)
    _parsed_bytes: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        roots = _roots(self.files)
        for path in sorted(self.files, key=lambda path: (path.endswith(".pyi"), path)):
            for root in roots:
                if path.startswith(root) and (module := _module_of(path[len(root) :])):
                    self._modules.setdefault(module, []).append(path)
                    self._folders.update(_parents(module))
                    break

    @property
    def import_names(self) -> set[str]:
        """The names that ``import`` knows the package by."""
        return {module.partition(".")[0] for module in self._modules}

    def find(self, name: str) -> Found:
        """Where ``name`` is defined: followed through imports, aliases, stars, lazy tables and stubs.

        A name that no module binds is looked for among export decorators (``@keras_export("keras.X")``),
        which generate the public modules of some packages at their build.
        """
        found = self._find(name.split("."), _Trail())
        if isinstance(found, Definition):
            return found
        exported = find_export(self.files, name)
        return Definition(*exported) if exported else found

    def _find(self, parts: Sequence[str], trail: _Trail) -> Found:
        return _best(self._member(module, rest, trail) for module, rest in self._prefixes(parts))

    def _prefixes(self, parts: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
        """The longest module that the name begins with, and shorter ones while they are folders only."""
        for cut in range(len(parts), 0, -1):
            module = ".".join(parts[:cut])
            if module in self._modules:
                yield module, parts[cut:]
                return
            if module in self._folders:
                yield module, parts[cut:]

    def _member(self, module: str, rest: Sequence[str], trail: _Trail) -> Found:
        paths = self._modules.get(module, [])
        if not rest:
            return Definition(paths[0], 1, module) if paths else None
        if not trail.enter(f"{module}:{'.'.join(rest)}"):
            return None
        trail.depth += 1
        found = _best(self._in_file(path, module, rest, trail) for path in paths)
        trail.depth -= 1
        return found

    def _in_file(self, path: str, module: str, rest: Sequence[str], trail: _Trail) -> Found:
        bindings = self._bindings(path, module)
        head, tail = rest[0], rest[1:]
        if head in bindings.loaders:
            return Elsewhere(path, bindings.loaders[head], ".".join(rest))
        return _best(self._candidates(bindings, path, module, head, tail, trail))

    def _candidates(
        self,
        bindings: ModuleBindings,
        path: str,
        module: str,
        head: str,
        tail: Sequence[str],
        trail: _Trail,
    ) -> Iterator[Found]:
        if bound := bindings.names.get(head):
            yield self._bound(bound, path, module, head, tail, trail)
        if lazy := bindings.lazy.get(head):
            submodule = lazy.target.lstrip(".")
            yield self._find([*module.split("."), *submodule.split("."), head, *tail], trail)
        if f"{module}.{head}" in self._modules:
            yield self._member(f"{module}.{head}", tail, trail)
        for star in bindings.stars:
            if self._exports(star, head):
                yield self._member(star, [head, *tail], trail)

    def _bound(
        self, bound: Bound, path: str, module: str, head: str, tail: Sequence[str], trail: _Trail
    ) -> Found:
        if bound.kind == "import":
            parts = [*bound.target.split("."), *tail]
            if parts[0] in self.import_names:
                return self._find(parts, trail)
            return Elsewhere(path, bound.line, ".".join(parts))
        if bound.target:
            found = self._member(module, [*bound.target.split("."), *tail], trail)
            if found:
                return found
        if not tail:
            return Definition(path, bound.line, f"{module}.{head}")
        if len(tail) == 1 and tail[0] in bound.members:
            return Definition(path, bound.members[tail[0]], f"{module}.{head}.{tail[0]}")
        inherited = (self._member(module, [*base.split("."), *tail], trail) for base in bound.bases)
        return next((found for found in inherited if found), None)

    def _exports(self, module: str, name: str) -> bool:
        """Whether a star import of the module takes the name along."""
        for path in self._modules.get(module, []):
            content = self.files[path]
            if name.encode() not in content and b"*" not in content:
                continue
            exported = self._bindings(path, module).exported
            if name in exported if exported is not None else not name.startswith("_"):
                return True
        return False

    def _bindings(self, path: str, module: str) -> ModuleBindings:
        if path not in self._read:
            is_package = path.rpartition("/")[2].startswith("__init__.py")
            self._parsed_bytes += len(self.files[path])
            content = self.files[path] if self._parsed_bytes <= _MOST_PARSED_BYTES else b""
            self._read[path] = read_bindings(content, module, is_package)
        return self._read[path]


def _best(candidates: Iterable[Found]) -> Found:
    """The first definition; where there is none, the first that lies elsewhere."""
    elsewhere: Found = None
    for found in candidates:
        if isinstance(found, Definition):
            return found
        elsewhere = elsewhere or found
    return elsewhere


def _roots(files: Mapping[str, bytes]) -> list[str]:
    firsts = {path.partition("/")[0] for path in files}
    if len(firsts) == 1 and f"{(first := next(iter(firsts)))}/PKG-INFO" in files:
        return [*(f"{first}/{folder}" for folder in _SOURCE_FOLDERS), f"{first}/"]
    data = [first for first in sorted(firsts) if first.endswith(".data")]
    return [*(f"{first}/{part}/" for first in data for part in ("purelib", "platlib")), ""]


def _module_of(path: str) -> str | None:
    stem, _, suffix = path.rpartition(".")
    if suffix not in ("py", "pyi"):
        return None
    parts = stem.split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else None


def _parents(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[:cut]) for cut in range(1, len(parts)))
