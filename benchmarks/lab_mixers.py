"""What the lab's sequence mixers cost against length, and beside public implementations of the same.

Processor time on one thread. Peers are the PyTorch forms of flash-linear-attention (`pip install --no-deps
fla-core einops`), whose files are loaded one by one, as the package itself needs a GPU's compiler; where it
is not installed its rows are left out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, files
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from settled.lab import mixers
from settled.lab.costs import cost
from settled.lab.mixers import delta_rule, gated_linear, gated_recurrence, linear, softmax, state_space
from settled.lab.theorems.apparatus.slopes import Interval, exponent, regression

LENGTHS = (128, 256, 512, 1024, 2048, 4096)
FIT_FROM = 512  # below it what a call costs whatever its size shows
WIDTHS = (64, 128, 256, 512)
WINDOWS = (16, 32, 64, 128, 256)
WIDTH, HEADS, REPEATS = 256, 4, 5
PEER_LENGTH, PEER_REPEATS = 4096, 9
MATERIALISED = "softmax, materialised"

Figures = dict[str, Any]
Core = Callable[..., Tensor]


def _config(
    name: str, length: int, width: int = WIDTH, part: str = "layer", **settings: Any
) -> Mapping[str, Any]:
    config: dict[str, Any] = {"mixer": name.partition(",")[0], "length": length, "width": width, "part": part}
    if name == MATERIALISED:
        config["form"] = "materialised"
    return {**config, "heads": HEADS, "repeats": REPEATS, "settings": settings}


def _cost(config: Mapping[str, Any]) -> Figures:
    told = cost(config, 0)
    passes = zip(told["forward_seconds"], told["backward_seconds"], strict=True)
    return {
        "forward": min(told["forward_seconds"]),
        "backward": min(told["backward_seconds"]),
        "both": [forward + backward for forward, backward in passes],
        "forward_bytes": told["forward_bytes"],
        "bytes": told["bytes"],
    }


def _by_length(part: str) -> dict[str, list[Figures]]:
    names = sorted([*mixers.names(), MATERIALISED])
    # Lengths outside, so that a disturbance meets all mixers at one length and not one mixer at all.
    rows: dict[str, list[Figures]] = {name: [] for name in names}
    for length in LENGTHS:
        for name in names:
            rows[name].append(_cost(_config(name, length, part=part)))
    return rows


def _exponents(rows: Sequence[Figures]) -> dict[str, Interval]:
    start = LENGTHS.index(FIT_FROM)
    sizes, kept = LENGTHS[start:], rows[start:]
    return {
        "forward": exponent(sizes, [row["forward"] for row in kept]),
        "both": exponent(sizes, [min(row["both"]) for row in kept]),
        "forward_bytes": exponent(sizes, [row["forward_bytes"] for row in kept]),
        "bytes": exponent(sizes, [row["bytes"] for row in kept]),
    }


def _crossing(slow: Sequence[Figures], fast: Sequence[Figures]) -> list[float] | str:
    """Lengths, one a repeat, from which on ``fast`` is faster, by interpolation of logarithms."""
    found = []
    for repeat in range(REPEATS):
        lead = [math.log(a["both"][repeat] / b["both"][repeat]) for a, b in zip(slow, fast, strict=True)]
        behind = [place for place, one in enumerate(lead) if one <= 0.0]
        if not behind:
            found.append(0.0)
        elif behind[-1] == len(LENGTHS) - 1:
            found.append(math.inf)
        else:
            place = behind[-1]
            share = -lead[place] / (lead[place + 1] - lead[place])
            found.append(LENGTHS[place] * 2.0**share)
    return sorted(found)


def _by_shape() -> Figures:
    """Exponents in width and window: of the document's n^2 d, n d^2 and n w d."""
    widths = {
        name: exponent(WIDTHS, [min(_cost(_config(name, 1024, width, "core"))["both"]) for width in WIDTHS])
        for name in ("linear", "gated_linear", "delta_rule", "softmax", MATERIALISED)
    }
    layers = [_cost(_config("sparse_window", 2048, part="core", window=window)) for window in WINDOWS]
    seconds = [min(layer["both"]) for layer in layers]
    line = regression([[float(window)] for window in WINDOWS], seconds)
    return {"widths": widths, "windows": seconds, "window_line": line}


def _peer(name: str) -> ModuleType | None:
    try:
        found = files("fla-core") or []
    except PackageNotFoundError:
        return None
    path = next(Path(str(one.locate())) for one in found if str(one) == f"fla/ops/{name}/naive.py")
    spec = spec_from_file_location(f"peer_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _turned(core: Core) -> Core:
    """Ours take [B, H, T, ...], some of the peers [B, T, H, ...]; turning is not timed but for its views."""
    return lambda *given: core(*(one.transpose(1, 2) for one in given)).transpose(1, 2)


def _heinsen(log_decay: Tensor, update: Tensor) -> Tensor:
    """Heinsen, Efficient Parallelization of a Ubiquitous Sequential Computation, 2023; updates > 0 only."""
    total = log_decay.cumsum(1)
    return (total + (update.log() - total).logcumsumexp(1)).exp()


def _pairs() -> list[tuple[str, str, Core, Core, list[Tensor]]]:
    """Name, peer, ours, the peer's, inputs."""
    torch.manual_seed(0)
    shape = (1, HEADS, PEER_LENGTH, WIDTH // HEADS)
    q, v, k = torch.randn(shape), torch.randn(shape), functional.normalize(torch.randn(shape), dim=-1)
    scale, rate, logs = shape[-1] ** -0.5, torch.rand(shape[:3]), -0.1 * torch.rand(shape[:3])
    channels = logs.unsqueeze(-1).expand(shape).contiguous()
    decay, update = -0.1 * torch.rand(1, PEER_LENGTH, WIDTH), torch.rand(1, PEER_LENGTH, WIDTH)
    bare = functional.scaled_dot_product_attention
    pairs: list[tuple[str, str, Core, Core, list[Tensor]]] = [
        (
            "softmax",
            "scaled_dot_product_attention, bare",
            softmax.parallel,
            lambda q, k, v: bare(q, k, v, is_causal=True),
            [q, k, v],
        ),
        (
            "gated recurrence",
            "log-sum-exp scan (Heinsen)",
            gated_recurrence.parallel,
            _heinsen,
            [decay, update],
        ),
    ]
    plain, delta, simple = _peer("linear_attn"), _peer("delta_rule"), _peer("simple_gla")
    if plain is None or delta is None or simple is None:
        return pairs
    chunked = _turned(lambda q, k, v: plain.naive_chunk_linear_attn(q, k, v, scale=1.0, normalize=True))
    one_decay = _turned(lambda q, k, v, g: simple.naive_chunk_simple_gla(q, k, v, g)[0])
    features = [linear.features(q), linear.features(k), v]
    return [
        *pairs,
        ("linear", "fla naive_chunk_linear_attn", linear.parallel, chunked, features),
        (
            "delta rule",
            "fla delta_rule_chunkwise",
            lambda q, k, v, rate: delta_rule.parallel(q * scale, k, v, rate),
            lambda q, k, v, rate: delta.delta_rule_chunkwise(q, k, v, rate)[0],
            [q, k, v, rate],
        ),
        (
            "state space",
            "fla naive_chunk_simple_gla",
            lambda q, k, v, logs: state_space.parallel(v, logs, k, q * scale),
            one_decay,
            [q, k, v, logs],
        ),
        (
            "gated linear",
            "fla naive_chunk_simple_gla (one decay a head: less work)",
            lambda q, k, v, logs: gated_linear.parallel(q * scale, k, v, logs),
            lambda q, k, v, logs: one_decay(q, k, v, logs[..., 0]),
            [q, k, v, channels],
        ),
    ]


def _timed(core: Core, given: Sequence[Tensor]) -> tuple[float, float, Tensor]:
    inputs = [one.detach().clone().requires_grad_() for one in given]
    start = time.process_time()
    out = core(*inputs)
    middle = time.process_time()
    torch.autograd.backward(out, torch.ones_like(out))
    return middle - start, time.process_time() - middle, out.detach()


def _beside() -> list[Figures]:
    rows = []
    for name, peer, ours, theirs, given in _pairs():
        mine, other = [], []
        for _ in range(PEER_REPEATS):  # in turns
            mine.append(_timed(ours, given))
            other.append(_timed(theirs, given))
        best = [[min(run[part] for run in runs) for part in (0, 1)] for runs in (mine, other)]
        both = [min(run[0] + run[1] for run in runs) for runs in (mine, other)]
        apart = (mine[0][2] - other[0][2]).abs().max() / other[0][2].abs().max()
        rows.append({"name": name, "peer": peer, "best": best, "both": both, "apart": float(apart)})
    return rows


def run() -> Figures:
    """All figures, on one thread; the number of threads is put back."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        rows, cores = _by_length("layer"), _by_length("core")
        crossings = {
            slow: {name: _crossing(rows[slow], rows[name]) for name in mixers.names() if name != "softmax"}
            for slow in ("softmax", MATERIALISED)
        }
        exponents = {name: _exponents(row) for name, row in rows.items()}
        of_cores = {name: _exponents(row) for name, row in cores.items()}
        shapes, beside = _by_shape(), _beside()
    finally:
        torch.set_num_threads(threads)
    return {
        "rows": rows,
        "exponents": exponents,
        "cores": of_cores,
        "crossings": crossings,
        "shapes": shapes,
        "beside": beside,
    }


def _interval(one: Interval) -> str:
    return f"{one.value:.2f} ({one.low:.2f}-{one.high:.2f})"


def _said(crossing: Sequence[float]) -> str:
    def word(length: float) -> str:
        if not length:
            return f"< {LENGTHS[0]}"
        return f"> {LENGTHS[-1]}" if math.isinf(length) else f"{length:,.0f}"

    middle = crossing[len(crossing) // 2]
    low, high = word(crossing[0]), word(crossing[-1])
    return word(middle) if low == high else f"{word(middle)} ({low} to {high})"


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    texts = [f"| {' | '.join(line)} |" for line in (head, ["---", *["---:"] * (len(head) - 1)], *lines)]
    return "\n".join(texts)


def _costs_tables(figures: Figures) -> str:
    rows, exponents, cores = figures["rows"], figures["exponents"], figures["cores"]
    lengths = [f"{length:,}" for length in LENGTHS]
    seconds = [
        [
            name,
            *(f"{1e3 * row['forward']:.1f} + {1e3 * row['backward']:.1f}" for row in rows[name]),
            _interval(exponents[name]["both"]),
            _interval(cores[name]["both"]),
        ]
        for name in rows
    ]
    memory = [
        [
            name,
            *(f"{row['bytes'] / 1e6:,.1f}" for row in rows[name]),
            f"{rows[name][-1]['forward_bytes'] / 1e6:,.1f}",
            _interval(exponents[name]["bytes"]),
        ]
        for name in rows
    ]
    return (
        f"Milliseconds, forward + backward, of one layer (width {WIDTH}, {HEADS} heads, one sequence), with "
        f"the exponent in the length of both together from {FIT_FROM} on (90 % interval of the line), of the "
        "layer, and of its core without projections, norms and gates:\n\n"
        + _table(["mixer", *lengths, "exponent", "of the core"], seconds)
        + "\n\nMost MB of tensors alive at once, forward and backward; forward alone at the longest; "
        "exponent of the first:\n\n" + _table(["mixer", *lengths, "forward alone", "exponent"], memory)
    )


def _crossings_table(figures: Figures) -> str:
    crossings = figures["crossings"]
    lines = [
        [name, *(_said(crossings[slow][name]) for slow in ("softmax", MATERIALISED))]
        for name in crossings["softmax"]
    ]
    head = ["mixer", "than tiled softmax", "than materialised softmax"]
    return (
        "Length from which on a layer is faster, forward and backward (median of "
        f"{REPEATS} repeats, and their range):\n\n" + _table(head, lines)
    )


def _shapes_text(figures: Figures) -> str:
    shapes = figures["shapes"]
    widths = ", ".join(f"{name} {_interval(one)}" for name, one in shapes["widths"].items())
    slope, constant = shapes["window_line"]
    windows = ", ".join(
        f"{window}: {1e3 * seconds:.1f} ms"
        for window, seconds in zip(WINDOWS, shapes["windows"], strict=True)
    )
    return (
        f"Exponent of cores in the width at 1,024 positions ({HEADS} heads, widths {WIDTHS[0]} to "
        f"{WIDTHS[-1]}): {widths}. The core of a window at 2,048 positions, by window: {windows}; a line of "
        f"{1e3 * constant.value:.1f} ms and {1e3 * slope.value:.3f} ({1e3 * slope.low:.3f}-"
        f"{1e3 * slope.high:.3f}) ms a position of the window."
    )


def _beside_table(figures: Figures) -> str:
    lines = []
    for row in figures["beside"]:
        (forward, backward), (their_forward, their_backward) = row["best"]
        both, theirs = row["both"]
        aim = "≤ 1.05" if row["name"] == "softmax" else "≤ 1.5"
        cells = [f"{1e3 * one:.1f}" for one in (forward, backward, their_forward, their_backward)]
        ratios = [f"{forward / their_forward:.2f}", f"{both / theirs:.2f}"]
        lines.append([row["name"], row["peer"], *cells, *ratios, aim, f"{row['apart']:.0e}"])
    head = ["mixer", "peer", "forward, ms", "backward", "peer's forward", "backward"]
    return (
        f"Cores alone at {PEER_LENGTH:,} positions, {HEADS} heads of {WIDTH // HEADS}, in turns, best of "
        f"{PEER_REPEATS}:\n\n" + _table([*head, "ratio forward", "ratio both", "aim", "apart"], lines)
    )


def render(figures: Figures) -> str:
    """The section of the results."""
    parts = (_costs_tables, _crossings_table, _shapes_text, _beside_table)
    body = "\n\n".join(part(figures) for part in parts)
    return (
        f"## Sequence mixers: costs (PyTorch {torch.__version__})\n\nProcessor time on one thread.\n\n{body}"
    )
