"""The commands for Excel: the add-in built, installed and removed, and what this machine lacks."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from xlsupport.addin import FILE_NAME
from xlsupport.addin.building import built
from xlsupport.addin.findings import Finding, findings
from xlsupport.addin.installing import install, remove, write
from xlsupport.addin.machine import this_machine
from xlsupport.addin.origin import origin
from xlsupport.answers.terminal import console, show_findings
from xlsupport.cli.group import main
from xlsupport.cli.options import json_option
from xlsupport.cli.steps import answer, settled
from xlsupport.settlement import Task
from xlsupport.words.problems import UsageError, WorkbookError

MISSING = 1


@main.group()
def addin() -> None:
    """The add-in for Excel: a ribbon tab and worksheet functions. `xlsupport doctor` says what they lack."""


@addin.command()
@click.argument("out", type=click.Path(path_type=Path), default=Path(FILE_NAME))
def build(out: Path) -> None:
    """Write the add-in to OUT (default: xlsupport.xlam here), to be carried or signed."""
    if out.suffix.lower() != ".xlam":
        raise UsageError(f"{out} must end in .xlam, which is how Excel knows an add-in")
    write(out, built(origin()))
    console().print(f"Made {out}. It needs xlwings {origin().version} beside xlsupport where it is used.", markup=False)


@addin.command(name="install")
def install_command() -> None:
    """Put the add-in where this user's Excel loads it, with its settings; again, it brings both up to date."""
    files = install(this_machine(), origin())
    out = console()
    for path in files:
        out.print(f"Written: {path}", markup=False)
    out.print("Start Excel again: it has a tab Support. xlsupport doctor says whether anything is missing.")


@addin.command(name="remove")
def remove_command() -> None:
    """Take the add-in and its settings away again; what others put there stays."""
    removed = remove(this_machine())
    out = console()
    for path in removed.files:
        out.print(f"Removed: {path}", markup=False)
    if removed.kept:
        out.print(f"Kept: {removed.kept}, which has settings of yours", markup=False)
    if not removed.files:
        out.print("Nothing to remove: the add-in is not installed for this user.")


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
        return [Finding(book.name, error.sentence, f"Run: xlsupport check {book}")]
    totals = settlement.totals
    return [Finding(book.name, f"can be read; entries: {totals.entries}, errors in the log: {totals.errors}")]
