"""What a mixer costs: seconds and bytes, forward and backward, at one length.

``cost`` is a trial of the frame. Seconds are those of the process's own time on a CPU, so that what else the
machine does matters little; bytes are those of tensors alive at once, which is exact and the same on every
machine, but leaves out what a kernel uses inside itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

from settled.lab import mixers
from settled.lab.mixers.parts.base import SequenceMixer


def cost(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Measure one layer of a mixer, or its core alone, at one length.

    Args:
        config: ``mixer``, ``length``; and if wanted ``settings`` of the mixer, ``form`` (name of the function
            in the mixer's file that computes it; ``parallel``), ``part`` (``layer``, or ``core``: that
            function alone, on what the layer hands it, without the projections around it), ``rows`` (1),
            ``width`` (256), ``heads`` (4), ``repeats`` (5).
        seed: of weights and inputs.

    Returns:
        ``forward_seconds`` and ``backward_seconds``, one a repeat, after one that is not counted;
        ``forward_bytes``, the most that are alive in a forward pass without gradients, and ``bytes``, in a
        forward and a backward pass, both beyond weights and input; ``parameters``.
    """
    mixer, x = _prepared(config, seed)
    call, given = _core_of(mixer, x) if config.get("part") == "core" else (mixer, (x,))
    with torch.no_grad():
        forward_bytes = most_alive(lambda: call(*given))
    leaves = [one for one in (*mixer.parameters(), *tree_leaves(given)) if isinstance(one, Tensor)]
    both_bytes = most_alive(lambda: _passed(call, given, leaves))  # also the pass that is not counted
    seconds = [_passed(call, given, leaves) for _ in range(config.get("repeats", 5))]
    return {
        "forward_seconds": [forward for forward, _ in seconds],
        "backward_seconds": [backward for _, backward in seconds],
        "forward_bytes": forward_bytes,
        "bytes": both_bytes,
        "parameters": sum(parameter.numel() for parameter in mixer.parameters()),
    }


def _prepared(config: Mapping[str, Any], seed: int) -> tuple[nn.Module, Tensor]:
    module = mixers.load(config["mixer"])
    width = config.get("width", 256)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        mixer: nn.Module = module.Mixer(width, config.get("heads", 4), **config.get("settings", {}))
        x = torch.randn(config.get("rows", 1), config["length"], width)
    if "form" in config:
        mixer.core = getattr(module, config["form"])
    return mixer, x.requires_grad_()


def _core_of(mixer: nn.Module, x: Tensor) -> tuple[Callable[..., Tensor], tuple[Any, ...]]:
    """The mixer's core, and what the layer hands it, cut off from the layer."""
    layer = cast(SequenceMixer, mixer)
    core = layer.core
    seen: list[tuple[Any, ...]] = []

    def watched(*given: Any) -> Tensor:
        seen.append(given)
        return core(*given)

    layer.core = watched
    layer(x)
    layer.core = core
    return core, tree_map_only(Tensor, lambda one: one.detach().requires_grad_(), seen[0])


def _passed(
    call: Callable[..., Tensor], given: tuple[Any, ...], leaves: Sequence[Tensor]
) -> tuple[float, float]:
    """Seconds of a forward and of a backward pass."""
    for leaf in leaves:
        leaf.grad = None
    start = time.process_time()
    out = call(*given)
    middle = time.process_time()
    torch.autograd.backward(out, torch.ones_like(out))
    return middle - start, time.process_time() - middle


def most_alive(run: Callable[[], object]) -> int:
    """Most bytes of tensors alive at once that the call made, as counted after each operation.

    >>> most_alive(lambda: torch.zeros(1000).add(1).sum())
    8000
    """
    with _Alive() as alive:
        run()
    most: int = alive.most
    return most


class _Alive(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Keeps count of the storages that operations make, and of those that are gone again."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.most = 0
        self.storages: dict[int, tuple[StorageWeakRef, int]] = {}

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        given = {_key(one) for one in tree_leaves((args, kwargs)) if isinstance(one, Tensor)}
        out = func(*args, **(kwargs or {}))
        self.storages = {key: one for key, one in self.storages.items() if not _is_gone(one[0])}
        for tensor in tree_leaves(out):
            if isinstance(tensor, Tensor) and _key(tensor) not in given:
                storage = tensor.untyped_storage()
                watch = StorageWeakRef(storage)  # type: ignore[no-untyped-call]
                self.storages[_key(tensor)] = (watch, storage.nbytes())
        self.most = max(self.most, sum(size for _, size in self.storages.values()))
        return out


def _is_gone(watch: StorageWeakRef) -> bool:
    return bool(watch.expired())  # type: ignore[no-untyped-call]


def _key(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
