"""AdamW with 8-bit moments, for parameters on a CPU."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from itertools import chain
from typing import Any, overload

import torch
from torch import Tensor
from torch.optim import AdamW, Optimizer
from torch.optim.optimizer import ParamsT

from settled.lab.optim import naive
from settled.lab.optim.checks import NAME, VERSION, check_gradient, check_group, check_state
from settled.lab.optim.conversion import check_version, floats, fresh, loaded
from settled.lab.optim.rows import Piece, tables
from settled.lab.optim.threads import run


class AdamW8bit(Optimizer):
    """``torch.optim.AdamW`` with both moments in 8 bits: a quarter of its state, one pass over memory.

    The step is AdamW's own, in float32 (Loshchilov and Hutter, Decoupled Weight Decay Regularization,
    https://arxiv.org/abs/1711.05101, 2019). Between steps each moment is one byte an element, in blocks,
    rounded at random by a hash of step and index (:mod:`settled.lab.optim.naive` says how); the same bits
    for any number of threads and any processor. ``optimizer.state[p]`` holds plain tensors: ``step``
    (float32, a number), ``exp_avg`` and ``exp_avg_sq`` (uint8, of the parameter's shape), ``exp_avg_base``
    and ``exp_avg_sq_base`` (int16 [blocks]); for parameters below ``min_8bit_size``, ``exp_avg`` and
    ``exp_avg_sq`` in float32.

    Args:
        params: float32 or bfloat16 parameters on a CPU, or parameter groups.
        lr, betas, eps, weight_decay, maximize: as of ``torch.optim.AdamW``.
        amsgrad: refused.
        block_size: elements that share a base: 64, 128, 256, 512 or 1024.
        min_8bit_size: parameters with fewer elements keep float32 moments.
        foreach, fused: taken for compatibility, without effect: there is one implementation.

    Raises:
        ValueError: a rate or size is out of range; in a step, too, if a scheduler made it so.
        RuntimeError: in a step, a gradient is sparse, complex, of another dtype, shape or device.
        Parameters and
            state are then as before the step.
        ImportError: llvmlite is missing.

    Example:
        >>> import torch
        >>> p = torch.nn.Parameter(torch.ones(64, 64))
        >>> optimizer = AdamW8bit([p], lr=0.1, weight_decay=0.0)
        >>> p.square().sum().backward()
        >>> optimizer.step()
        >>> round(p[0, 0].item(), 4), optimizer.state[p]["exp_avg"].dtype
        (0.9, torch.uint8)
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        block_size: int = 128,
        min_8bit_size: int = 4096,
        foreach: bool | None = None,  # noqa: ARG002
        fused: bool | None = None,  # noqa: ARG002
    ) -> None:
        if find_spec("llvmlite") is None:
            raise ImportError(f"{NAME} requires llvmlite: pip install 'settled[lab]'")
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "block_size": block_size,
            "min_8bit_size": min_8bit_size,
            "version": VERSION,
        }
        check_group(defaults)
        super().__init__(params, defaults)

    @overload
    def step(self, closure: None = None) -> None: ...
    @overload
    def step(self, closure: Callable[[], float]) -> float: ...
    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """Perform a single optimization step.

        Args:
            closure: reevaluates the model and returns the loss.

        Returns:
            the closure's loss, or None.
        """
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        parameters, pieces = self._pieces()
        run(tables(pieces))
        self._finish(parameters, pieces)
        return loss

    def _pieces(self) -> tuple[list[Tensor], list[Piece]]:
        """All tensors to step, everything checked; nothing has changed yet."""
        parameters, pieces = [], []
        for group in self.param_groups:
            check_group(group)
            known: dict[int, naive.Rates] = {}
            for p in group["params"]:
                if p.grad is not None:
                    parameters.append(p)
                    pieces.append(self._piece(p, group, known))
        return parameters, pieces

    def _piece(self, p: Tensor, group: dict[str, Any], known: dict[int, naive.Rates]) -> Piece:
        assert p.grad is not None
        check_gradient(p, p.grad)
        state = self.state.get(p)
        if state:
            check_state(p, state, group["block_size"])
        else:
            state = fresh(p, p.numel() >= group["min_8bit_size"], group["block_size"])
        step = int(state["step"]) + 1
        if step not in known:
            known[step] = naive.rates(
                step,
                float(group["lr"]),
                group["betas"],
                group["eps"],
                group["weight_decay"],
                group["maximize"],
            )
        # Most are contiguous; asking costs less than a view, which counts where tensors are small and many.
        target = p if p.is_contiguous() else p.detach().contiguous()
        gradient = p.grad.resolve_neg()
        if not gradient.is_contiguous():
            gradient = gradient.contiguous()
        return Piece(target, gradient, state, group["block_size"], step, known[step])

    def _finish(self, parameters: list[Tensor], pieces: list[Piece]) -> None:
        """Keep new states, count the step, and let autograd know that parameters changed."""
        for p, piece in zip(parameters, pieces, strict=True):
            if piece.target is not p:
                p.copy_(piece.target)
            if piece.step == 1:
                self.state[p] = piece.state
        if pieces:
            # A tensor once: a number would be made one for each.
            torch._foreach_add_([piece.state["step"] for piece in pieces], torch.tensor(1.0), alpha=1.0)
            torch.autograd.graph.increment_version(parameters)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load a state dict of this class, or of ``torch.optim.AdamW``, whose moments are then coded.

        Hyperparameters come from the state dict, but for ``block_size`` and ``min_8bit_size``, which stay.

        Raises:
            ValueError: it has amsgrad, another version or another block size, or other parameter groups.
            RuntimeError: a state does not have the shape of its parameter.
        """
        kept: dict[Tensor, dict[str, Any]] = {}

        # PyTorch would turn codes into the parameter's dtype: states go past it, after the user's own hooks.
        def before(_: Optimizer, given: dict[str, Any]) -> dict[str, Any]:
            groups = [
                self._group(*pair) for pair in zip(given["param_groups"], self.param_groups, strict=False)
            ]
            saved = chain.from_iterable(group["params"] for group in given["param_groups"])
            own = ((p, group) for group in self.param_groups for p in group["params"])
            for key, (p, group) in zip(saved, own, strict=False):
                if key in given["state"]:
                    kept[p] = loaded(p, given["state"][key], group)
            extra = given["param_groups"][len(groups) :]
            return {**given, "state": {}, "param_groups": [*groups, *extra]}

        def after(_: Optimizer) -> None:
            self.state.update(kept)

        hooks = (
            self.register_load_state_dict_pre_hook(before),
            self.register_load_state_dict_post_hook(after, prepend=True),
        )
        try:
            super().load_state_dict(state_dict)
        finally:
            for hook in hooks:
                hook.remove()

    def _group(self, saved: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
        check_version(saved, own)
        names = [*self.defaults, *(name for name in ("params", "param_names", "initial_lr") if name in saved)]
        group = {name: saved.get(name, own.get(name)) for name in names}
        group["min_8bit_size"] = own["min_8bit_size"]
        check_group(group)
        return group

    def adamw_state_dict(self) -> dict[str, Any]:
        """The state dict that ``torch.optim.AdamW.load_state_dict`` takes: moments in float32."""
        given = self.state_dict()
        plain = AdamW([torch.zeros(1)]).state_dict()["param_groups"][0]
        groups, states = [], {}
        for group in given["param_groups"]:
            names = [*plain, *(name for name in ("param_names", "initial_lr") if name in group)]
            groups.append({name: group.get(name, plain.get(name)) for name in names})
            for key in group["params"]:
                if key in given["state"]:
                    states[key] = floats(given["state"][key], group["block_size"])
        return {"state": states, "param_groups": groups}
