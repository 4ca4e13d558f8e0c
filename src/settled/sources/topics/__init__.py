"""People who push to public repositories of a topic, by economy and quarter."""

from settled.sources.topics.read import FILE, read

__all__ = ["FILE", "read"]
