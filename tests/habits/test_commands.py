"""The everyday commands and CI do the same things."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = ("report", "test", "lint", "types", "contracts", "docs", "bench", "evidence")


def make(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        ["make", "-C", str(ROOT), "--no-print-directory", *arguments],
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_names_every_target() -> None:
    shown = make("help")
    for target in TARGETS:
        assert f"make {target} " in shown


@pytest.mark.parametrize("target", TARGETS)
def test_contributing_names_every_target(target: str) -> None:
    assert f"make {target} " in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_a_data_folder_that_is_named_is_taken(tmp_path: Path) -> None:
    shown = make("--dry-run", "evidence", SETTLED_DATA=str(tmp_path))
    assert f'ledger build "{tmp_path}"' in shown


def test_without_a_data_folder_evidence_says_so() -> None:
    done = subprocess.run(
        ["make", "-C", str(ROOT), "evidence", "SETTLED_DATA="],
        text=True,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 2
    assert "set SETTLED_DATA" in done.stderr


def test_ci_runs_every_check_and_the_tests_last() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert "set -euo pipefail" in lines
    # The second: this repository is held to its own policy. The third: the lab as a user runs it.
    lab = next(line for line in lines if "lab run theory attention optimizers --budget quick" in line)
    every = ["make lint types contracts docs", ".venv/bin/settled check .", lab, "make test"]
    assert [line for line in lines if line in every] == every
    assert lines[-1] == "make test"


def test_the_workflow_does_what_ci_does() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert re.search(r"^\s+- run: \.ci/run$", workflow, re.MULTILINE)
    declared = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert re.findall(r'"(3\.\d+)"', workflow) == declared


def test_the_data_folder_stands_in_makefile_and_ci_only() -> None:
    place = "../shared" + "/data"
    holders = {
        str(file.relative_to(ROOT))
        for pattern in (
            "Makefile",
            ".ci/*",
            "src/**/*.py",
            "tests/**/*.py",
            "benchmarks/**/*.py",
            "docs/**/*.md",
            "*.toml",
        )
        for file in ROOT.glob(pattern)
        if place in file.read_text(encoding="utf-8")
    }
    assert holders == {"Makefile", ".ci/run"}
