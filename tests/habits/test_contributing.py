"""The walk-throughs of CONTRIBUTING.md, run as they stand in a copy of the repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## (Add an? \w+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"\A# file: (\S+)\n")

WALK_THROUGHS = dict(SECTION.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository's program and tests, to be changed freely."""
    folder = tmp_path / "settled"
    ignore = shutil.ignore_patterns("__pycache__", "habits")
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(command: list[str], folder: Path, text: str) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SETTLED_HOME": str(folder / "home"),
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=text,
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"


def test_there_is_a_walk_through_for_each_thing_that_one_adds() -> None:
    assert list(WALK_THROUGHS) == ["Add a field", "Add a source", "Add an indicator"]


@pytest.mark.slow
@pytest.mark.parametrize("title", WALK_THROUGHS)
def test_a_walk_through_runs_as_it_stands(title: str, copy: Path) -> None:
    commands = 0
    for language, body in BLOCK.findall(WALK_THROUGHS[title]):
        named = FILE.match(body)
        if named:
            file = copy / named[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(FILE.sub("", body), encoding="utf-8")
        elif language in ("sh", "python"):
            commands += 1
            run(["bash", "-eu"] if language == "sh" else [sys.executable, "-"], copy, body)
    assert commands, "a walk-through without a command shows nothing"


@pytest.mark.slow
@pytest.mark.parametrize("title", WALK_THROUGHS)
def test_its_python_is_written_as_ours(title: str, copy: Path) -> None:
    """The files that a reader is told to write pass the checks that their change must pass."""
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        pytest.skip("ruff is not installed here: make lint")
    for language, body in BLOCK.findall(WALK_THROUGHS[title]):
        if language == "python":
            code = FILE.sub("", body) if FILE.match(body) else f'"""A check."""\n\n{body}'
            run([str(ruff), "check", "--stdin-filename", "src/walk_through.py", "-"], copy, code)
            run([str(ruff), "format", "--check", "--stdin-filename", "src/walk_through.py", "-"], copy, code)
