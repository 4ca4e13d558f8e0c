"""Source: result files of the lab. The lab writes them, and nothing else of it is known here."""

from __future__ import annotations

from settled.sources.lab_runs.read import read, shipped

__all__ = ["read", "shipped"]
