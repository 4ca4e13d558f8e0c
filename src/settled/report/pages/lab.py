"""The lab: one page an experiment, from the results that ship, and one that lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from settled.report.charts import picture_of
from settled.report.lab_charts import contests, exponents, measured_exponents
from settled.report.rendering import File, Site, file_name

PATH = "lab.html"
JUDGED = ("holds", "fails", "holds_only_if")
VERDICTS = {
    "holds": "lab.holds",
    "fails": "lab.fails",
    "holds_only_if": "lab.holds_only_if",
    "undecided": "lab.undecided",
    "not_tested": "lab.not_tested",
}
Result = Mapping[str, Any]


def files(site: Site) -> Iterator[File]:
    """The list of experiments, a page for each, and charts of its contests and exponents as pictures."""
    yield site.page("lab.html", PATH, results=[(_path(one), one, _counted(one)) for one in site.lab])
    for one in site.lab:
        stem = f"charts/lab-{file_name(one['experiment'])}"
        picture = f"{stem}.svg" if one["comparisons"] else None
        growth = f"{stem}-exponents.svg" if measured_exponents(one) else None
        if picture:
            yield File(picture, picture_of(contests(one)))
        if growth:
            yield File(growth, picture_of(exponents(one)))
        yield site.page(
            "experiment.html",
            _path(one),
            one=one,
            picture=picture,
            growth=growth,
            number=_number,
            interval=_interval,
            verdicts=VERDICTS,
            glance=_glance(one),
        )


def _path(result: Result) -> str:
    return f"lab/{file_name(result['experiment'])}.html"


def _counted(result: Result) -> dict[str, int]:
    """How many claims were judged, and how many of them hold as stated."""
    verdicts = [claim["verdict"] for claim in result["claims"]]
    judged = [verdict for verdict in verdicts if verdict in JUDGED]
    return {"holds": judged.count("holds"), "judged": len(judged)}


def _glance(result: Result) -> list[tuple[str, list[tuple[int, Result]]]]:
    """The claims with their numbers on the page, by verdict; verdicts that none has are left out."""
    numbered = list(enumerate(result["claims"], start=1))
    found = ((verdict, [one for one in numbered if one[1]["verdict"] == verdict]) for verdict in VERDICTS)
    return [(verdict, claims) for verdict, claims in found if claims]


def _number(value: float) -> str:
    return f"{value:.4g}"


def _interval(one: Result) -> str:
    return "" if one["low"] is None else f"{one['low']:.3g} – {one['high']:.3g}"
