"""Mean and variance of the logit of a Beta variable, exactly.

For x ~ Beta(a, b), logit(x) has mean psi(a) - psi(b) and variance psi'(a) + psi'(b), with psi and psi' the
digamma and trigamma functions: the recurrence to an argument above ``_LARGE``, then the asymptotic series
(Abramowitz & Stegun, "Handbook of Mathematical Functions", 1964, 6.3.5, 6.3.18, 6.4.6, 6.4.12).
"""

from __future__ import annotations

import math

_LARGE = 12.0  # above it the series below are right to 1e-12
_DIGAMMA = (1 / 132, 1 / 240, 1 / 252, 1 / 120, 1 / 12)  # Bernoulli numbers over 2n, from the last term
_TRIGAMMA = (5 / 66, 1 / 30, 1 / 42, 1 / 30, 1 / 6)  # Bernoulli numbers, from the last term


def digamma(x: float) -> float:
    """The logarithmic derivative of the gamma function, x > 0.

    >>> round(digamma(1.0), 12)
    -0.577215664902
    """
    shift = 0.0
    while x < _LARGE:
        shift -= 1.0 / x
        x += 1.0
    inverse = 1.0 / (x * x)
    series = 0.0
    for coefficient in _DIGAMMA:
        series = inverse * (coefficient - series)
    return shift + math.log(x) - 0.5 / x - series


def trigamma(x: float) -> float:
    """The derivative of the digamma function, x > 0.

    >>> round(trigamma(1.0), 12)
    1.644934066848
    """
    shift = 0.0
    while x < _LARGE:
        shift += 1.0 / (x * x)
        x += 1.0
    inverse = 1.0 / (x * x)
    series = 0.0
    for coefficient in _TRIGAMMA:
        series = inverse * (coefficient - series)
    return shift + 1.0 / x + 0.5 * inverse + series / x


def logit_moments(alpha: float, beta: float) -> tuple[float, float]:
    """Mean and variance of logit(x), x ~ Beta(alpha, beta), both > 0.

    >>> logit_moments(2.0, 2.0)[0]
    0.0
    """
    return digamma(alpha) - digamma(beta), trigamma(alpha) + trigamma(beta)
