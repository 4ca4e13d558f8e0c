"""Parts of the documentation that are made from the program: ``<!-- generated: NAME -->`` in a page.

Each part is Markdown from what the package itself declares, so that no table of the docs can go stale.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib.resources import files
from math import isfinite
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

import click

import settled
from settled import catalog
from settled.growth import entry
from settled.growth.prior import provenance, shipped_prior
from settled.indicators import all_indicators
from settled.indicators.figures import all_figures
from settled.pipeline.forecasting import ENOUGH_YEARS
from settled.records import MEASURES, ROLES, Field, Technology
from settled.report.backtest import shipped_backtest
from settled.report.backtest_tables import backtest_tables, summary
from settled.sources import read_origin
from settled.verdict.stars import DOUBTS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_MARK = re.compile(r"<!-- generated: (\w+) -->")
_PAST = "\n*A contest of the past ([why](../contests.md)): on no board, read from papers alone.*"
_PRIVATE = re.compile(r"(^|\.)_")


def fields() -> str:
    """Every field of the catalog: its question and its technologies."""
    return "\n\n".join(_field(field) for field in catalog.load().fields.values())


def contests() -> str:
    """The contests of the past: what each asked, and its rivals with the year in which each stood up."""
    past = [field for field in catalog.load().fields.values() if field.status == "history"]
    rows = [(f"`{field.id}`", field.question, _rivals(field)) for field in past]
    return "\n".join(_table(("contest", "question", "rivals, incumbent of the start first"), rows))


def _rivals(field: Field) -> str:
    names = [(technology.name, technology.born) for technology in field.technologies]
    return ", ".join(f"{name} ([{born.year}]({born.url}))" for name, born in names)


def _field(field: Field) -> str:
    rows = [_technology(technology) for technology in field.technologies]
    lines = [
        f"## {field.name}",
        "",
        f"`{field.id}` · {field.name_zh} · {field.question}",
        *([_PAST] if field.status == "history" else ()),
        "",
        *_table(("technology", "name", "since", "variants counted with it", "in text"), rows),
    ]
    for indicator, why in field.unmeasured:
        lines += ["", f"*{indicator}* is not measured: {why}."]
    return "\n".join(lines)


def _technology(technology: Technology) -> tuple[str, ...]:
    born = technology.born
    aliases = [alias.text for alias in technology.signatures.aliases]
    return (
        f"`{technology.id}`",
        " · ".join(dict.fromkeys((technology.name, technology.name_zh))),
        f"[{born.year}]({born.url})",
        ", ".join(variant.name for variant in technology.variants),
        ", ".join(aliases[:4]) + (", ..." if len(aliases) > 4 else ""),
    )


def profiles() -> str:
    """The weight profiles, with the reason of each weight."""
    parts = []
    for profile in catalog.load().profiles.values():
        rows = [
            (
                f"1 - {weight.indicator}" if weight.inverted else weight.indicator,
                f"{weight.weight:g}",
                weight.reason,
            )
            for weight in profile.weights
        ]
        parts += ["", f"**`{profile.id}`**", "", *_table(("indicator", "weight", "why"), rows)]
    return "\n".join(parts)


def levels() -> str:
    """The levels and their bounds."""
    rows = [(rule.level, f"{rule.above:.2f}", rule.name) for rule in catalog.load().levels]
    return "\n".join(_table(("level", "degree above", "meaning"), rows))


def doubts() -> str:
    """Each doubt that costs a star: its rule with the threshold, and why that is there."""
    rows = [(doubt.name, doubt.words, doubt.why) for doubt in DOUBTS]
    return "\n".join(_table(("doubt", "rule", "why"), rows))


def indicators() -> str:
    """What every indicator asks, from its SPEC."""
    parts = []
    for indicator in all_indicators():
        spec = indicator.spec
        direction = {
            True: "higher is more settled",
            False: "lower is more settled",
            None: "shown, not judged",
        }
        parts += [
            f"## {spec.name}",
            "",
            f"`{spec.id}` · {spec.unit} · {direction[spec.higher_is_more_settled]}",
            "",
            spec.question,
            "",
            f"- Counted from: {spec.needs}.",
            f"- When not to trust it: {spec.distrust}",
            *(f"- From `{source}` it is {why}." for source, why in spec.indirect),
            f"- Reference: {spec.reference}",
            "",
        ]
    return "\n".join(parts)


def figures() -> str:
    """What every impact figure asks, from its SPEC."""
    grows = {1: "grows as a field settles", -1: "falls as a field settles", 0: "no direction"}
    parts = []
    for figure in all_figures():
        spec = figure.SPEC
        most = "" if spec.most is None else f" to {spec.most:g}"
        least = f"from {spec.least:g}" if isfinite(spec.least) else "up"
        parts += [
            f"### {spec.name}",
            "",
            f"`{spec.id}` · {spec.unit}, {least}{most} · {grows[spec.grows]}",
            "",
            spec.question,
            "",
            f"- Formula: {spec.formula}.",
            f"- Measured from: {spec.inputs}.",
            f"- When not to trust it: {spec.distrust}",
            *(f"- From `{source}` it is {why}." for source, why in spec.indirect),
            f"- Reference: {spec.reference}.",
            "",
        ]
    return "\n".join(parts)


def sources() -> str:
    """The origin of every source: who made it, under which licence."""
    folder = Path(settled.__file__).parent / "sources"
    parts = []
    for file in sorted(folder.glob("*/origin.toml")):
        origin = read_origin(file.parent)
        parts += [
            f"## {file.parent.name}",
            "",
            *_list(
                ("source", f"`{origin.source}`"),
                ("title", origin.title),
                ("producer", origin.producer),
                ("licence", origin.licence),
                ("address", f"<{origin.url}>" if origin.url else ""),
                ("published", origin.date_published),
                ("accessed", origin.date_accessed),
                ("cite as", origin.citation),
            ),
            "",
        ]
    return "\n".join(parts)


def words() -> str:
    """The measures and roles that the ledger knows, from the records."""
    return "\n".join(
        _list(
            ("measures", ", ".join(f"`{name}`" for name in MEASURES)),
            ("roles", ", ".join(f"`{r}`" for r in ROLES)),
        )
    )


def commands() -> str:
    """The help of every command, as the program prints it."""
    from settled.cli import settled as root

    return "\n".join(_command(root, click.Context(root, info_name="settled", terminal_width=100), level=2))


def _command(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    text = command.get_help(context).replace("\b", "")
    yield from (f"{'#' * level} {context.command_path}", "", "```text", text, "```", "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.commands[name]
            inside = click.Context(below, info_name=name, parent=context, terminal_width=100)
            yield from _command(below, inside, min(level + 1, 4))


def schemas() -> str:
    """The JSON documents: each command's contract, with the keys that it promises."""
    rows = []
    folder = files("settled.report.schemas")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".json"):
            schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            keys = ", ".join(f"`{key}`" for key in schema.get("required", schema.get("properties", {})))
            rows.append((f"[{file.name}](../schemas/{file.name})", schema.get("title", ""), keys))
    return "\n".join(_table(("schema", "document", "keys"), rows))


_PRIOR = {
    "level_sd": "what a year adds to a level of log-odds, as a standard deviation",
    "slope_sd": "what a year adds to its yearly change",
    "damping": "what a year leaves of the yearly change",
    "start_mean": "log-odds of a technology's first year, from its field's common level",
    "start_sd": "their standard deviation",
    "start_slope_mean": "yearly change in the first year",
    "start_slope_sd": "its standard deviation",
    "correlation": "of the units of one year: n tell as much as n / (1 + (n - 1) ρ)",
    "volatilities": "factors of level_sd and slope_sd that a field may have",
    "odds": "of these factors, before what is known by the origin is heard",
    "freedom": "degrees of freedom of Student's t in the years to come",
}


def growth_prior() -> str:
    """The prior of growth with what it was fitted to, and the thresholds of who is heard on newcomers."""
    prior = asdict(shipped_prior())
    rows = [(f"`{name}`", _numbers(prior[name]), why) for name, why in _PRIOR.items()]
    heard = [
        (f"{entry.FEWEST_UNITS:g}", "effective units of a year that shows what newcomers won"),
        (f"{entry.FEWEST_BEFORE:g}", "effective units of a field up to an origin, to be heard at all"),
        (f"{entry.MATURE:g}", "from so many on, only fields as mature are heard"),
        (f"{entry.FEWEST_FIELDS}", "such fields at least; else all are heard"),
        (f"{ENOUGH_YEARS['adoption']}", "years with units, for adoption to be forecast"),
    ]
    fit = provenance()
    said = (
        f"Fitted to {fit['series']} series with {fit['years']} years up to {fit['until']}, by "
        f"`{fit['command']}`; outcomes up to {fit['outcomes_until']} chose the correlation and the freedom. "
        f"Evidence: `{fit['ledger_digest']}`."
    )
    parts = [
        said,
        "",
        *_table(("prior", "value", "of what"), rows),
        "",
        *_table(("threshold", "of what"), heard),
    ]
    return "\n".join(parts)


def _numbers(value: float | Sequence[float]) -> str:
    return ", ".join(f"{one:g}" for one in (value if isinstance(value, Sequence) else (value,)))


def backtest_summary() -> str:
    """What the backtest that ships judged, and on which evidence."""
    document = shipped_backtest()
    return f"{summary(document)}\n\nEvidence: `{document['ledger_digest']}`."


def _of_backtest(key: str) -> Callable[[], str]:
    """One table of the backtest that ships, with how to read it."""

    def part() -> str:
        table = next(one for one in backtest_tables(shipped_backtest()) if one.key == key)
        return "\n".join([table.note, "", *_table(table.head, table.rows)])

    return part


def modules() -> str:
    """Every module with its public names, from the docstrings."""
    names = sorted(
        found.name
        for found in walk_packages(settled.__path__, "settled.")
        if not _PRIVATE.search(found.name) and not found.name.startswith("settled.cli.")
    )
    parts = []
    for name in ["settled", *names]:
        parts += [
            f"## {name}",
            "",
            "```{eval-rst}",
            f".. automodule:: {name}",
            "   :members:",
            "   :ignore-module-all:",
            "```",
            "",
        ]
    return "\n".join(parts)


PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part
    for part in (
        fields,
        contests,
        profiles,
        levels,
        doubts,
        indicators,
        figures,
        sources,
        words,
        commands,
        schemas,
        modules,
        growth_prior,
        backtest_summary,
    )
} | {
    f"backtest_{key}": _of_backtest(key)
    for key in ("aims", "scores", "methods", "levels", "sure", "reliability", "misses")
}


def fill(text: str) -> str:
    """A page with its generated parts filled in; KeyError for a part that does not exist."""
    return _MARK.sub(lambda found: PARTS[found[1]](), text)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |"


def _list(*items: tuple[str, str]) -> Iterator[str]:
    return (f"- {name}: {value}" for name, value in items if value)


def _read(_app: Sphinx, _page: str, content: list[str]) -> None:
    content[0] = fill(content[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx's entry."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True}
