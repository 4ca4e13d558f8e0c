"""What an experiment is: frozen records, all of them JSON, and the protocol that an experiment's file
satisfies.

An experiment says which trials it needs, given what is known; the frame runs them and asks again, until
nothing is added; then the experiment concludes. Both must be pure functions of what they are given, so that a
run that was killed goes on and ends as it would have ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

BudgetName = Literal["quick", "standard", "full"]
Status = Literal["done", "diverged", "crashed", "out_of_memory", "timed_out", "killed"]
Ruling = Literal["holds", "fails", "holds_only_if", "undecided", "not_tested"]
Word = Literal["better", "worse", "shown equal", "no difference found"]
Json = Any  # what `json` reads and writes: None, bool, int, float, str, lists and string-keyed mappings of it

BUDGET_NAMES: tuple[BudgetName, ...] = ("quick", "standard", "full")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that the experiment tests.

    Attributes:
        source: where it is stated (``chapter 3, line 212``).
        technologies: ids of what it is about.
        stance: ``for``: it speaks for them where it holds; ``against``: it names a fault of theirs.
        theorem: whether it is a theorem, and so evidence of what is known of them in theory.
    """

    id: str
    statement: str
    source: str
    technologies: tuple[str, ...] = ()
    stance: Literal["for", "against"] = "for"
    theorem: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """One call of a plain function, in a process of its own core, on one thread.

    Attributes:
        id: unique in the experiment, and the same whenever the trial is asked for.
        function: ``module:name``; called as ``name(config, seed)``, gives a mapping that JSON can hold. A
            NaN or an infinity among its values means that the trial diverged.
        config: what JSON can hold.
        cost: expected seconds on one core, > 0; the run's limits and its budget are reckoned from it.
    """

    id: str
    function: str
    config: Mapping[str, Json]
    seed: int
    cost: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial.

    Attributes:
        values: what the function gave; of a diverged trial with ``None`` for each NaN and infinity; empty
            where it gave nothing.
        seconds: wall time of the call.
        because: why it is not ``done``, in one line; empty if it is.
    """

    trial: Trial
    status: Status
    values: Mapping[str, Json]
    seconds: float
    because: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A metric of a technology on a workload, over seeds.

    Attributes:
        low: with ``high`` the 90 % interval of the mean; ``None`` where one seed tells none.
    """

    technology: str
    metric: str
    workload: str
    mean: float
    low: float | None
    high: float | None
    n_seeds: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A challenger against an incumbent on one workload, over paired studies; positive is for the challenger.

    Attributes:
        difference: mean over studies, in ``unit``, turned so that positive means the challenger is better.
        low: with ``high`` its 90 % interval.
        smallest: the smallest difference of interest, stated beforehand, > 0.
        p_better: probability that the difference exceeds ``smallest``, by the bootstrap.
        p_value: of no difference, after Holm's correction over the experiment's comparisons.
        word: the finding.
        n: paired studies.
    """

    technology: str
    against: str
    workload: str
    metric: str
    unit: str
    difference: float
    low: float
    high: float
    smallest: float
    p_better: float
    p_value: float
    word: Word
    n: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a claim, ``because`` in one line."""

    id: str
    verdict: Ruling
    because: str
    counterexample: Json = None


@dataclass(frozen=True, slots=True)
class UserFile:
    """A file of the user's own code, which he named; ``path`` is absolute, ``digest`` its SHA-256."""

    kind: Literal["workload", "mixer"]
    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of the experiment.

    Attributes:
        technologies: ids to take part; empty: those of the budget.
        workloads: names of the experiment's workloads to run; empty: those of the budget.
        seconds: wall time that the run may take.
        user_files: the user's own workloads and mixers, beside ``workloads``.
    """

    budget: BudgetName
    technologies: tuple[str, ...] = ()
    workloads: tuple[str, ...] = ()
    seconds: float = 90.0
    user_files: tuple[UserFile, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """Wall seconds on two cores, and in a sentence part what is run in them and what is left out."""

    seconds: float
    says: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the outcomes say. Claims that it leaves out are ``not_tested``."""

    results: tuple[Result, ...] = ()
    claims: tuple[Judged, ...] = ()
    notes: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = field(default=())


@runtime_checkable
class Experiment(Protocol):
    """What an experiment's module offers; it imports no PyTorch at its top, so that listing stays fast.

    Attributes:
        FIELD: id of the contest that it decides, or ``None``.
        CODE: names of packages and modules of ``settled.lab`` that its trials rest on, besides its own file:
            if their text changes, a run is measured anew.
        TECHNOLOGIES: ids that ``--technologies`` may name; the incumbent first.
        WORKLOADS: names that ``--workload`` may give; empty, and no file of the user's either: it has none.
    """

    NAME: str
    QUESTION: str
    FIELD: str | None
    PROTOCOL: str
    CLAIMS: Sequence[Claim]
    BUDGETS: Mapping[BudgetName, Budget]
    CODE: Sequence[str]
    TECHNOLOGIES: Sequence[str]
    WORKLOADS: Sequence[str]

    def trials(self, plan: Plan, outcomes: Sequence[Outcome]) -> Sequence[Trial]:
        """All trials that are needed, given the outcomes so far, in the order in which they matter.

        Called again with what came of them until it names no new one.
        """
        ...

    def conclude(self, plan: Plan, outcomes: Sequence[Outcome]) -> Conclusion:
        """What the outcomes say, in the order of their trials; some may be missing for want of time."""
        ...
