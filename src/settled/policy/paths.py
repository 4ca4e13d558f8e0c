"""Patterns of paths, as in ``.gitignore``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from settled.records import Allowance, Policy

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def is_pattern(pattern: str) -> bool:
    """Whether a text names paths: no comment, not empty, and well formed.

    >>> is_pattern("experiments/**"), is_pattern("# old"), is_pattern("[z-a]")
    (True, False, False)
    """
    try:
        return any(one.include is not None for one in _spec((pattern,)).patterns)
    except (ValueError, IndexError, re.error):
        return False


def allowance(policy: Policy, path: str) -> Allowance | None:
    """Why a policy does not judge what lies at ``path``; ``None``: it does.

    The first pattern in the policy's order that fits tells the reason.
    """
    if not policy.allowed_paths:
        return None
    below = f"{policy.folder}/" if policy.folder else ""
    if not path.startswith(below):
        return None
    inner = path.removeprefix(below)
    for pattern, reason in policy.allowed_paths:
        if _spec((pattern,)).match_file(inner):
            return Allowance(pattern, reason)
    return None


@lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # late: a check without patterns need not know it

    return GitIgnoreSpec.from_lines(patterns)
