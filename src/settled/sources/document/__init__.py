"""Documents that state figures about technologies, in Markdown."""

from settled.sources.document.read import Document, origin, read

__all__ = ["Document", "origin", "read"]
