"""What several theorems share: slopes with intervals, small models, update rules."""
