"""What happens to the ledger when a real process is killed, or the disk is full or read-only."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from settled.ledger import Ledger
from settled.pipeline import Settled
from settled.pipeline.verifying import verify

SETTLED = [sys.executable, "-m", "settled"]
KILLS = 20


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    path = tmp_path / "many.csv"
    abstract = "We train every model with AdamW, and our method outperforms LoRA on several benchmarks."
    rows = "".join(f'"Paper number {i} about training","{abstract}",{2000 + i % 25}\n' for i in range(20_000))
    path.write_text("title,abstract,year\n" + rows, encoding="utf-8")
    return path


def scan(papers: Path, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*SETTLED, "scan", "papers", str(papers), "--workers", "1"],
        env={**os.environ, "SETTLED_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finished(process: subprocess.Popen[bytes]) -> int:
    process.communicate(timeout=120)
    return process.returncode


def digest(home: Path) -> str:
    return Ledger.open(home, shipped=None).digest()


@pytest.mark.slow
def test_a_scan_killed_at_any_moment_leaves_nothing_half_written(papers, tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    started = time.monotonic()
    assert finished(scan(papers, whole)) == 0
    duration = time.monotonic() - started
    moments = random.Random(20261124)
    outcomes = []
    for _ in range(KILLS):
        process = scan(papers, killed)
        time.sleep(moments.uniform(0.3, 1.05) * duration)
        process.send_signal(signal.SIGKILL)
        outcomes.append(finished(process))
        assert verify(Settled.open(killed, shipped=None))[1] == []
        assert digest(killed) in (digest(tmp_path / "nothing"), digest(whole))
    assert -signal.SIGKILL in outcomes
    assert finished(scan(papers, killed)) == 0
    assert digest(killed) == digest(whole)
    assert not [path for path in killed.rglob("*") if path.suffix in {".tmp", ".part"}]


@pytest.mark.slow
def test_two_scans_at_once_count_once(papers, tmp_path):
    home = tmp_path / "home"
    both = [scan(papers, home), scan(papers, home)]
    said = [process.communicate(timeout=120)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("nothing added" in out for out in said) == [False, True]
    assert verify(Settled.open(home, shipped=None))[1] == []


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of its own of 256 KiB; skipped by name where mounting is refused."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small file system is refused here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def assert_one_line(process: subprocess.Popen[bytes]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert out == b""
    text = err.decode()
    assert text.startswith("settled: ")
    assert text.count("\n") == 1
    return text


def test_a_full_disk_is_one_line_and_nothing_half_written(papers, small_disk):
    home = small_disk / "home"
    (small_disk / "ballast").write_bytes(bytes(150_000))
    assert_one_line(scan(papers, home))
    assert verify(Settled.open(home, shipped=None))[1] == []
    (small_disk / "ballast").unlink()


def test_a_read_only_home_is_one_line_and_can_still_be_read(papers, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    home = small_disk / "home"
    assert str(small_disk) in assert_one_line(scan(papers, home))
    done = subprocess.run(
        [*SETTLED, "board"], env={**os.environ, "SETTLED_HOME": str(home)}, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_no_network_is_one_line(tmp_path):
    """A registry that nobody serves: a port of this machine that is closed."""
    environment = {
        **os.environ,
        "SETTLED_HOME": str(tmp_path / "home"),
        "SETTLED_CACHE": str(tmp_path / "cache"),
        "SETTLED_INDEX_URL": "http://127.0.0.1:9/simple",
    }
    process = subprocess.Popen(
        [*SETTLED, "scan", "packages", "optax"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert "optax" in assert_one_line(process)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.parquet", b""),
        ("truncated.parquet", b"PAR1\x15\x04\x15"),
        ("not.csv", b"\xff\xfe\x00broken"),
        ("ragged.csv", b"title,abstract,year\na,b\n"),
        ("columns.csv", b"titel,abstract,year\na,b,2020\n"),
        ("broken.jsonl", b'{"title": "a"\n'),
        ("what.xlsx", b"PK"),
    ],
)
def test_a_bad_file_is_one_line_and_leaves_no_home(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert name in assert_one_line(scan(path, tmp_path / "home"))
    assert not (tmp_path / "home").exists()
