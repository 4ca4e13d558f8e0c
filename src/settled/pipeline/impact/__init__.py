"""Impact figures: stated beside measured.

``python -m settled.pipeline.impact FOLDER`` counts, from a data folder, what ships of releases, training runs
and people.
"""

from settled.pipeline.impact.figures import FIRST_YEAR, figure_specs, impact
from settled.pipeline.impact.own import own_markets, own_prices

__all__ = ["FIRST_YEAR", "figure_specs", "impact", "own_markets", "own_prices"]
