"""A transfer that is killed, interrupted or out of room leaves nothing that could be taken for a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from settled.sources.registry import Registry

WHEEL = "toy-1.0-py3-none-any.whl"
BODY = bytes(range(256)) * 40_000

FETCH = """
import resource, signal, sys
from pathlib import Path
from settled.errors import SettledError
from settled.sources.registry import Registry
signal.signal(signal.SIGINT, signal.default_int_handler)
if int(sys.argv[3]):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
print("ready", flush=True)
try:
    Registry(sys.argv[1], Path(sys.argv[2])).fetch("toy", "1.0")
except SettledError as error:
    sys.exit(f"settled: {error}")
"""


def start(registry: Registry, limit_bytes: int = 0) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", FETCH, registry.index_url, str(registry.cache), str(limit_bytes)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def artefacts(registry: Registry) -> list[Path]:
    return [path for path in (registry.cache / "artefacts").rglob("*") if path.is_file()]


def visible(registry: Registry) -> list[Path]:
    return [path for path in artefacts(registry) if path.suffix != ".part"]


@pytest.mark.parametrize("moment_s", [0.02 * step for step in range(1, 9)])
def test_a_killed_transfer_resumes_cleanly(local: Any, registry: Registry, moment_s: float) -> None:
    local.publish("toy", {WHEEL: BODY})
    local.answers[f"/files/{WHEEL}"].drip_s = 0.005
    process = start(registry)
    time.sleep(moment_s)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert all(path.read_bytes() == BODY for path in visible(registry))
    local.answers[f"/files/{WHEEL}"].drip_s = 0.0
    assert registry.fetch("toy", "1.0").path.read_bytes() == BODY


def test_an_interrupted_transfer_tidies_up(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: BODY})
    local.answers[f"/files/{WHEEL}"].drip_s = 0.05
    process = start(registry)
    for _ in range(200):
        if artefacts(registry):
            break
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode != 0
    assert artefacts(registry) == []


def test_a_full_disk_is_one_line_and_leaves_nothing(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: BODY})
    process = start(registry, limit_bytes=1_000_000)
    _, message = process.communicate(timeout=20)
    assert process.returncode == 1
    assert message.splitlines() == [
        f"settled: {WHEEL}: cannot write to the cache folder (File too large); "
        "set SETTLED_CACHE to a folder with room"
    ]
    assert artefacts(registry) == []


def test_two_processes_fetch_the_same_file_at_once(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: BODY})
    local.answers[f"/files/{WHEEL}"].drip_s = 0.002
    processes = [start(registry) for _ in range(3)]
    for process in processes:
        process.communicate(timeout=20)
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert [path.read_bytes() == BODY for path in artefacts(registry)] == [True]


def test_progress_is_silent_when_piped(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: BODY})
    process = start(registry)
    _, message = process.communicate(timeout=20)
    assert message == ""
