"""The plan of trials: equal tuning for all, chosen by validation alone, the same whenever it is asked for."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from made_up_contests import played

from settled.lab import mixers
from settled.lab.experiment import BUDGET_NAMES, Plan, UserFile
from settled.lab.experiments import attention
from settled.lab.experiments.attention.asked import chosen, contests, finals, tuning
from settled.lab.experiments.attention.sizes import SETTINGS, SIZES, Setting, technologies

every_budget = pytest.mark.parametrize("budget", BUDGET_NAMES)
FIRST_IS_BEST = Setting(3e-3, 0)


def even(_workload: str, _key: str, seed: int) -> float:
    return 0.5 + seed / 100


@every_budget
def test_every_rival_is_tuned_in_the_same_space_with_the_same_seed(budget: str) -> None:
    plan = Plan(budget)
    for contest in contests(plan):
        tuned = tuning(plan, contest)
        spaces = {entrant.key: [] for entrant in contest.entrants}
        for entrant, setting, _ in tuned:
            spaces[entrant.key].append(setting)
        assert all(space == list(SETTINGS[budget]) for space in spaces.values())
        assert len({trial.seed for _, _, trial in tuned}) == 1


@every_budget
def test_rivals_differ_in_the_mixer_alone(budget: str) -> None:
    own = ("mixer", "position", "settings", "learning_rate", "convolution")
    plan = Plan(budget)
    for contest in contests(plan):
        shared = [
            {key: value for key, value in trial.config.items() if key not in own}
            for _, _, trial in tuning(plan, contest)
        ]
        assert all(one == shared[0] for one in shared)


def test_final_seeds_are_paired_and_not_those_of_the_tuning() -> None:
    plan = Plan("quick", seed=3)
    outcomes = {one.trial.id: one for one in played(plan, even)}
    for contest in contests(plan):
        seeds = {entrant.key: set() for entrant in contest.entrants}
        for entrant, _, _, trial in finals(plan, contest, outcomes):
            seeds[entrant.key].add(trial.seed)
        assert all(of == {3001, 3002, 3003} for of in seeds.values())
        assert {trial.seed for _, _, trial in tuning(plan, contest)} == {3000}


def test_the_whole_plan_is_the_same_again_and_grows_with_what_is_known() -> None:
    plan = Plan("standard")
    outcomes = played(plan, even)
    trials = [outcome.trial for outcome in outcomes]
    assert trials == [outcome.trial for outcome in played(plan, even)]
    assert list(attention.trials(plan, outcomes)) == trials
    assert len({trial.id for trial in trials}) == len(trials)
    begun = attention.trials(plan, ())
    assert 0 < len(begun) < len(trials)
    assert not any(trial.id.startswith("final") for trial in begun)


def test_the_setting_is_chosen_by_validation_and_the_first_of_equals_is_kept() -> None:
    plan = Plan("quick")
    contest = contests(plan)[0]
    equal = {one.trial.id: one for one in played(plan, even)}
    assert set(chosen(plan, contest, equal).values()) == {FIRST_IS_BEST}
    for entrant, setting, trial in tuning(plan, contest):
        if entrant.key == "lstm" and setting != FIRST_IS_BEST:
            values = {**equal[trial.id].values, "valid_loss": 0.01, "by_split": {"test": {"accuracy": 0.0}}}
            equal[trial.id] = type(equal[trial.id])(trial, "done", values, 1.0)
    settings = chosen(plan, contest, equal)
    assert settings["lstm"] == SETTINGS["quick"][1]  # though its test score is the worst there is
    assert settings["softmax"] == FIRST_IS_BEST


def test_a_setting_that_diverges_is_not_chosen() -> None:
    plan = Plan("quick")
    contest = contests(plan)[0]
    known = {one.trial.id: one for one in played(plan, even)}
    for entrant, setting, trial in tuning(plan, contest):
        if entrant.key == "softmax" and setting == FIRST_IS_BEST:
            known[trial.id] = type(known[trial.id])(trial, "diverged", {"valid_loss": None}, 1.0, "NaN")
    assert chosen(plan, contest, known)["softmax"] == SETTINGS["quick"][1]


def test_asking_for_technologies_brings_all_their_mixers_and_the_incumbent() -> None:
    keys = [
        entrant.key for entrant in contests(Plan("quick", technologies=("linear-attention",)))[0].entrants
    ]
    assert keys[0] == "softmax"
    assert set(keys[1:]) == {"linear", "gated_linear", "delta_rule"}  # the hybrid is sparse, too


def test_a_hybrid_is_of_no_single_technology() -> None:
    both = Plan("quick", technologies=("linear-attention", "sparse-attention"))
    hybrid = next(one for one in contests(both)[0].entrants if one.key == "hybrid")
    assert (hybrid.technology, hybrid.label) == ("", "hybrid")


def test_every_mixer_that_ships_takes_part_at_standard() -> None:
    assert set(SIZES["standard"].mixers) == set(mixers.names())
    assert set(technologies()) == {card.technology for card in mixers.cards()}


def test_windowed_attention_cannot_reach_back_to_what_is_copied() -> None:
    for size in SIZES.values():
        assert size.model["layers"] * (size.window - 1) < size.default("copying").length // 2


def test_files_of_the_users_own_take_part(tmp_path: Path) -> None:
    files = []
    for kind in ("workload", "mixer"):
        path = tmp_path / f"my_{kind}.py"
        path.write_text("")
        files.append(UserFile(kind, str(path), hashlib.sha256(b"").hexdigest()))
    (contest,) = contests(Plan("quick", user_files=tuple(files)))
    assert contest.name.startswith("own my_workload ")
    assert contest.task.workload == files[0].path
    assert contest.entrants[-1].mixer == files[1].path
    per_entrant = Counter(
        entrant.key for entrant, _, _ in tuning(Plan("quick", user_files=tuple(files)), contest)
    )
    assert len(set(per_entrant.values())) == 1
