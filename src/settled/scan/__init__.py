"""What a unit shows: pure functions, Arrow batch in, sightings out."""
