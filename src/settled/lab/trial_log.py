"""Outcomes on the disk: one line each, appended and brought there before the next trial of its worker begins.

A line's digest is over the one before it and its own text, so that a changed, moved or missing line is seen.
What a crash cut short is the last line, and is dropped: that trial runs again.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from settled.errors import InputError
from settled.lab.experiment import Outcome, Trial

MOST_BYTES = 1 << 30  # a run's trials, each with its curve, are some megabytes
START_ANEW = "start anew with `settled lab run`"


def canonical(value: object) -> str:
    """JSON text of one form only, to take digests over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: object, before: str = "") -> str:
    """SHA-256 over what came before and the canonical text."""
    return hashlib.sha256((before + canonical(value)).encode("utf-8", "surrogatepass")).hexdigest()


def unwritable(path: Path, run: str, fault: OSError) -> InputError:
    """The fault that a run's file cannot be written, and how to go on."""
    what = f"cannot be written: {fault.strerror}"
    return InputError(str(path), what, f"make room, then `settled lab resume {run}`")


@dataclass(slots=True)
class TrialLog:
    """The outcomes of a run, each with the digest of the code that gave it, in the order in which they
    came."""

    path: Path
    run: str
    outcomes: list[tuple[str, Outcome]]
    _last: str
    _whole: int  # bytes up to the end of the last whole line

    @classmethod
    def open(cls, path: Path, run: str) -> TrialLog:
        """Read what is there.

        Raises:
            InputError: a line was changed by hand.
        """
        log = cls(path, run, [], "", 0)
        data = _bytes(path) if path.exists() else b""
        for number, line in enumerate(data.splitlines(keepends=True), start=1):
            if not line.endswith(b"\n"):
                break
            log._take(line, number)
        return log

    def _take(self, line: bytes, number: int) -> None:
        try:
            held = json.loads(line)
            body = {"code": held["code"], "outcome": held["outcome"]}
            digest = digest_of(body, self._last)
            fits = held["digest"] == digest
            outcome = Outcome(**{**body["outcome"], "trial": Trial(**body["outcome"]["trial"])})
        except (ValueError, KeyError, TypeError, RecursionError):
            fits = False
        if not fits:
            place = f"{self.path}:{number}"
            raise InputError(place, "was changed by hand: its digest does not fit", START_ANEW)
        self.outcomes.append((body["code"], outcome))
        self._last, self._whole = digest, self._whole + len(line)

    def append(self, outcome: Outcome, code: str) -> None:
        """Keep an outcome; it is on the disk when this returns.

        Raises:
            InputError: it cannot be written; what was kept before stays whole.
        """
        body = {"code": code, "outcome": asdict(outcome)}
        digest = digest_of(body, self._last)
        line = json.dumps({"digest": digest, **body}, ensure_ascii=False) + "\n"
        data = line.encode("utf-8", "surrogatepass")
        try:
            self._write(data)
        except OSError as fault:
            with suppress(OSError):
                os.truncate(self.path, self._whole)
            raise unwritable(self.path, self.run, fault) from fault
        self.outcomes.append((code, outcome))
        self._last, self._whole = digest, self._whole + len(data)

    def _write(self, data: bytes) -> None:
        with self.path.open("ab") as file:
            file.truncate(self._whole)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(str(path), f"is larger than {MOST_BYTES:,} bytes", START_ANEW)
        return path.read_bytes()
    except OSError as fault:
        raise InputError(str(path), f"cannot be read: {fault.strerror}", START_ANEW) from fault
