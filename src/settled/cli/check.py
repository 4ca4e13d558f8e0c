"""``settled check``: one's own code against a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from settled.cli.options import as_json

if TYPE_CHECKING:
    from settled.records import CheckResult

EXIT_PASSED, EXIT_FAILED = 0, 1


@click.command(epilog="Example: settled check ~/src/project --policy settled.toml")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, metavar="[PATH]...")
@click.option(
    "--policy", type=click.Path(path_type=Path), metavar="FILE",
    help="The policy; default settled.toml, or [tool.settled] in pyproject.toml.",
)  # fmt: skip
@click.option(
    "--format", "format_", type=click.Choice(["table", "json", "sarif"]), default="table", show_default=True,
    help="What to print.",
)  # fmt: skip
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE",
    help="Fail only for what this file does not hold.",
)  # fmt: skip
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), metavar="FILE",
    help="Accept what deviates today: write it to a file, exit with 0.",
)  # fmt: skip
@click.option("--only-new", is_flag=True, help="Leave out what is allowed, or known by the baseline.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write there instead.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; default one a core.")
@as_json
def check(
    paths: tuple[Path, ...],
    policy: Path | None,
    format_: str,
    baseline: Path | None,
    write_baseline: Path | None,
    only_new: bool,
    output: Path | None,
    workers: int | None,
    json_: bool,
) -> int:
    """Check code against a policy: who deviates from your standards, and where.

    PATH: files, folders, archives, git repositories; default the current folder. Nothing of it is imported,
    built or run. The policy says what is standard, field by field:

    \b
      [standards]
      optimizer = "adamw"
      python-http-client = ["httpx", "requests"]

    A comment allows its line: # settled: allow sgd because REASON. Exit codes: 0 passed, 1 a field falls
    short, 2 usage or bad input.
    """
    from settled.files import write_whole
    from settled.pipeline import Settled
    from settled.pipeline.checking import accept, check_code

    if baseline and write_baseline:
        raise click.UsageError("--baseline and --write-baseline exclude each other")
    if json_ and format_ == "sarif":
        raise click.UsageError("--json and --format sarif exclude each other")
    tool, roots = Settled.open(), paths or (Path(),)
    said: str | None = None
    if write_baseline:
        accepted = accept(tool, roots, write_baseline, policy=policy, workers=workers)
        result, said = accepted.result, f"{write_baseline}: deviations accepted: {accepted.count:,}"
    else:
        result = check_code(tool, roots, policy=policy, baseline=baseline, workers=workers)
    if said is None or json_ or format_ != "table":
        said = _printed(result, "json" if json_ else format_, only_new)
    if output:
        write_whole(output, said + "\n")
    else:
        click.echo(said)
    return EXIT_PASSED if result.is_passed else EXIT_FAILED


def _printed(result: CheckResult, format_: str, only_new: bool) -> str:
    from settled.report.check import check_document, check_table
    from settled.report.documents import to_json
    from settled.report.sarif import check_sarif

    if format_ == "table":
        return check_table(result, only_new=only_new)
    document = check_document if format_ == "json" else check_sarif
    return to_json(document(result, only_new=only_new))
