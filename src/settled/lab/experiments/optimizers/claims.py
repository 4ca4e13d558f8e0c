"""What the founding document claims of AdamW and its rivals, where a contest of optimizers can test it."""

from __future__ import annotations

from settled.lab.experiment import Claim

ADAMW = ("adamw",)
SLOW = {"sgd-converges-slowly": "sgd-momentum"}
FAST = {
    "adam-converges-fast": "adam",
    "lion-converges-fast": "lion",
    "eight-bit-converges-fast": "adamw-8bit",
}
"""Claims that a rival needs more steps than AdamW, and that one needs no more."""
SENSITIVE = {"sgd-is-sensitive": "sgd-momentum", "adam-is-sensitive": "adam", "lion-is-sensitive": "lion"}
"""Claims that a rival is more sensitive than AdamW."""

CLAIMS = (
    Claim(
        "no-effective-alternative",
        "No rival is better than AdamW on one workload and worse on none, at equal tuning.",
        "chapter 5, lines 479 to 484, 579 and 630",
        ADAMW,
    ),
    Claim(
        "adamw-converges-fastest",
        "At equal tuning no rival reaches the target in fewer steps than AdamW on any workload.",
        "chapter 5, lines 545 to 551 (convergence speed: fast)",
        ADAMW,
    ),
    Claim(
        "adamw-ends-best",
        "At equal tuning and steps no rival's final score is better than AdamW's on any workload.",
        "chapter 5, lines 545 to 551 (final accuracy: high)",
        ADAMW,
    ),
    Claim(
        "adam-ends-lower",
        "Adam, its decay in the gradient, ends with a worse score than AdamW.",
        "chapter 5, lines 548 and 549 (final accuracy: medium, high)",
        ("adam",),
        "against",
    ),
    Claim(
        "sgd-converges-slowly",
        "SGD with momentum needs more steps to the target than AdamW on every workload.",
        "chapter 5, line 547 (convergence speed: slow)",
        ("sgd-momentum",),
        "against",
    ),
    Claim(
        "adam-converges-fast",
        "Adam needs no more steps to the target than AdamW on any workload.",
        "chapter 5, line 548 (convergence speed: fast)",
        ("adam",),
    ),
    Claim(
        "lion-converges-fast",
        "Lion needs no more steps to the target than AdamW on any workload.",
        "chapter 5, line 550 (convergence speed: fast)",
        ("lion",),
    ),
    Claim(
        "eight-bit-converges-fast",
        "8-bit AdamW needs no more steps to the target than AdamW on any workload.",
        "chapter 5, line 551 (convergence speed: fast)",
        ("adamw-8bit",),
    ),
    Claim(
        "adamw-low-sensitivity",
        "AdamW is as little sensitive to its settings as any rival: of points of the search space, the "
        "share that reaches the target is no smaller.",
        "chapter 5, line 549 (sensitivity: low)",
        ADAMW,
    ),
    Claim(
        "sgd-is-sensitive",
        "SGD with momentum reaches the target at fewer points of its search space than AdamW.",
        "chapter 5, line 547 (sensitivity: high)",
        ("sgd-momentum",),
        "against",
    ),
    Claim(
        "adam-is-sensitive",
        "Adam reaches the target at fewer points of its search space than AdamW.",
        "chapter 5, line 548 (sensitivity: medium)",
        ("adam",),
        "against",
    ),
    Claim(
        "lion-is-sensitive",
        "Lion reaches the target at fewer points of its search space than AdamW.",
        "chapter 5, line 550 (sensitivity: medium)",
        ("lion",),
        "against",
    ),
    Claim(
        "standard-settings-serve",
        "AdamW at the standard settings (rate 1e-4 to 3e-4, decay 0.01 to 0.1, betas 0.9 and 0.999, eps "
        "1e-8) ends as well as tuned, within 1 % of the score.",
        "chapter 5, lines 582 to 592 (table of hyperparameters)",
        ADAMW,
    ),
    Claim(
        "half-precision-state",
        "AdamW with FP16 states keeps half the state's memory and loses less than 0.1 % of the final score.",
        "chapter 5, line 568 (FP16 AdamW: 50 %, < 0.1 %)",
        ADAMW,
    ),
    Claim(
        "bfloat16-state",
        "AdamW with BF16 states keeps half the state's memory and loses less than 0.1 % of the final score.",
        "chapter 5, lines 568 and 599 (FP16/BF16 AdamW)",
        ADAMW,
    ),
    Claim(
        "eight-bit-state",
        "AdamW with 8-bit states keeps a quarter of the state's memory and loses less than 0.2 % of the "
        "final score.",
        "chapter 5, line 569 (8-bit AdamW: 25 %, < 0.2 %)",
        ("adamw-8bit",),
    ),
    Claim(
        "framework-default",
        "PyTorch makes AdamW the default optimizer.",
        "chapter 5, lines 482 and 577 (frameworks' default)",
        ADAMW,
    ),
)
