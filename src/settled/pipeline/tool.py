"""The tool as Python sees it: open the evidence, ask for verdicts, add evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from settled import __version__
from settled import catalog as catalogs
from settled.catalog import Catalog
from settled.errors import InputError, did_you_mean
from settled.indicators import all_indicators
from settled.indicators.rows import Observed
from settled.ledger import SHIPPED, Columns, Ledger
from settled.pipeline import home as homes
from settled.pipeline.judging import Measured, judge_field, measure_fields, shares_by_year, values_by_year
from settled.records import (
    Board,
    Claim,
    Field,
    FieldReport,
    IndicatorSpec,
    Movement,
    Profile,
    StatedDegree,
    Verdict,
)
from settled.verdict.labels import labelled, quarter_end_before

if TYPE_CHECKING:
    import polars as pl

    from settled.pipeline.evidence import Behind, Found


@dataclass(frozen=True)
class Settled:
    """The catalog, the evidence, and the date to judge as of.

    Attributes:
        home: folder of the user's own ledger and fields; it need not exist.
        only_mine: judge on the user's own evidence alone.
    """

    home: Path
    as_of: date
    catalog: Catalog
    ledger: Ledger
    only_mine: bool = False

    @classmethod
    def open(
        cls,
        home: str | Path | None = None,
        *,
        as_of: date | str | None = None,
        shipped: Path | None = SHIPPED,
        only_mine: bool = False,
    ) -> Settled:
        """Open the evidence; see ``settled.open``.

        Raises:
            CatalogError: a field's file is wrong. InputError: ``as_of`` is no date.
        """
        folder = homes.home_folder(home)
        return cls(
            home=folder,
            as_of=homes.as_date(as_of),
            catalog=catalogs.load(folder / "fields"),
            ledger=Ledger.open(folder, shipped),
            only_mine=only_mine,
        )

    # --- what is judged, and by what

    @property
    def specs(self) -> tuple[IndicatorSpec, ...]:
        """What each indicator asks."""
        return tuple(indicator.spec for indicator in all_indicators())

    def profile(self, name: str) -> Profile:
        """A weight profile by its id, or read from a file of one's own where the name ends in ``.toml``.

        Raises:
            InputError: no such profile; it names the known ones. CatalogError: the file is wrong, and where.
        """
        if name.endswith(".toml"):
            return catalogs.read_profile(Path(name))
        if name not in self.catalog.profiles:
            raise InputError("--profile", f"no profile '{name}'", did_you_mean(name, self.catalog.profiles))
        return self.catalog.profiles[name]

    def field_of(self, name: str) -> Field:
        """A field by its id; InputError names the nearest ones."""
        if name not in self.catalog.fields:
            raise InputError(name, "no such field", did_you_mean(name, self.catalog.fields))
        return self.catalog.fields[name]

    @cached_property
    def _columns(self) -> Columns:
        return self.ledger.columns(until=self.as_of, only_mine=self.only_mine)

    @cached_property
    def observed(self) -> Observed:
        """The active observations that were known by ``as_of``."""
        snapshots = self.ledger.snapshots()
        owners = {one.id: one.locator.partition("/")[0] for one in snapshots if one.source == "code"}
        return Observed(self._columns, owners)

    @cached_property
    def ledger_digest(self) -> str:
        """SHA-256 over the observations that verdicts rest on: those of a period that ended by ``as_of``."""
        return self._columns.digest()

    @cached_property
    def measured(self) -> Measured:
        """What every source says of every technology by ``as_of``."""
        return measure_fields(self.observed, self.catalog.fields.values(), self.as_of)

    @cached_property
    def _measured_before(self) -> Measured:
        """As of the last quarter's end, and only what a level may rest on."""
        weighted = {w.indicator for profile in self.catalog.profiles.values() for w in profile.weights}
        deciding = weighted | {spec.id for spec in self.specs if spec.trending}
        before = quarter_end_before(self.as_of)
        return measure_fields(self.observed, self.catalog.fields.values(), before, deciding)

    @cached_property
    def stated_claims(self) -> tuple[Claim, ...]:
        """What documents state, over both layers."""
        return tuple(claim for _, claim in self.ledger.claims())

    # --- verdicts

    def _verdicts(self, field: Field, profile: str) -> tuple[Verdict, ...]:
        """The verdicts of today, with the labels that a board shows."""
        before = self._judged(field, profile, quarter_end_before(self.as_of), self._measured_before)
        now = self.verdicts_of_today(field, profile)
        return tuple(labelled(old, new) for old, new in zip(before, now, strict=True))

    def verdicts_of_today(self, field: Field, profile: str = "standard") -> tuple[Verdict, ...]:
        """The verdicts on a field's technologies without the labels of a board, in half the time."""
        return self._judged(field, profile, self.as_of, self.measured)

    def _judged(self, field: Field, profile: str, as_of: date, measured: Measured) -> tuple[Verdict, ...]:
        return judge_field(
            self.observed,
            field,
            self.stated_claims,
            self.profile(profile),
            self.catalog.levels,
            as_of,
            measured,
        )

    def assess(self, technology: str, profile: str = "standard") -> Verdict:
        """The verdict on one technology, by its id or another of its names.

        Raises:
            InputError: no such technology, or it is a variant of one; no such profile.
        """
        field, wanted = self.catalog.find(technology)
        verdicts = self._verdicts(field, profile)
        return next(verdict for verdict in verdicts if verdict.technology == wanted.id)

    def field(self, name: str, profile: str = "standard", *, series: bool = True) -> FieldReport:
        """One field: verdicts on its technologies, and with ``series`` their shares and values by year."""
        field = self.field_of(name)
        shares = tuple(shares_by_year(self.observed, field)) if series else ()
        values = tuple(values_by_year(self.observed, field)) if series else ()
        return FieldReport(field, self._verdicts(field, profile), shares, values)

    def board(self, profile: str = "standard", *, series: bool = True) -> Board:
        """Every field of today's catalog, with the provenance of what was read."""
        current = [name for name, field in self.catalog.fields.items() if field.status == "current"]
        return Board(
            as_of=self.as_of,
            profile=self.profile(profile),
            fields=tuple(self.field(name, profile, series=series) for name in current),
            snapshots=tuple(self.ledger.snapshots(self.only_mine)),
            ledger_digest=self.ledger_digest,
            version=__version__,
        )

    def moved(self, since: date, profile: str = "standard") -> Sequence[Movement]:
        """The verdicts that changed since a date, the largest change first.

        Raises:
            InputError: ``since`` is not before the date judged as of.
        """
        from settled.pipeline.movement import movements

        if since >= self.as_of:
            raise InputError("--since", f"{since} is not before {self.as_of}", "give an earlier date")
        before = replace(self, as_of=since).board(profile, series=False)
        return movements(before, self.board(profile, series=False), self.observed)

    def stated(self, technology: str, profile: str = "standard") -> StatedDegree:
        """The degree recomputed from what documents state, beside what they print."""
        from settled.pipeline.stated import recompute

        field, wanted = self.catalog.find(technology)
        return recompute(field, wanted, self.stated_claims, self.profile(profile))

    # --- what stands behind them

    def observations(self, *, only_mine: bool = False) -> pl.DataFrame:
        """The active observations up to ``as_of`` as a Polars frame, one column a part of ``Observation``."""
        return self.ledger.observations(until=self.as_of, only_mine=only_mine)

    def evidence(
        self,
        technology: str,
        *,
        indicator: str | None = None,
        source: str | None = None,
        limit: int | None = 20,
    ) -> Found:
        """The units behind a technology's numbers, newest first.

        Raises:
            InputError: no such technology, indicator or source.
        """
        from settled.pipeline.evidence import find

        field, wanted = self.catalog.find(technology)
        return find(self, field, wanted, indicator, source, limit)

    def evidence_behind(self, board: Board, limit: int = 20) -> Behind:
        """For each technology and indicator of a board, the newest units behind it."""
        from settled.pipeline.evidence import behind

        return behind(self, board, limit)
