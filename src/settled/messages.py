"""Words shown to people that several stages share."""

from __future__ import annotations

# What an indicator lacks, when no field's own sentence says it better.
NEEDS = "needs {needs}"
NO_RIVAL = "the field has one technology, and so nothing to compare its share with"
