"""Linear attention spreads its weights over the whole sequence; softmax attention need not.

Statement: as the sequence grows, the weight that linear attention can give to one token is diluted, while
softmax attention keeps it (Qin et al., The Devil in Linear Transformer, https://arxiv.org/abs/2210.10340,
2022, section 3.2, where it is measured as the mass on a token's neighbourhood).

How it is checked: not for one query but for the best one. With features that are not negative, the weight of
key t is ``f . phi(k_t) / f . sum_j phi(k_j)``, f = phi(q), a ratio of linear forms, so that its greatest
value over *all* queries is ``max_c phi_c(k_t) / sum_j phi_c(k_j)``, whatever the query's norm. Softmax is
given a query of norm ``SHARP`` times sqrt(d) along the key, which is what layer-normalised queries with a
learned gain can have. The mean over random target keys is fitted against the number of keys, seed by seed.

Rule: *holds* if for every feature map the linear exponent's 90 % interval lies below -``SPREADS`` and
softmax's lies above -``KEEPS``; *fails* if a linear one lies above -``SPREADS`` or softmax's below
-``KEEPS``; else *undecided*.
"""

from __future__ import annotations

from settled.lab.theorems.apparatus.feature_maps import FEATURES, features
from settled.lab.theorems.apparatus.slopes import Interval, exponents_by_seed
from settled.lab.theorems.theorem import Figure, Scale, Theorem, Verdict, Word, figure

THEOREM = Theorem(
    id="attention-dilution",
    statement="As the sequence grows, the weight that linear attention can give to one token vanishes, while "
    "softmax attention can keep it.",
    assumptions=("fixed dimension", "random keys", "features that are not negative"),
    source="chapter 5, lines 265-267",
    paper="Qin et al. 2022, The Devil in Linear Transformer, section 3.2",
    technologies=("linear-attention",),
    stance="against",
)

DIMENSION = 32
LENGTHS = (64, 256, 1024, 4096)
SHARP = 4.0
SPREADS = 0.5
KEEPS = 0.1


def best_weights(length: int, draws: int, seed: int, sharp: float) -> dict[str, float]:
    """Mean weight on a random key among so many: softmax's, and the greatest that linear attention allows."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    found = dict.fromkeys(("softmax", *FEATURES), 0.0)
    for _ in range(draws):
        keys = torch.randn(length, DIMENSION, generator=generator, dtype=torch.float64)
        target = keys[0]
        query = sharp * DIMENSION**0.5 * target / target.norm()
        found["softmax"] += float((keys @ query / DIMENSION**0.5).softmax(0)[0]) / draws
        for kind in FEATURES:
            phi = features(keys, kind)
            found[kind] += float((phi[0] / phi.sum(0)).max()) / draws
    return found


def judge(softmax: Interval, linear: dict[str, Interval]) -> Word:
    """The module's rule."""
    if softmax.high < -KEEPS or any(slope.low > -SPREADS for slope in linear.values()):
        return "fails"
    clear = softmax.low > -KEEPS and all(slope.high < -SPREADS for slope in linear.values())
    return "holds" if clear else "undecided"


def check(scale: Scale, seed: int, *, sharp: float = SHARP) -> Verdict:
    """Check the statement for softmax queries of norm ``sharp`` sqrt(d)."""
    seeds, draws = (6, 20) if scale == "quick" else (20, 200)
    runs = [
        {
            length: best_weights(length, draws, 1000 * seed + 10 * i + j, sharp)
            for j, length in enumerate(LENGTHS)
        }
        for i in range(seeds)
    ]
    figures: dict[str, Figure] = {}
    slopes = {}
    for name in ("softmax", *FEATURES):
        curves = [[run[length][name] for length in LENGTHS] for run in runs]
        slopes[name] = exponents_by_seed(LENGTHS, curves)
        figures[f"exponent of the weight in the length, {name}"] = figure(*slopes[name])
        for i, length in enumerate(LENGTHS):
            figures[f"weight on one of {length} keys, {name}"] = figure(sum(c[i] for c in curves) / seeds)
    word = judge(slopes["softmax"], {kind: slopes[kind] for kind in FEATURES})
    because = "the weight on one key goes as the length to the power " + ", ".join(
        f"{slope.value:.2f} ({name})" for name, slope in slopes.items()
    )
    return {
        "verdict": word,
        "because": because,
        "counterexample": because if word == "fails" else None,
        "figures": figures,
    }
