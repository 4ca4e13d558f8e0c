"""Papers: titles and abstracts of conferences and arXiv, or of a table of the user's own."""

from settled.sources.papers.places import unit_url
from settled.sources.papers.read import read

__all__ = ["read", "unit_url"]
