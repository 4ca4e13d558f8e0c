"""Repositories' histories by object id against their states checked out and scanned one by one, in one run.

``SETTLED_HISTORY`` names git folders, with commas between (``FOLDER``, or ``NAME=FOLDER`` where the folder
does not tell what it is called); which of several are measured, a rule says (``choose``). Of each: its newest
40 quarterly states, or as many as it has. Each part is a process of its own; seconds are from within it,
without the start of Python and its imports, and CPU seconds are of all its processes.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

QUARTERS = 40
FURTHER = 4
CHECKOUT_SECONDS = 25.0
COMMITS = (4_000, 7_000)
MOST = 6
SEED = 0
AIMS = {"checkouts": 20.0, "further": 1.3, "again": 0.02}
CHILD = "import sys; from benchmarks import code_history; code_history.part(*sys.argv[1:])"


def opened(repository: str) -> Any:
    """The repository, opened anew."""
    from settled.scan.code.kinds import kind_of
    from settled.sources.code import open_code

    return open_code(Path(repository), kind_of)


def quarters(repository: str) -> list[date]:
    """The ends of the newest quarters of its life, oldest first."""
    from settled.pipeline.code import STEPS, period_ends

    first, last = opened(repository).first_and_last()
    return [day for day in period_ends(first, last, STEPS["quarter"]) if day >= first][-QUARTERS:]


@contextmanager
def measured(figures: dict[str, Any], name: str) -> Iterator[None]:
    """Wall clock and CPU seconds of a block, that of the processes it ended included, added up by name."""
    wall, cpu = time.perf_counter(), _cpu()
    yield
    spent = figures.setdefault(name, {"wall": 0.0, "cpu": 0.0})
    spent["wall"] += time.perf_counter() - wall
    spent["cpu"] += _cpu() - cpu


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _import_all() -> None:
    """Import what is imported late, so that no part's seconds hold it."""
    for name in ("polars", "pyarrow.compute", "pyarrow.parquet", "pygit2", "hyperscan"):
        with suppress(ImportError):
            import_module(name)
    for name in ("pipeline.repositories", "scan.code.engine", "ledger.parquet", "sources.code.objects"):
        import_module(f"settled.{name}")
    import pyarrow as pa

    pa.array([""])  # imports pandas, where it is installed


# --- parts, each a process


def history(figures: dict[str, Any], repository: str, since: str, until: str) -> None:
    """``settled scan history`` of some quarters, into the ledger; what was read before is known."""
    from settled.pipeline import Settled
    from settled.pipeline.repositories import scan_history

    tool = Settled.open()
    days = (date.fromisoformat(day) for day in (since, until))
    with measured(figures, "history"):
        found = scan_history(tool, Path(repository), since=next(days), until=next(days))
    figures["states"] = len(found.trees)
    figures["files"] = found.seen


def new_contents(figures: dict[str, Any], repository: str, before: str, day: str) -> None:
    """Scan only what a quarter's state holds and that of the quarter before does not."""
    from settled.pipeline import Settled
    from settled.scan.code.engine import scan_blobs

    fields = list(Settled.open().catalog.fields.values())
    with measured(figures, "opening"):
        code = opened(repository)
        old, new = code.trees_at([date.fromisoformat(before), date.fromisoformat(day)])
    wanted = {(one.blob, one.kind) for one in new.listed} - {(one.blob, one.kind) for one in old.listed}
    with measured(figures, "scanning"):
        for _ in scan_blobs(code.contents(sorted(wanted)), fields):
            pass
    figures["contents"] = len(wanted)


def checkouts(figures: dict[str, Any], repository: str, *days: str) -> None:
    """Check states out and scan the files of each with nothing known; stops where it would take too long."""
    from settled.pipeline import Settled
    from settled.pipeline.code import Reader

    tool = Settled.open()
    with tempfile.TemporaryDirectory() as name:
        states = list(opened(repository).trees_at([date.fromisoformat(day) for day in days]))
        done = []
        for turn in _spread(len(states)):
            if sum(figures[one]["wall"] for one in figures) > CHECKOUT_SECONDS:
                break
            for at in turn:
                folder = Path(name) / "tree"
                with measured(figures, "checking out"):
                    _check_out(repository, states[at].revision, folder)
                with measured(figures, "scanning"):
                    code, reader = opened(str(folder)), Reader(tool, None, None)
                    tree = code.tree()
                    reader.read(code, [tree])
                    scan = reader.scan(tree, date.fromisoformat(days[at]))
                done.append((len(tree.listed), len(scan.joined.sightings)))
                subprocess.run(["rm", "-rf", str(folder)], check=True)
    figures["done"], figures["files"] = len(done), sum(files for files, _ in done)


def _spread(count: int) -> Iterator[list[int]]:
    """Places in rounds, each spread evenly over all: the first has every eighth, the last every second."""
    for step, start in ((8, 0), (8, 4), (4, 2), (2, 1)):
        yield list(range(start, count, step))


def _check_out(repository: str, commit: str, folder: Path) -> None:
    folder.mkdir()
    environment = {**os.environ, "GIT_INDEX_FILE": f"{folder}.index", "GIT_CONFIG_NOSYSTEM": "1"}
    git = ["git", "-c", "core.hooksPath=/dev/null", "--git-dir", repository, "--work-tree", str(folder)]
    subprocess.run([*git, "read-tree", commit], env=environment, check=True, capture_output=True)
    # It fails where large objects were left out of the copy, and checks out all the others: the scan of the
    # history passes over the same.
    write = [*git, "checkout-index", "--all", "--quiet", f"--prefix={folder}/"]
    subprocess.run(write, env=environment, check=False, capture_output=True)
    if not any(folder.iterdir()):
        raise RuntimeError(f"commit {commit} cannot be checked out")


def part(name: str, *arguments: str) -> None:
    """Run a part and print its figures, and its peak memory with that of its processes."""
    _import_all()
    figures: dict[str, Any] = {}
    {"history": history, "new": new_contents, "checkouts": checkouts}[name](figures, *arguments)
    workers = len(os.sched_getaffinity(0)) * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    figures["peak"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + workers) * 1024
    print(json.dumps(figures))


# --- all of them


def _run(home: Path, name: str, *arguments: str) -> dict[str, Any]:
    folders = {"SETTLED_HOME": str(home / "home"), "SETTLED_CACHE": str(home / "cache")}
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, **folders, "PYTHONPATH": path}
    command = [sys.executable, "-c", CHILD, name, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-500:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def choose(commits: Mapping[str, int]) -> list[str]:
    """The repositories to measure: those of some size, or a draw of them; a single one whatever its size.

    Args:
        commits: that HEAD leads to, by the repository's name.
    """
    fit = sorted(name for name, count in commits.items() if COMMITS[0] <= count <= COMMITS[1])
    if len(commits) == 1:
        return list(commits)
    return sorted(Random(SEED).sample(fit, MOST)) if len(fit) > MOST else fit


def run() -> dict[str, Any]:
    """Of each repository chosen the seconds of each part; nothing where none is named."""
    folders = dict(_named(one) for one in os.environ.get("SETTLED_HISTORY", "").split(",") if one.strip())
    commits = {name: _commits(folder) for name, folder in folders.items()}
    return {
        "commits": commits,
        "measured": {name: _measure(folders[name]) for name in choose(commits)},
    }


def _named(text: str) -> tuple[str, str]:
    name, _, folder = text.strip().rpartition("=")
    repository = str(Path(folder).resolve())
    return name or opened(repository).name, repository


def _commits(repository: str) -> int:
    command = ["git", "--git-dir", repository, "rev-list", "--count", "HEAD"]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _measure(repository: str) -> dict[str, Any]:
    days = quarters(repository)
    texts = [day.isoformat() for day in days]
    figures: dict[str, Any] = {"quarters": len(days), "span": (texts[0], texts[-1])}
    figures |= _sizes(opened(repository), days)
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        figures["first"] = _run(home, "history", repository, texts[0], texts[-1])
        figures["again"] = _run(home, "history", repository, texts[0], texts[-1])
        figures["checkouts"] = _run(home, "checkouts", repository, *texts)
        figures["further"] = _further(home / "further", repository, texts)
    return figures


def _sizes(code: Any, days: Sequence[date]) -> dict[str, int]:
    """Contents of all states and, each once, of the history."""
    states = [{(one.blob, one.kind) for one in tree.listed} for tree in code.trees_at(days)]
    return {"contents": sum(map(len, states)), "distinct": len(set().union(*states))}


def _further(home: Path, repository: str, texts: list[str]) -> list[dict[str, Any]]:
    """Each of the last quarters, where all before it are known, and its new contents alone."""
    known = len(texts) - FURTHER
    if known < 1:
        return []
    _run(home, "history", repository, texts[0], texts[known - 1])
    found = []
    for at in range(known, len(texts)):
        # With nothing new first, so that what is asked of known states is told from what one more costs.
        again = _run(home, "history", repository, texts[0], texts[at - 1])
        more = _run(home, "history", repository, texts[0], texts[at])
        alone = _run(home, "new", repository, texts[at - 1], texts[at])
        found.append({"again": again["history"], "more": more["history"], "alone": alone})
    return found


# --- as text


def render(figures: dict[str, Any]) -> str:
    """How the repositories were chosen, a table of what they hold, one of seconds, and one of ratios."""
    head = ["## Code history: speed", ""]
    commits, found = figures["commits"], figures["measured"]
    if not found:
        return "\n".join([*head, "Not measured: `SETTLED_HISTORY` names no git folder that is fit."])
    lines = [
        *head,
        _rule(commits, found),
        "",
        "| | commits | quarterly states | contents to read | distinct | times as many |",
        "|---|---:|---|---:|---:|---:|",
        *(_held(name, commits[name], one) for name, one in found.items()),
        "",
        "Times as many is what reading each content once can save of the reading alone. All fields. Seconds, "
        "wall clock and CPU; checkouts are evenly spread over the states and scaled to all of them:",
        "",
        "| | history, nothing known | again, nothing new | checkouts scanned | checked out | of them done "
        "| peak memory: history, checkouts |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(_seconds(name, one) for name, one in found.items()),
        "",
        "Ratios by wall clock, and by CPU in parentheses:",
        "",
        f"| | {' | '.join(_RATIOS)} |",
        f"|---|{'---:|' * len(_RATIOS)}",
    ]
    ratios = {name: _ratios(one) for name, one in found.items()}
    lines += [_row(name, list(one.values())) for name, one in ratios.items()]
    lines.append(_row("**median**", [_median([one[kind] for one in ratios.values()]) for kind in _RATIOS]))
    aims = [f"≥ {AIMS['checkouts']:.0f}", "", f"< {AIMS['again']}", f"≤ {AIMS['further']}", ""]
    lines.append(f"| aim | {' | '.join(aims)} |")
    return "\n".join([*lines, "", _of_further(found)])


_RATIOS = (
    "checkouts scanned, to the history",
    "checked out and scanned, to it",
    "again, to the first run",
    "one further state, to its new contents alone",
    "history with one further state, to opening it and reading these",
)

Ratio = tuple[float, float] | None
"""By wall clock and by CPU; ``None``: not measured."""


def _rule(commits: Mapping[str, int], found: Mapping[str, Any]) -> str:
    if len(commits) == 1:
        return "The one repository that was named:"
    fit = {name: count for name, count in commits.items() if COMMITS[0] <= count <= COMMITS[1]}
    others = ", ".join(f"{name} {count:,}" for name, count in sorted(fit.items()) if name not in found)
    drawn = f", {len(found)} drawn by seed {SEED} before any was measured" if others else ""
    rest = f" Fit and not drawn: {others}." if others else ""
    return (
        f"Of {len(commits)} repositories named those whose HEAD leads to {COMMITS[0]:,} to {COMMITS[1]:,} "
        f"commits: {len(fit)}{drawn}.{rest}"
    )


def _held(name: str, commits: int, one: dict[str, Any]) -> str:
    span = f"{one['quarters']}, {one['span'][0]} to {one['span'][1]}"
    times = one["contents"] / one["distinct"]
    return f"| {name} | {commits:,} | {span} | {one['contents']:,} | {one['distinct']:,} | {times:.1f} |"


def _seconds(name: str, one: dict[str, Any]) -> str:
    out = one["checkouts"]
    scale = one["quarters"] / out["done"]
    spent = [one["first"]["history"], one["again"]["history"], _scaled(out["scanning"], scale)]
    spent.append(_scaled(out["checking out"], scale))
    times = [f"{each['wall']:.2f}, {each['cpu']:.2f}" for each in spent]
    peaks = f"{one['first']['peak'] / 1e6:.0f}, {out['peak'] / 1e6:.0f} MB"
    return f"| {name} | {' | '.join(times)} | {out['done']} | {peaks} |"


def _ratios(one: dict[str, Any]) -> dict[str, Ratio]:
    first, out = one["first"]["history"], one["checkouts"]
    scale = one["quarters"] / out["done"]
    scanned = _scaled(out["scanning"], scale)
    found: list[Ratio] = [
        _ratio(scanned, first),
        _ratio(_added(scanned, _scaled(out["checking out"], scale)), first),
        _ratio(one["again"]["history"], first),
        *_further_ratios(one["further"]),
    ]
    return dict(zip(_RATIOS, found, strict=True))


def _further_ratios(found: list[dict[str, Any]]) -> tuple[Ratio, Ratio]:
    if not found:
        return None, None
    more = _added(*(one["more"] for one in found))
    again = _added(*(one["again"] for one in found))
    alone = _added(*(one["alone"]["scanning"] for one in found))
    opening = _added(*(one["alone"]["opening"] for one in found))
    extra = {name: more[name] - again[name] for name in more}
    return _ratio(extra, alone), _ratio(more, _added(alone, opening))


def _of_further(found: Mapping[str, Any]) -> str:
    new = [f"{name} {_mean_new(one['further']):,.0f}" for name, one in found.items() if one["further"]]
    return (
        f"A further state is the mean of the newest {FURTHER}: the run that has it less the run before it "
        f"with nothing new. Their new contents: {', '.join(new)}."
    )


def _mean_new(further: Sequence[Mapping[str, Any]]) -> float:
    return sum(int(one["alone"]["contents"]) for one in further) / len(further)


def _ratio(one: Mapping[str, float], other: Mapping[str, float]) -> Ratio:
    return one["wall"] / other["wall"], one["cpu"] / other["cpu"]


def _median(ratios: Sequence[Ratio]) -> Ratio:
    known = [one for one in ratios if one is not None]
    return (median(wall for wall, _ in known), median(cpu for _, cpu in known)) if known else None


def _row(name: str, ratios: Sequence[Ratio]) -> str:
    texts = ["" if one is None else f"{one[0]:.3g} ({one[1]:.3g})" for one in ratios]
    return f"| {name} | {' | '.join(texts)} |"


def _added(*spent: Mapping[str, float]) -> dict[str, float]:
    return {name: sum(one[name] for one in spent) for name in ("wall", "cpu")}


def _scaled(spent: Mapping[str, float], scale: float) -> dict[str, float]:
    return {name: spent[name] * scale for name in ("wall", "cpu")}
