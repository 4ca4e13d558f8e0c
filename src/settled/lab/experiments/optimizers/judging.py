"""Verdicts on the claims."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from settled.lab import statistics
from settled.lab.experiment import Comparison, Judged, Outcome, Plan, Ruling, Word
from settled.lab.experiments.optimizers.asked import STANDARD
from settled.lab.experiments.optimizers.claims import FAST, SENSITIVE, SLOW
from settled.lab.experiments.optimizers.scores import Board, label
from settled.lab.experiments.optimizers.sizes import INCUMBENT, entrants

_VARIANTS = ("adamw_bf16", "adamw_fp16", "adamw_8bit")
_FLOAT_STATE = 8.0  # bytes a parameter of two float32 moments


def judged(
    plan: Plan, boards: Sequence[Board], comparisons: Sequence[Comparison], inspected: Outcome | None
) -> list[Judged]:
    """All claims that the boards say something of."""
    rivals = [one for one in entrants(plan)[1:] if one not in _VARIANTS]
    checks: tuple[Callable[[], Iterator[Judged]], ...] = (
        lambda: _alternatives(rivals, comparisons),
        lambda: _fastest(rivals, comparisons),
        lambda: _ends_best(rivals, boards),
        lambda: _adam_ends_lower(boards),
        lambda: _speeds(comparisons),
        lambda: _sensitivity(rivals, boards),
        lambda: _standard(boards),
        lambda: _state("half-precision-state", "adamw_fp16", 0.5, 0.001, boards),
        lambda: _state("bfloat16-state", "adamw_bf16", 0.5, 0.001, boards),
        lambda: _state("eight-bit-state", "adamw_8bit", 0.25, 0.002, boards),
        lambda: _default(inspected),
    )
    return [one for check in checks for one in check()]


def _of(rivals: Sequence[str], comparisons: Sequence[Comparison]) -> dict[str, list[Comparison]]:
    return {
        name: those
        for name in map(label, rivals)
        if (those := [one for one in comparisons if one.technology == name])
    }


def _alternatives(rivals: Sequence[str], comparisons: Sequence[Comparison]) -> Iterator[Judged]:
    by_rival = _of(rivals, comparisons)
    if not by_rival:
        return
    effective = [
        name
        for name, those in by_rival.items()
        if any(one.word == "better" for one in those) and not any(one.word == "worse" for one in those)
    ]
    open_ones = [
        name
        for name, those in by_rival.items()
        if name not in effective
        and not any(one.word == "worse" for one in those)
        and any(one.word == "no difference found" for one in those)
    ]
    if effective:
        yield Judged(
            "no-effective-alternative", "fails", f"better somewhere, worse nowhere: {_list(effective)}"
        )
    elif open_ones:
        yield Judged(
            "no-effective-alternative",
            "undecided",
            f"neither better nor worse is shown of {_list(open_ones)}",
        )
    else:
        yield Judged(
            "no-effective-alternative", "holds", "every rival is worse somewhere, or equal everywhere"
        )


def _fastest(rivals: Sequence[str], comparisons: Sequence[Comparison]) -> Iterator[Judged]:
    those = [one for found in _of(rivals, comparisons).values() for one in found]
    if not those:
        return
    faster = [f"{one.technology} on {one.workload}" for one in those if one.word == "better"]
    unclear = [f"{one.technology} on {one.workload}" for one in those if one.word == "no difference found"]
    if faster:
        yield Judged("adamw-converges-fastest", "fails", f"fewer steps: {_list(faster)}")
    elif unclear:
        yield Judged("adamw-converges-fastest", "undecided", f"no difference is found of {_list(unclear)}")
    else:
        yield Judged("adamw-converges-fastest", "holds", "every rival is worse or shown equal everywhere")


def _ends_best(rivals: Sequence[str], boards: Sequence[Board]) -> Iterator[Judged]:
    found: list[tuple[str, list[float]]] = []
    for board in boards:
        for rival in rivals:
            gains = [ours - theirs for ours, theirs in _paired(board, INCUMBENT, rival)]
            if len(gains) > 1:
                found.append((f"{label(rival)} on {board.workload}", gains))
    if not found:
        return
    corrected = statistics.holm([statistics.difference_p(gains) for _, gains in found])
    better = [
        name
        for (name, gains), p in zip(found, corrected, strict=True)
        if p <= statistics.LEVEL and sum(gains) > 0.0
    ]
    if better:
        yield Judged("adamw-ends-best", "fails", f"a better final score: {_list(better)}")
    elif all(p <= statistics.LEVEL for p in corrected):
        yield Judged("adamw-ends-best", "holds", "every rival's final score is worse everywhere")
    else:
        yield Judged("adamw-ends-best", "undecided", "no rival is shown better, and not all are shown worse")


def _paired(board: Board, one: str, two: str) -> list[tuple[float, float]]:
    """Best final scores of two entrants in the studies that both ended in."""
    ours, theirs = board.studies.get(one, {}), board.studies.get(two, {})
    pairs = [(ours[study].best, theirs[study].best) for study in sorted(ours.keys() & theirs.keys())]
    return [pair for pair in pairs if math.isfinite(pair[0]) and math.isfinite(pair[1])]


def _adam_ends_lower(boards: Sequence[Board]) -> Iterator[Judged]:
    found = [
        (board.workload, [theirs - ours for ours, theirs in _paired(board, INCUMBENT, "adam")])
        for board in boards
    ]
    found = [(name, losses) for name, losses in found if len(losses) > 1]
    if not found:
        return
    corrected = statistics.holm([statistics.difference_p(losses) for _, losses in found])
    words = {
        name: statistics.word(-sum(losses), p, 1.0)
        for (name, losses), p in zip(found, corrected, strict=True)
    }
    yield _everywhere("adam-ends-lower", words, "worse")


def _speeds(comparisons: Sequence[Comparison]) -> Iterator[Judged]:
    for claim, technology in (*SLOW.items(), *FAST.items()):
        words = {one.workload: one.word for one in comparisons if one.technology == technology}
        if words and claim in SLOW:
            yield _everywhere(claim, words, "worse")
        elif words:
            yield _everywhere(claim, words, "better", "shown equal")


def _everywhere(claim: str, words: Mapping[str, Word], *wanted: Word) -> Judged:
    """Holds if every workload's finding is among those wanted, fails if some is known to be another and none
    is wanted; where workloads differ, it holds only on some."""
    because = ", ".join(f"{workload} {word}" for workload, word in words.items())
    agree = [word in wanted for word in words.values() if word != "no difference found"]
    if agree and not any(agree):
        return Judged(claim, "fails", because)
    if not all(agree):
        return Judged(claim, "holds_only_if", because)
    return Judged(claim, "holds" if len(agree) == len(words) else "undecided", because)


def _sensitivity(rivals: Sequence[str], boards: Sequence[Board]) -> Iterator[Judged]:
    """Paired over studies, the shares averaged over workloads; Holm over rivals."""
    gains = {label(rival): found for rival in rivals if len(found := _share_gains(rival, boards)) > 1}
    if not gains:
        return
    corrected = statistics.holm([statistics.difference_p(one) for one in gains.values()])
    wider = [
        name
        for (name, found), p in zip(gains.items(), corrected, strict=True)
        if p <= statistics.LEVEL and sum(found) > 0.0
    ]
    narrower = [
        name
        for (name, found), p in zip(gains.items(), corrected, strict=True)
        if p <= statistics.LEVEL and sum(found) < 0.0
    ]
    for claim, technology in SENSITIVE.items():
        if technology in gains:
            said = f"share of trials at the target {sum(gains[technology]) / len(gains[technology]):+.0%}"
            ruling: Ruling = (
                "holds" if technology in narrower else "fails" if technology in wider else "undecided"
            )
            yield Judged(claim, ruling, f"{said} against AdamW's, over {len(gains[technology])} studies")
    if wider:
        yield Judged("adamw-low-sensitivity", "fails", f"reach the target at more points: {_list(wider)}")
    elif len(narrower) == len(gains):
        yield Judged("adamw-low-sensitivity", "holds", "every rival reaches the target at fewer points")
    else:
        yield Judged(
            "adamw-low-sensitivity",
            "undecided",
            f"none is shown wider; narrower: {_list(narrower) or 'none'}",
        )


def _share_gains(rival: str, boards: Sequence[Board]) -> list[float]:
    gains: dict[int, list[float]] = {}
    for board in boards:
        ours, theirs = board.studies.get(INCUMBENT, {}), board.studies.get(rival, {})
        for study in sorted(ours.keys() & theirs.keys()):
            gains.setdefault(study, []).append(theirs[study].reached - ours[study].reached)
    return [round(sum(one) / len(one), 9) for one in gains.values()]


def _relative(board: Board, one: str, two: str) -> list[float]:
    """Logarithms of ratios of final scores, where these are positive; some are a thousand times worse."""
    return [math.log(theirs / ours) for ours, theirs in _paired(board, one, two) if ours > 0.0 < theirs]


def _said(found: statistics.Spread) -> str:
    mean, low, high = (math.expm1(one) for one in (found.mean, found.low, found.high))
    return f"{mean:+.2%} ({low:+.2%} to {high:+.2%})"


def _standard(boards: Sequence[Board]) -> Iterator[Judged]:
    said, verdicts = [], []
    for board in boards:
        losses = _relative(board, INCUMBENT, STANDARD)
        if len(losses) > 1:
            found = statistics.spread(losses, 0.01)
            said.append(f"{board.workload} {_said(found)}")
            verdicts.append(found.high <= 0.01 if found.high <= 0.01 or found.low > 0.01 else None)
    if not said:
        return
    because = f"score of the best of three standard settings against tuned: {'; '.join(said)}"
    if all(verdicts):
        yield Judged("standard-settings-serve", "holds", because)
    elif False in verdicts:
        yield Judged("standard-settings-serve", "holds_only_if" if True in verdicts else "fails", because)
    else:
        yield Judged("standard-settings-serve", "undecided", because)


def _state(claim: str, key: str, share: float, most: float, boards: Sequence[Board]) -> Iterator[Judged]:
    """Losses relative to AdamW's best of the same points, on every workload whose score is positive."""
    losses = [one for board in boards for one in _relative(board, INCUMBENT, key)]
    fruitless = [
        sum(int(math.isinf(one.best)) for one in board.studies.get(key, {}).values()) for board in boards
    ]
    states = [board.states[key] for board in boards if key in board.states]
    if len(losses) < 2 or not states:
        return
    found = statistics.spread(losses, most)
    kept = max(states) / _FLOAT_STATE
    because = (
        f"{min(states) / _FLOAT_STATE:.1%} to {kept:.1%} of float32's state, the more the smaller the "
        f"parameters; final score {_said(found)} over {len(losses)} studies; no trial ended in "
        f"{sum(fruitless)} studies"
    )
    # Tiny parameters keep float32 states: a hundredth more is the models' smallness.
    if found.low > most or any(fruitless):
        yield Judged(claim, "fails", because)
    elif found.high <= most:
        yield Judged(claim, "holds" if kept <= share + 0.015 else "holds_only_if", because)
    else:
        yield Judged(claim, "undecided", because)


def _default(inspected: Outcome | None) -> Iterator[Judged]:
    if inspected is None or inspected.status != "done":
        return
    many, makers = len(inspected.values["optimizers"]), inspected.values["makers"]
    where = f"torch.optim of PyTorch {inspected.values['version']}"
    if makers:
        yield Judged("framework-default", "undecided", f"{where} offers {_list(makers)}")
    else:
        yield Judged(
            "framework-default", "fails", f"{where} has {many} optimizers and no default: one must be named"
        )


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
