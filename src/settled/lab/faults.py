"""What an exception in a trial means, in one line."""

from __future__ import annotations

import traceback
from pathlib import Path

from settled.lab.experiment import Status

_LONGEST = 300
_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory")
_OWN = Path(__file__).resolve().parents[1]


def status_of(fault: BaseException) -> Status:
    """``out_of_memory`` where memory ran out, as Python, NumPy or PyTorch say it; else ``crashed``."""
    if isinstance(fault, MemoryError) or type(fault).__name__ == "OutOfMemoryError":
        return "out_of_memory"
    said = str(fault).lower()
    if isinstance(fault, RuntimeError | OSError) and any(words in said for words in _OUT_OF_MEMORY):
        return "out_of_memory"
    return "crashed"


def because(fault: BaseException) -> str:
    """``FILE:LINE: KIND: message`` in one line.

    The place is the innermost one of the user's own file or of ours: what a library did is not where to mend.
    """
    said = " ".join(str(fault).split())
    text = f"{type(fault).__name__}: {said}" if said else type(fault).__name__
    return f"{_place(fault)}{text}"[:_LONGEST]


def _place(fault: BaseException) -> str:
    if isinstance(fault, SyntaxError) and fault.filename:
        return f"{fault.filename}:{fault.lineno}: "
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if not _is_frame_of_worker(frame)]
    ours = [frame for frame in frames if not _is_library(frame.filename)]
    chosen = (ours or frames)[-1:]
    return "".join(f"{_shown(frame.filename)}:{frame.lineno}: " for frame in chosen)


def _is_frame_of_worker(frame: traceback.FrameSummary) -> bool:
    return Path(frame.filename).name == "worker.py" and Path(frame.filename).parent == _OWN / "lab"


def _is_library(file: str) -> bool:
    path = Path(file)
    installed = "site-packages" in path.parts or file.startswith("<")
    standard = Path(traceback.__file__).resolve().parent in path.parents
    return (installed or standard) and _OWN not in path.parents


def _shown(file: str) -> str:
    """Our own files from the package on, others as they are named."""
    path = Path(file)
    return path.relative_to(_OWN.parent).as_posix() if _OWN in path.parents else file
