"""Optimizers that no library offers in usable form: ``from settled.lab.optim import AdamW8bit``."""

from __future__ import annotations

from settled.lab.optim.adamw8bit import AdamW8bit

__all__ = ["AdamW8bit"]
