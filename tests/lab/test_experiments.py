"""What every experiment offers, found by listing the package: a new one is tested on the day it comes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from settled.errors import InputError
from settled.lab.experiment import BUDGET_NAMES, Experiment, Plan
from settled.lab.experiments import experiment, experiments

EVERY = list(experiments().values())


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.NAME)
def test_offers_all_that_the_protocol_asks_for(one: Experiment) -> None:
    assert isinstance(one, Experiment)
    assert one.QUESTION.endswith("?")
    assert tuple(one.BUDGETS) == BUDGET_NAMES
    assert one.BUDGETS["quick"].seconds <= 90
    assert one.BUDGETS["standard"].seconds <= 3600


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.NAME)
@pytest.mark.parametrize("budget", BUDGET_NAMES)
def test_asks_for_the_same_trials_again(one: Experiment, budget: str) -> None:
    plan = Plan(budget, seconds=one.BUDGETS[budget].seconds)
    trials = one.trials(plan, ())
    assert trials == one.trials(plan, ())
    assert len({trial.id for trial in trials}) == len(trials) > 0
    assert all(trial.cost > 0 for trial in trials)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.NAME)
def test_claims_have_one_id_each_and_a_source(one: Experiment) -> None:
    assert len({claim.id for claim in one.CLAIMS}) == len(one.CLAIMS) > 0
    assert all(claim.statement and claim.source for claim in one.CLAIMS)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.NAME)
def test_concludes_from_nothing(one: Experiment) -> None:
    assert one.conclude(Plan("quick"), ()).claims == () or all(
        judged.verdict in ("not_tested", "undecided") for judged in one.conclude(Plan("quick"), ()).claims
    )


def test_listing_loads_no_torch() -> None:
    code = "import sys, settled.lab.experiments as e; e.experiments(); print('torch' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_an_unknown_experiment_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="no experiment is called 'theorie'; hint: did you mean 'theory'"):
        experiment("theorie")
