"""The command `check`: validate and evaluate the log."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.narrowing import narrowing
from xlsupport.answers.terminal import console, show_check
from xlsupport.cli.group import main
from xlsupport.cli.options import Month, reads
from xlsupport.cli.steps import answer, finish, settled
from xlsupport.settlement import Task


@main.command()
@reads
@click.option(
    "--client",
    "clients",
    multiple=True,
    help="List only entries, balances and problems of this client (may be given several times).",
)
@click.option(
    "--month",
    type=Month(),
    help="List only entries of this month, such as 2026-10, and the problems of these; problems without an entry "
    "by the days that they are about. Where no date can be read, an entry may be of any month and is listed.",
)
@click.option(
    "--code", "codes", multiple=True, help="List only problems with this code, such as over-length (may be given several times)."
)
@click.option("--all", "everything", is_flag=True, help="List all problems, also warnings and notices of closed entries.")
@click.pass_context
def check(
    ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, clients: tuple[str, ...],  # noqa: ARG001 - check is always strict
    month: date | None, codes: tuple[str, ...], everything: bool,
) -> None:  # fmt: skip
    """Validate and evaluate the log; write nothing. Exit code 1 if there are errors.

    The totals come first, with what an invoice run for the last month that has ended would bill now. Then come the errors, and
    the warnings and notices of entries that are not closed yet, by client. --client, --month and --code narrow what is listed,
    with --json too; the totals and the exit code are always those of the whole log. --json always lists closed entries, too.
    """
    settlement = settled(book, Task(as_of))
    asked = narrowing(settlement, clients, month, codes)
    if as_json:
        answer(json_documents.check(settlement, str(book), asked))
    else:
        show_check(console(), settlement, str(book), asked, everything)
    finish(ctx, settlement, strict=True)
