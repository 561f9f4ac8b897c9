"""What each button does: settle the open workbook, ask where something is issued, write, and tell."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

import xlwings as xw

from xlsupport.answers.explanations import explain
from xlsupport.answers.summaries import adjusted, counted, listed, summary
from xlsupport.billing.documents import Document, adjustments
from xlsupport.excel.actions.live_balances import add as add_live_balances
from xlsupport.excel.actions.person import Person
from xlsupport.excel.book import invoice_sheets
from xlsupport.excel.book.journal import Journal
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.excel.book.ranges import month_of
from xlsupport.reading.cells import identity, is_blank
from xlsupport.runs.auditing import UNKNOWN, audit
from xlsupport.settlement import Settlement, Task, settle
from xlsupport.sheets.edits import KEEP, Edits
from xlsupport.sheets.specifications import INVOICES, LOG, REGISTERS, SETUP
from xlsupport.sheets.tables import Book, Table
from xlsupport.words.names import name_key
from xlsupport.words.periods import month_of as month_period
from xlsupport.words.problems import Place, UsageError, WorkbookError
from xlsupport.writing.edits import Audit, edits

Action: TypeAlias = Callable[..., None]
"""What a button does to a workbook for a person."""

_TRIES = 3


def check(book: OpenBook, person: Person) -> None:
    """Validate and evaluate the log; write nothing, and select the first problem."""
    settlement = settle(book.read((*SETUP, LOG, *REGISTERS)), Task(date.today()))
    first = next(iter(settlement.breaches), None)
    if first and first.place:
        book.select(first.place)
    rest = len(settlement.breaches) - 1
    more = f"\n\nThe first of {counted(rest + 1, 'problem')}:\n{first}" if first else "\n\nNothing to mend."
    person.tell(f"As of {summary(settlement)}{more}")


def update(book: OpenBook, person: Person) -> None:
    """Check, and write results, balances and breaches back."""
    settlement, changed = _written(book, Task(date.today(), writes=True))
    done = "The workbook is up to date." if changed else "Nothing to change: the workbook was up to date."
    person.tell(f"{done}\n\nAs of {summary(settlement)}")


def invoice_month(book: OpenBook, person: Person, formulas: object = None) -> None:
    """Close and invoice the month in the cell InvoiceMonth, after the person has seen what would be issued.

    `formulas` are those of the invoice template, where the engine cannot be asked for them while this runs.
    """
    month = _invoice_month(book)
    task = Task(date.today(), writes=True, month=month, adjust=True, early=True)
    shown = settle(book.read(), task)
    if (shown.documents or _is_early(shown)) and not person.agrees(_question(shown, month)):
        return
    settlement, _ = _written(book, task, shown.documents, formulas)
    person.tell(
        f"Issued for {month:%Y-%m}:\n{_listed(settlement)}" if shown.documents else f"Nothing to invoice for {month:%Y-%m}."
    )


def void_invoice(book: OpenBook, person: Person, reason: str, formulas: object = None) -> None:
    """Cancel the selected invoice with a credit note."""
    if not reason.strip():
        raise UsageError("A credit note needs a reason. Press the button again and give one")
    number = _selected_invoice(book, book.read())
    task = Task(date.today(), writes=True, cancels=number, reason=reason.strip())
    shown = settle(book.read(), task)
    if not person.agrees(f"Void {number}, because: {task.reason}?\nThis credit note is issued:\n{_listed(shown)}"):
        return
    settlement, _ = _written(book, task, shown.documents, formulas)
    person.tell(f"{number} is void. Issued:\n{_listed(settlement)}")


def explain_row(book: OpenBook, person: Person) -> None:
    """Why the entry in the selected row of the log was covered, billed or held."""
    settlement = settle(book.read((*SETUP, LOG, *REGISTERS)), Task(date.today()))
    offset = _selected_row(book, settlement.log)
    log = settlement.evaluation.log
    by_offset = {each.offset: each.id for each in log.entries} | {each.offset: each.id for each in log.rejected}
    id_ = by_offset.get(offset)
    if id_ is None:
        raise UsageError(f"The selected row holds no entry. Select a row of the table {LOG.name} in which support was entered")
    row, status, steps = explain(settlement, id_)
    person.tell("\n".join((f"{id_}, row {row}: {status}", "", *(f"{step.rule}: {step.text}" for step in steps))))


def live_balances(book: OpenBook, person: Person) -> None:
    """A sheet with the balances as a formula, which follows every change."""
    name, is_new = add_live_balances(book)
    made = f"The sheet {name} was added." if is_new else f"The formula on the sheet {name} was renewed."
    person.tell(f"{made} Its balances follow every change of the log, the set-up tables and the rules.")


def export_pdf(book: OpenBook, person: Person) -> None:
    """The selected invoice's sheet as a PDF file, beside the workbook where that is a folder of this machine."""
    if book.is_remote:
        raise UsageError("Excel does not let add-ins of this kind save files. Use File, Export, or File, Print, to save a PDF")
    tables = book.read((INVOICES,))
    number = _selected_invoice(book, tables)
    name = _sheet_of(tables.tables[INVOICES.name], number)
    sheet = next((each for each in book.book.sheets if each.name.lower() == name.lower()), None)
    if sheet is None:
        raise UsageError(f"The sheet {name} of {number} is not in the workbook. Put it back from a kept version")
    path = _folder(book.book) / f"{name}.pdf"
    if path.exists() and not person.agrees(f"{path} exists already. Replace it?"):
        return
    sheet.to_pdf(str(path))
    person.tell(f"Saved {path}.")


def _folder(book: xw.Book) -> Path:
    """The workbook's folder; that of a workbook in OneDrive or SharePoint is an address, and nobody's here."""
    beside = Path(book.fullname).parent
    if "://" not in book.fullname and beside.is_dir() and beside.is_absolute():
        return beside
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def _listed(settlement: Settlement) -> str:
    return listed(settlement.documents)


def _is_early(settlement: Settlement) -> bool:
    month = settlement.task.month
    return month is not None and month_period(month).last > settlement.task.as_of


def _question(settlement: Settlement, month: date) -> str:
    """What would be issued, and what the person should know before."""
    last = month_period(month).last
    early = f"{month:%Y-%m} ends on {last}: entries may still come.\n\n" if _is_early(settlement) else ""
    changes = adjustments(settlement.documents)
    changed = f"This changes what clients were told before:\n{adjusted(changes)}\n\n" if changes else ""
    what = (
        f"Issue for {month:%Y-%m}?\n{_listed(settlement)}" if settlement.documents else f"Close {month:%Y-%m} without invoices?"
    )
    return f"{early}{changed}{what}"


def _invoice_month(book: OpenBook) -> date:
    """The month in the cell InvoiceMonth, also where adopting has given that name a prefix."""
    name = next((each for each in book.book.names if name_key(each.name).endswith("invoicemonth")), None)
    if name is None:
        raise WorkbookError(
            "There is no cell named InvoiceMonth. Name the cell of the month to invoice so, under Formulas, Define Name."
        )
    cell = name.refers_to_range
    place = Place(cell.sheet.name, cell.get_address(False, False))
    try:
        return month_of(cell.options(err_to_str=True).value)
    except UsageError as error:
        book.select(place)
        raise UsageError(f"{place}: {str(error).replace('month is', 'the month to invoice is')}") from None


def _selected_row(book: OpenBook, table: Table) -> int:
    """The data row of a table, counted from 0, that is selected."""
    sheet, row = book.selected()
    offset = row - table.row_number(0)
    if sheet != table.sheet or not 0 <= offset < table.filled:
        raise UsageError(f"No row of the table {table.name} is selected. Select one on the sheet {table.sheet}")
    return offset


def _selected_invoice(book: OpenBook, tables: Book) -> str:
    """The number of the invoice whose row in Invoices, or whose sheet, is selected."""
    table = tables.tables.get(INVOICES.name)
    if table is None:
        raise UsageError(f"There is no table {INVOICES.name}: nothing was invoiced with xlsupport in this workbook")
    sheet, _ = book.selected()
    numbers = [identity(cell) for cell in table.cells("Invoice")]
    by_sheet = (number for number in numbers if number and _sheet_of(table, number).lower() == sheet.lower())
    number = next(by_sheet, None) or numbers[_selected_row(book, table)]
    if not number:
        raise UsageError("The selected row holds no invoice. Select one that does")
    return number


def _sheet_of(table: Table, number: str) -> str:
    names = zip(table.cells("Invoice"), table.cells("Sheet"), strict=True)
    return next((str(name) for invoice, name in names if identity(invoice) == number and not is_blank(name)), number)


def _written(
    book: OpenBook, task: Task, shown: Sequence[Document] | None = None, formulas: object = None
) -> tuple[Settlement, bool]:
    """Settle and write: what was found, and whether anything was written.

    Several people may be typing, so the tables are read again right before writing, and settled anew where anything changed;
    what the person has agreed to must still be the same documents.
    """
    for _ in range(_TRIES):
        state = book.read()
        settlement = settle(state, task)
        if shown is not None and list(settlement.documents) != list(shown):
            raise WorkbookError("Somebody changed the workbook meanwhile, and other documents are due now. Nothing was written; "
                                "press the button again.")  # fmt: skip
        audited = audit(UNKNOWN if book.is_remote else None)
        changes = edits(settlement, audited)
        if not changes:
            return settlement, False
        copies = _copies(book, changes, formulas)
        if book.read() == state:
            book.write(state, changes, copies, partial(_confirm, book, task, audited))
            return settlement, True
    raise WorkbookError("The workbook is being changed by somebody else at this moment. Nothing was written; try again.")


def _copies(book: OpenBook, changes: Edits, formulas: object) -> Callable[[Journal], None]:
    """What adds the invoice sheets, all of them filled and checked."""
    if not changes.copies:
        return lambda _: None
    template = invoice_sheets.read_template(book, formulas)
    invoices = invoice_sheets.filled(template, changes.copies, [sheet.name for sheet in book.book.sheets])
    return lambda journal: invoice_sheets.add(book, journal, template, invoices)


def _confirm(book: OpenBook, task: Task, audited: Audit) -> None:
    """That a second run would change nothing: so Excel has kept every value as it was written."""
    settlement = settle(book.read(), Task(task.as_of, writes=True))
    for edit in edits(settlement, audited).tables:
        table = settlement.book.tables[edit.table]
        for header, values in edit.columns.items():
            offset = next((index for index, value in enumerate(values) if value is not KEEP), None)
            if offset is not None:
                raise WorkbookError(f"{table.place(header, offset)} does not hold what was written there.")
