"""The logits of several sources' shares, as they are pooled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from settled.records import SourceEstimate


def source_logits(sources: Sequence[SourceEstimate]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Means and variances of the logits of sources; each of shape [k].

    A posterior Beta(a, b) has the empirical logit log(a / b): of counts, with one half added to either kind,
    it is nearly unbiased, and its variance is 1 / a + 1 / b (Gart & Zweifel, "On the bias of various
    estimators of the logit and its variance", Biometrika 54, 1967). The variance is taken at the sources'
    common share, by which a source's weight depends on its units alone. With its own share in it, a source
    would weigh more as soon as its first adopter is found, and a further adopter could lower what is pooled
    (Berkey, Hoaglin, Mosteller & Colditz, "A random-effects regression model for meta-analysis", Stat. Med.
    14,
    1995: variances at the average rate). The common share is the plain mean of theirs; of one source, its
    own.
    """
    alpha = np.array([source.alpha for source in sources])
    size = alpha + np.array([source.beta for source in sources])
    share = float((alpha / size).mean())
    return np.log(alpha) - np.log(size - alpha), 1.0 / (size * share * (1.0 - share))
