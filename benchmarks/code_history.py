"""A repository's history by object id against its states checked out and scanned one by one, in one run.

The repository is the git folder that ``SETTLED_HISTORY`` names (``FOLDER``, or ``NAME=FOLDER`` where the
folder does not tell what it is called): its newest 40 quarterly states, or as many as it has. Each part is a
process of its own; seconds are from within it, without the start of Python and its imports, and CPU seconds
are of all its processes.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

QUARTERS = 40
FURTHER = 4
CHECKOUT_SECONDS = 120.0
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


def run() -> dict[str, Any]:
    """Seconds of each part; nothing where no repository is named."""
    named = os.environ.get("SETTLED_HISTORY")
    if not named:
        return {}
    name, _, folder = named.rpartition("=")
    repository = str(Path(folder).resolve())
    days = quarters(repository)
    texts = [day.isoformat() for day in days]
    code = opened(repository)
    figures: dict[str, Any] = {
        "name": name or code.name,
        "quarters": len(days),
        "span": (texts[0], texts[-1]),
    }
    counted = subprocess.run(
        ["git", "--git-dir", repository, "rev-list", "--count", "HEAD"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    figures["commits"] = int(counted.stdout)
    figures |= _sizes(code, days)
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


def render(figures: dict[str, Any]) -> str:
    """A table of seconds, and one of ratios beside their aims."""
    head = ["## Code history: speed", ""]
    if not figures:
        return "\n".join([*head, "Not measured: `SETTLED_HISTORY` names no git folder."])
    first, again, out = figures["first"], figures["again"], figures["checkouts"]
    scale = figures["quarters"] / out["done"]
    lines = [
        *head,
        f"{figures['name']}: {figures['commits']:,} commits; {figures['quarters']} quarterly states from "
        f"{figures['span'][0]} to {figures['span'][1]}. They hold {figures['contents']:,} contents to read, "
        f"{figures['distinct']:,} of them distinct: {figures['contents'] / figures['distinct']:.1f} times as "
        "many, which is what reading each content once can save of the reading alone. All fields. "
        f"{out['done']} of the states were checked out (evenly spread; times are scaled to all of them).",
        "",
        "| | wall, s | CPU, s | peak memory |",
        "|---|---:|---:|---:|",
        _row("history, nothing known", first["history"], first["peak"]),
        _row("history again, nothing new", again["history"], again["peak"]),
        _row("checkouts: scanning", out["scanning"], out["peak"], scale),
        _row("checkouts: checking out", out["checking out"], None, scale),
        "",
        "| ratio | wall | CPU | aim |",
        "|---|---:|---:|---:|",
        _ratios("checkouts scanned, to the history", out["scanning"], first["history"], scale)
        + f"≥ {AIMS['checkouts']:.0f} |",
        _ratios("checked out and scanned, to it", _added(out["scanning"], out["checking out"]),
                first["history"], scale) + "|",
        _ratios("again, to the first run", again["history"], first["history"], digits=3)
        + f"< {AIMS['again']} |",
    ]  # fmt: skip
    return "\n".join(lines + _of_further(figures["further"]))


def _of_further(found: list[dict[str, Any]]) -> list[str]:
    if not found:
        return []
    more = _added(*(one["more"] for one in found))
    again = _added(*(one["again"] for one in found))
    alone = _added(*(one["alone"]["scanning"] for one in found))
    opening = _added(*(one["alone"]["opening"] for one in found))
    extra = {name: more[name] - again[name] for name in more}
    return [
        _ratios("one further state, to its new contents alone", extra, alone) + f"≤ {AIMS['further']} |",
        _ratios("history with one further state, to opening it and reading these", more,
                _added(alone, opening)) + "|",
        "",
        f"A further state is the mean of the newest {len(found)}, "
        f"{sum(one['alone']['contents'] for one in found) / len(found):,.0f} new contents each: the run that "
        "has it less the run before it with nothing new.",
    ]  # fmt: skip


def _added(*spent: dict[str, float]) -> dict[str, float]:
    return {name: sum(one[name] for one in spent) for name in ("wall", "cpu")}


def _row(name: str, spent: dict[str, float], peak: int | None, scale: float = 1.0) -> str:
    memory = f"{peak / 1e6:.0f} MB" if peak else ""
    return f"| {name} | {spent['wall'] * scale:.1f} | {spent['cpu'] * scale:.1f} | {memory} |"


def _ratios(
    name: str, one: dict[str, float], other: dict[str, float], scale: float = 1.0, digits: int = 1
) -> str:
    wall, cpu = (scale * one[kind] / other[kind] for kind in ("wall", "cpu"))
    return f"| {name} | {wall:.{digits}f} | {cpu:.{digits}f} | "
