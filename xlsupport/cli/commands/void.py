"""The command `void`: cancel an invoice by a credit note."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.terminal import console, show_documents
from xlsupport.cli.group import main
from xlsupport.cli.options import Day, reads, writes
from xlsupport.cli.steps import answer, finish, say_run, written
from xlsupport.settlement import Task
from xlsupport.words.problems import UsageError
from xlsupport.xlsx.saving.replacing import Saving


@main.command()
@reads
@click.argument("number", metavar="INVOICE")
@click.option("--reason", required=True, help="Why; it is printed on the credit note.")
@click.option("--issued", type=Day(), help="The date of issue.  [default: the as-of date]")
@writes
@click.pass_context
def void(
    ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, number: str, reason: str, issued: date | None,
    saving: Saving,
) -> None:  # fmt: skip
    """Cancel an invoice by a credit note for all of its lines; what it billed is then due again."""
    if not reason.strip():
        raise UsageError("--reason is empty: say why, it is printed on the credit note")
    task = Task(as_of, writes=True, issued=issued, cancels=number, reason=reason.strip())
    run = written(book, task, saving)
    settlement = run.settlement
    if as_json:
        answer(json_documents.invoiced(settlement, str(book), run.remarks))
    else:
        show_documents(console(), settlement.documents)
        say_run(book, run)
    finish(ctx, settlement, strict)
