"""Research share: is it what the field's papers are about?"""

from __future__ import annotations

from datetime import date

from settled.indicators.counted import recent_share
from settled.indicators.rows import Observed
from settled.records import IndicatorSpec, SourceEstimate

SPEC = IndicatorSpec(
    id="research_share",
    name="Research share",
    question="Of the papers that name any technology of the field, how many name this one?",
    unit="share",
    higher_is_more_settled=None,
    needs="papers with abstracts",
    distrust="Naming is not using: what everybody uses is hardly worth naming in an abstract, so a settled "
    "technology may have a small share. Rivals are named together, so shares do not add to 1.",
    reference="Daim et al., Forecasting emerging technologies, Technol. Forecast. Soc. Change 73, 2006",
    trending=True,
)
MEASURE = "papers_about"


def measure(observed: Observed, field: str, technology: str, as_of: date) -> list[SourceEstimate]:
    """The posterior share in the papers of the last two years, at a fixed mix of venues."""
    return recent_share(observed, field, technology, MEASURE, as_of)
