"""Downloads of rival packages from the Python Package Index, month by month."""

from settled.sources.downloads.read import read

__all__ = ["read"]
