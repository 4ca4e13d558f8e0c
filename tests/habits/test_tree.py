"""What no file of the repository may hold."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400  # lines; beyond it a module holds two nouns
LARGEST_KB = 2048
PARTS = ("src", "tests", "docs", "benchmarks")
LEFT_OVERS = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "raise NotImplemented", r"\bassert True\b")))
# The clock is read in one place and passed on; these folders may not know the time.
TIMELESS = ("indicators", "verdict", "catalog", "scan", "ledger", "report")
CLOCK = re.compile(r"\b(?:date\.today|datetime\.(?:now|today|utcnow)|time\.time)\(")


def python_files() -> list[Path]:
    return [file for part in PARTS for file in sorted((ROOT / part).rglob("*.py"))]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_module_is_too_long() -> None:
    lengths = {
        str(file.relative_to(ROOT)): file.read_text(encoding="utf-8").count("\n")
        for file in python_files()
        if ROOT / "tests" not in file.parents
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_nothing_is_left_over() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in python_files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if file != Path(__file__) and LEFT_OVERS.search(line)
    ]
    assert found == []


def test_the_clock_is_read_in_the_pipeline_only() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for folder in TIMELESS
        for file in sorted((ROOT / "src" / "settled" / folder).rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if CLOCK.search(line)
    ]
    assert found == []


def test_no_tracked_file_names_this_machine() -> None:
    parents = [f"{folder}/" for folder in (ROOT.parent, Path.home()) if len(folder.parts) > 1]
    found = []
    for file in tracked():
        content = file.read_bytes()
        found += [f"{file.relative_to(ROOT)}: {name}" for name in parents if name.encode() in content]
    assert found == []


def test_no_tracked_file_is_large() -> None:
    sizes = {str(file.relative_to(ROOT)): file.stat().st_size // 1024 for file in tracked()}
    shipped = {name: size for name, size in sizes.items() if name.startswith("src/settled/ledger/shipped/")}
    assert sum(shipped.values()) <= 10 * 1024
    measured = {name: size for name, size in sizes.items() if name.startswith("src/settled/lab/results/")}
    assert sum(measured.values()) <= 5 * 1024  # a contest has thousands of trials, each with its curve
    assert {name for name in sizes if sizes[name] > LARGEST_KB} <= shipped.keys() | measured.keys()
