"""What is shown: every field with its verdicts, its shares by year, and the evidence behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from settled.records.fields import Field
from settled.records.profiles import Profile
from settled.records.provenance import Snapshot
from settled.records.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class SharePoint:
    """One technology's share in one year, with its 90 % interval: a point of a field's chart.

    Attributes:
        indicator: what the share is of: ``adoption``, ``research_share``, ``download_share`` or
            ``open_weights``.
        source: the one source that the field's series of the indicator is read from.
    """

    technology: str
    indicator: str
    year: int
    median: float
    low: float
    high: float
    k: int | None
    n: int | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ValuePoint:
    """A quantity of one technology in one year that is no share: shown on a field's page, in no verdict.

    Attributes:
        measure: ``parameters``.
        source: the one source that the field's series of the measure is read from.
    """

    technology: str
    measure: str
    year: int
    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One paper, package or model behind a number, by id and place.

    Attributes:
        place: ``PATH:LINE`` for code, ``START-END`` code points for text.
        text: the words or the name that were matched: the catalog's own, never a source's sentence.
        url: where the unit can be read, if its id tells.
    """

    unit: str
    period: date
    role: str
    variant: str | None
    place: str
    text: str
    url: str | None
    snapshot: str


@dataclass(frozen=True, slots=True)
class FieldReport:
    """A field with the verdicts on its technologies (incumbent first), their shares and values by year."""

    field: Field
    verdicts: tuple[Verdict, ...]
    shares: tuple[SharePoint, ...]
    values: tuple[ValuePoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """Every field, as of a date.

    Attributes:
        ledger_digest: SHA-256 over the observations that were read: same digest, same board.
        snapshots: the provenance of all that was read.
        version: of the tool.
    """

    as_of: date
    profile: Profile
    fields: tuple[FieldReport, ...]
    snapshots: tuple[Snapshot, ...]
    ledger_digest: str
    version: str = ""
