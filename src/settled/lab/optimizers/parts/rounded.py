"""AdamW that rounds its moments to a narrower type between steps."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer


class RoundedAdamW(Optimizer):
    """AdamW's step in float32; both moments are kept in ``kept``, rounded to the nearest.

    A second moment below float16's least number, 6e-8, becomes 0 there, and the step is then as long as eps
    lets it be: that is the format's fault, and what the contest is to show.
    """

    def __init__(
        self,
        params: Any,
        lr: float,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        kept: torch.dtype = torch.bfloat16,
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        self.kept = kept

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]  # noqa: ARG002
        """One step over all parameters that have a gradient; ``closure`` is not called."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._step(parameter, parameter.grad, group)

    def _step(self, parameter: Tensor, gradient: Tensor, group: dict[str, Any]) -> None:
        state, (first, second), rate = self.state[parameter], group["betas"], group["lr"]
        if not state:
            state["step"] = 0
            state["exp_avg"] = torch.zeros_like(parameter, dtype=self.kept)
            state["exp_avg_sq"] = torch.zeros_like(parameter, dtype=self.kept)
        state["step"] += 1
        mean = state["exp_avg"].float().lerp_(gradient, 1.0 - first)
        square = state["exp_avg_sq"].float().mul_(second).addcmul_(gradient, gradient, value=1.0 - second)
        state["exp_avg"].copy_(mean)
        state["exp_avg_sq"].copy_(square)
        parameter.mul_(1.0 - rate * group["weight_decay"])
        bias = 1.0 - second ** state["step"]
        denominator = (square / bias).sqrt_().add_(group["eps"])
        parameter.addcdiv_(mean, denominator, value=-rate / (1.0 - first ** state["step"]))
