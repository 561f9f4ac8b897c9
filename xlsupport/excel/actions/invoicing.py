"""The buttons that issue documents: Invoice month and Void invoice."""

from datetime import date

from xlsupport.answers.summaries import adjusted, left_out, listed
from xlsupport.billing.documents import adjustments
from xlsupport.excel.actions.choosing import month_to_invoice, selected_invoice
from xlsupport.excel.actions.person import Person
from xlsupport.excel.actions.running import written
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.settlement import Settlement, Task, settle
from xlsupport.words.periods import month_of as month_period
from xlsupport.words.problems import UsageError


def invoice_month(book: OpenBook, person: Person, formulas: object = None) -> None:
    """Close and invoice the month in the cell InvoiceMonth, after the person has seen what would be issued.

    `formulas` are those of the invoice template, where the engine cannot be asked for them while this runs.
    """
    month = month_to_invoice(book)
    task = Task(date.today(), writes=True, month=month, adjust=True, early=True)
    shown = settle(book.read(), task)
    if (shown.documents or shown.left_out or _is_early(shown)) and not person.agrees(_question(shown, month)):
        return
    run = written(book, task, shown.documents, formulas)
    issued = f"Issued for {month:%Y-%m}:\n{_listed(run.settlement)}"
    done = issued if shown.documents else f"Nothing to invoice for {month:%Y-%m}."
    person.tell("\n\n".join(filter(None, (done, _left_out(run.settlement), *run.remarks))))


def void_invoice(book: OpenBook, person: Person, reason: str, formulas: object = None) -> None:
    """Cancel the selected invoice with a credit note."""
    if not reason.strip():
        raise UsageError("A credit note needs a reason. Press the button again and give one")
    number = selected_invoice(book, book.read())
    task = Task(date.today(), writes=True, cancels=number, reason=reason.strip())
    shown = settle(book.read(), task)
    if not person.agrees(f"Void {number}, because: {task.reason}?\nThis credit note is issued:\n{_listed(shown)}"):
        return
    run = written(book, task, shown.documents, formulas)
    person.tell("\n\n".join((f"{number} is void. Issued:\n{_listed(run.settlement)}", *run.remarks)))


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
    left = _left_out(settlement)
    return f"{early}{changed}{what}" + (f"\n\n{left}" if left else "")


def _left_out(settlement: Settlement) -> str:
    return left_out(settlement.left_out) if settlement.left_out else ""
