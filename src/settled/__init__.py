"""Is it settled? Measures, with evidence, how far a technology has converged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from settled.pipeline import Settled

__all__ = ["__version__", "open"]

__version__ = "0.1.0"


def open(home: str | None = None, *, as_of: Any = None) -> Settled:  # noqa: A001 - the documented name
    """Open the evidence: the shipped ledger, and the user's own above it.

    Args:
        home: folder of the user's own ledger; default ``SETTLED_HOME``, else the platform's data folder.
        as_of: judge as of this date (``datetime.date`` or ISO text); default today.

    >>> import settled
    >>> settled.open().assess("adamw").technology
    'adamw'
    """
    from settled.pipeline import Settled  # late: importing the package must cost nothing

    return Settled.open(home, as_of=as_of)
