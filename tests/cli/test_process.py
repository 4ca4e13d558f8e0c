"""What only a real process shows: pipes, interrupts, completion, and how little is imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SETTLED = [sys.executable, "-m", "settled"]


@pytest.fixture
def environment(home):
    return {**os.environ, "SETTLED_HOME": str(home)}


def test_a_reader_that_goes_away_is_no_fault(environment):
    process = subprocess.Popen(
        [*SETTLED, "catalog", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert err == b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(environment, shell):
    done = subprocess.run(
        SETTLED,
        env={**environment, "_SETTLED_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_SETTLED_COMPLETE" in done.stdout


def imported(arguments: list[str], environment: dict[str, str]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "settled", *arguments],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["board", "--help"]])
def test_help_imports_nothing_heavy(environment, arguments):
    heavy = {"numpy", "polars", "pyarrow", "altair", "jinja2", "httpx", "sqlite3", "hyperscan"}
    assert not imported(arguments, environment) & heavy


def test_board_imports_no_data_frames_and_no_network(environment):
    heavy = {"polars", "pyarrow", "altair", "jinja2", "httpx", "hyperscan", "scipy", "pandas"}
    assert not imported(["board"], environment) & heavy


def test_a_board_leaves_no_trace_at_home(environment, home):
    subprocess.run([*SETTLED, "board"], env=environment, capture_output=True, check=True)
    assert not Path(home).exists()


def test_interrupt_is_one_line_and_leaves_nothing(environment, home, tmp_path):
    papers = tmp_path / "many.csv"
    sentence = "We train every model with AdamW and report the results on several benchmarks at length."
    rows = "".join(f'"Paper number {i} about training","{sentence}",2024\n' for i in range(400_000))
    papers.write_text("title,abstract,year\n" + rows, encoding="utf-8")
    process = subprocess.Popen(
        [*SETTLED, "scan", "papers", str(papers), "--workers", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().strip() == "settled: interrupted; nothing was left half-written"
    done = subprocess.run([*SETTLED, "ledger", "verify"], env=environment, capture_output=True, check=False)
    assert done.returncode == 0
