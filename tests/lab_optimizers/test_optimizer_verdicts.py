"""What made-up outcomes of the contest come to: better, worse, equal, missed, diverged."""

from __future__ import annotations

import json
from dataclasses import asdict

import jsonschema
import pytest
from made_up_optimizers import PLAN, outcomes

from settled.errors import InputError
from settled.lab.alternatives import verdict_document
from settled.lab.documents import _outcome, plan_document
from settled.lab.experiment import Plan
from settled.lab.experiments import experiment
from settled.lab.experiments.optimizers import scores
from settled.lab.experiments.optimizers.asked import calibration, contest, trials
from settled.lab.sensitivity import sensitivity_document
from settled.report.lab_contests import verdict_text
from settled.report.lab_sensitivity import sensitivity_text
from settled.report.schemas import schema

EXPERIMENT = experiment("optimizers")


def words(**speeds: float) -> dict[tuple[str, str], str]:
    found = EXPERIMENT.conclude(PLAN, outcomes(**speeds)).comparisons
    return {(one.technology, one.workload): one.word for one in found}


def test_twice_the_speed_is_better_and_half_of_it_worse() -> None:
    found = words(muon=2.0, lion=0.4)
    assert {word for (name, _), word in found.items() if name == "muon"} == {"better"}
    assert {word for (name, _), word in found.items() if name == "lion"} <= {"worse", "no difference found"}


def test_the_same_curves_are_shown_equal() -> None:
    assert {word for (name, _), word in words().items() if name == "adamw/bfloat16 states"} == {"shown equal"}


def test_where_both_miss_nothing_is_compared() -> None:
    board = scores.boards(PLAN, {one.trial.id: one for one in outcomes()})[0]
    missed = scores.Study(float("inf"), float("inf"), 1.0, 0.0, (1.0,))
    lost = scores.Board(
        "w", "", 0.0, 100.0, {"adamw": {0: missed, 1: missed}, "lion": {0: missed, 1: missed}}, {}
    )
    assert scores.pairings(PLAN, lost) == []
    assert len(scores.pairings(PLAN, board)) == 4


def test_who_diverges_misses_and_is_told() -> None:
    found = EXPERIMENT.conclude(PLAN, outcomes(lion=-1.0))
    assert any(note.startswith("lion misses the target on digits in 3 of 3") for note in found.notes)
    assert any(note.startswith("lion: ") and "came to nothing" in note for note in found.notes)
    lion = [one for one in found.results if one.technology == "lion" and one.metric == "steps to target"]
    assert {one.mean for one in lion} == {200.0}


def test_the_target_comes_of_the_calibration_alone() -> None:
    slow = {one.trial.id: one for one in outcomes(muon=0.1, lion=0.1)}
    fast = {one.trial.id: one for one in outcomes(muon=9.0, lion=9.0)}
    assert [board.target for board in scores.boards(PLAN, slow)] == [
        board.target for board in scores.boards(PLAN, fast)
    ]


def test_calibration_and_contest_share_no_seed_and_no_trial() -> None:
    plan = Plan("standard")
    seeds = {point.trial.seed for point in calibration(plan)}
    assert not seeds & {point.trial.seed for point in contest(plan)}
    ids = [trial.id for trial in trials(plan, ())]
    assert len(ids) == len(set(ids))


def test_all_have_as_many_trials_at_the_same_points() -> None:
    plan = Plan("standard")
    counts: dict[tuple[str, int, str], int] = {}
    for point in contest(plan):
        key = (point.workload, point.study, point.entrant)
        counts[key] = counts.get(key, 0) + 1
    tuned = {count for (_, _, entrant), count in counts.items() if entrant != "standard settings"}
    assert tuned == {5}


def test_an_eight_bit_rival_is_no_effective_alternative_to_its_own_kin() -> None:
    plan = Plan("quick", technologies=("adamw-8bit",))
    judged = {one.id for one in EXPERIMENT.conclude(plan, outcomes(plan, adamw_8bit=2.0)).claims}
    assert "no-effective-alternative" not in judged
    assert "eight-bit-state" in judged


def test_claims_are_judged_and_known() -> None:
    found = EXPERIMENT.conclude(PLAN, outcomes(muon=2.0))
    assert {one.id for one in found.claims} <= {claim.id for claim in EXPERIMENT.CLAIMS}
    verdicts = {one.id: one.verdict for one in found.claims}
    assert verdicts["no-effective-alternative"] == "fails"
    assert verdicts["framework-default"] == "fails"


def document() -> dict[str, object]:
    known = outcomes(muon=2.0)
    found = EXPERIMENT.conclude(PLAN, known)
    return {
        "experiment": "optimizers",
        "field": "optimizer",
        "run": "optimizers-quick-1",
        "started": "2026-11-24",
        "plan": plan_document(PLAN),
        "code": "0" * 64,
        "hardware": {"processor": "one", "cores": 2, "memory_bytes": 1, "machine": "m", "system": "s"},
        "trials": [_outcome(one) for one in known],
        "comparisons": [asdict(one) for one in found.comparisons],
    }


def test_the_verdict_ranks_the_incumbent_among_its_rivals() -> None:
    told = verdict_document("optimizer", [document()], [])
    ranking = told["contests"][0]["ranking"]
    assert ranking[0]["technology"] == "muon"
    assert {"adamw", "lion"} < {one["technology"] for one in ranking}
    assert all(1 <= one["rank_low"] <= one["rank_high"] <= len(ranking) for one in ranking)
    text = verdict_text(told)
    assert "rank (90 %)" in text
    assert "shown equal to the incumbent: " in text


def test_the_width_of_the_good_region_is_told() -> None:
    told = sensitivity_document("optimizers", [document()], [])
    jsonschema.validate(json.loads(json.dumps(told)), schema("lab-sensitivity"))
    first = told["workloads"][0]
    assert first["optimizers"][0]["good_share"] == 1.0
    rate = first["optimizers"][0]["settings"][0]
    assert 0.0 < rate["decades"] <= rate["searched"]
    assert first["standard"]["studies"] == 3
    assert "how wide is the good region" in sensitivity_text(told)


def test_without_a_result_or_settings_it_says_what_to_run() -> None:
    with pytest.raises(InputError, match="settled lab run optimizers"):
        sensitivity_document("optimizers", [], [])
    with pytest.raises(InputError, match="tunes no optimizer"):
        sensitivity_document("theory", [], [])
