"""The command `demo`: a realistic workbook, and the whole job run on it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from xlsupport.answers.summaries import counted, document_totals
from xlsupport.answers.terminal import console, say, say_to_copy, show_check, show_documents
from xlsupport.billing.documents import Document
from xlsupport.cli.group import main
from xlsupport.cli.new_workbooks import create, fill, filled
from xlsupport.cli.shell import typed
from xlsupport.cli.steps import written
from xlsupport.settlement import Task
from xlsupport.sheets.edits import KEEP, Keep, TableEdit, Value
from xlsupport.sheets.specifications import LOG
from xlsupport.template.demo import AS_OF, MONTHS, below_the_table, day_of, demo_tables, later_corrections
from xlsupport.words.periods import month_named
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.saving.replacing import Saving


def _corrected(log: Sequence[Mapping[str, Value]]) -> TableEdit:
    """The log with what somebody changes after it was invoiced, and types right below it."""
    changes = {**later_corrections(log), len(log): below_the_table()}
    columns: dict[str, list[Value | Keep]] = {header: [KEEP] * (len(log) + 1) for row in log for header in row}
    for index, changed in changes.items():
        for header, value in changed.items():
            columns[header][index] = value
    return TableEdit(LOG.name, columns, len(log))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("xlsupport-demo"))
def demo(folder: Path) -> None:
    """Write a realistic workbook (a year, 12 clients, every case) into FOLDER, run the whole job on it, and say what to open."""
    out = console()
    book = folder / "support.xlsx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError(f"{folder} cannot be made ({error.strerror}); choose another folder") from None
    create(book)
    tables = demo_tables()
    log = tables.pop(LOG.name)
    fill(book, [filled(name, rows) for name, rows in tables.items()])
    documents: list[Document] = []
    for month in MONTHS:
        last = month_named(month).last
        fill(book, [filled(LOG.name, [row for row in log if day_of(row) <= last])])
        settlement = written(book, Task(last, writes=True, month=last.replace(day=1), adjust=True), Saving(keep=0)).settlement
        documents += settlement.documents
    fill(book, [filled(LOG.name, log)])
    fill(book, [_corrected(log)])
    corrected = written(book, Task(AS_OF, writes=True), Saving(keep=0)).settlement
    say(out, f"Invoiced {len(MONTHS)} months, {counted(len(documents), 'document')}. {document_totals(documents)}")
    say(out, "The documents of the last month:")
    show_documents(out, settlement.documents)
    out.print()
    show_check(out, corrected, str(book))
    out.print()
    say(
        out,
        f"Open {book} in Excel or LibreOffice: Start tells how to work, Dashboard shows the year, Breaches tells what to fix, "
        "and each invoice has a sheet of its own. This command tells why an entry was billed:",
    )
    say_to_copy(out, typed("xlsupport", "explain", book, settlement.documents[0].lines[0].id))
