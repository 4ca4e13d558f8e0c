"""The model zoo: what published models are built of, from the releases of ``transformers``."""

from settled.sources.model_zoo.read import fetch, read

__all__ = ["fetch", "read"]
