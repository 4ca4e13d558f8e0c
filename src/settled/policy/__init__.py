"""What a code base agreed on, and where it deviates: policies, deviations, and what is known already.

Pure but for the two files that it reads and writes: the policy and the baseline.
"""

from settled.policy.baseline import compare, read_baseline, write_baseline
from settled.policy.judging import judge
from settled.policy.reading import DEFAULT_FILE, find_policy, read_policy

__all__ = [
    "DEFAULT_FILE",
    "compare",
    "find_policy",
    "judge",
    "read_baseline",
    "read_policy",
    "write_baseline",
]
