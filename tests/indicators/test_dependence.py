"""Units that resemble one another are worth fewer; and what must hold of shares whatever is counted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from settled.indicators.adoption import measure
from settled.indicators.dependence import correlations
from settled.indicators.rows import Observed
from settled.indicators.trend import slope
from settled.ledger import Columns

AS_OF = date(2026, 11, 24)
WINDOW = (AS_OF, 730, 1826)
EPOCH = date(1970, 1, 1)

# A cell: which owner or venue, in which quarter, k of n.
cells = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 7),
        st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    ).map(lambda cell: (cell[0], cell[1], *cell[2])),
    min_size=1,
    max_size=25,
    unique_by=lambda cell: cell[:2],
)
SOURCES = ("code", "papers", "models/epoch")


def quarter(number: int) -> date:
    """A day of the so-maniest quarter from the last of 2024 on."""
    return date(2024 + (number + 3) // 4, 3 * ((number + 3) % 4) + 1, 28)


def observed(source: str, counted, owners=None, rival=()) -> Observed:
    """Observations of a technology, and of a rival: of owners in one panel, or of venues; one a cell."""
    counted, own = [*counted, *rival], len(counted)
    panel = source == "code"
    names = ("code/repositories",) if panel else tuple(f"{source}/{v}" for v in "abcdef")
    if source == "models/epoch":
        names = ("models/epoch",)
    who = np.array([cell[0] for cell in counted], np.int32)
    part = who if len(names) > 1 else who * 0
    day = np.array([(quarter(cell[1]) - EPOCH).days for cell in counted], np.int32)
    zeros = np.zeros(len(counted), np.int32)
    technology = (np.arange(len(counted)) >= own).astype(np.int32)
    k, n = (np.array([float(cell[i]) for cell in counted]) for i in (2, 3))
    snapshots = tuple(f"s{i}" for i in range(6))
    columns = Columns(
        ("f",), ("t", "u"), ("adoption",), names, ("",), snapshots,
        zeros, technology, zeros, part, zeros, who,
        day - 80, day, k, n, np.full(len(counted), np.nan),
    )  # fmt: skip
    return Observed(columns, owners)


def posterior(source: str, counted, owners=None, rival=()):
    (found,) = measure(observed(source, counted, owners, rival), "f", "t", AS_OF)
    return found


def mean(estimate) -> float:
    return estimate.alpha / (estimate.alpha + estimate.beta)


def spread(estimate) -> float:
    return mean(estimate) * (1 - mean(estimate)) / (estimate.alpha + estimate.beta + 1)


@pytest.mark.parametrize("source", SOURCES)
class TestWhateverIsCounted:
    @given(counted=cells)
    def test_is_a_share_worth_at_most_its_units(self, source, counted):
        found = posterior(source, counted)
        assert found.alpha > 0
        assert found.beta > 0
        assert found.k == sum(cell[2] for cell in counted)
        assert 0 <= found.n_effective <= found.n

    @given(counted=cells, data=st.data())
    def test_order_of_rows_is_irrelevant(self, source, counted, data):
        mixed = data.draw(st.permutations(counted))
        one, other = posterior(source, counted), posterior(source, mixed)
        assert (other.alpha, other.beta) == pytest.approx((one.alpha, one.beta), rel=1e-9)

    @given(counted=cells)
    @example(counted=[(0, 0, 5, 6), (1, 0, 1, 1)])  # one no among two owners, then none
    def test_more_adopters_everywhere_never_lower_the_share(self, source, counted):
        more = [(who, when, min(n, k + 1), n) for who, when, k, n in counted]
        assert mean(posterior(source, more)) >= mean(posterior(source, counted)) - 1e-9

    @given(counted=cells)
    def test_all_zeros_are_a_small_share_with_an_end(self, source, counted):
        found = posterior(source, [(who, when, 0, n) for who, when, _, n in counted])
        assert 0 < mean(found) <= 0.5


@pytest.mark.parametrize("source", ["code", "models/epoch"])
@given(counted=cells, rival=cells, data=st.data())
def test_one_more_adopter_never_lowers_the_share(source, counted, rival, data):
    """What a unit is worth is known from rivals, where these say yes and no."""
    rival = [(0, 0, 3, 8), (0, 1, 5, 8), (1, 0, 1, 8), *((who, when + 2, k, n) for who, when, k, n in rival)]
    which = data.draw(st.sampled_from(range(len(counted))))
    who, when, k, n = counted[which]
    more = [*counted[:which], (who, when, min(n, k + 1), n), *counted[which + 1 :]]
    before, after = (posterior(source, one, rival=rival) for one in (counted, more))
    assert mean(after) >= mean(before) - 1e-9


@pytest.mark.parametrize("source", SOURCES)
def test_thinner_evidence_is_wider_on_average(source):
    rng = np.random.default_rng(5)
    wider = []
    for _ in range(60):
        drawn = []
        for _ in range(2):  # the technology, and a rival that tells what units are worth
            sizes = rng.integers(20, 80, 48)
            hits = rng.binomial(sizes, np.repeat(rng.beta(4, 6, 6), 8))
            full = [(i // 8, i % 8, int(k), int(n)) for i, (k, n) in enumerate(zip(hits, sizes, strict=True))]
            thin = [(a, b, int(rng.hypergeometric(k, n - k, n // 4)), int(n // 4)) for a, b, k, n in full]
            drawn.append((full, thin))
        (full, thin), (rival, thin_rival) = drawn
        wider.append(
            spread(posterior(source, thin, rival=thin_rival)) - spread(posterior(source, full, rival=rival))
        )
    assert np.mean(wider) > 0


def test_the_same_repositories_in_every_quarter_are_as_many_as_they_are():
    """Six owners, three of them adopters throughout: forty-eight counts say what six do."""
    panel = [(who, quarter, int(who < 3), 1) for who in range(6) for quarter in range(8)]
    assert posterior("code", panel).n == 48
    assert posterior("code", panel).n_effective == pytest.approx(6)


def test_repositories_of_one_owner_count_as_one():
    panel = [(who, quarter, int(who < 3), 1) for who in range(6) for quarter in range(8)]
    alike = posterior("code", panel, {"s0": "one", "s1": "one", "s2": "one"})
    assert alike.n_effective < posterior("code", panel).n_effective


def test_a_panel_that_says_no_throughout_is_no_surer_than_its_owners_are_many():
    panel = [(who, quarter, 0, 1) for who in range(6) for quarter in range(8)]
    assert posterior("code", panel).n_effective == pytest.approx(6)


@pytest.mark.parametrize("source", ["code", "models/epoch"])
@given(counted=cells, rival=cells, data=st.data())
def test_what_units_are_worth_does_not_hang_on_who_adopts(source, counted, rival, data):
    other = [(who, when, data.draw(st.integers(0, n)), n) for who, when, _, n in counted]
    worth = [posterior(source, one, rival=rival).n_effective for one in (counted, other)]
    assert worth[0] == pytest.approx(worth[1])


def test_independent_units_are_worth_their_number():
    rng = np.random.default_rng(2)
    releases = [(0, quarter, int(rng.binomial(200, 0.4)), 200) for quarter in range(8)]
    assert posterior("models/epoch", releases).n_effective > 800


@pytest.mark.parametrize("true", [0.02, 0.1, 0.4])
def test_the_intra_class_correlation_is_found(true):
    """Median of 40 simulated sets of eight releases of 60 models, beta-binomial."""
    rng = np.random.default_rng(3)
    size = 1 / true - 1
    found = []
    for _ in range(40):
        shares = rng.beta(0.4 * size, 0.6 * size, 8)
        releases = [(0, q, int(rng.binomial(60, share)), 60) for q, share in enumerate(shares)]
        seen = observed("models/epoch", [(0, 0, 1, 2)], rival=releases)
        found.append(correlations(seen, "adoption", *WINDOW)[seen.key("f", "t", "adoption"), "models/epoch"])
    assert np.median(found) == pytest.approx(true, rel=0.35)


def test_intervals_cover_the_truth_of_clustered_units():
    """Coverage of the 90 % interval of a share over 300 sets of eight overdispersed releases."""
    from scipy.stats import beta

    rng = np.random.default_rng(4)
    covered, naive = 0, 0
    for _ in range(300):
        shares = rng.beta(0.4 * 19, 0.6 * 19, (2, 8))
        releases, rival = (
            [(0, q, int(rng.binomial(60, one)), 60) for q, one in enumerate(own)] for own in shares
        )
        found = posterior("models/epoch", releases, rival=rival)
        low, high = beta(found.alpha, found.beta).ppf([0.05, 0.95])
        covered += low <= 0.4 <= high
        low, high = beta(found.k + 0.5, found.n - found.k + 0.5).ppf([0.05, 0.95])
        naive += low <= 0.4 <= high
    assert covered / 300 >= 0.82
    assert naive / 300 < 0.7


def test_a_venue_that_has_not_met_widens_the_share():
    met = [(0, 6, 20, 40), (1, 6, 8, 40)]
    not_lately = (2, -6, 5, 40)
    now, wider = posterior("papers", met), posterior("papers", [*met, not_lately])
    assert wider.n == now.n == 80
    assert spread(wider) > spread(now)
    assert wider.n_effective < now.n_effective


def test_the_trend_of_a_panel_is_as_sure_as_its_owners_are_many():
    """Two owners of six change over; quarter upon quarter of them are no further evidence."""
    panel = [(who, q, int(who < 3 or (who < 5 and q > 3)), 1) for who in range(6) for q in range(8)]
    rows = observed("code", panel).rows("f", "t", "adoption")
    alone = observed("models/epoch", panel).rows("f", "t", "adoption")
    robust, plain = slope(rows), slope(alone)
    assert robust.per_year == pytest.approx(plain.per_year)
    assert robust.high - robust.low > plain.high - plain.low
