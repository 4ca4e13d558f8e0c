"""``settled lab``: contests at equal tuning, and theorems executed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from settled.cli.options import as_json, print_document

if TYPE_CHECKING:
    from settled.lab.engine import EngineName, Place

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def placed(function: Decorated) -> Decorated:
    """``--engine`` and ``--address``: where trials run."""
    engine = click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="Where trials run: one a core here, or on a Ray cluster (extra settled[cluster]).",
    )
    address = click.option(
        "--address", default="", metavar="ADDRESS", help="Of the cluster: auto (default), or HOST:PORT."
    )
    return engine(address(function))


@click.group(epilog="Example: settled lab run theory --budget quick")
def lab() -> None:
    """Experiments: contests at equal tuning, and theorems executed.

    Runs lie in SETTLED_HOME, in the folder lab; a run that was interrupted is resumed. Needs the extra
    settled[lab].
    """


@lab.command("list", epilog="Example: settled lab list")
@as_json
def list_(json_: bool) -> None:
    """List the experiments: question, claims tested, and what each budget takes."""
    from settled.lab.documents import list_document
    from settled.lab.experiments import experiments
    from settled.report.lab import list_text

    document = list_document(list(experiments().values()))
    if json_:
        print_document(document)
    else:
        click.echo(list_text(document))


@lab.command(epilog="Example: settled lab run theory --budget quick")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--budget",
    type=click.Choice(["quick", "standard", "full"]),
    default="quick",
    show_default=True,
    help="How much is run; `settled lab list` says what.",
)
@click.option("--technologies", default="", metavar="ID,ID", help="Only these technologies.")
@click.option(
    "--workload",
    "workloads",
    multiple=True,
    metavar="NAME|FILE.py",
    help="Only this workload, or one of your own; may be repeated.",
)
@click.option(
    "--mixer", "mixers", multiple=True, metavar="FILE.py", help="A rival of your own; may be repeated."
)
@click.option("--seconds", type=click.FloatRange(min=1.0), help="Wall time; default the budget's.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@placed
@as_json
def run(
    names: tuple[str, ...],
    budget: str,
    technologies: str,
    workloads: tuple[str, ...],
    mixers: tuple[str, ...],
    seconds: float | None,
    seed: int,
    engine: EngineName,
    address: str,
    json_: bool,
) -> None:
    """Run experiments, one after the other, each within its budget.

    With several, --json prints a list.
    """
    from settled.lab.asking import Asked, plan
    from settled.lab.experiments import experiment
    from settled.lab.sessions import start
    from settled.pipeline.home import home_folder, today

    asked = Asked(
        budget,
        tuple(one.strip() for one in technologies.split(",") if one.strip()),
        workloads,
        mixers,
        seconds,
        seed,
    )
    planned = [(one, plan(one, asked)) for one in map(experiment, names)]
    place = _place(engine, address)
    _print([start(home_folder(), one, plan, today(), place) for one, plan in planned], json_)


@lab.command(epilog="Example: settled lab resume theory-quick-1")
@click.argument("name", metavar="RUN")
@click.option("--seconds", type=click.FloatRange(min=1.0), help="Wall time; default as it was started.")
@placed
@as_json
def resume(name: str, seconds: float | None, engine: EngineName, address: str, json_: bool) -> None:
    """Go on with a run that was interrupted, or whose budget was spent."""
    from settled.lab.sessions import go_on
    from settled.pipeline.home import home_folder

    _print([go_on(home_folder(), name, seconds, _place(engine, address))], json_)


@lab.command(epilog="Example: settled lab show theory-quick-1")
@click.argument("name", metavar="RUN", required=False)
@as_json
def show(name: str | None, json_: bool) -> None:
    """Show what a run found; without RUN, list the runs."""
    from settled.lab.sessions import runs_document, shown
    from settled.pipeline.home import home_folder
    from settled.report.lab import runs_text

    if name:
        _print([shown(home_folder(), name)], json_)
        return
    document = runs_document(home_folder())
    if json_:
        print_document(document)
    else:
        click.echo(runs_text(document))


@lab.command(epilog="Example: settled lab compare theory-quick-1 theory-quick-2")
@click.argument("first", metavar="RUN1")
@click.argument("second", metavar="RUN2")
@as_json
def compare(first: str, second: str, json_: bool) -> None:
    """Show two runs of an experiment side by side, and what differs in their code and machines."""
    from settled.lab.sessions import compared
    from settled.pipeline.home import home_folder
    from settled.report.lab_contests import compare_text

    document = compared(home_folder(), first, second)
    if json_:
        print_document(document)
    else:
        click.echo(compare_text(document))


@lab.command(epilog="Example: settled lab verdict sequence-mixing")
@click.argument("field_id", metavar="FIELD")
@as_json
def verdict(field_id: str, json_: bool) -> None:
    """Tell whether a field's incumbent has an effective alternative.

    Read from your newest complete runs and from the results that ship.
    """
    from settled import catalog
    from settled.errors import InputError, did_you_mean
    from settled.lab.alternatives import newest_results, shipped_results, verdict_document
    from settled.pipeline.home import home_folder
    from settled.report.lab_contests import verdict_text

    fields = catalog.load().fields
    if field_id not in fields:
        raise InputError("lab verdict", f"no field '{field_id}'", did_you_mean(field_id, fields))
    document = verdict_document(field_id, newest_results(home_folder()), shipped_results())
    if json_:
        print_document(document)
    else:
        click.echo(verdict_text(document))


@lab.command(epilog="Example: settled lab sensitivity optimizers")
@click.argument("name", metavar="NAME")
@as_json
def sensitivity(name: str, json_: bool) -> None:
    """Tell how wide the good region of settings is, and how the standard settings do.

    Read from your newest complete run of the experiment, or else from the result that ships.
    """
    from settled.lab.alternatives import newest_results, shipped_results
    from settled.lab.sensitivity import sensitivity_document
    from settled.pipeline.home import home_folder
    from settled.report.lab_sensitivity import sensitivity_text

    document = sensitivity_document(name, newest_results(home_folder()), shipped_results())
    if json_:
        print_document(document)
    else:
        click.echo(sensitivity_text(document))


def _place(engine: EngineName, address: str) -> Place:
    from settled.lab.engine import Place

    if engine == "local" and address:
        raise click.UsageError("--address goes with --engine ray")
    return Place(engine, address or "auto")


def _print(documents: list[dict[str, object]], json_: bool) -> None:
    from settled.report.lab import run_text

    if json_:
        print_document(documents[0] if len(documents) == 1 else documents)
    else:
        click.echo("\n\n".join(run_text(document) for document in documents))
