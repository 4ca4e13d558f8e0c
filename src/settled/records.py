"""The words of the project as frozen types; the only thing that all stages share.

Standard library and NumPy only. Shares are in [0, 1], dates are ``datetime.date``, and a missing value is
``None``: never 0, 1 or -1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]

Role = Literal["uses", "selects", "defines", "mentions", "proposes", "contests", "compares"]
ROLES: tuple[Role, ...] = ("uses", "selects", "defines", "mentions", "proposes", "contests", "compares")

Level = Literal["L0", "L1", "L2", "L3", "L4"]
LEVELS: tuple[Level, ...] = ("L0", "L1", "L2", "L3", "L4")


# --- what is judged ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alias:
    """How a technology is written in text.

    Attributes:
        text: the words; a space or hyphen stands for any of space, hyphen, line break, or nothing.
        exact: match upper and lower case as written (``AdamW`` never ``adamw``).
        context: words of which at least one must stand within ``within`` characters; none: no condition.
        within: reach of ``context`` on either side, in characters, not from a title into its abstract; 0:
            anywhere in the unit's text.
        unless: phrases that contain the alias and mean something else (``mountain lion``).
    """

    text: str
    exact: bool = False
    context: tuple[str, ...] = ()
    within: int = 0
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """How a technology, or a variant of it, shows in each kind of source.

    Attributes:
        aliases: in text, English and Chinese.
        code: qualified public names (``torch.optim.AdamW``).
        canonical: those of ``code`` that are the standard implementation.
        modules: modules of which any member that is used is a use (``requests``).
        own: what makes an own implementation: ``class:`` or ``def:`` + name, ``shape:`` + name of a shape.
        foreign: names in other languages, ``LANGUAGE:NAME`` (``javascript:vitest``), as a field's queries
            capture them; a final ``*`` stands for any ending.
        config: values in configuration (``adamw_torch``).
        packages: names in a package registry, normalised: of PyPI, or ``ECOSYSTEM:NAME`` (``npm:vitest``).
        zoo: in a model zoo's source: ``class:``, ``call:``, ``name:``, ``config:``, ``structure:`` + glob.
        zoo_canonical: those by which a model uses the zoo's shared, standard implementation.
        models: in tables of released models: conditions on a row (see ``settled.scan.models``).
    """

    aliases: tuple[Alias, ...] = ()
    code: tuple[str, ...] = ()
    canonical: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    zoo: tuple[str, ...] = ()
    zoo_canonical: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """A form or implementation of a technology that is no rival of it: counted with its parent."""

    id: str
    name: str
    signatures: Signatures


@dataclass(frozen=True, slots=True)
class Born:
    """When a technology first stood in public, and where."""

    year: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Technology:
    """A rival in a field.

    Attributes:
        aka: further names that a user may ask for, and that a document may use (``注意力机制``).
    """

    id: str
    name: str
    name_zh: str
    born: Born
    signatures: Signatures
    variants: tuple[Variant, ...] = ()
    aka: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRules:
    """How a field's technologies show in code, beside each one's signatures.

    Attributes:
        selectors: names of keys, arguments and flags whose value selects a technology (``optimizer``).
        bases: an own class is an implementation only with one of these last names among its bases
            (``Optimizer``); none: whatever its bases.
        tests_count: use in tests is use (a field about testing).
        purpose: what a requirement must be for, to speak to the field (``build``); empty: anything.
        too_general: qualified names that a framework offers a technology by, and that in code say nothing of
            the field's question (a convolution over pixels is a layer, no choice of how a sequence is mixed).
        queries: per language, the tree-sitter query whose captures ``@use`` are names of ``foreign``.
    """

    selectors: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    tests_count: bool = False
    purpose: str = ""
    too_general: tuple[str, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A contest: a function that rivals serve. The incumbent stands first in ``technologies``.

    Attributes:
        frameworks: packages that could support a rival natively: the denominator of native support.
        download_group: group of rival packages in the download series; ``None``: no such series.
        unmeasured: for an indicator that no source of today can speak to, the sentence that says why.
        code: how its technologies show in code.
    """

    id: str
    name: str
    name_zh: str
    question: str
    technologies: tuple[Technology, ...]
    frameworks: tuple[str, ...] = ()
    download_group: str | None = None
    status: Literal["current", "history"] = "current"
    unmeasured: tuple[tuple[str, str], ...] = ()
    code: CodeRules = CodeRules()

    @property
    def incumbent(self) -> Technology:
        """The technology whose standing is judged first."""
        return self.technologies[0]


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of one indicator in a profile, and why it has it."""

    indicator: str
    weight: float
    reason: str
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A weight profile: the weights sum to 1. ``inverted`` indicators enter as 1 - x."""

    id: str
    name: str
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class LevelRule:
    """Degrees above ``above`` are at least of this level."""

    level: Level
    above: float
    name: str


# --- where evidence comes from ----------------------------------------------------------------------


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


# Columns of a table of sightings, with Arrow's names of their types. `source` is the sub-source that shares
# are compared within (`papers/neurips`); `period` the first day of the unit's month; `unit_key` equal for two
# units that are the same thing (the same paper at two venues). `start` and `end` are code-point offsets into
# title + newline + abstract for text, `line` a 1-based line of `path` for code; what does not apply is null.
SIGHTING_COLUMNS: dict[str, str] = {
    "unit": "string",
    "unit_key": "int64",
    "source": "string",
    "period": "date32",
    "field": "string",
    "technology": "string",
    "variant": "string",
    "role": "string",
    "canonical": "bool",
    "path": "string",
    "line": "int32",
    "start": "int32",
    "end": "int32",
    "text": "string",
    "via": "string",
}

# What can be counted. `adoption`: new units using T, of those using any technology of the field; of code, the
# repositories that changed in a quarter. `new_adoption`: those in their first quarter with the field; shown,
# never weighted. `canonical`:
# adopters on a canonical implementation, of all adopters. `native_support`: frameworks that define T, of the
# frameworks. `papers_about`: papers that name T, of those that name any technology of the field. `contested`:
# papers that contest T, of those that take a stance on it. `downloads`: share inside a package group.
# `open_weights`: released models using T whose weights may be downloaded, of those that state their access.
# `parameters`: median size of the released models using T that state it, by year. The last three are shown,
# and weigh nothing.
MEASURES: tuple[str, ...] = (
    "adoption",
    "new_adoption",
    "canonical",
    "native_support",
    "papers_about",
    "contested",
    "downloads",
    "open_weights",
    "parameters",
)

# Measures of what a unit states beside its technologies: no sighting holds it, so that a count of the
# sightings cannot tell them.
BEYOND_SIGHTINGS: frozenset[str] = frozenset({"open_weights", "parameters"})


@dataclass(frozen=True, slots=True)
class Observation:
    """What was counted: k of n, or a value with its unit. The only thing that verdicts rest on.

    Attributes:
        measure: one of ``MEASURES``.
        period_start: first day that the count covers; ``period_end``: the last.
        source: ``SOURCE/PART`` (``papers/neurips``): shares are compared within one and pooled over SOURCE.
        snapshot: id of the snapshot that it was counted from.
    """

    field: str
    technology: str
    measure: str
    period_start: date
    period_end: date
    k: int | None
    n: int | None
    value: float | None
    unit: str | None
    source: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A number or formula that a document states.

    Attributes:
        subject: technology id; ``attribute``: indicator id, ``degree``, ``share`` ...
        value: as a share in [0, 1], or in ``unit``; ``bound``: ``=``, ``<``, ``>`` or ``~`` as written.
        inputs: for a written calculation, the (indicator, weight, value) triples that it computes with.
    """

    file: str
    line: int
    kind: str
    subject: str
    attribute: str
    value: float
    unit: str
    bound: str = "="
    source: str = ""
    inputs: tuple[tuple[str, float, float], ...] = ()


# --- what the evidence says -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """What an indicator asks, and when not to trust its answer; help, site and docs are made from it.

    Attributes:
        higher_is_more_settled: whether a larger value means more settled (``None``: neither).
        needs: kinds of evidence that can speak to it, as a sentence part ("code, configs, ...").
        distrust: when not to trust the number.
        indirect: per source, why its evidence speaks only indirectly: a downgrade of confidence.
        trending: whether its share over time may stand for the technology's trend.
    """

    id: str
    name: str
    question: str
    unit: str
    higher_is_more_settled: bool | None
    needs: str
    distrust: str
    reference: str
    indirect: tuple[tuple[str, str], ...] = ()
    trending: bool = False


@dataclass(frozen=True, slots=True)
class SourceEstimate:
    """What one source says of an indicator, before sources are pooled.

    Attributes:
        source: the source's id (``model_zoo``), its parts already joined.
        k: raw count, of ``n``; ``None`` where the quantity is not a proportion.
        latest: last day that its evidence covers.
        alpha: with ``beta``, the parameters of the posterior Beta(alpha, beta), both > 0.
    """

    source: str
    k: int | None
    n: int | None
    latest: date
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A quantity with its uncertainty.

    Attributes:
        median: posterior median; ``low``, ``high``: 5 % and 95 % quantiles.
        k: raw counts pooled, ``n`` likewise; ``None`` where the quantity is not a proportion.
        sources: the sources that speak to it, in order of weight.
        stars: confidence, 1 to 5; ``reasons``: each downgrade, named.
        i2: I² of the sources in [0, 1]: share of their variation that is disagreement; ``None``: one source.
        latest: last day that the evidence covers.
        draws: shape [N]; posterior draws in the quantity's range.
    """

    median: float
    low: float
    high: float
    k: int | None
    n: int | None
    sources: tuple[str, ...]
    stars: int
    reasons: tuple[str, ...] = ()
    i2: float | None = None
    latest: date | None = None
    draws: Draws | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Trend:
    """Change of adoption, or of research share where there is no adoption, in share per year (90 %)."""

    slope_per_year: float
    low: float
    high: float
    indicator: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a technology has converged, as of a date, under a weight profile.

    Attributes:
        degree: in [0, 1]; missing indicators widen it (design: drawn uniform for the median, 0 for ``low``,
            1 for ``high``). ``None`` where every weighted indicator is missing.
        level: the most probable level, ties to the lower; ``None`` with ``degree``.
        level_probability: over L0..L4, sums to 1.
        indicators: every indicator by id; ``None``: no evidence.
        missing: a sentence for each weighted indicator without evidence: what it needs.
    """

    field: str
    technology: str
    as_of: date
    profile: str
    degree: Estimate | None
    level: Level | None
    level_probability: dict[Level, float] | None
    indicators: dict[str, Estimate | None]
    stated: tuple[Claim, ...]
    trend: Trend | None
    missing: tuple[str, ...]


# --- what is shown ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatedDegree:
    """A degree recomputed from what a document states, beside what the document prints.

    Attributes:
        inputs: (indicator, weight, value as stated) of each term, in the profile's order.
        degree: their weighted sum; ``None`` where a weighted indicator is not stated (see ``missing``).
        printed: the degrees that the document prints for the technology.
    """

    field: str
    technology: str
    profile: str
    inputs: tuple[tuple[str, float, float], ...]
    degree: float | None
    missing: tuple[str, ...]
    printed: tuple[Claim, ...]


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
class Movement:
    """How a verdict differs between two dates, and what evidence came between them.

    Attributes:
        before: the verdict as of the earlier date; ``None``: the technology was not on the board then.
        evidence: observations that ``after`` rests on and ``before`` does not.
    """

    field: str
    technology: str
    before: Verdict | None
    after: Verdict
    evidence: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Every field, as of a date.

    Attributes:
        ledger_digest: SHA-256 over the observations that were read: same digest, same board.
        snapshots: the provenance of all that was read.
    """

    as_of: date
    profile: Profile
    fields: tuple[FieldReport, ...]
    snapshots: tuple[Snapshot, ...]
    ledger_digest: str


# --- what a policy allows -----------------------------------------------------------------------------


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
