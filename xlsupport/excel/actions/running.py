"""A run on the open workbook: settled, written whole or not at all, and looked at again."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from xlsupport.billing.documents import Document
from xlsupport.excel.book import invoice_sheets
from xlsupport.excel.book.journal import Journal
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.runs.auditing import UNKNOWN, audit
from xlsupport.runs.running import Run
from xlsupport.settlement import Task, settle
from xlsupport.sheets.edits import KEEP, Edits
from xlsupport.words.problems import WorkbookError
from xlsupport.writing.edits import edits
from xlsupport.writing.registers import Audit

_TRIES = 3


def written(book: OpenBook, task: Task, shown: Sequence[Document] | None = None, formulas: object = None) -> Run:
    """Settle and write: what was found, whether anything was written, and what is to be said of it.

    Several people may be typing, so the tables are read again right before writing, and settled anew where anything changed;
    what the person has agreed to must still be the same documents, down to the address and the currency that they print.
    """
    for _ in range(_TRIES):
        state = book.read(extend=task.extend)
        settlement = settle(state, task)
        if shown is not None and list(settlement.documents) != list(shown):
            raise WorkbookError("Somebody changed the workbook meanwhile, and other documents are due now. Nothing was written; "
                                "press the button again.")  # fmt: skip
        audited = audit(UNKNOWN if book.is_remote else None)
        changes = edits(settlement, audited)
        if not changes:
            return Run(settlement)
        copies = _copies(book, changes, formulas)
        if book.read(extend=task.extend) == state:
            book.write(state, changes, copies.add, partial(_confirm, book, task, audited))
            return Run(settlement, True, remarks=copies.remarks)
    raise WorkbookError("The workbook is being changed by somebody else at this moment. Nothing was written; try again.")


class _Copies(NamedTuple):
    """What adds the invoice sheets, and what is to be said of them."""

    add: Callable[[Journal], None] = lambda _: None
    remarks: Sequence[str] = ()


def _copies(book: OpenBook, changes: Edits, formulas: object) -> _Copies:
    """The invoice sheets, all of them filled and checked."""
    if not changes.copies:
        return _Copies()
    template = invoice_sheets.read_template(book, formulas)
    invoices = invoice_sheets.filled(template, changes.copies, [sheet.name for sheet in book.book.sheets])
    remarks = [remark for invoice in invoices for remark in invoice.remarks]
    return _Copies(lambda journal: invoice_sheets.add(book, journal, template, invoices), remarks)


def _confirm(book: OpenBook, task: Task, audited: Audit) -> None:
    """That a second run would change nothing: so Excel has kept every value as it was written."""
    settlement = settle(book.read(), Task(task.as_of, writes=True))
    for edit in edits(settlement, audited).tables:
        table = settlement.book.tables[edit.table]
        for header, values in edit.columns.items():
            offset = next((index for index, value in enumerate(values) if value is not KEEP), None)
            if offset is not None:
                raise WorkbookError(f"{table.place(header, offset)} does not hold what was written there.")
