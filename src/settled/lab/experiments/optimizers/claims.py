"""What the founding document claims of AdamW and its rivals, where a contest of optimizers can test it."""

from __future__ import annotations

from settled.lab.experiment import Claim

ADAMW = ("adamw",)

CLAIMS = (
    Claim(
        "no-effective-alternative",
        "No rival is better than AdamW on one workload and worse on none, at equal tuning.",
        "chapter 5, on AdamW (alternatives are given up, the standard is irreversible)",
        ADAMW,
    ),
    Claim(
        "adamw-converges-fastest",
        "At equal tuning no rival reaches AdamW's target in fewer steps on any workload.",
        "chapter 5, on AdamW (convergence speed)",
        ADAMW,
    ),
    Claim(
        "adamw-ends-best",
        "At equal tuning and steps no rival's final score is better than AdamW's on any workload.",
        "chapter 5, on AdamW (final accuracy)",
        ADAMW,
    ),
    Claim(
        "sgd-converges-slower",
        "SGD with momentum needs more steps to the target than AdamW on every workload.",
        "chapter 5, on AdamW (convergence speed)",
        ("sgd-momentum",),
        "against",
    ),
    Claim(
        "adamw-low-sensitivity",
        "AdamW is as little sensitive to its settings as any rival: of points of the search space, the "
        "share that reaches the target is no smaller.",
        "chapter 5, on AdamW (sensitivity: low)",
        ADAMW,
    ),
    Claim(
        "standard-settings-serve",
        "AdamW at the standard settings (rate 1e-4 to 3e-4, decay 0.01 to 0.1) ends as well as tuned, within "
        "1 % of the score.",
        "chapter 5, on AdamW (table of hyperparameters)",
        ADAMW,
    ),
    Claim(
        "half-precision-state",
        "AdamW with FP16 states keeps half the state's memory and loses less than 0.1 % of the final loss.",
        "chapter 5, on AdamW (FP16 state: 50 %)",
        ADAMW,
    ),
    Claim(
        "bfloat16-state",
        "AdamW with bfloat16 states keeps half the state's memory and loses less than 0.1 % of the "
        "final loss.",
        "chapter 5, on AdamW (FP16 state: 50 %), of the other format of 16 bits",
        ADAMW,
    ),
    Claim(
        "eight-bit-state",
        "AdamW with 8-bit states keeps a quarter of the state's memory and loses less than 0.2 % of the "
        "final loss.",
        "chapter 5, on AdamW (8-bit state: 25 %)",
        ("adamw-8bit",),
    ),
)
