"""Impact figures: stated beside measured.

``python -m settled.pipeline.impact FOLDER`` counts, from a data folder, what ships of releases, training runs
and people.
"""

from settled.pipeline.impact.figures import FIRST_YEAR, figure_specs, impact

__all__ = ["FIRST_YEAR", "figure_specs", "impact"]
