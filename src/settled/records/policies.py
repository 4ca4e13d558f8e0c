"""What a policy allows, and what a check of code against it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from settled.records.fields import Field


@dataclass(frozen=True, slots=True)
class Standard:
    """What a policy asks of one field.

    Attributes:
        technologies: ids of those that are the standard, as the policy lists them.
        min_share: share in (0, 1] of adopting files that must hold to it; ``None``: every one.
    """

    field: Field
    technologies: tuple[str, ...]
    min_share: float | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The standards of a code base, and where they need not hold.

    Attributes:
        file: where it was read from, as the user would name it.
        allowed_paths: (pattern as in ``.gitignore``, reason); what lies there is not judged.
        folder: of the policy's file below the folder that paths are relative to, with ``/``; patterns are
            relative to it. Empty: the same folder.
    """

    file: str
    standards: tuple[Standard, ...]
    allowed_paths: tuple[tuple[str, str], ...] = ()
    folder: str = ""


@dataclass(frozen=True, slots=True)
class AllowComment:
    """A comment that allows a technology on its line.

    Attributes:
        technology: its id, or a variant's; ``*``: any; as written where nothing is called so.
        reason: empty: none was given.
    """

    path: str
    line: int
    technology: str
    reason: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """Why a deviation is allowed: by the path ``pattern`` of the policy, or by a comment (``None``)."""

    pattern: str | None
    reason: str


DeviationStatus = Literal["new", "known", "allowed"]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A technology that is used, selected or defined on a line, and that is not its field's standard.

    Attributes:
        text: the catalog's own word that was matched; ``via``: how it was reached.
        fingerprint: 32 hex digits that stay the same when lines above come or go.
        status: ``allowed`` (see ``allowance``), ``known`` (in the baseline), or ``new``.
    """

    path: str
    line: int
    field: str
    technology: str
    variant: str | None
    role: str
    text: str
    via: str
    fingerprint: str
    status: DeviationStatus = "new"
    allowance: Allowance | None = None


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """How far a code base holds to the standard of one field; what is allowed is not counted.

    Attributes:
        adopting_files: files that use, select or define any technology of the field.
        holding_files: those of them without a deviation.
    """

    standard: Standard
    adopting_files: int
    holding_files: int
    deviations: tuple[Deviation, ...]

    @property
    def share(self) -> float | None:
        """Share of adopting files that hold to the standard; ``None``: there are none."""
        return self.holding_files / self.adopting_files if self.adopting_files else None

    def count(self, status: DeviationStatus) -> int:
        """How many of the deviations have a status."""
        return sum(deviation.status == status for deviation in self.deviations)

    @property
    def is_passed(self) -> bool:
        """Whether nothing is new, or enough files hold to the standard all the same."""
        if not self.count("new"):
            return True
        wanted, share = self.standard.min_share, self.share
        return wanted is not None and share is not None and share >= wanted


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check of code against a policy found.

    Attributes:
        fields: one a standard, in the policy's order.
        unused: comments that allow what does not stand on their line.
        baseline: the file of known deviations, as the user named it; ``None``: none was given.
        gone: known deviations that are no more, where the check looked.
        files: how many were looked at; ``skipped``: those that were not, or not wholly, by reason.
    """

    policy: Policy
    fields: tuple[FieldCheck, ...]
    unused: tuple[AllowComment, ...] = ()
    baseline: str | None = None
    gone: int = 0
    files: int = 0
    skipped: tuple[tuple[str, int], ...] = ()

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """Those of all fields, by path and line."""
        found = (deviation for check in self.fields for deviation in check.deviations)
        return tuple(sorted(found, key=lambda one: (one.path, one.line, one.field, one.technology)))

    @property
    def is_passed(self) -> bool:
        """Whether every field is."""
        return all(check.is_passed for check in self.fields)
