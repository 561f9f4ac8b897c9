"""The command `doctor`: what this machine lacks for xlsupport in Excel, and whether a workbook can be read."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from xlsupport.addin.findings import Finding, findings
from xlsupport.addin.machine import this_machine
from xlsupport.answers.summaries import counted
from xlsupport.answers.terminal import console, show_findings
from xlsupport.cli.group import main
from xlsupport.cli.options import json_option
from xlsupport.cli.shell import typed
from xlsupport.cli.steps import answer, settled
from xlsupport.settlement import Task
from xlsupport.words.problems import WorkbookError

MISSING = 1


@main.command()
@click.argument("book", type=click.Path(path_type=Path), required=False)
@json_option
@click.pass_context
def doctor(ctx: click.Context, book: Path | None, as_json: bool) -> None:
    """What this machine lacks for xlsupport in Excel, and whether BOOK can be read. Exit code 1 if anything is missing."""
    found = [*findings(this_machine()), *_book(book)]
    if as_json:
        answer({"findings": [{"name": each.name, "ok": not each.do, "found": each.found, "do": each.do} for each in found]})
    else:
        show_findings(console(), found)
    if any(each.do for each in found):
        ctx.exit(MISSING)


def _book(book: Path | None) -> Sequence[Finding]:
    if book is None:
        return ()
    try:
        settlement = settled(book, Task(date.today()))
    except WorkbookError as error:
        return [Finding(book.name, error.sentence, f"Run: {typed('xlsupport', 'check', book)}")]
    totals = settlement.totals
    entries, errors = counted(totals.entries, "entry", "entries"), counted(totals.errors, "error")
    return [Finding(book.name, f"can be read; its log has {entries} and {errors}")]
