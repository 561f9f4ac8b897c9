"""The command `invoice`: close and invoice a month."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.summaries import left_out
from xlsupport.answers.terminal import console, say, show_adjustments, show_documents, show_problems
from xlsupport.cli.group import FOUND_ERRORS, main
from xlsupport.cli.options import Day, Month, extend_option, reads, writes
from xlsupport.cli.steps import answer, finish, say_run, written
from xlsupport.settlement import Task
from xlsupport.xlsx.saving.replacing import Saving


@main.command()
@reads
@click.option("--month", type=Month(), required=True, help="The month to close and invoice, such as 2026-10.")
@click.option("--client", "clients", multiple=True, help="Only this client (may be given several times).")
@click.option("--issued", type=Day(), help="The date of issue.  [default: the as-of date]")
@click.option("--adjust", is_flag=True, help="Also make adjustments of what was invoiced before.")
@click.option("--early", is_flag=True, help="Invoice a month that has not ended on the as-of date.")
@click.option("--dry-run", is_flag=True, help="Show what would be issued; write nothing.")
@extend_option
@writes
@click.pass_context
def invoice(
    ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, month: date, clients: tuple[str, ...],
    issued: date | None, adjust: bool, early: bool, dry_run: bool, extend: bool,
    saving: Saving,
) -> None:  # fmt: skip
    """Update, and invoice what is due up to a month's end and not yet invoiced."""
    task = Task(as_of, True, month, clients, issued, adjust, early, extend=extend)
    run = written(book, task, saving, dry_run)
    settlement = run.settlement
    if as_json:
        answer(json_documents.invoiced(settlement, str(book), run.remarks))
    elif settlement.stopped:
        show_adjustments(console(), settlement.stopped)
    else:
        show_documents(console(), settlement.documents)
        if settlement.left_out:
            say(console(), left_out(settlement.left_out))
        say_run(book, run, dry_run)
    if settlement.stopped:
        count = len(settlement.stopped)
        lines = "1 line changes" if count == 1 else f"{count} lines change"
        sentence = f"{lines} what a client was told, so nothing was written. Add --adjust to make them."
        show_problems(console(stderr=True), sentence, ())
        ctx.exit(FOUND_ERRORS)
    finish(ctx, settlement, strict)
