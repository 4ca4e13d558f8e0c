"""A repository's states over time: each of its contents is read once, and no state that was read before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from settled import __version__
from settled.pipeline.code import Reader, TreeScan, facts_file, testing_fields
from settled.pipeline.home import cache_folder
from settled.pipeline.known_states import KnownStates, Shown
from settled.scan.code import SCANNER_VERSION
from settled.sources.code.history import State
from settled.sources.code.listing import MISSING, UNREADABLE
from settled.sources.code.repositories import RepositoryCode

if TYPE_CHECKING:
    from settled.pipeline.tool import Settled

# To be raised when another listing or joining of the same files is to show something else.
_FORM = 1


class States:
    """The states of a repository, which is asked nothing that it remembers.

    Args:
        workers: processes; default one a core.
        signatures: digest of what is looked for.
    """

    def __init__(self, tool: Settled, code: RepositoryCode, workers: int | None, signatures: str) -> None:
        self._tool = tool
        self._code = code
        self._workers = workers
        # Asked before anything is read: what comes while it is read makes it another.
        self._known = KnownStates(states_file(), code.identity, code.stock)
        code.memory = self._known.memory
        looked_for = f"{_FORM} {__version__} {SCANNER_VERSION} {signatures} {sorted(testing_fields(tool))}"
        self._read_by = hashlib.sha256(looked_for.encode()).hexdigest()[:16]

    def scan(self, days: Sequence[date]) -> list[TreeScan]:
        """The states at the ends of days of its life, in their order.

        What could not be had of any of them, or of the history, is counted as skipped with the last.

        Raises:
            InputError: it is damaged. CatalogError: a field's query does not hold.
        """
        states = self._code.states_at(days)
        shown = self._known.of({state.tree for state in states}, self._read_by)
        shown |= self._read({state.tree: state for state in states if state.tree not in shown})
        scans = [
            TreeScan.of(self._code.name, day, state.commit, shown[state.tree])
            for day, state in zip(days, states, strict=True)
        ]
        if scans:
            scans[-1].joined.skipped.update(self._code.skipped)
        return scans

    def _read(self, unknown: dict[str, State]) -> dict[str, Shown]:
        """What states by their trees show that is not known; keeps it."""
        if not unknown:
            self._known.keep({}, self._read_by, ())
            return {}
        reader = Reader(self._tool, self._workers, facts_file())
        trees = {tree: self._code.tree_of(state) for tree, state in unknown.items()}
        reader.read(self._code, trees.values())
        shown = {tree: reader.shown(listed) for tree, listed in trees.items()}
        lasting = {
            tree: shown[tree]
            for tree, listed in trees.items()
            if reader.read_wholly(listed) and not listed.skipped[UNREADABLE]
        }
        lacking = {tree for tree, listed in trees.items() if listed.skipped[MISSING]}
        self._known.keep(lasting, self._read_by, lacking)
        return shown


def states_file() -> Path:
    """Where it is kept from scan to scan what states show."""
    return cache_folder() / "code" / "states.sqlite"
