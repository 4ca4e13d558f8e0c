"""The digest of the code that an experiment's numbers come from.

It is over what the code does, not over how it is explained: comments, docstrings and blank lines are left
out, so that a reworded sentence does not make a result one of other code.
"""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

from settled.lab.experiment import Experiment, UserFile

_LAB = Path(__file__).resolve().parent
# Of the frame, what numbers pass through; how trials are scheduled and kept does not change them.
_FRAME = ("experiment.py", "worker.py", "statistics.py")
_Span = tuple[int, int, int, int]  # first line, byte in it, last line, byte in it; lines from 1


def code_digest(experiment: Experiment, user_files: Sequence[UserFile] = ()) -> str:
    """SHA-256 over what the code of the experiment, of its ``CODE``, of the frame and of the user does."""
    digest = hashlib.sha256()
    for path in sorted(set(_files(("experiments." + experiment.NAME, *experiment.CODE)))):
        text = said(path.read_bytes())
        digest.update(f"{path.relative_to(_LAB).as_posix()} {len(text)}\n".encode() + text)
    for file in user_files:
        digest.update(f"{file.kind} {file.digest}\n".encode())
    return digest.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def said(source: bytes) -> bytes:
    """A module's text without comments, without strings that stand as statements, without blank lines.

    The text and not its syntax tree, whose form changes with Python's version.

    >>> said(b'x = 1  # one\\n\\n"One."\\ny = "#"\\n')
    b'x = 1\\ny = "#"\\n'
    """
    lines = source.splitlines(keepends=True)
    for span in sorted([*_strings(source), *_comments(source, lines)], reverse=True):
        _cut(lines, span)
    kept = (line.rstrip() for line in b"".join(lines).splitlines())
    return b"".join(line + b"\n" for line in kept if line)


def _strings(source: bytes) -> Iterator[_Span]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                assert node.end_lineno is not None
                assert node.end_col_offset is not None
                yield node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _comments(source: bytes, lines: Sequence[bytes]) -> Iterator[_Span]:
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            before = len(lines[row - 1].decode()[:column].encode())
            yield row, before, row, before + len(token.string.encode())


def _cut(lines: list[bytes], span: _Span) -> None:
    first, start, last, end = span
    rest = lines[last - 1][end:]
    lines[first - 1 : last] = [lines[first - 1][:start] + rest, *[b""] * (last - first)]


def _files(modules: Sequence[str]) -> Iterator[Path]:
    yield from (_LAB / name for name in _FRAME)
    for module in modules:
        place = _LAB.joinpath(*module.split("."))
        yield from place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
