"""AdamW and its rivals: at equal tuning, who reaches a target in fewer steps?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from settled.lab.experiment import Budget, BudgetName, Conclusion, Outcome, Plan
from settled.lab.experiments.optimizers import sizes
from settled.lab.experiments.optimizers.asked import inspection, trials
from settled.lab.experiments.optimizers.claims import CLAIMS

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

NAME = "optimizers"
QUESTION = "Does any other optimizer do better than AdamW, at equal tuning?"
FIELD: str | None = "optimizer"
PROTOCOL = (
    "As AlgoPerf's external tuning: every optimizer has one search space, declared for all workloads "
    "(learning rate over two decades or more, decay, momentum), and in each study the same number of "
    "quasi-random trials at the same points of the unit cube, with the same data, first weights and "
    "batches. The schedule is part of the method: 5 % warmup, then a cosine to 0 at the horizon; "
    "schedule-free stays level after it. Gradients are clipped as the workload says. The score of a study"
    " is the steps of the best trial to a target, of an optimizer the median over studies; a miss is "
    "infinite. Targets come of AdamW alone, in studies with other seeds and points: what the best trial "
    "of every one of them had reached after 75 % of its steps. Differences to AdamW are of log2 of steps,"
    " paired by study, a miss counting as two horizons, a study in which both miss as none; t tests with "
    "Holm's correction over all comparisons; smallest difference of interest a tenth of the steps; within"
    " it by two one-sided tests: shown equal. Scores are of data not trained on, which also choose the "
    "best trial, for all alike. Seconds are shown, not judged. What is found holds for models of ten to a"
    " hundred and fifty thousand parameters."
)
# The 8-bit state's numerics have a plain form, which its compiled one equals bit for bit.
CODE = ("optimizers", "workloads.byte_text", "own")
TECHNOLOGIES: Sequence[str] = tuple(sizes.ENTRANTS)
WORKLOADS: Sequence[str] = sizes.WORKLOADS
BUDGETS: Mapping[BudgetName, Budget] = {
    "quick": Budget(
        90.0,
        "AdamW, Muon, Lion and SGD with momentum on digits, a table and a convex problem, 3 studies of 3 "
        "trials; no text, no recommender",
    ),
    "standard": Budget(
        3600.0, "12 technologies and two variants of AdamW on all workloads, 8 studies of 5 trials"
    ),
    "full": Budget(
        7 * 24 * 3600.0, "the same with ten times the steps, 10 studies of 20 trials; for larger machines"
    ),
}


def conclude(plan: Plan, outcomes: Sequence[Outcome]) -> Conclusion:
    """Steps to the targets, comparisons with AdamW, performance profiles, and verdicts on the claims."""
    from settled.lab import statistics
    from settled.lab.experiments.optimizers import judging, scores

    known = {outcome.trial.id: outcome for outcome in outcomes}
    boards = scores.boards(plan, known)
    comparisons = statistics.judge(
        [pairing for board in boards for pairing in scores.pairings(plan, board)], plan.seed
    )
    return Conclusion(
        results=(
            *(one for board in boards for one in scores.results(plan, board)),
            *scores.profiles(plan, boards),
        ),
        claims=tuple(judging.judged(plan, boards, comparisons, known.get(inspection().id))),
        notes=tuple(scores.notes(plan, boards, known)),
        comparisons=comparisons,
    )
