"""Attention and its rivals: at equal parameters and equal tuning, what is learnt, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from settled.lab.experiment import Budget, BudgetName, Conclusion, Outcome, Plan
from settled.lab.experiments.attention import sizes
from settled.lab.experiments.attention.asked import trials
from settled.lab.experiments.attention.claims import CLAIMS

__all__ = [
    "BUDGETS",
    "CLAIMS",
    "CODE",
    "FIELD",
    "NAME",
    "PROTOCOL",
    "QUESTION",
    "TECHNOLOGIES",
    "WORKLOADS",
    "conclude",
    "trials",
]

NAME = "attention"
QUESTION = "Does any other way to mix a sequence do as well as softmax attention?"
FIELD: str | None = "sequence-mixing"
PROTOCOL = (
    "Every mixer stands in the same model, its parameters made equal within 1 % by the perceptrons' "
    "width, and is trained by the same optimizer for the same number of steps. All are tuned alike: the "
    "same few settings (learning rate, and a short convolution before the mixer or none), one seed, "
    "chosen by the loss on the validation split. The chosen setting is then trained with further seeds, "
    "the same data and order for all rivals of a seed, and scored on the test split. A run that diverges "
    "or crashes loses the tuning, and counts as the worst score in the final round. Differences to "
    "softmax attention are judged by paired t tests with Holm's correction over all of the experiment's "
    "comparisons; smallest difference of interest 0.05 of accuracy, 0.05 nats of loss; within it by two "
    "one-sided tests: shown equal. Costs are processor time and memory, forward and backward, of the "
    "mixing alone; exponents by regression over the three largest sizes, as stated if the interval lies "
    "within 0.25. A hybrid is of two technologies and counts for none alone."
)
CODE = ("mixers", "workloads", "training", "model", "costs", "own", "theorems.apparatus.slopes")
TECHNOLOGIES: Sequence[str] = sizes.technologies()
WORKLOADS: Sequence[str] = sizes.WORKLOADS
BUDGETS: Mapping[BudgetName, Budget] = {
    "quick": Budget(
        90.0,
        "softmax, linear and windowed attention and an LSTM on copying and recall at length 32, 3 "
        "seeds; no text, no widths, no length extrapolation",
    ),
    "standard": Budget(
        3600.0, "all mixers and workloads at length 64, 5 seeds; costs up to a length of 16,384"
    ),
    "full": Budget(
        7 * 24 * 3600.0, "all mixers and workloads at length 256 to 512, 10 seeds; for larger machines"
    ),
}


def conclude(plan: Plan, outcomes: Sequence[Outcome]) -> Conclusion:
    """Scores over seeds, comparisons with softmax attention, costs, and verdicts on the claims."""
    from settled.lab import statistics
    from settled.lab.experiments.attention import growth, judging, scores

    known = {outcome.trial.id: outcome for outcome in outcomes}
    boards = scores.boards(plan, known)
    pairings = [pairing for board in boards if board.compared for pairing in scores.pairings(board)]
    comparisons = statistics.judge(pairings, plan.seed)
    costs = growth.measured(plan, known)
    findings = judging.Findings(plan, known, boards, comparisons)
    return Conclusion(
        results=(*(one for board in boards for one in scores.results(board)), *growth.results(costs)),
        claims=(*judging.judged(findings), *growth.judged(costs)),
        notes=tuple(scores.fruitless(plan, known)),
        comparisons=comparisons,
    )
