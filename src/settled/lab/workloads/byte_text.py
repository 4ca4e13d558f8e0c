"""Byte language modelling: the next byte of real text, the source and documentation that Python ships with.

The text is the standard library's own modules and the help texts among them, found through ``sysconfig``:
written by people, on every machine that can run this, and licensed (Python Software Foundation License 2). It
differs between versions of Python, so its digest is stated with every figure. Files are split, whole, by a
digest of their names: one in ten is tested on, one in ten is for choosing settings.
"""

from __future__ import annotations

import hashlib
import sysconfig
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor

from settled.errors import InputError

METRIC = "loss"
LICENCE = "PSF-2.0"

HELD_OUT = {0: "test", 1: "valid"}
"""Splits by the last decimal digit of a name's digest; the others are trained on."""
MOST_BYTES = 1 << 20  # of a file; the largest, the help texts, has 0.7 MB
PLACES = ("*.py", "pydoc_data/topics.py", "json/*.py", "email/*.py", "http/*.py", "asyncio/*.py")
MACHINE_MADE = ("_sysconfigdata", "sitecustomize", "usercustomize")


@lru_cache(maxsize=1)
def corpus() -> tuple[dict[str, bytes], str]:
    """The text of each split, and the SHA-256 of names and contents.

    Raises:
        InputError: this Python ships without its source (some installations have compiled modules only).
    """
    root = Path(sysconfig.get_path("stdlib"))
    parts: dict[str, list[bytes]] = {"train": [], "valid": [], "test": []}
    digest = hashlib.sha256()
    for path in _files(root):
        name, text = path.relative_to(root).as_posix(), path.read_bytes()
        digest.update(f"{name} {len(text)}\n".encode() + text)
        digit = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10
        parts[HELD_OUT.get(digit, "train")].append(text)
    if not all(parts.values()):
        raise InputError(
            "byte_text", f"no Python source under {root}", "run another workload, or another Python"
        )
    return {split: b"\n".join(texts) for split, texts in parts.items()}, digest.hexdigest()


def _files(root: Path) -> list[Path]:
    found = {path for place in PLACES for path in root.glob(place)}
    return sorted(
        path
        for path in found
        if path.is_file()
        and not path.is_symlink()  # a link may lead anywhere
        and not path.name.startswith(MACHINE_MADE)
        and path.stat().st_size <= MOST_BYTES
    )


class Workload:
    """Windows of the text, drawn uniformly; the target at t is the byte at t + 1.

    Args:
        length: bytes of a window, >= 1.

    Attributes:
        digest: of the text, SHA-256.
    """

    splits = ("train", "valid", "test")
    vocabulary = 256

    def __init__(self, length: int) -> None:
        texts, self.digest = corpus()
        self.longest = length
        self.bytes = {
            name: torch.from_numpy(np.frombuffer(text, np.uint8).copy()) for name, text in texts.items()
        }
        shortest = min(len(text) for text in texts.values())
        if not 1 <= length < shortest:
            raise ValueError(f"a window of {length} bytes; the text has {shortest:,}")

    def batch(self, split: str, rows: int, generator: Generator) -> tuple[Tensor, Tensor]:
        """Windows of the split's own files."""
        text = self.bytes[split]
        starts = torch.randint(len(text) - self.longest, (rows, 1), generator=generator)
        window = text[starts + torch.arange(self.longest + 1)].long()
        return window[:, :-1], window[:, 1:]
