"""A run as one JSON document: what ``result.json`` holds and ``settled lab run --json`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from settled.lab.experiment import Claim, Conclusion, Experiment, Outcome, Plan

if TYPE_CHECKING:
    from settled.lab.running import Ran
    from settled.lab.runs import Run

SCHEMA = "settled/lab-run/1"
Document = dict[str, Any]


def list_document(experiments: Sequence[Experiment]) -> Document:
    """All experiments: question, claims tested, and what each budget takes."""
    return {
        "schema": "settled/lab-list/1",
        "experiments": [
            {
                "experiment": one.NAME,
                "question": one.QUESTION,
                "field": one.FIELD,
                "protocol": one.PROTOCOL,
                "technologies": list(one.TECHNOLOGIES),
                "workloads": list(one.WORKLOADS),
                "budgets": [
                    {"budget": name, "seconds": budget.seconds, "says": budget.says}
                    for name, budget in one.BUDGETS.items()
                ],
                "claims": [_stated(claim) for claim in one.CLAIMS],
            }
            for one in experiments
        ],
    }


def run_document(run: Run, experiment: Experiment, ran: Ran) -> Document:
    """What was asked, what came of every trial, and what it says."""
    return {
        "schema": SCHEMA,
        "run": run.name,
        "experiment": experiment.NAME,
        "question": experiment.QUESTION,
        "field": experiment.FIELD,
        "protocol": experiment.PROTOCOL,
        "plan": plan_document(run.plan),
        "code": ran.code,
        **run.about,
        "complete": not ran.missing,
        "counts": dict(sorted(Counter(outcome.status for outcome in ran.outcomes).items())),
        "not_run": [trial.id for trial in ran.missing],
        "superseded": ran.superseded,
        "seconds": ran.seconds,
        "trials": [_outcome(outcome) for outcome in ran.outcomes],
        "results": [asdict(result) for result in ran.conclusion.results],
        "comparisons": [asdict(comparison) for comparison in ran.conclusion.comparisons],
        "claims": _claims(experiment.CLAIMS, ran.conclusion, run.plan),
        "notes": [*ran.conclusion.notes, *_frame_notes(ran)],
    }


def plan_document(plan: Plan) -> Document:
    """The plan; of the user's files the names and digests, for where they lie is nobody's business."""
    files = [
        {"kind": file.kind, "name": Path(file.path).name, "digest": file.digest} for file in plan.user_files
    ]
    return {
        "budget": plan.budget,
        "technologies": list(plan.technologies),
        "workloads": list(plan.workloads),
        "seconds": plan.seconds,
        "seed": plan.seed,
        "user_files": files,
    }


def _stated(claim: Claim) -> Document:
    return {**asdict(claim), "technologies": list(claim.technologies)}


def _outcome(outcome: Outcome) -> Document:
    trial = outcome.trial
    return {
        "id": trial.id,
        "function": trial.function,
        "config": dict(trial.config),
        "seed": trial.seed,
        "status": outcome.status,
        "values": dict(outcome.values),
        "seconds": outcome.seconds,
        "because": outcome.because,
    }


def _claims(claims: Sequence[Claim], conclusion: Conclusion, plan: Plan) -> list[Document]:
    """Every claim of the experiment with its verdict, those without one as not tested."""
    judged = {one.id: one for one in conclusion.claims}
    found = []
    for claim in claims:
        one = judged.get(claim.id)
        found.append(
            {
                **_stated(claim),
                "verdict": one.verdict if one else "not_tested",
                "because": one.because if one else f"not tested at the budget '{plan.budget}'",
                "counterexample": one.counterexample if one else None,
            }
        )
    return found


def _frame_notes(ran: Ran) -> list[str]:
    notes = []
    if ran.missing:
        notes.append(f"{len(ran.missing)} trials were not run: they would not have ended within the budget")
    if ran.superseded:
        notes.append(
            f"measured anew: {ran.superseded} earlier outcomes came from other code, and do not count"
        )
    return notes


def without_times(document: Mapping[str, Any]) -> Document:
    """What must be the same bits when a run is repeated: all but times and the machine."""
    apart = ("run", "seconds", "hardware", "versions", "started")
    kept = {key: value for key, value in document.items() if key not in apart}
    trials = [{key: value for key, value in one.items() if key != "seconds"} for one in document["trials"]]
    return {**kept, "trials": trials}
