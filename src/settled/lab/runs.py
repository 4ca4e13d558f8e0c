"""A run's folder: what was asked, what each trial gave, and what was concluded.

``run.json`` says what was asked, and on which machine; ``trials.jsonl`` has a line for each outcome
(``trial_log``); ``result.json`` is the conclusion. All carry digests, so that a change by hand is seen.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from settled.errors import InputError, did_you_mean
from settled.files import replacing
from settled.lab.experiment import Plan, UserFile
from settled.lab.trial_log import MOST_BYTES, START_ANEW, TrialLog, digest_of, unwritable

SCHEMA = "settled/lab-folder/1"


def lab_folder(home: Path) -> Path:
    """Where the runs lie in the user's home."""
    return home / "lab"


def names(home: Path) -> list[str]:
    """Names of all runs, sorted."""
    folder = lab_folder(home)
    return sorted(path.parent.name for path in folder.glob("*/run.json")) if folder.is_dir() else []


@dataclass(frozen=True, slots=True)
class Run:
    """A run's folder.

    Attributes:
        about: what ``run.json`` holds beside the plan: versions, hardware, day of the start.
    """

    folder: Path
    experiment: str
    plan: Plan
    about: Mapping[str, Any]

    @property
    def name(self) -> str:
        """As commands name it."""
        return self.folder.name

    # --- made and opened

    @classmethod
    def create(cls, home: Path, experiment: str, plan: Plan, about: Mapping[str, Any]) -> Run:
        """A new folder ``EXPERIMENT-BUDGET-NUMBER`` with its ``run.json``.

        Raises:
            InputError: nothing can be written there.
        """
        folder = _new_folder(lab_folder(home), f"{experiment}-{plan.budget}")
        run = cls(folder, experiment, plan, about)
        asked = {"schema": SCHEMA, "experiment": experiment, "plan": asdict(plan), "about": dict(about)}
        run._write("run.json", asked)
        return run

    @classmethod
    def open(cls, home: Path, name: str) -> Run:
        """The run called ``name``.

        Raises:
            InputError: there is none, it is of another version, or its ``run.json`` was changed by hand.
        """
        if name not in names(home):
            known = names(home)
            hint = did_you_mean(name, known) if known else "`settled lab run` starts one"
            raise InputError(name, "no such run", hint)
        folder = lab_folder(home) / name
        asked = _read(folder / "run.json")
        if asked.get("schema") != SCHEMA:
            raise InputError(
                str(folder / "run.json"),
                f"is of another version, '{asked.get('schema')}', not '{SCHEMA}'",
                START_ANEW,
            )
        plan = asked["plan"]
        files = tuple(UserFile(**file) for file in plan.pop("user_files"))
        technologies, workloads = tuple(plan.pop("technologies")), tuple(plan.pop("workloads"))
        known_plan = Plan(**plan, technologies=technologies, workloads=workloads, user_files=files)
        return cls(folder, asked["experiment"], known_plan, asked["about"])

    # --- outcomes

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other processes from working on this run.

        Raises:
            InputError: another one does.
        """
        if os.name != "posix":
            yield
            return
        import fcntl

        with (self.folder / "run.json").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as fault:
                raise InputError(self.name, "is being run by another process", "wait for its end") from fault
            yield

    def log(self) -> TrialLog:
        """The outcomes so far, and the place of further ones.

        Raises:
            InputError: a line was changed by hand.
        """
        return TrialLog.open(self.folder / "trials.jsonl", self.name)

    # --- the conclusion

    def conclude(self, document: Mapping[str, Any]) -> None:
        """Write ``result.json``, with its digest."""
        self._write("result.json", document)

    def result(self) -> dict[str, Any] | None:
        """What was concluded; ``None`` before that.

        Raises:
            InputError: it was changed by hand.
        """
        path = self.folder / "result.json"
        return _read(path) if path.exists() else None

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        path = self.folder / name
        text = json.dumps({"digest": digest_of(content), **content}, ensure_ascii=False, indent=1)
        try:
            with replacing(path) as new:
                new.write_bytes(text.encode("utf-8", "surrogatepass"))
        except OSError as fault:
            raise unwritable(path, self.name, fault) from fault


def _new_folder(lab: Path, stem: str) -> Path:
    """The first of STEM-1, STEM-2 ... that is not there; two runs that begin at once get two."""
    try:
        lab.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            folder = lab / f"{stem}-{number}"
            with suppress(FileExistsError):
                folder.mkdir()
                return folder
    except OSError as fault:
        raise InputError(str(lab), f"cannot be written: {fault.strerror}", "set SETTLED_HOME") from fault
    raise AssertionError  # numbers do not end


def _read(path: Path) -> dict[str, Any]:
    """A file of ours without its digest, which must fit."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(str(path), f"is larger than {MOST_BYTES:,} bytes", START_ANEW)
        content = json.loads(path.read_bytes())
        digest = content.pop("digest")
    except OSError as fault:
        raise InputError(str(path), f"cannot be read: {fault.strerror}", START_ANEW) from fault
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise InputError(str(path), "is not a file that a run wrote", START_ANEW) from fault
    if digest != digest_of(content):
        raise InputError(str(path), "was changed by hand: its digest does not fit", START_ANEW)
    found: dict[str, Any] = content
    return found
