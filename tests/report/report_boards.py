"""Boards made up for tests: plausible in shape, and clearly not of this world in their names."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import strategies as st

from settled.records import (
    LEVELS,
    Board,
    Born,
    Claim,
    Estimate,
    EvidenceItem,
    Field,
    FieldReport,
    IndicatorSpec,
    LevelRule,
    Origin,
    Profile,
    SharePoint,
    Signatures,
    Snapshot,
    Technology,
    Trend,
    ValuePoint,
    Variant,
    Verdict,
    Weight,
)

AS_OF = date(2024, 6, 30)
INDICATORS = ("adoption", "standardization", "controversy", "research_share")

LEVEL_RULES = (
    LevelRule("L4", 0.95, "fully converged"),
    LevelRule("L3", 0.80, "quasi-converged"),
    LevelRule("L2", 0.60, "converging"),
    LevelRule("L1", 0.30, "not converged"),
    LevelRule("L0", 0.0, "diverging"),
)

SPECS = tuple(
    IndicatorSpec(
        id=name,
        name=name.replace("_", " ").capitalize(),
        question=f"What does the made-up evidence say of {name.replace('_', ' ')}?",
        unit="share",
        higher_is_more_settled={"controversy": False, "research_share": None}.get(name, True),
        needs="made-up code and made-up papers",
        distrust="Never trust it: it is made up.",
        reference="tests",
    )
    for name in INDICATORS
)

PROFILE = Profile(
    "standard",
    "Standard",
    (
        Weight("adoption", 0.4, "use is the strongest sign"),
        Weight("standardization", 0.3, "one implementation is a sign"),
        Weight("controversy", 0.3, "doubt is a sign against", inverted=True),
    ),
)


def estimate(median: float, spread: float = 0.05, *, n: int | None = 400, stars: int = 4) -> Estimate:
    """An estimate around ``median`` whose interval stays in [0, 1]."""
    return Estimate(
        median=median,
        low=max(0.0, median - spread),
        high=min(1.0, median + spread),
        k=None if n is None else round(median * n),
        n=n,
        sources=("papers", "model_zoo"),
        stars=stars,
        reasons=("few units in the last year", "one source speaks indirectly")[: 5 - stars],
        i2=0.42,
        latest=date(2024, 5, 31),
        draws=np.full(4, median),
    )


def technology(number: int, name: str | None = None) -> Technology:
    """The ``number``-th made-up rival."""
    return Technology(
        id=f"widget-{number}",
        name=name or f"Widget {number}",
        name_zh=f"小部件{number}",
        born=Born(2001 + number, f"On Widgets of the {number}. Kind", f"https://example.org/widget/{number}"),
        signatures=Signatures(),
        variants=(Variant(f"tiny-{number}", f"Tiny widget {number}", Signatures()),),
        aka=(f"W{number}",),
    )


def verdict(field: str, rival: str, degree: float | None, *, stated: bool = False) -> Verdict:
    """A verdict of the given degree; ``None``: no evidence at all."""
    if degree is None:
        return Verdict(
            field=field,
            technology=rival,
            as_of=AS_OF,
            profile="standard",
            degree=None,
            level=None,
            level_probability=None,
            indicators=dict.fromkeys(INDICATORS),
            stated=(),
            trend=None,
            missing=tuple(f"{name}: no made-up source speaks to it" for name in INDICATORS[:3]),
        )
    probability = _probability(degree)
    return Verdict(
        field=field,
        technology=rival,
        as_of=AS_OF,
        profile="standard",
        degree=estimate(degree, 0.08, n=None),
        level=max(LEVELS, key=lambda level: probability[level]),
        level_probability=probability,
        indicators={
            "adoption": estimate(degree, 0.03),
            "standardization": estimate(min(1.0, degree + 0.02), 0.1, n=31, stars=2),
            "controversy": None,
            "research_share": estimate(degree / 3, 0.02, n=12_000),
        },
        stated=(Claim("made-up.md", 12, "share", rival, "adoption", 0.991, "share", ">"),) if stated else (),
        trend=Trend(0.02 - degree / 20, 0.01 - degree / 20, 0.03 - degree / 20, "adoption"),
        missing=("controversy: needs papers that take a stance",),
    )


def _probability(degree: float) -> dict:
    """More for the levels whose middle is nearer: enough for a picture."""
    near = np.exp(-(((np.array([0.15, 0.45, 0.7, 0.88, 0.98]) - degree) / 0.08) ** 2)) + 1e-4
    return dict(zip(LEVELS, (near / near.sum()).tolist(), strict=True))


def shares(rivals: list[str], indicator: str, years: range) -> tuple[SharePoint, ...]:
    """Logistic rise of the first rival, the others sharing what is left."""
    points = []
    for year in years:
        lead = 1 / (1 + np.exp(-(year - 2016) / 2)) if len(rivals) > 1 else 1.0
        rest = np.array([1 / (position + 1) for position in range(len(rivals) - 1)])
        parts = [lead, *((1 - lead) * rest / rest.sum() if len(rivals) > 1 else [])]
        for rival, part in zip(rivals, parts, strict=True):
            low, high = max(0.0, part - 0.04), min(1.0, part + 0.04)
            points.append(
                SharePoint(rival, indicator, year, float(part), float(low), float(high), int(300 * part), 300)
            )
    return tuple(points)


def sizes(rivals: list[str]) -> tuple[ValuePoint, ...]:
    """Models of the first rival grow tenfold a year from ten thousand parameters; others come in 2024."""
    return tuple(
        ValuePoint(rival, "parameters", year, 10.0 ** (year - 2016), "parameters", "models/made-up")
        for position, rival in enumerate(rivals)
        for year in range(2024 if position else 2020, 2025)
    )


def field_report(
    number: int, rivals: int = 4, *, evidence: bool = True, names: list[str] | None = None
) -> FieldReport:
    """The ``number``-th made-up field with so many rivals."""
    technologies = tuple(
        technology(position, names[position] if names else None) for position in range(rivals)
    )
    identity = f"gadget-{number}"
    degrees = [max(0.02, 0.97 - 0.07 * number - 0.25 * position) for position in range(rivals)]
    field = Field(
        id=identity,
        name=f"Gadget {number}",
        name_zh=f"小玩意{number}",
        question=f"Which widget turns the gadget of the {number}. kind?",
        technologies=technologies,
        unmeasured=(("controversy", "nobody writes about it"),),
    )
    verdicts = tuple(
        verdict(identity, rival.id, degrees[position] if evidence else None, stated=position == 0)
        for position, rival in enumerate(technologies)
    )
    ids = [rival.id for rival in technologies]
    points = (
        shares(ids, "adoption", range(2012, 2025)) + shares(ids, "research_share", range(2008, 2025))
        if evidence
        else ()
    )
    return FieldReport(field, verdicts, points, sizes(ids[:2]) if evidence else ())


def snapshot(source: str, letter: str) -> Snapshot:
    """A made-up reading of a made-up source."""
    return Snapshot(
        id=letter * 16,
        source=source,
        locator=f"{source.split('/')[0]}.parquet",
        revision="3",
        retrieved_at="2024-06-01",
        content_digest=letter * 64,
        scanner="text",
        scanner_version=2,
        signature_digest="f" * 64,
        tool_version="0.1.0",
        units=12_345,
        skipped=(("no abstract", 17),),
        origin=Origin(
            source=source,
            producer="The Made-up Institute",
            title=f"Made-up {source}",
            licence="CC0-1.0",
            url="https://example.org/data",
            date_published="2024-05-01",
            date_accessed="2024-06-01",
            citation="Made-up Institute (2024)",
        ),
    )


def board(*reports: FieldReport) -> Board:
    """A board of the given fields; by default three with evidence and one without."""
    fields = reports or (
        field_report(0),
        field_report(1, 14),
        field_report(3, 1),
        field_report(4, evidence=False),
    )
    return Board(
        AS_OF, PROFILE, tuple(fields), (snapshot("papers", "a"), snapshot("model_zoo/x", "b")), "0" * 64
    )


def evidence_of(board: Board, count: int = 3) -> dict[tuple[str, str], list[EvidenceItem]]:
    """``count`` items behind each adoption and research share that is on the board."""
    found = {}
    for report in board.fields:
        for judged in report.verdicts:
            for indicator in ("adoption", "research_share"):
                if judged.indicators.get(indicator) is not None:
                    found[(judged.technology, indicator)] = [_item(number) for number in range(count)]
    return found


def _item(number: int) -> EvidenceItem:
    return EvidenceItem(
        unit=f"papers:made-up:2023:{number}",
        period=date(2023, 1 + number % 12, 1),
        role="uses",
        variant="tiny-0" if number % 2 else None,
        place=f"{number}-{number + 6}",
        text="widget",
        url=f"https://example.org/paper/{number}" if number % 3 else None,
        snapshot="a" * 16,
    )


# Names that break what does not escape them: markup, quotes, direction marks, a control character, wide and
# combining letters, a word longer than any column.
HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>&amp;</script><!--",
    "{{ 7 * 7 }}",
    "W" * 300,
    "‮reversed",
    "nul\x00bell\x07escape\x1b[31m",
    "优化器的名字很长很长很长很长很长很长",
    "ẛ̣ e\u0301",
    "two\nlines",
    "\ud800",
)


def hostile_report() -> FieldReport:
    """A field in which every rival has a hostile name."""
    return field_report(7, len(HOSTILE_NAMES), names=list(HOSTILE_NAMES))


names = st.one_of(st.sampled_from(HOSTILE_NAMES), st.text(min_size=1, max_size=40))


@st.composite
def reports(draw: st.DrawFn, number: int = 0) -> FieldReport:
    """Any field: one rival to fourteen, any names, each with or without evidence."""
    rivals = draw(st.integers(1, 14))
    made = field_report(number, rivals, names=draw(st.lists(names, min_size=rivals, max_size=rivals)))
    degrees = draw(st.lists(st.none() | st.floats(0, 1), min_size=rivals, max_size=rivals))
    verdicts = tuple(
        verdict(made.field.id, rival.id, degree)
        for rival, degree in zip(made.field.technologies, degrees, strict=True)
    )
    return FieldReport(
        made.field,
        verdicts,
        draw(st.sampled_from([made.shares, ()])),
        draw(st.sampled_from([made.values, ()])),
    )


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Any board of up to three fields, the empty one included."""
    count = draw(st.integers(0, 3))
    fields = tuple(draw(reports(number)) for number in range(count))
    return Board(AS_OF, PROFILE, fields, (snapshot("papers", "a"),) if fields else (), "0" * 64)
