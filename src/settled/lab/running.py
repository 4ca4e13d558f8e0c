"""A run: trials in rounds until the experiment asks for no more, or the budget is spent; then the
conclusion."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from settled.lab.code import code_digest
from settled.lab.crew import crew
from settled.lab.engine import Starting
from settled.lab.experiment import Conclusion, Experiment, Outcome, Plan, Trial
from settled.lab.runs import Run
from settled.lab.scheduling import Progress, Schedule
from settled.lab.trial_log import TrialLog

_MACHINES = ("killed", "timed_out")
"""What a trial may have come to by the doing of the machine or of who uses it, and not by its own."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run came to.

    Attributes:
        code: digest of the code that gave the outcomes.
        outcomes: of this code, in the order in which the experiment asked for them.
        missing: trials that were asked for and not run, for want of time.
        superseded: outcomes that other code gave, and that were measured anew.
        seconds: wall time of this session of the run.
    """

    code: str
    outcomes: tuple[Outcome, ...]
    missing: tuple[Trial, ...]
    superseded: int
    seconds: float
    conclusion: Conclusion


def run_trials(run: Run, experiment: Experiment, progress: Progress, engine: Starting = crew) -> Ran:
    """Run what of a run is not done yet, within its plan's seconds, and conclude.

    Args:
        engine: starts what runs the trials; by default a worker process a core.

    Raises:
        InputError: outcomes cannot be written, a line of theirs was changed by hand, or another process works
            on this run.
    """
    start = time.monotonic()
    code = code_digest(experiment, run.plan.user_files)
    with run.held():
        session = _Session(experiment, run.plan, run.log(), code, progress)
        outcomes, missing = session.go(start + run.plan.seconds, engine)
    return Ran(
        code=code,
        outcomes=outcomes,
        missing=missing,
        superseded=sum(given != code for given, _ in session.log.outcomes),
        seconds=time.monotonic() - start,
        conclusion=experiment.conclude(run.plan, outcomes),
    )


@dataclass(slots=True)
class _Session:
    experiment: Experiment
    plan: Plan
    log: TrialLog
    code: str
    progress: Progress
    before: int = 0  # outcomes that earlier sessions kept

    def __post_init__(self) -> None:
        self.before = len(self.log.outcomes)

    def go(self, deadline: float, engine: Starting) -> tuple[tuple[Outcome, ...], tuple[Trial, ...]]:
        """Outcomes of the trials asked for, in their order, and the trials that were not run."""
        with ExitStack() as stack:
            run = self._starting(stack, deadline, engine)
            outcomes: tuple[Outcome, ...] = ()
            asked: set[str] = set()
            while True:
                trials = self.experiment.trials(self.plan, outcomes)
                fresh = [trial for trial in trials if trial.id not in asked]
                if not fresh:
                    return outcomes, ()
                asked.update(trial.id for trial in fresh)
                run(fresh)
                known = self._known()
                outcomes = tuple(known[trial.id] for trial in trials if trial.id in known)
                if missing := tuple(trial for trial in trials if trial.id not in known):
                    return outcomes, missing

    def _starting(
        self, stack: ExitStack, deadline: float, engine: Starting
    ) -> Callable[[Sequence[Trial]], None]:
        """What runs those of some trials that are not known; the engine starts with the first of them."""
        schedule: Schedule | None = None

        def run(trials: Sequence[Trial]) -> None:
            nonlocal schedule
            known = self._known()
            waiting = [trial for trial in trials if trial.id not in known]
            self.progress.asked(waiting)
            if waiting and schedule is None:
                schedule = Schedule(stack.enter_context(engine()), deadline, self._keep, self.progress)
            if schedule is not None:
                schedule.run(waiting)

        return run

    def _known(self) -> dict[str, Outcome]:
        """The last outcome of each trial that this code gave; what the machine ended in an earlier session is
        tried again."""
        return {
            outcome.trial.id: outcome
            for number, (code, outcome) in enumerate(self.log.outcomes)
            if code == self.code and (outcome.status not in _MACHINES or number >= self.before)
        }

    def _keep(self, outcome: Outcome) -> None:
        self.log.append(outcome, self.code)
