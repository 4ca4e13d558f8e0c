"""The commands. One file a command; each parses arguments, asks the pipeline, and prints."""

from __future__ import annotations

import sys

import click

from settled import __version__
from settled.cli import (
    assess,
    audit,
    backtest,
    board,
    catalog,
    check,
    compare,
    evidence,
    field,
    forecast,
    impact,
    lab,
    ledger,
    prices,
    report,
    scan,
    sensitivity,
    simulate,
)
from settled.errors import SettledError

EXIT_DONE, EXIT_BAD_INPUT, EXIT_INTERRUPTED = 0, 2, 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: settled assess adamw --explain",
)
@click.version_option(__version__, prog_name="settled")
def settled() -> None:
    """Is it settled? Measures, with evidence, how far a technology has converged.

    Levels: L4 industrial standard, L3 de-facto monopoly, L2 duopoly, L1 many schools, L0 diverging.
    Every command has --json. Exit codes: 0 done, 1 a check failed, 2 usage or bad input.

    Shell completion: eval "$(_SETTLED_COMPLETE=bash_source settled)" (or zsh_source, fish_source).
    """


for command in (
    board.board,
    field.field,
    forecast.forecast,
    backtest.backtest,
    sensitivity.sensitivity,
    simulate.simulate,
    assess.assess,
    compare.compare,
    evidence.evidence,
    scan.scan,
    check.check,
    audit.audit,
    impact.impact,
    prices.prices,
    report.report,
    lab.lab,
    catalog.catalog,
    ledger.ledger,
):
    settled.add_command(command)


def _say(text: str) -> None:
    print(f"settled: {text}", file=sys.stderr)


def main() -> None:
    """Run the command line; every foreseen fault is one line on stderr and exit code 2."""
    try:
        outcome = settled.main(prog_name="settled", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(outcome if isinstance(outcome, int) else EXIT_DONE)
    except SettledError as fault:
        _say(str(fault))
        sys.exit(EXIT_BAD_INPUT)
    except click.UsageError as fault:
        command = fault.ctx.command_path if fault.ctx else "settled"
        place = f"{command.removeprefix('settled').strip()}: " if command != "settled" else ""
        _say(f"{place}{fault.format_message()} (see `{command} --help`)")
        sys.exit(EXIT_BAD_INPUT)
    except click.ClickException as fault:
        _say(fault.format_message())
        sys.exit(EXIT_BAD_INPUT)
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; nothing was left half-written")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`settled board | head`): no fault of anybody's.
        sys.stderr.close()
        sys.exit(EXIT_DONE)
