"""The command `update`: check, and write the results back."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.terminal import console, show_check
from xlsupport.cli.group import main
from xlsupport.cli.options import extend_option, reads, writes
from xlsupport.cli.steps import answer, finish, say_run, written
from xlsupport.settlement import Task
from xlsupport.xlsx.saving.replacing import Saving


@main.command()
@reads
@extend_option
@writes
@click.pass_context
def update(ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, extend: bool, saving: Saving) -> None:
    """Check, and write results, balances and breaches back."""
    run = written(book, Task(as_of, writes=True, extend=extend), saving)
    settlement = run.settlement
    if as_json:
        answer(json_documents.check(settlement, str(book)))
    else:
        show_check(console(), settlement, str(book))
        console().print()
        say_run(book, run)
    finish(ctx, settlement, strict)
