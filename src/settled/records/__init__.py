"""The words of the project as frozen types; the only thing that all stages share.

Standard library and NumPy only. Shares are in [0, 1], dates are ``datetime.date``, and a missing value is
``None``: never 0, 1 or -1.
"""

from __future__ import annotations

from settled.records.backtest import METHODS, Aim, Backtest, Bin, Held, Method, Score, Scored, ShareVerdict
from settled.records.boards import Board, EvidenceItem, FieldReport, SharePoint, ValuePoint
from settled.records.claims import Claim, StatedDegree
from settled.records.estimates import Estimate, IndicatorSpec, SourceEstimate
from settled.records.explanation import Contribution, Explanation, Influence, PooledSource
from settled.records.fields import Born, CodeRules, Field, Technology, Variant
from settled.records.figures import (
    Figure,
    FigureBasis,
    FigureMeasured,
    FigurePart,
    FigureSpec,
    Market,
    RoleCounts,
)
from settled.records.growth import (
    OUTSIDE,
    OUTSIDE_SHARE,
    Entrants,
    FieldForecast,
    ForecastYear,
    GrowthPrior,
    ShareCounts,
    ShareForecast,
    TechnologyForecast,
)
from settled.records.observations import (
    BEYOND_SIGHTINGS,
    MEASURES,
    SIGHTING_COLUMNS,
    Observation,
    unit_key,
)
from settled.records.policies import (
    Allowance,
    AllowComment,
    CheckResult,
    Deviation,
    DeviationStatus,
    FieldCheck,
    Policy,
    Standard,
)
from settled.records.profiles import LevelRule, Profile, Weight
from settled.records.provenance import Origin, Snapshot
from settled.records.sensitivity import WEIGHTS, Reading, Sensitivity, VarianceShare
from settled.records.signatures import Alias, Signatures
from settled.records.simulation import EvidenceKind, FurtherEvidence, Outlook, Simulation
from settled.records.verdicts import Movement, ShareLevel, Trend, Verdict
from settled.records.words import LEVELS, ROLES, Draws, Level, Role

__all__ = [
    "BEYOND_SIGHTINGS",
    "LEVELS",
    "MEASURES",
    "METHODS",
    "OUTSIDE",
    "OUTSIDE_SHARE",
    "ROLES",
    "SIGHTING_COLUMNS",
    "WEIGHTS",
    "Aim",
    "Alias",
    "AllowComment",
    "Allowance",
    "Backtest",
    "Bin",
    "Board",
    "Born",
    "CheckResult",
    "Claim",
    "CodeRules",
    "Contribution",
    "Deviation",
    "DeviationStatus",
    "Draws",
    "Entrants",
    "Estimate",
    "EvidenceItem",
    "EvidenceKind",
    "Explanation",
    "Field",
    "FieldCheck",
    "FieldForecast",
    "FieldReport",
    "Figure",
    "FigureBasis",
    "FigureMeasured",
    "FigurePart",
    "FigureSpec",
    "ForecastYear",
    "FurtherEvidence",
    "GrowthPrior",
    "Held",
    "IndicatorSpec",
    "Influence",
    "Level",
    "LevelRule",
    "Market",
    "Method",
    "Movement",
    "Observation",
    "Origin",
    "Outlook",
    "Policy",
    "PooledSource",
    "Profile",
    "Reading",
    "Role",
    "RoleCounts",
    "Score",
    "Scored",
    "Sensitivity",
    "ShareCounts",
    "ShareForecast",
    "ShareLevel",
    "SharePoint",
    "ShareVerdict",
    "Signatures",
    "Simulation",
    "Snapshot",
    "SourceEstimate",
    "Standard",
    "StatedDegree",
    "Technology",
    "TechnologyForecast",
    "Trend",
    "ValuePoint",
    "VarianceShare",
    "Variant",
    "Verdict",
    "Weight",
    "unit_key",
]
