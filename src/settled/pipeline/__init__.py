"""The only place where the stages meet: sources are scanned into the ledger, the ledger is judged."""

from __future__ import annotations

from settled.pipeline.tool import Settled

__all__ = ["Settled"]
