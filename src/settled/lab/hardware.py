"""What the machine is: shown with every result, and the bounds that a run keeps to."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("settled", "torch", "numpy", "scipy", "sympy", "statsmodels")


def hardware() -> dict[str, str | int]:
    """Processor, cores that may be used, memory in bytes, and system; nothing that names the machine."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "processor": _processor(),
        "architecture": platform.machine(),
        "cores": allowed,
        "memory_bytes": memory_bytes(),
        "system": f"{platform.system()} {platform.release()}",
    }


def versions() -> dict[str, str]:
    """Versions of Python and of what trials compute with; a package that is not installed is left out."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def memory_bytes() -> int:
    """Memory that this process may use: the machine's, or what its control group allows; 0: unknown."""
    bounds = [_machine_memory(), _number(Path("/sys/fs/cgroup/memory.max"))]
    known = [bound for bound in bounds if bound]
    return min(known, default=0)


def kernel_kills() -> int:
    """How many processes the kernel has ended for want of memory; 0 where it does not tell."""
    with suppress(OSError, ValueError):
        for line in Path("/proc/vmstat").read_text(encoding="ascii").splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _machine_memory() -> int:
    with suppress(ValueError, OSError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 0


def _number(path: Path) -> int:
    with suppress(OSError, ValueError):
        return int(path.read_text(encoding="ascii"))
    return 0
