"""The terms of the site's glossary with their meanings, in reading order: one word per thing."""

from __future__ import annotations

GLOSSARY: tuple[tuple[str, str], ...] = (
    ("Field", "A contest: a function that rivals serve, put as a question."),
    ("Technology", "A rival in a field. Its variants are counted with it."),
    ("Incumbent", "The technology whose standing is judged first; lists put it first."),
    ("Variant", "A form or implementation of a technology that is no rival of it."),
    ("Signature", "How a technology shows in a kind of source: words, a code name, a setting, a package."),
    ("Source", "Where evidence comes from: papers, model zoos, packages, models, documents."),
    ("Unit", "One dated thing that may use a technology: a paper, a model, a package, a repository."),
    ("Sighting", "A technology seen in a unit, with its role and its place."),
    (
        "Role",
        "What a unit does with a technology: uses, selects, defines, mentions, proposes, contests, compares.",
    ),
    ("Observation", "What was counted: k of n in a period, with the snapshot that it was counted from."),
    ("Snapshot", "One reading of one source’s content, known by the digest of its bytes."),
    ("Indicator", "A question put to the evidence, answered by an estimate between 0 and 1."),
    ("Estimate", "A median with its 90 % interval, its counts, its sources and its stars."),
    ("90 % interval", "The true value lies below it with probability 5 %, and above it with 5 %."),
    ("Adoption", "New units that use the technology, of those that use any technology of the field."),
    ("Standardization", "How far its users share one implementation, and frameworks support it natively."),
    ("Research share", "Papers about the technology, of the field’s papers. Shown, not weighted."),
    ("Controversy", "Papers that contest the technology, of those that take a stance on it."),
    ("Degree", "The weighted sum of the indicators under a weight profile, between 0 and 1."),
    ("Weight profile", "Which indicators count how much in the degree, each with its reason."),
    ("Level", "L0 diverging to L4 fully converged; always given with its probability."),
    ("Confidence", "One to five stars: how far to trust an estimate, with the reasons named."),
    ("Stated", "A figure that a document gives; shown beside what is measured, never mixed into it."),
)
