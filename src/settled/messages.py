"""Words shown to people that several stages share."""
