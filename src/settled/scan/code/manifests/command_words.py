"""What a command line runs, behind the programs that only start another."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Programs and words that run what follows them.
_RUNNERS = frozenset(
    {"npx", "pnpx", "bunx", "yarn", "pnpm", "bun", "npm", "exec", "dlx", "run", "x", "cross-env",
     "cross-env-shell", "env", "dotenv", "c8", "nyc", "coverage", "time", "sudo", "uv", "poetry", "pdm",
     "hatch", "pipenv", "python", "python2", "python3", "{envpython}", "-"}
)  # fmt: skip
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)


def command_of(words: Sequence[str]) -> str:
    """The name of the program that a command is about; empty: none.

    >>> command_of(["cross-env", "CI=1", "npx", "--yes", "jest", "--watch"])
    'jest'
    >>> command_of(["python", "-m", "pytest", "tests"])
    'pytest'
    """
    for word in words:
        if word.startswith("-") or word in _RUNNERS or _ASSIGNMENT.fullmatch(word):
            continue
        return word.rpartition("/")[2] if word.startswith((".", "node_modules")) else word
    return ""
