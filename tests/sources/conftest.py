"""Real git repositories, made by git itself; tests may import ``code_repositories``, which opens them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

_SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "C",
    "GIT_COMMITTER_EMAIL": "c@example.org",
    "GIT_ALLOW_PROTOCOL": "file",
}


@dataclass(frozen=True, slots=True)
class Git:
    """A repository under a test's folder, and git to change it with."""

    folder: Path

    def __call__(self, *words: str, day: str = "2020-01-01T12:00:00Z", text: str | None = None) -> str:
        """What git says to these words; ``day``: what the clock shows it."""
        return self.raw(*words, day=day, text=text).decode().strip()

    def raw(self, *words: str, day: str = "2020-01-01T12:00:00Z", text: str | None = None) -> bytes:
        clock = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        done = subprocess.run(
            ["git", "-C", str(self.folder), "-c", "protocol.file.allow=always", *words],
            env={**os.environ, **_SETTINGS, **clock},
            input=text.encode() if text is not None else None,
            capture_output=True,
            check=True,
        )
        return done.stdout

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def commit(self, day: str, **files: str) -> str:
        """Commit files (``a__py``: ``a.py``) and all other changes on a day; the commit's id."""
        for name, content in files.items():
            self.write(name.replace("__", "."), content)
        self("add", "-A")
        self("commit", "-q", "--allow-empty", "-m", "m", day=day)
        return self("rev-parse", "HEAD")

    def listed(self, revision: str = "HEAD") -> dict[str, str]:
        """Blob by path, as git lists them."""
        lines = self("ls-tree", "-r", "-z", revision).split("\0")
        return {path: head.split()[2] for head, _, path in (line.partition("\t") for line in lines if line)}


@pytest.fixture
def new_repository(tmp_path: Path) -> Callable[..., Git]:
    """Makes an empty repository in the test's folder."""

    def make(name: str = "project", *options: str) -> Git:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        git = Git(folder)
        git("init", "-q", "-b", "main", *options)
        return git

    return make
