"""One round of trials over the workers, within a deadline."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from settled.lab.engine import Engine
from settled.lab.experiment import Outcome, Trial

# A trial that takes ten times what it was expected to take hangs; a short one may be late by the machine's
# whim.
_LATE_TIMES, _LATE_SECONDS = 10.0, 60.0
_ATTEMPTS = 2  # a trial whose process somebody ended is begun once more


class Progress(Protocol):
    """Who is told how far a run is."""

    def asked(self, trials: Sequence[Trial]) -> None:
        """These trials are to be run, too."""

    def finished(self, trial: Trial) -> None:
        """This one need not be run any more."""


@dataclass(slots=True)
class Pace:
    """How much longer trials take on this machine than was expected; 1 until one has ended."""

    expected: float = 0.0
    taken: float = 0.0

    def learn(self, outcome: Outcome) -> None:
        """Reckon with a trial that ran to its end."""
        if outcome.status in ("done", "diverged"):
            self.expected += outcome.trial.cost
            self.taken += outcome.seconds

    def of(self, trial: Trial) -> float:
        """Seconds that a trial is now expected to take."""
        return trial.cost * (self.taken / self.expected if self.expected else 1.0)


@dataclass(slots=True)
class Schedule:
    """Hands out trials in their order, passing over those that would not end before the deadline.

    Attributes:
        deadline: on the monotonic clock; what runs then is ended, and is as if it had not begun.
        keep: called with each outcome before its worker gets another trial.
    """

    engine: Engine
    deadline: float
    keep: Callable[[Outcome], None]
    progress: Progress
    pace: Pace = field(default_factory=Pace)
    attempts: Counter[str] = field(default_factory=Counter)

    def run(self, trials: Sequence[Trial]) -> list[Trial]:
        """Run a round; the trials that were not run for want of time."""
        waiting = list(trials)
        while self._hand_out(waiting) or self.engine.in_hand:
            outcome = self.engine.wait(self.deadline)
            if outcome is None:
                if time.monotonic() >= self.deadline:
                    break
                continue
            if outcome.status == "killed" and self.attempts[outcome.trial.id] < _ATTEMPTS:
                waiting.insert(0, outcome.trial)
                continue
            self.pace.learn(outcome)
            self.keep(outcome)
            self.progress.finished(outcome.trial)
        left = {trial.id for trial in (*waiting, *self.engine.in_hand)}
        return [trial for trial in trials if trial.id in left]

    def _hand_out(self, waiting: list[Trial]) -> bool:
        """Give every idle worker the first trial that fits; whether any was given."""
        given = False
        while self.engine.idle and (trial := self._fitting(waiting)):
            waiting.remove(trial)
            self.attempts[trial.id] += 1
            # Trials that took less than expected say nothing of one that takes what was expected.
            expected = max(self.pace.of(trial), trial.cost)
            self.engine.hand(trial, max(_LATE_TIMES * expected, _LATE_SECONDS))
            given = True
        return given

    def _fitting(self, waiting: Sequence[Trial]) -> Trial | None:
        left = self.deadline - time.monotonic()
        return next((trial for trial in waiting if self.pace.of(trial) <= left), None)
