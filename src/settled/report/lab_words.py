"""The words of the lab's pages."""

from __future__ import annotations

LAB: dict[str, str] = {
    "nav.lab": "Lab",
    "lab.title": "The lab",
    "lab.lead": (
        "Contests at equal tuning, and theorems executed: what can be computed is computed, instead of "
        "believed. These are the project's own runs; each can be run again."
    ),
    "lab.none": "No evidence yet.",
    "lab.claims_counted": "{holds} of {judged} judged claims hold as stated",
    "lab.protocol": "Protocol",
    "lab.machine": (
        "Run on {day} with the budget “{budget}” on {processor}, {cores} cores; its trials took "
        "{seconds} seconds together; settled {settled}, Python {python}; code {code}."
    ),
    "lab.other_code": (
        "Measured with other code than this version’s: these figures may not be what this version measures. "
        "They are to be measured anew."
    ),
    "lab.again": "To run it again:",
    "lab.glance": "At a glance",
    "lab.claims": "Claims and verdicts",
    "lab.because": "Because",
    "lab.source": "Stated in",
    "lab.counterexample": "Counterexample",
    "lab.holds": "holds",
    "lab.fails": "fails",
    "lab.holds_only_if": "holds only if",
    "lab.undecided": "undecided",
    "lab.not_tested": "not tested",
    "lab.contests": "Challenger against incumbent",
    "lab.figure": (
        "Difference on each workload with its 90 % interval, in smallest differences of interest; right of "
        "the right line the challenger is better, between the lines the two are as good as equal; green: "
        "found better, red: found worse, grey: neither"
    ),
    "lab.exponents": "How it grows",
    "lab.exponents_figure": (
        "Exponents that were measured, with their 90 % intervals: 0 does not grow, 1 grows in proportion, "
        "below 0 falls; the table of all figures has them as numbers"
    ),
    "lab.results": "All figures",
    "lab.workload": "Workload",
    "lab.metric": "Figure",
    "lab.against": "Against",
    "lab.difference": "Difference",
    "lab.p_better": "P(better by more than is of interest)",
    "lab.finding": "Finding",
    "lab.value": "Value",
    "lab.seeds": "Seeds",
    "lab.notes": "Notes",
}
