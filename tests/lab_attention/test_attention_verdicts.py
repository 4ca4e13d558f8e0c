"""What the contest concludes from outcomes whose truth is known, because it was made up."""

from __future__ import annotations

import pytest
from made_up_contests import compared, concluded, ended, noise, played, verdict, verdicts, words

from settled.lab.experiment import Plan
from settled.lab.experiments import attention
from settled.lab.experiments.attention import growth

QUICK, STANDARD = Plan("quick"), Plan("standard")
LINEAR, LSTM, WINDOW = "linear-attention/linear", "recurrent/lstm", "sparse-attention/sparse_window"


def behind(_workload: str, key: str, seed: int) -> float:
    """Softmax attention knows all, the others a third."""
    return (0.97 if key == "softmax" else 0.3) + noise(seed + len(key), 0.01)


def test_rivals_that_were_planted_worse_are_told_worse() -> None:
    found = concluded(QUICK, behind)
    assert words(found, "copying") == {LINEAR: "worse", WINDOW: "worse", LSTM: "worse"}
    told = verdicts(found)
    assert told["unrivalled-at-copying"] == told["unrivalled-at-recall"] == "holds"
    assert (
        told["no-effective-alternative"] == told["linear-loses-recall"] == told["sparse-is-local"] == "holds"
    )
    assert "length 32" in verdict(found, "unrivalled-at-copying").because


def test_a_rival_that_was_planted_better_is_told_better() -> None:
    found = concluded(QUICK, lambda w, key, seed: 0.99 if key == "lstm" else behind(w, key, seed) - 0.3)
    assert words(found, "copying")[LSTM] == "better"
    assert compared(found, "copying", LSTM).difference == pytest.approx(0.32, abs=0.02)
    assert verdicts(found)["no-effective-alternative"] == "fails"
    assert verdict(found, "unrivalled-at-copying").counterexample == [LSTM]


def test_less_loss_is_better() -> None:
    losses = {"softmax": 2.0, "lstm": 1.5}
    found = concluded(
        Plan("standard", workloads=("byte_text",)),
        lambda _, key, seed: losses.get(key, 3.0) + noise(seed + len(key), 0.01),
    )
    told = words(found, "byte_text")
    assert told.pop(LSTM) == "better"
    assert set(told.values()) == {"worse"}


def test_equal_ones_are_shown_equal_if_the_task_was_learnt() -> None:
    found = concluded(QUICK, lambda _, key, seed: 0.9 + noise(seed + len(key), 0.001))
    assert set(words(found, "copying").values()) == {"shown equal"}
    assert verdicts(found)["unrivalled-at-copying"] == "fails"
    assert verdicts(found)["linear-loses-recall"] == "fails"
    nobody = concluded(QUICK, lambda _, key, seed: 0.1 + noise(seed + len(key), 0.001))
    assert verdicts(nobody)["unrivalled-at-copying"] == "undecided"
    assert verdicts(nobody)["linear-loses-recall"] == "undecided"


def test_under_much_noise_no_difference_is_found() -> None:
    found = concluded(QUICK, lambda _, key, seed: 0.6 + noise(seed + len(key), 0.3))
    assert set(words(found, "copying").values()) == {"no difference found"}
    assert verdicts(found)["unrivalled-at-copying"] == "undecided"


def test_a_final_run_that_diverges_counts_as_the_worst_and_is_said() -> None:
    found = concluded(
        QUICK, lambda w, key, seed: None if key == "lstm" and seed else behind(w, "softmax", seed)
    )
    lstm = next(one for one in found.results if (one.technology, one.workload) == (LSTM, "copying"))
    assert (lstm.mean, lstm.n_seeds) == (0.0, 3)
    assert words(found, "copying")[LSTM] == "worse"
    assert any("recurrent/lstm on copying: 0 runs of tuning and 3 final runs" in note for note in found.notes)


def test_a_loss_that_diverges_is_no_better_than_knowing_nothing() -> None:
    plan = Plan("standard", workloads=("byte_text",))
    found = concluded(plan, lambda _, key, seed: None if key == "lstm" and seed == 2 else 2.0)
    lstm = next(one for one in found.results if one.technology == LSTM)
    assert lstm.mean == pytest.approx((4 * 2.0 + 5.545) / 5, abs=0.001)


def test_where_both_diverge_nothing_is_compared() -> None:
    found = concluded(QUICK, lambda _, key, seed: None if key in ("lstm", "softmax") and seed else 0.5)
    assert LSTM not in words(found, "copying")
    assert words(found, "copying")[LINEAR] == "better"
    assert verdicts(found)["softmax-trains-stably"] == "fails"


def test_softmax_that_diverges_in_tuning_alone_is_stable_only_if() -> None:
    found = concluded(
        QUICK, lambda w, key, seed: None if key == "softmax" and not seed else behind(w, key, seed)
    )
    assert verdicts(found)["softmax-trains-stably"] == "holds_only_if"


def test_some_linear_mixers_behind_and_others_equal_holds_only_if() -> None:
    plan = Plan("standard", technologies=("linear-attention",), workloads=("associative_recall",))
    equal = ("softmax", "delta_rule")
    found = concluded(plan, lambda _, key, seed: (0.9 if key in equal else 0.3) + noise(seed, 0.001))
    told = verdict(found, "linear-loses-recall")
    assert told.verdict == "holds_only_if"
    assert told.counterexample == ["linear-attention/delta_rule"]


def test_what_was_not_run_is_not_judged() -> None:
    outcomes = played(QUICK, behind)
    tuned = [one for one in outcomes if one.trial.id.startswith("tune")]
    assert attention.conclude(QUICK, tuned).claims == ()
    first = [one for one in outcomes if "associative_recall" not in one.trial.id]
    told = verdicts(attention.conclude(QUICK, first))
    assert "unrivalled-at-recall" not in told
    assert told["unrivalled-at-copying"] == "holds"
    without = [one for one in first if not one.trial.id.startswith("final: copying: lstm")]
    assert verdicts(attention.conclude(QUICK, without))["unrivalled-at-copying"] == "undecided"


def test_killed_runs_are_not_scored() -> None:
    outcomes = [
        ended(one.trial, "killed") if one.trial.id.startswith("final: copying: lstm") else one
        for one in played(QUICK, behind)
    ]
    assert LSTM not in words(attention.conclude(QUICK, outcomes), "copying")


def test_the_hybrid_refutes_no_claim_about_single_technologies() -> None:
    plan = Plan("standard", workloads=("copying",))
    found = concluded(
        plan, lambda _, key, seed: (0.9 if key in ("softmax", "hybrid") else 0.2) + noise(seed, 0.001)
    )
    assert words(found, "copying")["hybrid"] == "shown equal"
    assert verdicts(found)["unrivalled-at-copying"] == "holds"


def test_positions_are_compared_with_rotary_ones_at_the_longest() -> None:
    plan = Plan("standard", workloads=("length_extrapolation",))
    found = concluded(
        plan, lambda _, key, seed: (0.9 if key == "softmax alibi" else 0.6) + noise(seed + len(key), 0.001)
    )
    told = words(found, "length_extrapolation 4x")
    assert told["position alibi"] == "better"
    assert verdicts(found)["rope-is-the-best-position"] == "fails"
    assert verdicts(found)["rope-extrapolates"] == "holds"
    assert {one.against for one in found.comparisons} == {"softmax-attention", "position rope"}
    assert {one.workload for one in found.comparisons} == {"length_extrapolation 4x"}


def costs(config: dict[str, object]) -> float:
    """The document's own formulas, each with a constant that lets linear attention overtake at 4,096."""
    n, d = int(config["length"]), int(config["width"])
    if config["mixer"] == "softmax":
        return 1e-9 * n**2 * d
    if config["mixer"] == "linear":
        return 1e-9 * n * d**2 * 40
    return 1e-9 * n * d * int(dict(config["settings"]).get("window", 16))


def test_costs_that_follow_the_documents_formulas_are_told_so() -> None:
    found = concluded(STANDARD, behind, costs)
    told = verdicts(found)
    assert {growing.claim: told[growing.claim] for growing in growth.GROWTHS} == {
        growing.claim: "holds" for growing in growth.GROWTHS
    }
    assert told["linear-overtakes-softmax"] == "holds"
    length = next(
        one for one in found.results if one.metric.startswith("length from") and one.technology == "linear"
    )
    assert length.mean == 4096


def test_costs_that_grow_otherwise_are_told_so() -> None:
    found = concluded(STANDARD, behind, lambda config: 1e-6 * config["length"] ** 1.5 * config["width"] ** 3)
    told = verdicts(found)
    assert told["softmax-grows-as-n2"] == "holds_only_if"
    assert told["linear-grows-as-n"] == told["softmax-grows-as-d"] == told["linear-grows-as-d2"] == "fails"
    assert told["linear-overtakes-softmax"] == "undecided"
