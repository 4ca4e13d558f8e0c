"""The very papers, packages and models behind a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from settled.errors import InputError, did_you_mean
from settled.records import Board, EvidenceItem, Field, Technology
from settled.scan.counting import ADOPTING, STANCE

if TYPE_CHECKING:
    import polars as pl

    from settled.pipeline.tool import Settled

# Which sightings an indicator counts: of these roles, from these sources.
COUNTED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "adoption": (ADOPTING, ("code", "model_zoo", "models", "packages")),
    "standardization": (ADOPTING, ("code", "model_zoo", "packages")),
    "research_share": (("proposes", "contests", "uses", "compares", "mentions"), ("papers",)),
    "controversy": (STANCE, ("papers",)),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Units behind a number: ``items`` of ``total``, newest first."""

    field: str
    technology: str
    indicator: str
    items: tuple[EvidenceItem, ...]
    total: int


def _place(row: Mapping[str, object]) -> str:
    if row["path"] is not None:
        return f"{row['path']}:{row['line']}" if row["line"] is not None else str(row["path"])
    return f"{row['start']}-{row['end']}" if row["start"] is not None else ""


def _text(row: Mapping[str, object]) -> str:
    """The catalog's word that was matched, and how it was reached where an import led to it."""
    said = [str(row[name]) for name in ("text", "via") if row[name]]
    return ", ".join(said if str(row["unit"]).startswith("code:") else said[:1])


def _url(row: Mapping[str, object], origins: Mapping[str, str]) -> str | None:
    """Where a unit can be read: a paper by its id, a repository by what its snapshot says of its origin."""
    from settled.sources.papers import unit_url

    return unit_url(str(row["unit"])) or origins.get(str(row["snapshot"]))


def _repositories(tool: Settled) -> dict[str, str]:
    """The address of the repository that a snapshot of code was read from, by snapshot."""
    return {
        one.id: one.origin.url
        for one in tool.ledger.snapshots()
        if one.source == "code" and one.origin is not None and one.origin.url
    }


def _item(row: Mapping[str, object], origins: Mapping[str, str]) -> EvidenceItem:
    return EvidenceItem(
        unit=str(row["unit"]),
        period=row["period"],  # type: ignore[arg-type]
        role=str(row["role"]),
        variant=None if row["variant"] is None else str(row["variant"]),
        place=_place(row),
        text=_text(row),
        url=_url(row, origins),
        snapshot=str(row["snapshot"]),
    )


def _sightings(tool: Settled, field: str) -> pl.DataFrame:
    import polars as pl

    return _newest_first(pl.DataFrame(tool.ledger.sightings(field=field)), tool.as_of)


def _newest_first(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    import polars as pl

    known = frame.filter(pl.col("period") <= as_of)
    return known.sort(["period", "unit", "start", "line"], descending=[True, False, False, False])


def _counted(frame: pl.DataFrame, indicator: str | None, source: str | None) -> pl.DataFrame:
    import polars as pl

    if indicator is not None:
        roles, sources = COUNTED[indicator]
        family = pl.col("source").str.split("/").list.first()
        frame = frame.filter(pl.col("role").is_in(roles) & family.is_in(sources))
    if source is not None:
        frame = frame.filter((pl.col("source") == source) | pl.col("source").str.starts_with(f"{source}/"))
    return frame.unique(["unit", "technology"], keep="first", maintain_order=True)


def find(
    tool: Settled,
    field: Field,
    technology: Technology,
    indicator: str | None,
    source: str | None,
    limit: int | None,
) -> Found:
    """The units behind one technology's indicator (``None``: behind any), at most ``limit`` of them."""
    import polars as pl

    if indicator is not None and indicator not in COUNTED:
        raise InputError(
            "--indicator", f"no units stand behind '{indicator}'", did_you_mean(indicator, COUNTED)
        )
    if source is not None:
        _check_source(tool, source)
    frame = _sightings(tool, field.id).filter(pl.col("technology") == technology.id)
    frame = _counted(frame, indicator, source)
    origins = _repositories(tool)
    items = tuple(_item(row, origins) for row in frame.head(limit or frame.height).iter_rows(named=True))
    return Found(field.id, technology.id, indicator or "any", items, frame.height)


def _check_source(tool: Settled, source: str) -> None:
    """Refuse the name of a source that the ledger has nothing of.

    Raises:
        InputError: with the nearest names.
    """
    held = {one.source for one in tool.ledger.snapshots()}
    families = {name.partition("/")[0] for name in held}
    if source not in held | families | {"code/repositories"}:
        raise InputError("--source", f"no source '{source}'", did_you_mean(source, held | families))


@dataclass(frozen=True, slots=True)
class Behind:
    """For each technology and indicator of a board: the newest units behind it, and how many there are."""

    items: dict[tuple[str, str], Sequence[EvidenceItem]]
    totals: dict[tuple[str, str], int]


def behind(tool: Settled, board: Board, limit: int) -> Behind:
    """The newest ``limit`` units behind each number of a board."""
    import polars as pl

    found = Behind({}, {})
    origins = _repositories(tool)
    # Files are many and small: each is read once for all fields, not once a field.
    every = pl.DataFrame(tool.ledger.sightings())
    for report in board.fields:
        frame = _newest_first(every.filter(pl.col("field") == report.field.id), tool.as_of)
        for indicator in COUNTED:
            of_indicator = _counted(frame, indicator, None)
            for technology in report.field.technologies:
                rows = of_indicator.filter(pl.col("technology") == technology.id)
                if rows.height:
                    items = [_item(row, origins) for row in rows.head(limit).iter_rows(named=True)]
                    found.items[technology.id, indicator] = items
                    found.totals[technology.id, indicator] = rows.height
    return found
