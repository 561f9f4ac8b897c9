"""The commands that check a workbook and write it."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import documents
from xlsupport.answers.terminal import console, show_adjustments, show_check, show_documents, show_problems
from xlsupport.cli.group import FOUND_ERRORS, main
from xlsupport.cli.options import Day, Month, reads, writes
from xlsupport.cli.steps import answer, finish, say_written, settled, written
from xlsupport.settlement import Task
from xlsupport.words.problems import UsageError


@main.command()
@reads
@click.pass_context
def check(ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool) -> None:  # noqa: ARG001 - check is always strict
    """Validate and evaluate the log; write nothing. Exit code 1 if there are errors."""
    settlement = settled(book, Task(as_of))
    if as_json:
        answer(documents.check(settlement, str(book)))
    else:
        show_check(console(), settlement, str(book))
    finish(ctx, settlement, strict=True)


@main.command()
@reads
@writes
@click.pass_context
def update(ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, keep: int, break_signature: bool) -> None:
    """Check, and write results, balances and breaches back."""
    settlement, changed, kept = written(book, Task(as_of, writes=True), keep, break_signature=break_signature)
    if as_json:
        answer(documents.check(settlement, str(book)))
    else:
        show_check(console(), settlement, str(book))
        say_written(changed, kept, book)
    finish(ctx, settlement, strict)


@main.command()
@reads
@click.option("--month", type=Month(), required=True, help="The month to close and invoice, such as 2026-10.")
@click.option("--client", "clients", multiple=True, help="Only this client (may be given several times).")
@click.option("--issued", type=Day(), help="The date of issue.  [default: the as-of date]")
@click.option("--adjust", is_flag=True, help="Also make adjustments of what was invoiced before.")
@click.option("--early", is_flag=True, help="Invoice a month that has not ended on the as-of date.")
@click.option("--dry-run", is_flag=True, help="Show what would be issued; write nothing.")
@writes
@click.pass_context
def invoice(
    ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, month: date, clients: tuple[str, ...],
    issued: date | None, adjust: bool, early: bool, dry_run: bool, keep: int,
    break_signature: bool,
) -> None:  # fmt: skip
    """Update, and invoice what is due up to a month's end and not yet invoiced."""
    task = Task(as_of, True, month, clients, issued, adjust, early)
    settlement, changed, kept = written(book, task, keep, dry_run, break_signature)
    if as_json:
        answer(documents.invoiced(settlement, str(book)))
    elif settlement.stopped:
        show_adjustments(console(), settlement.stopped)
    else:
        show_documents(console(), settlement.documents)
        if dry_run:
            console().print("A dry run: nothing was written.")
        else:
            say_written(changed, kept, book)
    if settlement.stopped:
        count = len(settlement.stopped)
        lines = "1 line changes" if count == 1 else f"{count} lines change"
        sentence = f"{lines} what a client was told, so nothing was written. Add --adjust to make them."
        show_problems(console(stderr=True), sentence, ())
        ctx.exit(FOUND_ERRORS)
    finish(ctx, settlement, strict)


@main.command()
@reads
@click.argument("number", metavar="INVOICE")
@click.option("--reason", required=True, help="Why; it is printed on the credit note.")
@click.option("--issued", type=Day(), help="The date of issue.  [default: the as-of date]")
@writes
@click.pass_context
def void(
    ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, number: str, reason: str, issued: date | None,
    keep: int, break_signature: bool,
) -> None:  # fmt: skip
    """Cancel an invoice by a credit note for all of its lines; what it billed is then due again."""
    if not reason.strip():
        raise UsageError("--reason is empty: say why, it is printed on the credit note")
    task = Task(as_of, writes=True, issued=issued, cancels=number, reason=reason.strip())
    settlement, changed, kept = written(book, task, keep, break_signature=break_signature)
    if as_json:
        answer(documents.invoiced(settlement, str(book)))
    else:
        show_documents(console(), settlement.documents)
        say_written(changed, kept, book)
    finish(ctx, settlement, strict)
