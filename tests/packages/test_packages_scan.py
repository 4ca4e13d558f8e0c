"""What packages define and require, from small releases in the shape of real ones."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from settled.catalog import load
from settled.records import Born, Field, Signatures, Technology, Variant
from settled.scan.package_metadata import read_requirements
from settled.scan.packages import METADATA_SOURCE, scan
from settled.scan.sightings import schema

BORN = Born(2017, "a paper", "https://example.org")


def technology(
    name: str, code: tuple[str, ...] = (), packages: tuple[str, ...] = (), **more: Any
) -> Technology:
    return Technology(name, name, name, BORN, Signatures(code=code, packages=packages), **more)


RULES = Field(
    "rules",
    "Rules",
    "规则",
    "Which rule?",
    (
        technology("adamw", ("keras.optimizers.AdamW", "tensorflow.keras.optimizers.AdamW", "optax.adamw")),
        technology(
            "lion",
            ("optax.lion",),
            variants=(Variant("lion8", "8-bit Lion", Signatures(code=("optax.lion8",))),),
        ),
    ),
    frameworks=("keras", "tensorflow", "optax"),
)
CLIENTS = Field(
    "clients",
    "Clients",
    "客户端",
    "Which?",
    (technology("requests", (), ("requests",)), technology("httpx", (), ("httpx",))),
)
BACKENDS = Field(
    "python-build-backend",
    "Backends",
    "后端",
    "Which?",
    (technology("setuptools", (), ("setuptools",)), technology("hatchling", (), ("hatchling",))),
)
TESTS = Field("python-test-framework", "Tests", "测试", "Which?", (technology("pytest", (), ("pytest",)),))
KERNELS = Field(
    "kernels", "Kernels", "核", "Which?", (technology("attention"), technology("mamba", (), ("mamba-ssm",)))
)


SCHEMA = pa.schema(
    [
        ("unit", pa.string()),
        ("unit_key", pa.int64()),
        ("source", pa.string()),
        ("period", pa.date32()),
        ("path", pa.string()),
        ("content", pa.binary()),
    ]
)


def packed(unit: str, day: str, files: dict[str, str]) -> pa.RecordBatch:
    """A release as the source gives it: one row a file."""
    project, rows = unit.split(":")[1], len(files)
    columns = {
        "unit": [unit] * rows,
        "unit_key": [len(project)] * rows,
        "source": [f"packages/{project}"] * rows,
        "period": [date.fromisoformat(day)] * rows,
        "path": list(files),
        "content": [text.encode() for text in files.values()],
    }
    return pa.RecordBatch.from_pydict(columns, schema=SCHEMA)


KERAS = packed(
    "packages:keras:3.10.0",
    "2025-05-01",
    {
        "keras/__init__.py": "",
        "keras/optimizers/__init__.py": "from keras.src.optimizers.adamw import AdamW as AdamW",
        "keras/src/optimizers/adamw.py": "class AdamW: ...",
    },
)
LAZY = "import sys\nsetattr(sys.modules[__name__], 'keras', _KerasLazyLoader(globals()))"


def tensorflow(requires: str, day: str = "2025-06-01") -> pa.RecordBatch:
    files = {
        "tensorflow/__init__.py": LAZY,
        "tensorflow-2.20.0.dist-info/METADATA": f"Name: tensorflow\n{requires}\n",
    }
    return packed("packages:tensorflow:2.20.0", day, files)


def rows(batches: list[pa.RecordBatch], *fields: Field) -> list[dict[str, Any]]:
    return scan(batches, fields).sightings.to_pylist()


def test_a_definition_is_a_sighting_with_its_place() -> None:
    result = scan([KERAS], [RULES])
    assert result.sightings.schema == schema()
    (row,) = result.sightings.to_pylist()
    assert row == dict.fromkeys(schema().names) | {
        "unit": "packages:keras:3.10.0",
        "unit_key": row["unit_key"],
        "source": "packages/keras",
        "period": date(2025, 5, 1),
        "field": "rules",
        "technology": "adamw",
        "role": "defines",
        "canonical": True,
        "path": "keras/src/optimizers/adamw.py",
        "line": 1,
        "text": "keras.optimizers.AdamW",
        "via": "keras.src.optimizers.adamw.AdamW",
    }
    assert result.released == {"packages:keras:3.10.0": ("keras", date(2025, 5, 1))}


def test_a_framework_that_defines_nothing_is_released_all_the_same() -> None:
    result = scan([packed("packages:optax:0.1", "2024-01-01", {"optax/__init__.py": ""})], [RULES])
    assert result.sightings.num_rows == 0
    assert result.released == {"packages:optax:0.1": ("optax", date(2024, 1, 1))}


def test_a_variant_is_named_beside_its_technology() -> None:
    batch = packed("packages:optax:0.1", "2024-01-01", {"optax/__init__.py": "def lion8(): ..."})
    assert [(row["technology"], row["variant"]) for row in rows([batch], RULES)] == [("lion", "lion8")]


def test_only_frameworks_of_the_field_are_asked() -> None:
    batch = packed("packages:other:0.1", "2024-01-01", {"optax/__init__.py": "def lion(): ..."})
    assert rows([batch], RULES) == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_is_handed_on_from_a_required_package_that_defines_it(order: int) -> None:
    batches = [KERAS, tensorflow("Requires-Dist: keras>=3.5.0")][::order]
    row = next(row for row in rows(batches, RULES) if row["source"] == "packages/tensorflow")
    assert (row["technology"], row["path"], row["line"]) == ("adamw", "tensorflow/__init__.py", 2)
    assert (row["text"], row["via"]) == (
        "tensorflow.keras.optimizers.AdamW",
        "keras==3.10.0: keras.optimizers.AdamW",
    )


@pytest.mark.parametrize(
    ("batches", "why"),
    [
        ([KERAS, tensorflow("Requires-Dist: numpy")], "not required"),
        ([KERAS, tensorflow("Requires-Dist: keras<3")], "no allowed release was read"),
        ([tensorflow("Requires-Dist: keras>=3")], "not read at all"),
        ([KERAS, tensorflow("Requires-Dist: keras>=3; extra == 'test'")], "only required for its tests"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_name_is_not_handed_on_without_a_release_that_defines_it(
    batches: list[pa.RecordBatch], why: str
) -> None:
    assert [row for row in rows(batches, RULES) if row["source"] == "packages/tensorflow"] == [], why


def test_the_provider_is_the_newest_allowed_that_was_out_by_then() -> None:
    later = packed(
        "packages:keras:3.11.0",
        "2026-01-01",
        {"keras/optimizers/__init__.py": "class AdamW: ...", "keras/__init__.py": ""},
    )
    found = rows([KERAS, later, tensorflow("Requires-Dist: keras>=3")], RULES)
    assert "keras==3.10.0: keras.optimizers.AdamW" in [row["via"] for row in found]
    assert "keras==3.11.0: keras.optimizers.AdamW" not in [row["via"] for row in found]


METADATA = """Metadata-Version: 2.1
Name: toy
Requires-Dist: Requests[socks] (>=2.0)
Requires-Dist: httpx ; extra == 'test'
Requires-Dist: PyTest>=7 ; extra == 'test'
Requires-Dist: setuptools
Requires-Dist: mamba_ssm
Requires-Dist: ===broken===

Requires-Dist: hatchling
"""


def toy(version: str, day: str, metadata: str = METADATA, generator: str = "hatchling 1.2") -> pa.RecordBatch:
    files = {
        f"toy-{version}.dist-info/METADATA": metadata,
        f"toy-{version}.dist-info/WHEEL": f"Wheel-Version: 1.0\nGenerator: {generator}\n",
    }
    return packed(f"packages:toy:{version}", day, files)


def test_requirements_speak_to_the_field_that_they_are_for() -> None:
    found = rows([toy("1.0", "2025-01-01")], RULES, CLIENTS, BACKENDS, TESTS, KERNELS)
    assert [
        (r["technology"], r["role"], r["canonical"], r["line"], r["via"], r["source"]) for r in found
    ] == [
        ("requests", "uses", None, 3, "Requires-Dist", METADATA_SOURCE),
        ("hatchling", "uses", None, 2, "Generator", METADATA_SOURCE),
    ]


def test_metadata_do_not_speak_where_a_rival_is_never_declared() -> None:
    """unittest comes with Python: by their metadata, all packages would test with its rivals."""
    assert rows([toy("1.0", "2025-01-01")], TESTS) == []


def test_a_package_counts_once_by_its_newest_release() -> None:
    old = toy("1.9", "2025-06-01", generator="bdist_wheel (0.4)")
    found = rows([toy("1.10", "2025-01-01"), old], BACKENDS)
    assert [(row["unit"], row["technology"]) for row in found] == [("packages:toy:1.10", "hatchling")]


def test_a_package_does_not_require_itself() -> None:
    batch = packed(
        "packages:requests:2.0",
        "2025-01-01",
        {"requests-2.0.dist-info/METADATA": "Requires-Dist: requests[socks]; extra == 'all'\n"},
    )
    assert rows([batch], CLIENTS) == []


@pytest.mark.parametrize(
    ("generator", "backend"),
    [
        ("bdist_wheel (0.43.0)", "setuptools"),
        ("setuptools (75.6.0)", "setuptools"),
        ("hatchling 1.25.0", "hatchling"),
        ("flit 3.9.0", "flit-core"),
        ("poetry-core 1.9.0", "poetry-core"),
        ("maturin (1.7.4)", "maturin"),
        ("meson", "meson-python"),
        ("scikit-build-core 0.10.7", "scikit-build-core"),
        ("pdm-backend (2.4.3)", "pdm-backend"),
        ("uv 0.9.2", "uv-build"),
        ("bazel-wheelmaker 1.0", "bazel-wheelmaker"),
    ],
)
def test_a_wheel_says_what_built_it(generator: str, backend: str) -> None:
    (need,) = read_requirements(
        {"toy-1.0.dist-info/WHEEL": f"Wheel-Version: 1.0\nGenerator: {generator}\n".encode()}
    )
    assert (need.name, need.purpose, need.line) == (backend, "build", 2)


@pytest.mark.parametrize(
    ("files", "backend"),
    [
        ({"toy-1/pyproject.toml": '[build-system]\nbuild-backend = "hatchling.build"'}, "hatchling"),
        (
            {"toy-1/pyproject.toml": '[build-system]\nbuild-backend = "setuptools.build_meta:__legacy__"'},
            "setuptools",
        ),
        (
            {"toy-1/pyproject.toml": '[build-system]\nbuild-backend = "poetry.core.masonry.api"'},
            "poetry-core",
        ),
        ({"toy-1/pyproject.toml": '[build-system]\nbuild-backend = "mesonpy"'}, "meson-python"),
        ({"toy-1/pyproject.toml": "[tool.black]"}, "setuptools"),
        ({"toy-1/setup.py": "setup()"}, "setuptools"),
        (
            {
                "toy-1/setup.py": "setup()",
                "toy-1/pyproject.toml": '[build-system]\nbuild-backend = "flit_core.buildapi"',
            },
            "flit-core",
        ),
        ({"toy-1/pyproject.toml": "= broken"}, None),
        ({"toy-1/pyproject.toml": "build-system = 3"}, None),
        ({"toy-1/sub/setup.py": "setup()"}, None),
    ],
)
def test_a_source_distribution_says_what_builds_it(files: dict[str, str], backend: str | None) -> None:
    needs = read_requirements({path: text.encode() for path, text in files.items()})
    assert [need.name for need in needs if need.purpose == "build"] == ([backend] if backend else [])


def test_the_order_of_releases_changes_nothing() -> None:
    batches = [KERAS, tensorflow("Requires-Dist: keras>=3.5.0"), toy("1.0", "2025-01-01")]
    fields = [RULES, CLIENTS, BACKENDS, TESTS]
    assert scan(batches, fields).sightings.equals(scan(batches[::-1], fields).sightings)


def test_a_release_cut_into_batches_is_scanned_as_one() -> None:
    pieces = [KERAS.slice(position, 1) for position in range(KERAS.num_rows)]
    assert scan(pieces, [RULES]).sightings.equals(scan([KERAS], [RULES]).sightings)


def test_nothing_read_gives_an_empty_table() -> None:
    assert scan([], [RULES]).sightings.schema == schema()


def test_every_code_name_of_a_framework_begins_with_a_package() -> None:
    """A name such as ``AdamW`` alone could never be resolved."""
    for contest in load().fields.values():
        for rival in contest.technologies:
            for name in rival.signatures.code:
                assert "." in name, f"{contest.id}/{rival.id}: {name}"
