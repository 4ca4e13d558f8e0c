"""A document's own arithmetic, done again with its own inputs."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records import Claim, Field, Profile, StatedDegree, Technology
from settled.verdict.degree import degree_of_values


def _stated_values(claims: Sequence[Claim], profile: Profile) -> dict[str, float]:
    """What is stated of each indicator: in a written calculation under these weights, else in the text."""
    values: dict[str, float] = {}
    for claim in claims:
        if claim.unit == "share":
            values.setdefault(claim.attribute, claim.value)
    weights = {weight.indicator: weight.weight for weight in profile.weights}
    for claim in claims:
        if {indicator: weight for indicator, weight, _ in claim.inputs} == weights:
            # A calculation writes 1 - x for an inverted indicator; its inputs are already the x.
            values |= {indicator: value for indicator, _, value in claim.inputs}
    return values


def recompute(
    field: Field, technology: Technology, claims: Sequence[Claim], profile: Profile
) -> StatedDegree:
    """The degree from stated inputs under a profile, and what the document prints."""
    own = [claim for claim in claims if claim.subject == technology.id]
    values = _stated_values(own, profile)
    missing = tuple(w.indicator for w in profile.weights if w.indicator not in values)
    return StatedDegree(
        field=field.id,
        technology=technology.id,
        profile=profile.id,
        inputs=tuple(
            (w.indicator, w.weight, values[w.indicator]) for w in profile.weights if w.indicator in values
        ),
        degree=None if missing else degree_of_values(profile, values),
        missing=missing,
        printed=tuple(claim for claim in own if claim.attribute == "degree"),
    )
