"""``python -m benchmarks [SUBJECT...]``: measure, and write ``benchmarks/RESULTS.md`` with a section each."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.md"
MARK = "<!-- {} -->"


def subjects() -> list[str]:
    """Every file here that measures something."""
    names = [found.name for found in iter_modules([str(FOLDER)]) if not found.name.startswith("_")]
    return [name for name in names if hasattr(import_module(f"benchmarks.{name}"), "run")]


def machine() -> str:
    """The machine in a line: figures of two machines do not compare, ratios do."""
    cores = len(os.sched_getaffinity(0))
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    cpu = next(names, platform.processor())
    return f"{cpu}, {cores} cores, Python {platform.python_version()}, {platform.system()}"


def sections_of(text: str) -> dict[str, str]:
    """The sections of a file of results by subject."""
    found: dict[str, str] = {}
    for part in text.split("<!-- ")[1:]:
        name, _, body = part.partition(" -->\n")
        found[name] = body.strip()
    return found


def main(wanted: list[str]) -> None:
    """Measure the subjects named, or all; sections of the others stay as they are."""
    known = subjects()
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        sys.exit(f"benchmarks: no subject {', '.join(unknown)}; one of {', '.join(known)}")
    sections = sections_of(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in wanted or known:
        print(f"measuring {name} ...", file=sys.stderr)
        module = import_module(f"benchmarks.{name}")
        day = datetime.now(UTC).date().isoformat()
        sections[name] = f"{module.render(module.run()).strip()}\n\nMeasured {day} on {machine()}."
    head = (
        "# Results\n\nWritten by `make bench`; machines are shared and noisy, so read the ratios, "
        "which were measured in one run each.\n"
    )
    body = "\n".join(f"{MARK.format(name)}\n{sections[name]}\n" for name in known if name in sections)
    RESULTS.write_text(f"{head}\n{body}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
