"""Adoption: do new systems use it?"""

from __future__ import annotations

from datetime import date

from settled.indicators.counted import recent_share
from settled.indicators.rows import Observed
from settled.records import IndicatorSpec, SourceEstimate

SPEC = IndicatorSpec(
    id="adoption",
    name="Adoption",
    question="Of the new units that use any technology of the field, how many use this one?",
    unit="share",
    higher_is_more_settled=True,
    needs="code, configs, manifests, model zoos, package metadata or tables of released models",
    distrust="The units of one library or table are not a sample of all practice; a unit may use several "
    "technologies, so shares of rivals need not add to 1.",
    reference="Rogers, Diffusion of Innovations, 5th ed., 2003, ch. 1 (rate of adoption)",
    indirect=(
        (
            "model_zoo/transformers",
            "indirect: architectures taken into one library, not their use in practice",
        ),
        ("models/timm", "indirect: weights offered by one library of image models"),
        ("code/repositories", "indirect: repositories of a public mirror, not a random sample of all code"),
        ("packages", "indirect: how the measured frameworks themselves are built"),
    ),
    trending=True,
)
MEASURE = "adoption"


def measure(observed: Observed, field: str, technology: str, as_of: date) -> list[SourceEstimate]:
    """Per source, the posterior share of its units of the last two years; empty: no evidence."""
    return recent_share(observed, field, technology, MEASURE, as_of)
