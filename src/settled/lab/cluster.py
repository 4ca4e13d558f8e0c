"""Trials as tasks of a Ray cluster: the same functions, on nodes that come and go.

A node needs Python, Ray and the libraries of ``settled[lab]``; this package and the user's own modules are
brought to it with the first task, and outcomes come back as values. So no folder need be shared: the run's
folder stays with who started it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from settled.errors import InputError
from settled.files import replacing
from settled.lab.crew import ONE_THREAD
from settled.lab.experiment import Outcome, Trial, UserFile
from settled.lab.hardware import hardware
from settled.lab.worker import perform

_PACKAGE = Path(__file__).resolve().parents[1]
_NOT_NEEDED = (
    "**/ledger/shipped/**",
    "**/lab/results/**",
    "**/report/**",
    "**/__pycache__/**",
)
"""Megabytes that no trial reads."""
_LOOK_SECONDS = 1.0  # between two looks at which nodes are there
_ANSWER_SECONDS = 10.0
Files = Mapping[str, bytes]
"""The user's own modules: what stands in a file, by the path that trials name it by."""


@dataclass(eq=False, slots=True)
class _InHand:
    trial: Trial
    limit: float
    begun: float


@dataclass(slots=True)
class Cluster:
    """An engine on a running cluster, one trial a core, as long as the ``with`` block lasts.

    Attributes:
        address: as Ray takes it: ``auto``, ``HOST:PORT`` or ``ray://HOST:PORT``.
        user_files: the user's own modules, which the trials load.
    """

    address: str
    user_files: Sequence[UserFile] = ()
    _ray: Any = None
    _files: Any = None
    _perform: Any = None
    _in_hand: dict[Any, _InHand] = field(default_factory=dict)
    _cores: int = 0
    _looked: float = float("-inf")

    def __enter__(self) -> Cluster:
        self._ray = _library()
        self._connect()
        files = {file.path: Path(file.path).read_bytes() for file in self.user_files}
        self._files = self._ray.put(files)
        # A lost trial is handed out anew by the schedule, which counts the attempts.
        self._perform = self._ray.remote(num_cpus=1, max_retries=0)(performed)
        return self

    def __exit__(self, *_: object) -> None:
        for reference in self._in_hand:
            self._ray.cancel(reference, force=True)
        self._in_hand = {}
        self._ray.shutdown()

    def _connect(self) -> None:
        _see_that_somebody_answers(self.address)
        environment = {
            "py_modules": [str(_PACKAGE)],
            "excludes": list(_NOT_NEEDED),
            "env_vars": dict.fromkeys(ONE_THREAD, "1"),
        }
        try:
            self._ray.init(
                address=self.address,
                runtime_env=environment,
                log_to_driver=False,
                configure_logging=False,
                logging_level=logging.ERROR,
            )
        except (ConnectionError, ValueError, OSError, RuntimeError) as fault:
            raise _no_cluster(self.address, re.split(r"\n|\. |\.$", str(fault).strip())[0]) from fault

    # --- what every engine offers

    @property
    def idle(self) -> int:
        """Cores of the nodes that are there now, less the trials in hand; at least one trial is in hand, so
        that a cluster whose nodes are all gone is waited for."""
        return max(self._cores_now(), 1) - len(self._in_hand)

    @property
    def in_hand(self) -> list[Trial]:
        """Trials that are running."""
        return [one.trial for one in self._in_hand.values()]

    def hand(self, trial: Trial, limit: float) -> None:
        """Give a trial to the cluster; it may take ``limit`` seconds."""
        reference = self._perform.remote(asdict(trial), self._files)
        self._in_hand[reference] = _InHand(trial, limit, time.monotonic())

    def wait(self, until: float) -> Outcome | None:
        """The next outcome; ``None`` if there is none by ``until`` on the monotonic clock, or earlier if
        nodes have joined that could run further trials."""
        while True:
            if not self._cores_now():
                self._hold_clocks()
            now = time.monotonic()
            if late := next(
                (key for key, one in self._in_hand.items() if now >= one.begun + one.limit), None
            ):
                return self._timed_out(late)
            patience = max(0.0, min(until - now, _LOOK_SECONDS))
            ready, _ = self._ray.wait(list(self._in_hand), num_returns=1, timeout=patience)
            if ready:
                return self._outcome(ready[0])
            if time.monotonic() >= until or self.idle > 0:
                return None

    # --- nodes

    def hardware(self) -> dict[str, str | int]:
        """Of the nodes with cores that are there now, together; processors are told once each."""
        affinity = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
        nodes = [node for node in self._ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]
        asked = self._ray.remote(num_cpus=1)(hardware)
        told = self._ray.get(
            [
                asked.options(scheduling_strategy=affinity(node["NodeID"], soft=False)).remote()
                for node in nodes
            ]
        )
        names = ("processor", "architecture", "system")
        return {
            "nodes": len(nodes),
            **{name: "; ".join(sorted({one[name] for one in told})) for name in names},
            "cores": self._cores_now(),
            "memory_bytes": sum(one["memory_bytes"] for one in told),
        }

    def _cores_now(self) -> int:
        """Cores of the nodes that are alive, looked up once in a while."""
        now = time.monotonic()
        if now >= self._looked + _LOOK_SECONDS:
            self._cores = int(self._ray.cluster_resources().get("CPU", 0))
            self._looked = now
        return self._cores

    def _hold_clocks(self) -> None:
        """No core is there: what is in hand waits, and its time does not run."""
        for one in self._in_hand.values():
            one.begun = time.monotonic()

    # --- outcomes

    def _timed_out(self, reference: Any) -> Outcome:
        one = self._in_hand.pop(reference)
        self._ray.cancel(reference, force=True)
        said = f"took longer than {one.limit:.0f} s, expected {one.trial.cost:.0f} s"
        return Outcome(one.trial, "timed_out", {}, time.monotonic() - one.begun, said)

    def _outcome(self, reference: Any) -> Outcome:
        one = self._in_hand.pop(reference)
        faults = self._ray.exceptions
        seconds = time.monotonic() - one.begun
        try:
            return Outcome(one.trial, **self._ray.get(reference))
        except faults.OutOfMemoryError:
            return Outcome(one.trial, "out_of_memory", {}, seconds, "ended by its node for want of memory")
        except faults.RayError as fault:
            self._looked = float("-inf")  # its node may be gone
            said = " ".join(str(fault).split())[:200]
            return Outcome(one.trial, "killed", {}, seconds, f"{type(fault).__name__}: {said}")


def performed(trial: dict[str, Any], files: Files) -> dict[str, Any]:
    """A task: one trial in a process of a node, with the user's files where this node has them."""
    own = {path: _local(path, text) for path, text in files.items()}
    return perform({**trial, "config": _renamed(trial["config"], own)})


def _local(path: str, text: bytes) -> str:
    """A file of the user's on this node: itself, if it is the same here, else a copy."""
    here = Path(path)
    if here.is_file() and here.read_bytes() == text:
        return path
    copy = Path(tempfile.gettempdir()) / f"settled-lab-{hashlib.sha256(text).hexdigest()}" / here.name
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        with replacing(copy) as new:
            new.write_bytes(text)
    return str(copy)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """JSON with other strings in the place of some."""
    match value:
        case str():
            return names.get(value, value)
        case list() | tuple():
            return [_renamed(one, names) for one in value]
        case dict():
            return {key: _renamed(one, names) for key, one in value.items()}
    return value


def _see_that_somebody_answers(address: str) -> None:
    """Ray ends the whole process, minutes later, where nobody does.

    Raises:
        InputError: nobody does.
    """
    named = os.environ.get("RAY_ADDRESS", "") if address == "auto" else address
    host, _, port = named.rpartition("://")[2].rpartition(":")
    if not host:
        return  # Ray looks for a cluster of this machine, and says if there is none
    if not port.isdecimal():
        raise _no_cluster(address, "it is no HOST:PORT")

    async def connect() -> None:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), _ANSWER_SECONDS)
        writer.close()
        await writer.wait_closed()

    try:
        asyncio.run(connect())
    except (OSError, OverflowError, TimeoutError) as fault:
        said = getattr(fault, "strerror", None) or str(fault) or "no answer in time"
        raise _no_cluster(address, said) from fault


def _no_cluster(address: str, said: str) -> InputError:
    return InputError(
        "--address", f"no cluster answers at '{address}': {said}", "`ray start --head` starts one"
    )


def _library() -> ModuleType:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    try:
        return import_module("ray")
    except ImportError as fault:
        raise InputError("--engine", "ray is not installed", "pip install 'settled[cluster]'") from fault
