"""The command `update`: check, and write the results back."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.terminal import console, show_check
from xlsupport.cli.group import main
from xlsupport.cli.options import reads, writes
from xlsupport.cli.steps import answer, finish, say_written, written
from xlsupport.settlement import Task
from xlsupport.xlsx.saving.replacing import Saving


@main.command()
@reads
@writes
@click.pass_context
def update(ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, saving: Saving) -> None:
    """Check, and write results, balances and breaches back."""
    settlement, changed, kept = written(book, Task(as_of, writes=True), saving)
    if as_json:
        answer(json_documents.check(settlement, str(book)))
    else:
        show_check(console(), settlement, str(book))
        say_written(book, changed, kept)
    finish(ctx, settlement, strict)
