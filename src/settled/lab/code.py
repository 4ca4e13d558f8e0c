"""The digest of the code that an experiment's numbers come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from settled.lab.experiment import Experiment, Plan

_LAB = Path(__file__).resolve().parent
# Of the frame, what numbers pass through; how trials are scheduled and kept does not change them.
_FRAME = ("experiment.py", "worker.py", "statistics.py")


def code_digest(experiment: Experiment, plan: Plan) -> str:
    """SHA-256 over the sources of the experiment, of its ``CODE``, the frame and the user's files."""
    digest = hashlib.sha256()
    for path in sorted(set(_files(("experiments." + experiment.NAME, *experiment.CODE)))):
        text = path.read_bytes()
        digest.update(f"{path.relative_to(_LAB).as_posix()} {len(text)}\n".encode() + text)
    for file in plan.user_files:
        digest.update(f"{file.kind} {file.digest}\n".encode())
    return digest.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _files(modules: Sequence[str]) -> Iterator[Path]:
    yield from (_LAB / name for name in _FRAME)
    for module in modules:
        place = _LAB.joinpath(*module.split("."))
        yield from place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
