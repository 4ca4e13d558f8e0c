"""What a trial costs on a cluster beyond itself: handed out, sent, run, sent back and kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from benchmarks.lab_overhead import Silent, Waiting
from settled.lab.cluster import Cluster
from settled.lab.experiment import Plan
from settled.lab.hardware import hardware, versions
from settled.lab.running import Ran, run_trials
from settled.lab.runs import Run

AIM_SECONDS = 1.0
NODES = 2
EMPTY = 400


def run() -> dict[str, float]:
    """Seconds to start, and a trial, on two nodes of one core on this machine."""
    import ray
    from ray.cluster_utils import Cluster as Nodes

    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])  # the nodes find the trials of the benchmarks
    nodes = Nodes(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(NODES):
            nodes.add_node(num_cpus=1)
        start = _ran(nodes.address, NODES).seconds
        again = _ran(nodes.address, NODES).seconds  # the package is on the nodes now
        many = _ran(nodes.address, EMPTY).seconds
        return {"first": start, "start": again, "per_trial": (many - again) / EMPTY}
    finally:
        ray.shutdown()
        nodes.shutdown()  # type: ignore[no-untyped-call]


def _ran(address: str, count: int) -> Ran:
    with tempfile.TemporaryDirectory() as home:
        about = {"started": "", "versions": versions(), "hardware": hardware()}
        held = Run.create(Path(home), "theory", Plan("quick", seconds=600.0), about)
        ran = run_trials(held, Waiting("wait", 0.0, count), Silent(), lambda: Cluster(address))
    assert not ran.missing
    return ran


def render(figures: dict[str, float]) -> str:
    """What a start and a trial cost, and whether that keeps to the aim."""
    return "\n".join(
        [
            "## Lab: what a cluster costs beyond the trials",
            "",
            f"{NODES} nodes of one core, Ray on this machine; trials that do nothing, and give a curve of "
            "100 points. The run that brings the package to the nodes takes "
            f"{figures['first']:.1f} s to its end, the next {figures['start']:.1f} s. After that a trial "
            f"costs {figures['per_trial'] * 1000:.1f} ms of the driver's time (aim: under "
            f"{AIM_SECONDS:g} s), so that one driver keeps up with "
            f"{1 / figures['per_trial']:,.0f} trials a second.",
        ]
    )
