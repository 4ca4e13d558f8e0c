"""The lab on a cluster: two nodes on this machine, workers killed, nodes that come and go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import ray
from ray.cluster_utils import Cluster as Nodes

from settled.errors import InputError
from settled.lab import sessions
from settled.lab.cluster import Cluster, performed
from settled.lab.documents import without_times
from settled.lab.engine import LOCAL, Place
from settled.lab.experiment import Outcome, Plan

pytestmark = [
    pytest.mark.slow,
    # Ray's own sockets and files, closed when its processes end.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore:.*:DeprecationWarning"),
]

TRIALS = Path(__file__).parents[1] / "lab"
sys.path.insert(0, str(TRIALS))

from lab_trials import Small, draws, trial  # noqa: E402


@contextmanager
def cluster(nodes: int = 2) -> Iterator[Nodes]:
    """Nodes of one core each; the head has none, so that every node may go."""
    made = Nodes(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(nodes):
            made.add_node(num_cpus=1)
        yield made
    finally:
        ray.shutdown()
        made.shutdown()


@pytest.fixture(scope="module")
def two_nodes() -> Iterator[Nodes]:
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(TRIALS)  # the nodes find the tests' trials
    with cluster() as made:
        yield made
    os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


def ran(home: Path, asked: Small, place: Place = LOCAL, seconds: float = 120.0) -> dict[str, Any]:
    return sessions.start(home, asked, Plan("quick", seconds=seconds), date(2026, 1, 1), place)


def of(nodes: Nodes) -> Place:
    return Place("ray", nodes.address)


@contextmanager
def meanwhile(action: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=action)
    thread.start()
    yield
    thread.join()


def wait_for(found: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60.0
    while not (what := found()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return what


def test_a_cluster_finds_what_one_machine_finds(
    tmp_path: Path, two_nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TRIALS))
    there = ran(tmp_path, draws(8), of(two_nodes))
    here = ran(tmp_path, draws(8))
    assert without_times(there) == without_times(here)
    assert there["complete"]
    assert there["hardware"]["nodes"] == 2
    assert there["hardware"]["cores"] == 2


def test_training_is_the_same_to_the_bit(tmp_path: Path, two_nodes: Nodes) -> None:
    plan = Plan("quick", ("linear-attention",), ("copying",), seconds=200.0)
    from settled.lab.experiments import experiment

    attention = experiment("attention")
    first = [one for one in attention.trials(plan, ()) if one.id.startswith("tune")][:2]
    few = Small([type(one)(one.id, one.function, {**one.config, "steps": 8}, one.seed, 1.0) for one in first])
    there, here = ran(tmp_path, few, of(two_nodes)), ran(tmp_path, few)
    losses = [one["values"]["loss"] for one in there["trials"]]
    assert len(losses) == 2
    assert losses == [one["values"]["loss"] for one in here["trials"]]


def test_a_worker_killed_in_the_middle_loses_nothing(
    tmp_path: Path, two_nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TRIALS))
    log = tmp_path / "lab" / "theory-quick-1" / "trials.jsonl"

    def kill() -> None:
        wait_for(lambda: log.exists() and log.read_bytes().count(b"\n") >= 3)
        os.kill(wait_for(_tasks)[0], signal.SIGKILL)

    with meanwhile(kill):
        disturbed = ran(tmp_path, draws(12, sleep=0.4), of(two_nodes))
    undisturbed = ran(tmp_path, draws(12, sleep=0.4))
    assert len(disturbed["trials"]) == 13
    assert len({one["id"] for one in disturbed["trials"]}) == 13
    assert without_times(disturbed) == without_times(undisturbed)


def _tasks() -> list[int]:
    """Processes of this machine's cluster that run a task now, as Ray names them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if command.startswith(b"ray::performed"):
                found.append(int(entry.name))
    return found


def test_nodes_may_join_and_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TRIALS))
    log = tmp_path / "lab" / "theory-quick-1" / "trials.jsonl"
    with cluster(nodes=0) as nodes, node(nodes) as first:

        def change() -> None:
            wait_for(lambda: log.exists() and log.read_bytes().count(b"\n") >= 2)
            with node(nodes):
                wait_for(lambda: len(set(_nodes_of_tasks())) == 2)
                os.kill(first.pid, signal.SIGTERM)
                first.wait()
                wait_for(lambda: log.read_bytes().count(b"\n") == 41)

        with meanwhile(change):
            changed = ran(tmp_path, draws(40, sleep=0.5), of(nodes))
    assert changed["complete"]
    assert len({one["id"] for one in changed["trials"]}) == 41
    assert without_times(changed) == without_times(ran(tmp_path, draws(40, sleep=0.5)))


@contextmanager
def node(nodes: Nodes) -> Iterator[subprocess.Popen[bytes]]:
    """A further node of one core, as one would start it by hand."""
    command = [str(Path(sys.executable).with_name("ray")), "start", f"--address={nodes.address}"]
    process = subprocess.Popen([*command, "--num-cpus=1", "--block"], stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _nodes_of_tasks() -> list[int]:
    """For each task that runs now, the process of the node that started it."""
    return [int(Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[1]) for one in _tasks()]


@pytest.mark.parametrize(
    ("function", "status"),
    [
        ("raises", "crashed"),
        ("not_finite", "diverged"),
        ("ends_its_process", "killed"),
        ("leaves", "crashed"),
    ],
)
def test_trials_that_end_badly_count_as_what_they_are(
    tmp_path: Path, two_nodes: Nodes, function: str, status: str
) -> None:
    result = ran(tmp_path, Small([trial(function), trial("drawn", add=0.0)]), of(two_nodes))
    assert [one["status"] for one in result["trials"]] == [status, "done"]


def test_a_trial_that_hangs_is_ended(two_nodes: Nodes) -> None:
    with Cluster(two_nodes.address) as engine:
        engine.hand(trial("hangs"), 1.0)
        outcome = _next(engine)
        assert outcome.status == "timed_out"
        engine.hand(trial("drawn", add=0.0), 60.0)
        assert _next(engine).status == "done"


def _next(engine: Cluster) -> Outcome:
    return wait_for(lambda: engine.wait(time.monotonic() + 60.0))


def test_a_module_of_the_users_own_need_not_be_on_the_node(tmp_path: Path) -> None:
    source = b"def figure():\n    return 7.0\n"
    config = {"file": "/nowhere/own.py", "deep": [{"file": "/nowhere/own.py"}], "other": "own.py"}
    asked = {"function": f"{__name__}:reads", "config": config, "seed": 0}
    sys.modules.setdefault(__name__, sys.modules[__name__])
    reply = performed(asked, {"/nowhere/own.py": source})
    assert reply["values"] == {"text": source.decode(), "deep": True, "other": "own.py"}, reply["because"]


def reads(config: dict[str, Any], seed: int) -> dict[str, Any]:
    own = config["file"]
    return {
        "text": Path(own).read_text(),
        "deep": config["deep"] == [{"file": own}],
        "other": config["other"],
    }


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:70000", "127.0.0.1:port", "nowhere.invalid:1"])
def test_no_cluster_is_one_line(address: str) -> None:
    with pytest.raises(InputError, match="no cluster answers"), Cluster(address):
        pass


def test_ray_missing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match="ray is not installed"), Cluster("auto"):
        pass


def test_an_address_goes_with_a_cluster(shell: Callable[..., Any]) -> None:
    ran = shell("lab", "run", "theory", "--address", "auto")
    assert ran.code == 2
    assert "--address goes with --engine ray" in ran.err
