"""``settled audit``: do the numbers in a document hold?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from settled.cli.options import as_json

if TYPE_CHECKING:
    from settled.records.audit import Audit

EXIT_PASSED, EXIT_FAILED = 0, 1
_FAILS = {"contradicted": ("contradicted",), "imprecise": ("contradicted", "imprecise"), "never": ()}


@click.command(epilog="Example: settled audit report.md")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "sarif", "html", "md"]),
    default="table",
    show_default=True,
    help="What to print.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAILS)),
    default="contradicted",
    show_default=True,
    help="What makes the exit code 1.",
)
@click.option("--against", type=click.Choice(["ledger"]), help="Compare with the measured evidence, too.")
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), help="Language of the reasons; default the document's."
)
@click.option("--all", "every", is_flag=True, help="Show what holds or cannot be verified, too.")
@click.option(
    "--html", "html", type=click.Path(path_type=Path), metavar="FILE", help="Write the marked document there."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write there instead.")
@as_json
def audit(
    paths: tuple[Path, ...],
    format_: str,
    fail_on: str,
    against: str | None,
    lang: str | None,
    every: bool,
    html: Path | None,
    output: Path | None,
    json_: bool,
) -> int:
    """Check a document's numbers against itself: sums, shares, changes, means, formulas, contradictions.

    FILE: documents, or folders of them. Nothing of a document is run or fetched. A claim that is not
    understood
    is counted as unverifiable, never guessed. Exit codes: 0 nothing is contradicted, 1 something is
    (--fail-on says what counts), 2 usage or bad input.
    """
    from settled.files import write_whole
    from settled.pipeline.auditing import audit_documents

    if json_ and format_ not in ("table", "json"):
        raise click.UsageError(f"--json and --format {format_} exclude each other")
    shows_text = html is not None or format_ == "html"
    result = audit_documents(paths, against_ledger=against == "ledger", with_texts=shows_text)
    if html is not None:
        write_whole(html, _printed(result, "html", lang, every))
    said = _printed(result, "json" if json_ else format_, lang, every)
    if output is not None:
        write_whole(output, said + "\n")
    elif html is None or json_ or format_ != "table":
        click.echo(said)
    failed = any(finding.verdict in _FAILS[fail_on] for finding in result.findings)
    return EXIT_FAILED if failed else EXIT_PASSED


def _printed(result: Audit, format_: str, lang: str | None, every: bool) -> str:
    from settled.report.audit import audit_document, audit_markdown, audit_table
    from settled.report.documents import to_json

    if format_ == "sarif":
        from settled.report.audit_sarif import audit_sarif

        return to_json(audit_sarif(result, language=lang))
    if format_ == "html":
        from settled.report.audit_page import audit_page

        return audit_page(result, language=lang)
    if format_ == "json":
        return to_json(audit_document(result, language=lang))
    if format_ == "md":
        return audit_markdown(result, language=lang, every=every)
    return audit_table(result, language=lang, every=every)
