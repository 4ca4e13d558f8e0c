"""AdamW with 8-bit moments beside PyTorch's and other libraries': time, memory, error and final loss.

``BENCHMARK_PEERS`` may name the Python of an environment with torch, torchao and bitsandbytes; without it
their lines are missing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import torch

from benchmarks import _optimizer_errors, _optimizer_losses
from benchmarks._optimizer_speed import SIZES, SMALL, THREADS

CHILD = Path(__file__).with_name("_optimizer_speed.py")
PEERS = "BENCHMARK_PEERS"
CAPABILITY = "ATEN_CPU_CAPABILITY"
# Bytes read and written for a float32 parameter: itself twice, its gradient, and both moments twice each.
MOVED = {"AdamW8bit": 8 + 4 + 4 + 4 * 2 / 128, "fused": 8 + 4 + 16}
AIMS = {"AVX512": "≤ 0.85", "AVX2": "≤ 1.00"}
Figures = dict[str, Any]


def _child(python: str, names: Sequence[str], capability: str = "") -> Figures:
    environment = {**os.environ, **({CAPABILITY: capability} if capability else {})}
    command = [python, "-W", "ignore", str(CHILD), *names]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def run() -> Figures:
    """All figures: each process in turn, so that none disturbs another."""
    widest = _child(sys.executable, ["AdamW8bit", "fused", "foreach"])
    processes = {widest["capability"]: widest}
    if widest["capability"] != "AVX2":
        processes["AVX2"] = _child(sys.executable, ["AdamW8bit", "fused"], "avx2")
    peers = os.environ.get(PEERS, "")
    threads = torch.get_num_threads()
    torch.set_num_threads(THREADS)
    try:
        losses = _optimizer_losses.table()
    finally:
        torch.set_num_threads(threads)
    return {
        "processes": processes,
        "peers": _child(peers, ["torchao", "bitsandbytes"]) if peers else {},
        "errors": _optimizer_errors.table(),
        "losses": losses,
    }


def _count(size: str) -> int:
    return sum(rows * columns for rows, columns in SIZES[size])


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    texts = [f"| {' | '.join(line)} |" for line in (head, ["---", *["---:"] * (len(head) - 1)], *lines)]
    return "\n".join(texts)


def _best(one: Figures, size: str) -> str:
    nanoseconds = [1e9 * seconds / _count(size) for seconds in one["seconds"]]
    return f"{min(nanoseconds):.3f} ({median(nanoseconds):.3f})"


def _times(figures: Figures) -> str:
    lines = []
    for capability, process in figures["processes"].items():
        for size in SIZES:
            ours, fused = (process[size][name]["seconds"] for name in ("AdamW8bit", "fused"))
            # In turns: a pair of steps shares what the machine does beside them.
            paired = median(one / other for one, other in zip(ours, fused, strict=True))
            ratios = [f"{min(ours) / min(fused):.2f}", f"{paired:.2f}", AIMS.get(capability, "")]
            lines.append(
                [
                    f"{capability}, {size}",
                    *(_best(process[size][n], size) for n in ("AdamW8bit", "fused")),
                    *ratios,
                ]
            )
    head = [
        "vectors, parameters",
        "AdamW8bit",
        "torch fused",
        "ratio of the best",
        "median ratio in turns",
        "aim",
    ]
    return f"Nanoseconds a parameter, best (median), {THREADS} threads:\n\n" + _table(head, lines)


def _others(figures: Figures) -> str:
    widest = next(iter(figures["processes"].values()))
    lines = []
    for size in SIZES:
        ours = widest[size]["AdamW8bit"]
        full = widest[size]["fused"]["bytes"]
        found = {**widest[size], **figures["peers"].get(size, {})}
        for name, one in found.items():
            ratio = min(one["seconds"]) / min(ours["seconds"])
            aim = "≥ 20" if name in ("torchao", "bitsandbytes") else ""
            cells = [_best(one, size), f"{ratio:.1f}", aim, f"{one['bytes'] / 1e6:,.1f}"]
            lines.append([f"{name}, {size}", *cells, f"{one['bytes'] / full:.1%}"])
    small = {name: 1e3 * min(one["seconds"]) for name, one in widest["small"].items()}
    said = ", ".join(f"{name} {milliseconds:.1f} ms" for name, milliseconds in small.items())
    return (
        "All of one run, with the widest vectors; state in MB, and as a share of float32's (aim: ≤ 26 %):\n\n"
        + _table(["optimizer, parameters", "ns a parameter", "to ours", "aim", "state", "share"], lines)
        + f"\n\n{len(SMALL):,} tensors of {SMALL[0][0]} elements: {said}. "
        f"The first step of a process, compiling included: {widest['first']:.2f} s (aim: < 5)."
    )


def _roofline(figures: Figures) -> str:
    lines = []
    for capability, process in figures["processes"].items():
        for size in SIZES:
            for name, moved in MOVED.items():
                rate = moved * _count(size) / min(process[size][name]["seconds"])
                share = rate / process["triad"]
                bar = "█" * round(20 * min(share, 1.5))
                cells = [f"{moved:.2f}", f"{rate / 1e9:.1f}", f"{process['triad'] / 1e9:.1f}", f"{share:.0%}"]
                lines.append([f"{capability}, {size}, {name}", *cells, bar])
    head = ["", "bytes a parameter", "GB/s", "triad, GB/s", "share", ""]
    return (
        "Roofline: bytes that must move, to a STREAM-like triad in the same process (12 bytes an element; "
        "what a write reads first is not counted, so a share above 100 % is possible):\n\n"
        f"{_table(head, lines)}"
    )


def _quality(figures: Figures) -> str:
    errors = _table(["gradients", "middle block", "worst block", "largest of all"], figures["errors"])
    head = ["task", "parameters", "float32", "AdamW8bit", "difference (90 % interval)", "p"]
    return (
        f"Error of one step whose moments were coded once, after {_optimizer_errors.STEPS} steps, in units "
        f"of the learning rate: root mean square by block of {_optimizer_errors.SIZE}:\n\n{errors}\n\n"
        f"Final loss on unseen data, {_optimizer_losses.SEEDS} seeds in pairs; p of two one-sided tests that "
        f"the difference is within {_optimizer_losses.MARGIN:.1%}:\n\n{_table(head, figures['losses'])}"
    )


def render(figures: Figures) -> str:
    """The section of the results."""
    body = "\n\n".join(part(figures) for part in (_times, _others, _roofline, _quality))
    return f"## Optimizer step: AdamW with 8-bit moments (PyTorch {torch.__version__})\n\n{body}"
