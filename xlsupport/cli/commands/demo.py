"""The command `demo`: a realistic workbook, and the whole job run on it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from xlsupport.answers.terminal import console, show_check, show_documents
from xlsupport.billing.documents import Document
from xlsupport.cli.commands.new import create
from xlsupport.cli.group import main
from xlsupport.cli.steps import written
from xlsupport.settlement import Task
from xlsupport.sheets.edits import KEEP, Edits, Keep, TableEdit, Value
from xlsupport.sheets.specifications import LOG
from xlsupport.template.demo import AS_OF, MONTHS, below_the_table, day_of, demo_tables, later_corrections
from xlsupport.words.money import ZERO
from xlsupport.words.periods import month_named
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile


def _filled(name: str, rows: Sequence[Mapping[str, Value]]) -> TableEdit:
    """A table of the template with rows that people would have typed."""
    headers = dict.fromkeys(header for row in rows for header in row)
    return TableEdit(name, {header: [row.get(header) for row in rows] for header in headers}, len(rows))


def _corrected(log: Sequence[Mapping[str, Value]]) -> TableEdit:
    """The log with what somebody changes after it was invoiced, and types right below it."""
    changes = {**later_corrections(log), len(log): below_the_table()}
    columns: dict[str, list[Value | Keep]] = {header: [KEEP] * (len(log) + 1) for row in log for header in row}
    for index, changed in changes.items():
        for header, value in changed.items():
            columns[header][index] = value
    return TableEdit(LOG.name, columns, len(log))


def _save(book: Path, edits: Sequence[TableEdit]) -> None:
    with WorkbookFile.open(book, Saving(keep=0)) as file:
        file.save(Edits(edits))


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
    typed = demo_tables()
    log = typed.pop(LOG.name)
    _save(book, [_filled(name, rows) for name, rows in typed.items()])
    documents: list[Document] = []
    for month in MONTHS:
        last = month_named(month).last
        _save(book, [_filled(LOG.name, [row for row in log if day_of(row) <= last])])
        settlement = written(book, Task(last, writes=True, month=last.replace(day=1), adjust=True), Saving(keep=0)).settlement
        documents += settlement.documents
    _save(book, [_filled(LOG.name, log)])
    _save(book, [_corrected(log)])
    corrected = written(book, Task(AS_OF, writes=True), Saving(keep=0)).settlement
    total = sum((document.total for document in documents), ZERO)
    out.print(f"Invoiced {len(MONTHS)} months: {len(documents)} documents, {total:,.2f} with tax. Those of the last month:")
    show_documents(out, settlement.documents)
    out.print()
    show_check(out, corrected, str(book))
    out.print(f"\nOpen {book} in Excel or LibreOffice: Start tells how to work, Dashboard shows the year, Breaches what to "
              "mend, and each invoice has a sheet of its own.", markup=False)  # fmt: skip
