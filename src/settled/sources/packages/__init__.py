"""Published packages: what they define, support and require."""
