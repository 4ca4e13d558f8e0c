"""Where evidence comes from, and what exactly was read of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a source's data come from: who made it, under which licence, and what exactly was read.

    Attributes:
        source: the source's id (``papers``, ``model_zoo/transformers``).
        date_accessed: when the producer's data were taken.
        redistributable: whether text of it may be republished; counts and ids may in any case.
    """

    source: str
    producer: str
    title: str
    licence: str
    url: str
    date_published: str
    date_accessed: str
    citation: str = ""
    redistributable: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One reading of one source's content by one version of the tool; the provenance of observations.

    Attributes:
        id: digest of (source, content_digest, scanner_version, signature_digest), 16 hex digits.
        locator: what was read, as the user would name it (a file's name, ``optax==0.2.4``); no machine path.
        revision: the content's own version, where it has one.
        retrieved_at: ISO date of reading, in UTC.
        content_digest: SHA-256 of the content read.
        scanner: name of the scanner; ``scanner_version`` grows when its answers may change.
        signature_digest: SHA-256 of the signatures that it looked for.
        units: units read; ``skipped``: what was not, by reason.
    """

    id: str
    source: str
    locator: str
    revision: str
    retrieved_at: str
    content_digest: str
    scanner: str
    scanner_version: int
    signature_digest: str
    tool_version: str
    units: int
    skipped: tuple[tuple[str, int], ...] = ()
    origin: Origin | None = None
