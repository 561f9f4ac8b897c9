"""The command `check`: validate and evaluate the log."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.terminal import console, show_check
from xlsupport.cli.group import main
from xlsupport.cli.options import reads
from xlsupport.cli.steps import answer, finish, settled
from xlsupport.settlement import Task


@main.command()
@reads
@click.pass_context
def check(ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool) -> None:  # noqa: ARG001 - check is always strict
    """Validate and evaluate the log; write nothing. Exit code 1 if there are errors."""
    settlement = settled(book, Task(as_of))
    if as_json:
        answer(json_documents.check(settlement, str(book)))
    else:
        show_check(console(), settlement, str(book))
    finish(ctx, settlement, strict=True)
