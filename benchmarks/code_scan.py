"""Speed of the code scan against ripgrep, a plain ``ast`` walk and semgrep, on the same files in one run.

Ours resolves names and gives facts; ripgrep gives lines with the same words, the walk nothing, semgrep
matches of the same qualified names. The corpus is the Python of the folder that ``SETTLED_CODE`` names, or of
the packages installed here. Semgrep is taken from ``SETTLED_SEMGREP``, a program of its own environment.
The memory is also taken on the larger corpus that ``SETTLED_CODE_LARGE`` names (1 GB is what the aim says):
ours alone, with all fields, once.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MOST_BYTES = 130_000_000
WALKED_BYTES = 6_000_000
RUNS = 3
_MOST_PRINTED = 1 << 16  # characters; the program under test prints a line
SETS = {"optimizer": "the optimizer field", "": "all fields"}
AIMS = {"ripgrep": 0.25, "semgrep": 20.0, "ast": 15.0}
MOST_MEMORY = 600_000_000
# Between two looks at what all processes hold.
LOOKS_EVERY = 0.05

OURS = """
if __name__ == "__main__":
    import json, resource, sys, time
    from benchmarks.code_scan import batches, fields_of
    from settled.scan.code.engine import scan_blobs
    fields = fields_of(sys.argv[2])
    started = time.perf_counter()
    running = scan_blobs(batches(sys.argv[1]), fields, workers=int(sys.argv[3]))
    facts = sum(found.num_rows for found in running)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"scan": time.perf_counter() - started, "facts": facts,
                      "peak": (peak + worker * int(sys.argv[3])) * 1024}))
"""
WALK = """
import ast, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
for path in sorted(Path(sys.argv[1]).rglob("*.py")):
    try:
        for node in ast.walk(ast.parse(path.read_bytes())):
            pass
    except (SyntaxError, ValueError):
        pass
"""


def fields_of(name: str) -> list[Any]:
    """The catalog's fields, or the one named."""
    from settled.catalog import load

    return [field for field in load().fields.values() if name in ("", field.id)]


def batches(folder: str, most: int = 4 << 20) -> Any:
    """The files of a folder as the engine takes them, read as they are needed."""
    rows: list[tuple[str, bytes]] = []
    size = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(place, name)  # noqa: PTH118
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123
                rows.append((path, file.read()))
            size += len(rows[-1][1])
            if size >= most:
                yield _batch(rows)
                rows, size = [], 0
    if rows:
        yield _batch(rows)


def _batch(rows: Sequence[tuple[str, bytes]]) -> Any:
    import pyarrow as pa

    from settled.scan.code.columns import contents, texts

    paths, held = zip(*rows, strict=True)
    columns = [texts(paths), texts(["python"] * len(rows)), contents(held)]
    return pa.RecordBatch.from_arrays(columns, ["blob", "kind", "content"])


def tokens(name: str) -> list[str]:
    """The words that the scan looks for in Python, as they are written."""
    from settled.scan.code.lexicon import Lexicon

    lexicon = Lexicon(tuple(fields_of(name)))
    roots = {module.partition(".")[0] for module in lexicon.modules}
    return sorted(lexicon.last_names | set(lexicon.values) | roots)


def rules() -> dict[str, Any]:
    """Calls of the optimizer field's qualified names as semgrep's rules, one a technology."""
    return {
        "rules": [
            {
                "id": technology.id,
                "languages": ["python"],
                "severity": "INFO",
                "message": technology.id,
                "pattern-either": [{"pattern": f"{name}(...)"} for name in technology.signatures.code],
            }
            for technology in fields_of("optimizer")[0].technologies
            if technology.signatures.code
        ]
    }


def _copied(to: Path) -> int:
    """Copy the corpus, so that all sides search the same folder; its bytes."""
    root = Path(os.environ.get("SETTLED_CODE") or sysconfig.get_paths()["purelib"])
    size = 0
    for number, path in enumerate(sorted(root.rglob("*.py"))):
        if path.is_file() and size < MOST_BYTES:
            shutil.copyfile(path, to / f"{number:06}.py")
            size += path.stat().st_size
    return size


def _part(folder: Path, to: Path, most: int) -> int:
    """Copy every so many files, up to some bytes."""
    files = sorted(folder.iterdir())
    step = max(1, sum(path.stat().st_size for path in files) // most)
    size = 0
    for path in files[::step]:
        shutil.copyfile(path, to / path.name)
        size += path.stat().st_size
    return size


def _timed(command: Sequence[str], cores: int = 0, runs: int = RUNS) -> tuple[float, str]:
    """Best wall clock time of some runs, from start to end of the process, and what the last one printed."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    pinned = [*(["taskset", "-c", "0"] if cores == 1 and shutil.which("taskset") else []), *command]
    best, printed = float("inf"), ""
    for _ in range(runs):
        # Into a file: what a search prints would swell this process, and with it the peak of its children.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
            started = time.perf_counter()
            done = subprocess.run(pinned, env=environment, stdout=out, stderr=subprocess.PIPE, text=True)
            best = min(best, time.perf_counter() - started)
            out.seek(0)
            printed = out.read(_MOST_PRINTED)
        if done.returncode > 1:
            raise RuntimeError(f"{command[0]} failed: {done.stderr[-500:]}")
    return best, printed


def _compared(corpus: Path, name: str, folder: Path) -> dict[str, Any]:
    """Ours and ripgrep, with one core and with two."""
    words = folder / "tokens.txt"
    words.write_text("\n".join(tokens(name)) + "\n", encoding="utf-8")
    script = folder / "ours.py"
    script.write_text(OURS, encoding="utf-8")
    figures: dict[str, Any] = {"tokens": len(tokens(name))}
    for cores in (1, 2):
        wall, printed = _timed([sys.executable, str(script), str(corpus), name, str(cores)], cores)
        figures[f"ours {cores}"] = {"wall": wall, **json.loads(printed)}
        if shutil.which("rg"):
            search = ["rg", "-j", str(cores), "-F", "-w", "--no-ignore", "-f", str(words), str(corpus)]
            figures[f"ripgrep {cores}"] = _timed(search, cores)[0]
    return figures


def _large(root: str, folder: Path) -> dict[str, Any]:
    """Ours on a large corpus, with all fields and a worker a core: seconds, and the most held at once."""
    sizes = [path.stat().st_size for path in Path(root).rglob("*") if path.is_file()]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, str(folder / "ours.py"), root, "", str(len(os.sched_getaffinity(0)))]
    started, held = time.perf_counter(), 0
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        while running.poll() is None:
            held = max(held, _held(running.pid))
            time.sleep(LOOKS_EVERY)
        printed = running.stdout.read() if running.stdout else ""
    if running.returncode:
        raise RuntimeError(f"the scan of {root} failed")
    wall = time.perf_counter() - started
    return {"bytes": sum(sizes), "files": len(sizes), "wall": wall, "held": held, **json.loads(printed)}


def _held(parent: int) -> int:
    """Memory of a process and its children at this moment, pages that they share counted once for each."""
    page = os.sysconf("SC_PAGE_SIZE")
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            # Of the fields behind the name in brackets, the second is the parent.
            owner = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent in (owner, int(process.name)):
                total += int((process / "statm").read_text().split()[1]) * page
        except (OSError, ValueError):  # it ended meanwhile
            continue
    return total


def run() -> dict[str, Any]:
    """Seconds of each side; what is not installed is missing."""
    with tempfile.TemporaryDirectory() as name:
        folder, corpus, part = Path(name), Path(name) / "corpus", Path(name) / "part"
        corpus.mkdir()
        part.mkdir()
        figures: dict[str, Any] = {"bytes": _copied(corpus), "files": len(list(corpus.iterdir()))}
        figures["part"] = _part(corpus, part, WALKED_BYTES)
        for fields in SETS:
            figures[fields] = _compared(corpus, fields, folder)
        if large := os.environ.get("SETTLED_CODE_LARGE"):
            figures["large"] = _large(large, folder)
        figures["ast"] = _timed([sys.executable, "-c", WALK, str(part)], 1, runs=1)[0]
        semgrep = os.environ.get("SETTLED_SEMGREP") or shutil.which("semgrep")
        if semgrep:
            (folder / "rules.json").write_text(json.dumps(rules()), encoding="utf-8")
            command = [semgrep, "scan", "--config", str(folder / "rules.json"), "--metrics", "off", "--json"]
            command += ["--disable-version-check", "--no-git-ignore", "-j", "1", "--max-target-bytes", "0"]
            figures["semgrep"] = _timed([*command, str(part)], 1, runs=1)[0]
    return figures


def render(figures: dict[str, Any]) -> str:
    """A table of speeds, and one of ratios beside their aims."""
    size, part = figures["bytes"] / 1e6, figures["part"] / 1e6
    lines = [
        "## Code scan: speed",
        "",
        f"{figures['files']:,} Python files, {size:.0f} MB, warm; ours from start to end of the process "
        "(imports, catalog and the start of other processes included) and, in brackets, the scan alone. Ours "
        f"resolves names; ripgrep gives lines with the same words. The `ast` walk and semgrep read "
        f"{part:.0f} MB of the files, ours all. One core means that every process is bound to it.",
        "",
        "| words of | words | cores | ours, MB/s | ripgrep, MB/s | ours to it | aim | facts | peak memory |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [_row(figures[fields], label, cores, size) for fields, label in SETS.items() for cores in (1, 2)]
    lines += [
        "",
        "| one core | MB/s | ours to it, optimizer field | ours to it, all fields | aim |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, label in (
        ("ast", "`ast.parse` and `ast.walk`"),
        ("semgrep", "semgrep, calls of the optimizer field's names"),
    ):
        if name not in figures:
            lines.append(f"| {label} | not installed | | | {AIMS[name]:.0f} |")
            continue
        speed = part / figures[name]
        ratios = " | ".join(f"{size / figures[fields]['ours 1']['wall'] / speed:.1f}" for fields in SETS)
        lines.append(f"| {label} | {speed:.1f} | {ratios} | {AIMS[name]:.0f} |")
    if large := figures.get("large"):
        lines += ["", _memory(large)]
    return "\n".join(lines)


def _memory(large: dict[str, Any]) -> str:
    return (
        f"All fields on {large['bytes'] / 1e6:,.0f} MB in {large['files']:,} files: {large['wall']:.0f} s "
        f"({large['bytes'] / 1e6 / large['wall']:.0f} MB/s); all processes together held at most "
        f"{large['held'] / 1e6:.0f} MB at once (aim: under {MOST_MEMORY / 1e6:.0f} MB)."
    )


def _row(figures: dict[str, Any], label: str, cores: int, size: float) -> str:
    ours = figures[f"ours {cores}"]
    speed, alone = size / ours["wall"], size / ours["scan"]
    search = size / figures[f"ripgrep {cores}"] if f"ripgrep {cores}" in figures else None
    compared = f"{search:.0f} | {speed / search:.2f} ({alone / search:.2f})" if search else "not installed |"
    return (
        f"| {label} | {figures['tokens']:,} | {cores} | {speed:.0f} ({alone:.0f}) | {compared} | "
        f"{AIMS['ripgrep']} | {ours['facts']:,} | {ours['peak'] / 1e6:.0f} MB |"
    )
