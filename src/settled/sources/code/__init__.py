"""Code: files, folders, archives and git repositories, as they are or as they were at the end of a day."""

from settled.sources.code.listing import Listed, Tree
from settled.sources.code.opened import Code
from settled.sources.code.roots import open_code

__all__ = ["Code", "Listed", "Tree", "open_code"]
