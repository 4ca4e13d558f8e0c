"""What the founding document claims of attention and its rivals, where an experiment on sequences can test
it."""

from __future__ import annotations

from settled.lab.experiment import Claim

INCUMBENT = "softmax-attention"
LINEAR = "linear-attention"
SPARSE = "sparse-attention"

UNRIVALLED = {
    "associative_recall": "unrivalled-at-recall",
    "copying": "unrivalled-at-copying",
    "induction_heads": "unrivalled-at-induction",
    "byte_text": "unrivalled-on-text",
}
"""Workloads, and the claim that no single alternative does as well there."""

_NO_RIVAL = "chapter 5.1, lines 327 to 331 (alternatives are given up, the standard is irreversible)"
_TASKS = {
    "associative_recall": "recalling which value went with a key",
    "copying": "copying a sequence",
    "induction_heads": "saying again what followed a mark before",
    "byte_text": "predicting the next byte of text",
}

CLAIMS = (
    *(
        Claim(
            claim,
            f"At equal parameters and tuning no single alternative does as well as softmax attention at "
            f"{_TASKS[workload]}.",
            _NO_RIVAL,
            (INCUMBENT,),
        )
        for workload, claim in UNRIVALLED.items()
    ),
    Claim(
        "no-effective-alternative",
        "No single alternative is better than softmax attention on one workload and worse on none.",
        _NO_RIVAL,
        (INCUMBENT,),
    ),
    Claim(
        "linear-loses-recall",
        "Linear attention falls behind softmax attention at recall, for it dilutes its attention.",
        "chapter 5.1, lines 267 and 282",
        (LINEAR,),
        "against",
    ),
    Claim(
        "sparse-is-local",
        "Sparse attention falls behind softmax attention where the answer stands further back than it sees.",
        "chapter 5.1, line 283 (local convergence)",
        (SPARSE,),
        "against",
    ),
    Claim(
        "softmax-trains-stably",
        "Training with scaled softmax attention is stable: no run diverges.",
        "chapter 5.1, line 281",
        (INCUMBENT,),
    ),
    Claim(
        "softmax-grows-as-n2",
        "The cost of softmax attention, tiled or not, grows as the square of the length n: n^2 d.",
        "chapter 5.1, lines 281 and 284",
        (INCUMBENT,),
        "against",
    ),
    Claim(
        "softmax-grows-as-d",
        "The cost of softmax attention grows in proportion to the width d: n^2 d.",
        "chapter 5.1, lines 281 and 284",
        (INCUMBENT,),
    ),
    Claim(
        "linear-grows-as-n",
        "The cost of linear attention grows in proportion to the length n: n d^2.",
        "chapter 5.1, line 282",
        (LINEAR,),
    ),
    Claim(
        "linear-grows-as-d2",
        "The cost of linear attention grows as the square of the width d: n d^2.",
        "chapter 5.1, line 282",
        (LINEAR,),
        "against",
    ),
    Claim(
        "sparse-grows-as-n",
        "The cost of sparse attention grows in proportion to the length n: n w d.",
        "chapter 5.1, line 283",
        (SPARSE,),
    ),
    Claim(
        "sparse-grows-as-w",
        "The cost of sparse attention grows in proportion to the window w: n w d.",
        "chapter 5.1, line 283",
        (SPARSE,),
    ),
    Claim(
        "linear-overtakes-softmax",
        "From some length on linear attention takes less time than softmax attention.",
        "chapter 5.1, lines 281 and 282 (n d^2 against n^2 d)",
        (LINEAR,),
    ),
    Claim(
        "rope-extrapolates",
        "Softmax attention with rotary positions, the standard form, does at four times the length it was "
        "trained at what it does at that length.",
        "chapter 5.1, lines 291 to 295 (the form that models use)",
        (INCUMBENT,),
    ),
    Claim(
        "rope-is-the-best-position",
        "No other position encoding carries softmax attention further than rotary positions do.",
        "chapter 5.1, lines 291 to 295 (the form that models use)",
        (INCUMBENT,),
    ),
)
