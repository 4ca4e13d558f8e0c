"""Released models, from three tables: Epoch AI, Ecosystem Graphs and the results of timm."""

from settled.sources.models.read import files, read

__all__ = ["files", "read"]
