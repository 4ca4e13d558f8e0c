"""Files of the user's own code, which he named: the one place where code that is not ours is imported."""

from __future__ import annotations

import hashlib
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from settled.errors import InputError


def own_module(path: Path, name: str) -> ModuleType:
    """Import a file of the user's own; once a process, as long as its text is the same.

    Args:
        path: of the file.
        name: what it must hold.

    Raises:
        InputError: it cannot be read or lacks that name. What it raises itself goes through.
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as fault:
        raise InputError(str(path), f"cannot be read: {fault.strerror}", "name a file") from fault
    known = f"settled_own_{digest[:16]}"
    module = sys.modules.get(known) or _imported(path, known)
    if not hasattr(module, name):
        raise InputError(str(path), f"holds no '{name}'", "see 'Your own file' in the lab's documentation")
    return module


def _imported(path: Path, known: str) -> ModuleType:
    spec = spec_from_file_location(known, path)
    if spec is None or spec.loader is None:
        raise InputError(str(path), "is no Python file", "name a file that ends in .py")
    module = module_from_spec(spec)
    sys.modules[known] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[known]
        raise
    return module
