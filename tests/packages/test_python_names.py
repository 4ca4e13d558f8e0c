"""Names found by reading are those that importing would find."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.scan.python_names import Definition, Elsewhere, PackageNames
from settled.scan.python_names.bindings import read_bindings


def at(found: object) -> tuple[str, int]:
    assert isinstance(found, Definition), found
    return found.path, found.line


CASES: dict[str, tuple[str, dict[str, str], tuple[str, int]]] = {
    "class": ("lib.A", {"lib/__init__.py": "\nclass A: ..."}, ("lib/__init__.py", 2)),
    "function": ("lib.f", {"lib/__init__.py": "def f(): ..."}, ("lib/__init__.py", 1)),
    "async function": ("lib.f", {"lib/__init__.py": "async def f(): ..."}, ("lib/__init__.py", 1)),
    "value": ("lib.f", {"lib/__init__.py": "f = make()"}, ("lib/__init__.py", 1)),
    "annotated": ("lib.f", {"lib/__init__.py": "f: int = 3"}, ("lib/__init__.py", 1)),
    "several at once": ("lib.g", {"lib/__init__.py": "f, g = make()"}, ("lib/__init__.py", 1)),
    "under if and try": (
        "lib.A",
        {"lib/__init__.py": "if x:\n  try:\n    pass\n  except E:\n    class A: ..."},
        ("lib/__init__.py", 5),
    ),
    "single module": ("lib.A", {"lib.py": "class A: ..."}, ("lib.py", 1)),
    "from import": (
        "lib.A",
        {"lib/__init__.py": "from .rules import A", "lib/rules.py": "class A: ..."},
        ("lib/rules.py", 1),
    ),
    "renamed": (
        "lib.B",
        {"lib/__init__.py": "from lib.rules import A as B", "lib/rules.py": "class A: ..."},
        ("lib/rules.py", 1),
    ),
    "two levels up": (
        "lib.a.b.A",
        {"lib/a/b/__init__.py": "from ...c import A", "lib/c.py": "\n\nclass A: ..."},
        ("lib/c.py", 3),
    ),
    "star": (
        "lib.A",
        {"lib/__init__.py": "from .rules import *", "lib/rules.py": "class A: ..."},
        ("lib/rules.py", 1),
    ),
    "star of star": (
        "lib.A",
        {"lib/__init__.py": "from .x import *", "lib/x.py": "from .y import *", "lib/y.py": "class A: ..."},
        ("lib/y.py", 1),
    ),
    "star with a computed __all__": (
        "lib.A",
        {
            "lib/__init__.py": "from .x import *",
            "lib/x/__init__.py": "from .y import *\n__all__ = []\n__all__.extend(y.__all__)",
            "lib/x/y.py": "__all__ = ['A']\nclass A: ...",
        },
        ("lib/x/y.py", 2),
    ),
    "alias of an attribute": (
        "lib.A",
        {"lib/__init__.py": "from . import rules\nA = rules.A", "lib/rules.py": "class A: ..."},
        ("lib/rules.py", 1),
    ),
    "import as": (
        "lib.r.A",
        {"lib/__init__.py": "import lib.rules as r", "lib/rules.py": "class A: ..."},
        ("lib/rules.py", 1),
    ),
    "submodule": (
        "lib.rules.A",
        {"lib/__init__.py": "", "lib/rules.py": "class A: ..."},
        ("lib/rules.py", 1),
    ),
    "namespace package": ("lib.rules.A", {"lib/rules.py": "class A: ..."}, ("lib/rules.py", 1)),
    "stub": (
        "lib.core.f",
        {"lib/__init__.py": "", "lib/core/__init__.pyi": "def f() -> int: ..."},
        ("lib/core/__init__.pyi", 1),
    ),
    "source before stub": (
        "lib.f",
        {"lib/__init__.pyi": "def f(): ...", "lib/__init__.py": "\ndef f(): ..."},
        ("lib/__init__.py", 2),
    ),
    "table of lazy names": (
        "lib.A",
        {
            "lib/__init__.py": '_import_structure = {"rules": ["A", "B"]}\nsys.modules[__name__] = Lazy()',
            "lib/rules.py": "class A: ...",
        },
        ("lib/rules.py", 1),
    ),
    "lazy table extended": (
        "lib.A",
        {
            "lib/__init__.py": '_import_structure["rules"].extend(["A"])',
            "lib/rules.py": "class A: ...",
        },
        ("lib/rules.py", 1),
    ),
    "lazily attached": (
        "lib.A",
        {
            "lib/__init__.py": '__getattr__, __all__ = lazy.attach("lib", submod_attrs={"rules": ["A"]})',
            "lib/rules.py": "class A: ...",
        },
        ("lib/rules.py", 1),
    ),
    "export decorator": (
        "lib.optimizers.A",
        {"lib/__init__.py": "", "lib/src/a.py": '@lib_export(["lib.optimizers.A", "lib.A"])\nclass Own: ...'},
        ("lib/src/a.py", 2),
    ),
    "export decorator without the package": (
        "lib.nn.gelu",
        {"lib/__init__.py": "", "lib/ops.py": '@tf_export("nn.gelu", v1=[])\ndef gelu(): ...'},
        ("lib/ops.py", 2),
    ),
    "method": ("lib.A.f", {"lib/__init__.py": "class A:\n  def f(self): ..."}, ("lib/__init__.py", 2)),
    "inherited method": (
        "lib.A.f",
        {"lib/__init__.py": "from .b import B\nclass A(B): ...", "lib/b.py": "class B:\n  def f(self): ..."},
        ("lib/b.py", 2),
    ),
    "source distribution": (
        "lib.A",
        {"lib-1.0/PKG-INFO": "", "lib-1.0/lib.py": "class A: ..."},
        ("lib-1.0/lib.py", 1),
    ),
    "source distribution with src": (
        "lib.A",
        {"lib-1.0/PKG-INFO": "", "lib-1.0/src/lib.py": "class A: ..."},
        ("lib-1.0/src/lib.py", 1),
    ),
    "wheel with a data folder": (
        "lib.A",
        {"lib-1.0.data/purelib/lib/__init__.py": "class A: ..."},
        ("lib-1.0.data/purelib/lib/__init__.py", 1),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_defined_name_is_found(case: str) -> None:
    name, files, place = CASES[case]
    found = PackageNames({path: text.encode() for path, text in files.items()}).find(name)
    assert at(found) == place


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("lib.A", {"lib/__init__.py": "# A\n'A'\nprint('A')"}),
        ("lib.A", {"lib/__init__.py": "def f():\n  class A: ..."}),
        ("lib.A", {"lib/__init__.py": "A = None"}),
        ("lib._A", {"lib/__init__.py": "from .x import *", "lib/x.py": "class _A: ..."}),
        ("lib.A", {"lib/__init__.py": "from .x import *", "lib/x.py": "__all__ = ['B']\nclass A: ..."}),
        ("lib.A", {"lib/__init__.py": "from .gone import A"}),
        ("lib.A", {"lib/__init__.py": "class A(: ..."}),
        ("lib.A.g", {"lib/__init__.py": "class A:\n  def f(self): ..."}),
        ("lib.A", {"lib/__init__.py": "", "lib/a.py": '@register("lib.A")\nclass A: ...'}),
        ("lib.A", {"lib/__init__.py": "", "lib/a.py": "class A: ..."}),
        ("lib.A", {}),
    ],
    ids=[
        "comment and text",
        "inside a function",
        "None",
        "star takes no underscore",
        "star follows __all__",
        "import of a missing module",
        "no Python",
        "no such method",
        "another decorator",
        "defined but not public there",
        "empty package",
    ],
)
def test_a_name_that_is_not_there_is_not_found(name: str, files: dict[str, str]) -> None:
    assert PackageNames({path: text.encode() for path, text in files.items()}).find(name) is None


def test_none_as_a_stand_in_hides_no_definition() -> None:
    text = b"try:\n  from .rules import A\nexcept ImportError:\n  A = None"
    found = PackageNames({"lib/__init__.py": text, "lib/rules.py": b"class A: ..."}).find("lib.A")
    assert at(found) == ("lib/rules.py", 1)


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        ("from other.rules import A", 1, "other.rules.A"),
        ('_module = "other.api"\nA = _LazyLoader("A", globals(), _module)', 2, "A"),
        ('import sys\nsetattr(sys.modules[__name__], "A", _KerasLazyLoader(globals()))', 2, "A"),
    ],
)
def test_a_name_of_another_package_lies_elsewhere(text: str, line: int, name: str) -> None:
    found = PackageNames({"lib/__init__.py": text.encode()}).find("lib.A")
    assert found == Elsewhere("lib/__init__.py", line, name)


@pytest.mark.parametrize(
    "files",
    [
        {"lib/__init__.py": "from lib import A"},
        {"lib/__init__.py": "from .x import *", "lib/x.py": "from . import *"},
        {"lib/__init__.py": "A = B\nB = A"},
        {"lib/__init__.py": "class A(A): ..."},
        {f"lib/m{n}.py": f"from .m{n + 1} import A" for n in range(900)}
        | {"lib/__init__.py": "from .m0 import A"},
    ],
    ids=["itself", "stars in a circle", "values in a circle", "own base", "endless chain"],
)
def test_circles_and_endless_chains_end(files: dict[str, str]) -> None:
    names = PackageNames({path: text.encode() for path, text in files.items()})
    names.find("lib.A.f")
    names.find("lib.A")


@pytest.mark.parametrize("text", ["(" * 5000, "-" * 90_000 + "1", "a" + ".b" * 50_000, "\0", "if 1:\n" * 3])
def test_source_made_to_break_a_parser_defines_nothing(text: str) -> None:
    assert not read_bindings(text.encode(), "lib", True).names


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    PackageNames({"lib/__init__.py": content, "lib/x.pyi": content}).find("lib.x.A")


LINKS = (
    "from .m{next} import A",
    "from lib.m{next} import *",
    "from . import m{next}\nA = m{next}.A",
    "import lib.m{next} as other\nA = other.A",
    '_import_structure = {{"m{next}": ["A"]}}',
)


@given(st.lists(st.sampled_from(LINKS), max_size=8))
@settings(max_examples=100, deadline=None)
def test_any_chain_of_links_leads_to_the_definition(links: list[str]) -> None:
    files = {f"lib/m{n}.py": link.format(next=n + 1) for n, link in enumerate(links)}
    files[f"lib/m{len(links)}.py"] = "\n\nclass A: ..."
    files |= {"lib/__init__.py": ""}
    # A lazy table's modules are below the one that holds it, so it stands in a package of its own.
    for n, link in enumerate(links):
        if "_import_structure" in link:
            files[f"lib/m{n}/__init__.py"] = files.pop(f"lib/m{n}.py")
            files[f"lib/m{n}/m{n + 1}.py"] = f"from lib.m{n + 1} import A"
    found = PackageNames({path: text.encode() for path, text in files.items()}).find("lib.m0.A")
    assert at(found) == (f"lib/m{len(links)}.py", 3)


@pytest.mark.parametrize(
    "library", ["click", "markdown_it", "jsonschema", "jinja2", "hypothesis", "altair", "tqdm"]
)
def test_reading_finds_what_importing_finds(library: str) -> None:
    module = importlib.import_module(library)
    root = Path(str(module.__file__)).parent
    files = {
        f"{library}/{path.relative_to(root).as_posix()}": path.read_bytes()
        for path in root.rglob("*.py*")
        if path.suffix in (".py", ".pyi")
    }
    names = PackageNames(files)
    public = [name for name in dir(module) if not name.startswith("_")]
    objects = {name: value for name in public if _is_own(value := getattr(module, name), library)}
    wrong = {}
    for name, value in objects.items():
        source = Path(str(sys.modules[value.__module__].__file__)).relative_to(root).as_posix()
        found = names.find(f"{library}.{name}")
        if not (isinstance(found, Definition) and found.path == f"{library}/{source}"):
            wrong[name] = (source, found)
    # Bound twice: a stand-in without source of its own where an optional library is not installed.
    wrong.pop("JupyterChart", None)
    assert not wrong
    assert objects


def _is_own(value: Any, library: str) -> bool:
    if isinstance(value, ModuleType) or not (inspect.isclass(value) or inspect.isfunction(value)):
        return False
    return value.__module__.partition(".")[0] == library


def test_source_beyond_the_bound_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["settled.scan.python_names.resolution"], "_MOST_PARSED_BYTES", 60)
    files = {"lib/__init__.py": b"from .a import *", "lib/a.py": b"from .b import *\n" + b"# A\n" * 20}
    assert PackageNames(files | {"lib/b.py": b"class A: ..."}).find("lib.A") is None
