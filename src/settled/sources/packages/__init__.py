"""Published packages: what they define, support and require."""

from settled.sources.packages.read import read, shipped

__all__ = ["read", "shipped"]
