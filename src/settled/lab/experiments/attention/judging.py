"""Verdicts on the claims about what is learnt, from the comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from settled.lab import statistics
from settled.lab.experiment import Comparison, Judged, Outcome, Plan, Ruling
from settled.lab.experiments.attention.asked import Contest, contests, finals, tuning
from settled.lab.experiments.attention.claims import LINEAR, SPARSE, UNRIVALLED
from settled.lab.experiments.attention.scores import SMALLEST, Board
from settled.lab.experiments.attention.sizes import EXTRAPOLATION, SIZES, STANDARD_POSITION, Entrant

LEARNT = 0.5
"""An accuracy below which a task was not learnt, so that equality there says nothing of ability."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the claims are judged by."""

    plan: Plan
    known: Mapping[str, Outcome]
    boards: Sequence[Board]
    comparisons: Sequence[Comparison]

    def board(self, workload: str) -> Board | None:
        """The split of a workload that rivals are compared on."""
        return next((one for one in self.boards if one.contest.name == workload and one.compared), None)

    def words(self, board: Board, technology: str = "") -> dict[str, str]:
        """What was found of each single technology's mixers there, or of one's; "" if it was not run."""
        found = {one.technology: one.word for one in self.comparisons if one.workload == board.workload}
        return {
            one.label: _said(found.get(one.label, ""), board) for one in rivals(board.contest, technology)
        }


def rivals(contest: Contest, technology: str = "") -> tuple[Entrant, ...]:
    """Mixers of the package that are of one technology alone, or of this one."""
    return tuple(
        one
        for one in contest.entrants[1:]
        if one.technology and (not technology or one.technology == technology)
    )


def _said(word: str, board: Board) -> str:
    """Equality where the incumbent has not learnt the task is none."""
    mean = board.mean(board.contest.entrants[0])
    unlearnt = board.metric == "accuracy" and mean is not None and mean < LEARNT
    return "no difference found" if word == "shown equal" and unlearnt else word


def judged(findings: Findings) -> list[Judged]:
    """Every claim about what is learnt that something was run for."""
    found = [
        *(_unrivalled(findings, workload, claim) for workload, claim in UNRIVALLED.items()),
        _effective(findings),
        _behind(findings, "linear-loses-recall", "associative_recall", LINEAR),
        _behind(findings, "sparse-is-local", "copying", SPARSE),
        _stable(findings),
        _extrapolates(findings),
        _best_position(findings),
    ]
    return [one for one in found if one is not None]


def _unrivalled(findings: Findings, workload: str, claim: str) -> Judged | None:
    board = findings.board(workload)
    words = findings.words(board) if board else {}
    if board is None or not any(words.values()):
        return None
    equals = _those(words, "better", "shown equal")
    verdict: Ruling = "fails" if equals else "holds" if set(words.values()) == {"worse"} else "undecided"
    return Judged(claim, verdict, f"{_told(words)}; {_sizes(findings.plan, board)}", equals or None)


def _behind(findings: Findings, claim: str, workload: str, technology: str) -> Judged | None:
    """All worse: holds; some: only for them; none worse, and all as good or better: fails."""
    board = findings.board(workload)
    words = findings.words(board, technology) if board else {}
    if board is None or not any(words.values()):
        return None
    worse, equals = _those(words, "worse"), _those(words, "better", "shown equal")
    verdict: Ruling = "undecided"
    if len(worse) == len(words):
        verdict = "holds"
    elif worse and equals:
        verdict = "holds_only_if"
    elif len(equals) == len(words):
        verdict = "fails"
    return Judged(claim, verdict, f"{_told(words)}; {_sizes(findings.plan, board)}", equals or None)


def _effective(findings: Findings) -> Judged | None:
    """By the rule of ``settled lab verdict``: better somewhere and worse nowhere."""
    boards = [one for one in findings.boards if one.compared]
    found: dict[str, list[str]] = {}
    for board in boards:
        for label, word in findings.words(board).items():
            found.setdefault(label, []).append(word)
    if not any(word for words in found.values() for word in words):
        return None
    effective = [label for label, words in found.items() if "better" in words and "worse" not in words]
    beaten = [label for label, words in found.items() if "worse" in words]
    verdict: Ruling = "fails" if effective else "holds" if len(beaten) == len(found) else "undecided"
    open_ = [label for label in found if label not in (*effective, *beaten)]
    parts = [
        f"better somewhere and worse nowhere: {', '.join(effective) or 'none'}",
        f"worse somewhere: {', '.join(beaten) or 'none'}",
        *([f"neither shown: {', '.join(open_)}"] if open_ else []),
        f"on {', '.join(board.workload for board in boards)}",
    ]
    return Judged("no-effective-alternative", verdict, "; ".join(parts), effective or None)


def _stable(findings: Findings) -> Judged | None:
    ends: dict[str, list[str]] = {"tuning": [], "final": []}
    for contest in contests(findings.plan):
        own = contest.entrants[0]
        tuned = [trial.id for entrant, _, trial in tuning(findings.plan, contest) if entrant is own]
        final = [
            trial.id
            for entrant, _, _, trial in finals(findings.plan, contest, findings.known)
            if entrant is own
        ]
        for kind, ids in (("tuning", tuned), ("final", final)):
            ends[kind] += [findings.known[name].status for name in ids if name in findings.known]
    if not ends["final"]:
        return None
    lost = {kind: statuses.count("diverged") for kind, statuses in ends.items()}
    verdict: Ruling = "fails" if lost["final"] else "holds_only_if" if lost["tuning"] else "holds"
    told = (
        f"diverged: {lost['tuning']} of {len(ends['tuning'])} runs of tuning, {lost['final']} of "
        f"{len(ends['final'])} final runs"
    )
    return Judged("softmax-trains-stably", verdict, told)


def _extrapolates(findings: Findings) -> Judged | None:
    boards = [one for one in findings.boards if one.contest.name == EXTRAPOLATION]
    if len(boards) < 2:
        return None
    near, far = boards[0], boards[-1]
    own = near.contest.entrants[0]
    changes = [after - before for before, after in zip(near.values(own), far.values(own), strict=True)]
    if len(changes) < 2:
        return None
    change, learnt, smallest = statistics.spread(changes), near.mean(own) or 0.0, SMALLEST["accuracy"]
    told = (
        f"accuracy {learnt:.3f} at {near.contest.task.length} positions, changed at four times that by "
        f"{change.mean:+.3f} [{change.low:+.3f}, {change.high:+.3f}]; allowed {smallest:g}"
    )
    verdict: Ruling = "undecided"
    if learnt >= LEARNT and change.low > -smallest:
        verdict = "holds"
    elif learnt >= LEARNT and change.high < -smallest:
        verdict = "fails"
    return Judged("rope-extrapolates", verdict, told)


def _best_position(findings: Findings) -> Judged | None:
    words = {
        one.technology: str(one.word)
        for one in findings.comparisons
        if one.against == f"position {STANDARD_POSITION}"
    }
    board = findings.board(EXTRAPOLATION)
    if not words or board is None:
        return None
    better = _those(words, "better")
    settled = len(_those(words, "worse", "shown equal")) == len(words) and bool(_those(words, "worse"))
    verdict: Ruling = "fails" if better else "holds" if settled else "undecided"
    told = f"{_told(words)}; {board.workload}, {_sizes(findings.plan, board)}"
    return Judged("rope-is-the-best-position", verdict, told, better or None)


def _those(words: Mapping[str, str], *wanted: str) -> list[str]:
    return [label for label, word in words.items() if word in wanted]


def _told(words: Mapping[str, str]) -> str:
    order = ("better", "shown equal", "no difference found", "worse", "")
    parts = [(word or "not run", _those(words, word)) for word in order]
    return "; ".join(f"{word}: {', '.join(labels)}" for word, labels in parts if labels)


def _sizes(plan: Plan, board: Board) -> str:
    model, task = SIZES[plan.budget].model, board.contest.task
    settings = "".join(f", {name} {value}" for name, value in task.settings.items())
    return (
        f"at length {task.length}{settings}, width {model['width']}, {model['layers']} layers, "
        f"{model['steps']} steps of {model['rows']} rows"
    )
