"""From sightings to observations: who is counted, in which period, as k of which n.

A unit is counted once for each technology, whatever the number of its sightings; a variant counts as its
technology. A period is a calendar quarter, or the year of a median, cut short at the day of reading, so that
what it holds was known by its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from settled.records import Field, Observation, Signatures, Technology
from settled.scan.downloads import DownloadShare
from settled.scan.text.cues import load

ADOPTING = ("uses", "selects", "defines")
STANCE = ("contests", "proposes", "uses")
LEAST_MODELS = 5  # the median of fewer says more of those few than of their year
_RIVAL = {"source": pl.String, "field": pl.String, "technology": pl.String}
Sees = Callable[[Signatures, str], bool]
_CELL = ["field", "source", "period_start", "period_end"]
_COUNTS = [*_CELL, "technology", "measure", "k", "n"]


def _in_periods(sightings: pl.DataFrame, until: date, length: str = "1q") -> pl.DataFrame:
    start = pl.col("period").dt.truncate(length)
    end = pl.min_horizontal(start.dt.offset_by(length).dt.offset_by("-1d"), pl.lit(until))
    return sightings.with_columns(period_start=start, period_end=pl.max_horizontal(start, end))


def _visible(fields: Iterable[Field], sources: Iterable[str], sees: Sees) -> pl.DataFrame:
    """Which technologies a source can show at all: only of those is not being seen a zero."""
    rows = [
        (source, field.id, technology.id)
        for source in sorted(set(sources))
        for field in fields
        for technology in field.technologies
        if any(sees(signatures, source) for signatures in _forms(technology))
    ]
    return pl.DataFrame(rows, schema=_RIVAL, orient="row")


def _forms(technology: Technology) -> Iterable[Signatures]:
    return (technology.signatures, *(variant.signatures for variant in technology.variants))


def _of_all(units: pl.DataFrame, fields: Sequence[Field], sees: Sees, measure: str) -> pl.DataFrame:
    """k units of each technology, of the n that show any of the field: zeros are evidence too."""
    rivals = _visible(fields, units["source"].unique(), sees)
    n = units.group_by(_CELL).agg(n=pl.col("unit").n_unique())
    k = units.group_by([*_CELL, "technology"]).agg(k=pl.col("unit").n_unique())
    return (
        n.join(rivals, on=["source", "field"])
        .join(k, on=[*_CELL, "technology"], how="left")
        .with_columns(pl.col("k").fill_null(0), measure=pl.lit(measure))
        .select(_COUNTS)
    )


def _of_own(units: pl.DataFrame, hit: pl.Expr, measure: str) -> pl.DataFrame:
    """k units of a technology where ``hit`` holds, of all n units of that technology."""
    return (
        units.group_by([*_CELL, "technology"])
        .agg(n=pl.len(), k=hit.sum())
        .with_columns(measure=pl.lit(measure))
        .select(_COUNTS)
    )


def _observations(counts: Iterable[pl.DataFrame], snapshot: str) -> list[Observation]:
    typed = [frame.with_columns(pl.col("k").cast(pl.Int64), pl.col("n").cast(pl.Int64)) for frame in counts]
    ordered = pl.concat(typed).sort(["field", "technology", "measure", "source", "period_start"])
    return [
        Observation(
            field=row["field"],
            technology=row["technology"],
            measure=row["measure"],
            period_start=row["period_start"],
            period_end=row["period_end"],
            k=row["k"],
            n=row["n"],
            value=None,
            unit=None,
            source=row["source"],
            snapshot=snapshot,
        )
        for row in ordered.iter_rows(named=True)
    ]


def _priority() -> dict[str, int]:
    """Rank of each role, the strongest first: those of papers as ``roles.toml`` orders them, then others."""
    ranked = dict.fromkeys([*load().priority, *ADOPTING])
    return {role: rank for rank, role in enumerate(ranked)}


def unit_roles(sightings: pl.DataFrame) -> pl.DataFrame:
    """One row a unit and technology: the strongest of its sightings' roles, and whether any is canonical."""
    return (
        sightings.with_columns(rank=pl.col("role").replace_strict(_priority(), return_dtype=pl.Int8))
        .sort(["field", "technology", "unit", "rank"])
        .group_by(["field", "technology", "unit", "source", "period"], maintain_order=True)
        .agg(pl.col("role").first(), canonical=pl.col("canonical").any(ignore_nulls=False))
    )


def count_papers(
    sightings: pl.DataFrame, fields: Sequence[Field], snapshot: str, until: date
) -> list[Observation]:
    """``papers_about``, and ``contested`` for fields of today, per venue and quarter.

    A contest of the past is judged by its share of papers alone.
    """
    units = _in_periods(unit_roles(sightings), until)
    today = [field.id for field in fields if field.status == "current"]
    takes_stance = units.filter(pl.col("role").is_in(STANCE) & pl.col("field").is_in(today))
    return _observations(
        [
            _of_all(units, fields, lambda signatures, _: bool(signatures.aliases), "papers_about"),
            _of_own(takes_stance, pl.col("role") == "contests", "contested"),
        ],
        snapshot,
    )


def _adopter_shows(signatures: Signatures, source: str) -> bool:
    """Whether a source of adopters would show a technology with these signatures."""
    family, _, part = source.partition("/")
    if family == "model_zoo":
        return bool(signatures.zoo)
    if family == "code":
        shown = (signatures.code, signatures.modules, signatures.own, signatures.foreign, signatures.config)
        return any(shown) or bool(signatures.packages)
    if family == "models":
        return any(condition.startswith(f"{part}:") for condition in signatures.models)
    return bool(signatures.packages)


def count_adopters(
    sightings: pl.DataFrame, fields: Sequence[Field], snapshot: str, until: date
) -> list[Observation]:
    """``adoption``, and ``canonical`` where the scanner tells a canonical implementation from another."""
    adopting = sightings.filter(pl.col("role").is_in(ADOPTING))
    units = _in_periods(unit_roles(adopting), until)
    judged = units.filter(pl.col("canonical").is_not_null())
    return _observations(
        [
            _of_all(units, fields, _adopter_shows, "adoption"),
            _of_own(judged, pl.col("canonical"), "canonical"),
        ],
        snapshot,
    )


def count_repositories(
    sightings: pl.DataFrame, fields: Sequence[Field], snapshot: str, until: date
) -> list[Observation]:
    """``adoption`` and ``canonical`` of repositories by quarter; ``new_adoption`` of those new to a field.

    A unit is ``code:NAME:QUARTER``: NAME is new to a field in the first quarter with sightings of it. Of a
    field in which nothing is canonical, as paradigms, nothing is told of canonical implementations.
    """
    adopting = sightings.filter(pl.col("role").is_in(ADOPTING))
    units = _in_periods(unit_roles(adopting), until)
    name = pl.col("unit").str.replace(r":[^:]*$", "")
    new = units.filter(pl.col("period") == pl.col("period").min().over([name, "field"]))
    told = [field.id for field in fields if any(t.signatures.canonical for t in field.technologies)]
    judged = units.filter(pl.col("canonical").is_not_null() & pl.col("field").is_in(told))
    return _observations(
        [
            _of_all(units, fields, _adopter_shows, "adoption"),
            _of_all(new, fields, _adopter_shows, "new_adoption"),
            _of_own(judged, pl.col("canonical"), "canonical"),
        ],
        snapshot,
    )


def count_stated(
    sightings: pl.DataFrame, stated: pl.DataFrame, snapshot: str, until: date
) -> list[Observation]:
    """``open_weights`` by quarter and ``parameters`` by year, of the adopters that state it.

    Args:
        stated: columns ``unit``, ``open_weights`` and ``parameters``, null where a unit does not state it.
    """
    adopting = sightings.filter(pl.col("role").is_in(ADOPTING))
    units = unit_roles(adopting).join(stated, on="unit")
    telling = _in_periods(units.filter(pl.col("open_weights").is_not_null()), until)
    return [
        *_observations([_of_own(telling, pl.col("open_weights"), "open_weights")], snapshot),
        *_sizes(_in_periods(units.filter(pl.col("parameters").is_not_null()), until, "1y"), snapshot),
    ]


def _sizes(units: pl.DataFrame, snapshot: str) -> list[Observation]:
    medians = units.group_by([*_CELL, "technology"]).agg(n=pl.len(), value=pl.col("parameters").median())
    known = medians.filter(pl.col("n") >= LEAST_MODELS).drop("n")
    return [
        Observation(**row, measure="parameters", k=None, n=None, unit="parameters", snapshot=snapshot)
        for row in known.sort(["field", "technology", "source", "period_start"]).iter_rows(named=True)
    ]


def count_native_support(
    sightings: pl.DataFrame,
    fields: Sequence[Field],
    released: Mapping[str, tuple[str, date]],
    snapshot: str,
) -> list[Observation]:
    """``native_support``: 1 or 0 of one framework, as of the day of its release.

    Args:
        released: per unit that was read, its package and the day of its release.
    """
    defined = set(
        sightings.filter(pl.col("role") == "defines").select("unit", "field", "technology").iter_rows()
    )
    return [
        Observation(
            field=field.id,
            technology=technology.id,
            measure="native_support",
            period_start=day,
            period_end=day,
            k=int((unit, field.id, technology.id) in defined),
            n=1,
            value=None,
            unit=None,
            source=f"packages/{package}",
            snapshot=snapshot,
        )
        for field in fields
        for technology in field.technologies
        for unit, (package, day) in sorted(released.items())
        if package in field.frameworks
    ]


def observed_share(share: DownloadShare, snapshot: str) -> Observation:
    """``downloads``: a month's share as a value, since its counts are of downloads, not of adopters."""
    return Observation(
        field=share.field,
        technology=share.technology,
        measure="downloads",
        period_start=share.period_start,
        period_end=share.period_end,
        k=None,
        n=None,
        value=share.share,
        unit="share",
        source="downloads",
        snapshot=snapshot,
    )
