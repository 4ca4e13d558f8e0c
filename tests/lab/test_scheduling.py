"""How long a trial may take, by what others took."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from lab_trials import Small, trial

from settled.lab import scheduling
from settled.lab.experiment import Outcome, Trial
from settled.lab.scheduling import Schedule


class Silent:
    """Nobody is told how far it is."""

    def asked(self, trials: Any) -> None: ...

    def finished(self, trial: Any) -> None: ...


@dataclass
class Taking:
    """An engine of one worker that says, without waiting, that each trial took some share of its cost."""

    share: float
    limits: list[float] = field(default_factory=list)
    in_hand: list[Trial] = field(default_factory=list)

    @property
    def idle(self) -> int:
        return 1 - len(self.in_hand)

    def hand(self, trial: Trial, limit: float) -> None:
        self.in_hand.append(trial)
        self.limits.append(limit)

    def wait(self, until: float) -> Outcome:
        one = self.in_hand.pop()
        return Outcome(one, "done", {}, self.share * one.cost, "")


@pytest.mark.parametrize(("share", "limits"), [(0.01, [100.0, 1000.0]), (3.0, [100.0, 3000.0])])
def test_a_trial_gets_ten_times_what_is_expected_however_quick_others_were(
    share: float, limits: list[float]
) -> None:
    engine = Taking(share)
    kept: list[Outcome] = []
    schedule = Schedule(engine, time.monotonic() + 1e6, kept.append, Silent())
    schedule.run([trial("drawn", cost=10.0, seed=0), trial("drawn", cost=100.0, seed=1)])
    assert engine.limits == pytest.approx(limits)
    assert len(kept) == 2


def test_what_timed_out_is_tried_again_on_resuming(
    run: Any, go_on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Small([trial("drawn", cost=0.01, seed=0, add=0.0, sleep=2.0)])
    monkeypatch.setattr(scheduling, "_LATE_SECONDS", 0.5)
    done = run(slow)
    assert [one["status"] for one in done["trials"]] == ["timed_out"]
    monkeypatch.setattr(scheduling, "_LATE_SECONDS", 60.0)
    again = go_on(slow, done["run"])
    assert [one["status"] for one in again["trials"]] == ["done"]
    assert again["counts"] == {"done": 1}
