"""Invoices and credit notes: what is due made into documents, and documents cancelled."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from xlsupport.billing.due import unbilled_lines
from xlsupport.billing.numbering import numbers
from xlsupport.billing.particulars import Particulars, particulars
from xlsupport.billing.register import ADJUSTMENT, CREDIT_NOTE, INVOICE, VOID, Line, Register
from xlsupport.rating.evaluation import Evaluation
from xlsupport.sheets.names import safe_sheet_name
from xlsupport.words.money import ZERO, cents
from xlsupport.words.names import natural
from xlsupport.words.periods import Period, month_named
from xlsupport.words.problems import UsageError, WorkbookError


class Document(NamedTuple):
    """An invoice or a credit note. `cancels` is the number of the document that it voids, for `reason`."""

    number: str
    client: str
    period: str
    issued: date
    due: date
    lines: tuple[Line, ...]
    tax_rate: Decimal
    tax: Decimal
    particulars: Particulars
    cancels: str = ""
    reason: str = ""

    @property
    def sheet(self) -> str:
        """The name of its sheet."""
        return safe_sheet_name(self.number)

    @property
    def kind(self) -> str:
        return CREDIT_NOTE if self.cancels or self.subtotal + self.tax < 0 else INVOICE

    @property
    def subtotal(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax

    @property
    def hours(self) -> Decimal:
        return cents(Decimal(sum(line.minutes for line in self.lines)) / 60)


def due_documents(
    evaluation: Evaluation,
    register: Register,
    month: Period,
    issued: date,
    clients: Collection[str] | None,
) -> list[Document]:
    """The documents that an invoice run for a month makes, in the order of the client names; no line: no document.

    `clients` is None for everybody.
    """
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in unbilled_lines(evaluation, register, month.last):
        if clients is None or line.client in clients:
            lines[line.client].append(line)
    settings = evaluation.policy.settings
    by_kind = {
        INVOICE: numbers(settings.invoice_prefix, issued, register),
        CREDIT_NOTE: numbers(settings.credit_prefix, issued, register),
    }
    if settings.invoice_prefix.casefold() == settings.credit_prefix.casefold():
        by_kind[CREDIT_NOTE] = by_kind[INVOICE]
    documents = []
    for client in sorted(lines, key=lambda name: (name.casefold(), name)):
        ordered = sorted(lines[client], key=lambda line: (line.day, natural(line.id), line.tier, line.rate))
        contract = evaluation.parties.last_contract(client, month.last)
        if contract is None:
            raise WorkbookError(
                f"{client!r} was invoiced but is no longer in the table Clients, so its tax and address are unknown; "
                "put its row back, then run again"
            )
        tax_rate = contract.tax_rate
        tax = cents(sum((line.amount for line in ordered), ZERO) * tax_rate)
        said = particulars(evaluation, client, month.last)
        draft = Document("", client, f"{month.first:%Y-%m}", issued, issued, tuple(ordered), tax_rate, tax, said)
        documents.append(_numbered(draft, next(by_kind[draft.kind]), settings.payment_days))
    return documents


def _numbered(draft: Document, number: str, payment_days: int) -> Document:
    lines = tuple(line._replace(invoice=number, number=index) for index, line in enumerate(draft.lines, start=1))
    return draft._replace(number=number, lines=lines, due=draft.issued + timedelta(days=payment_days))


def void(evaluation: Evaluation, register: Register, number: str, reason: str, issued: date) -> Document:
    """The credit note that cancels an invoice: all of its lines and its tax, negated. Raises UsageError where it may not.

    Raises WorkbookError where its lines are not those that were invoiced: a credit of another amount would be a wrong one.
    """
    found = next((each for each in register.invoices if each.number == number), None)
    if found is None:
        raise UsageError(f"There is no invoice {number!r} in the table Invoices")
    if found.kind != INVOICE:
        raise UsageError(f"{number} is a credit note; only invoices can be voided")
    by = next((each for each in register.invoices if each.cancels == number), None)
    if by is not None:
        raise UsageError(f"{number} was voided already, by {by.number}")
    settings = evaluation.policy.settings
    lines = [line for line in register.lines if line.invoice == number]
    told = sum((line.amount for line in lines), ZERO)
    if told != found.subtotal:
        raise WorkbookError(
            f"The lines of {number} come to {told:.2f}, but its subtotal in Invoices is {found.subtotal:.2f}; "
            "put back what was changed by hand, then run again"
        )
    negated = tuple(line._replace(kind=VOID, overage=-line.overage, minutes=-line.minutes, amount=-line.amount) for line in lines)
    # The rate is for print only; the tax is the original's, to the cent.
    rate = found.tax / found.subtotal if found.subtotal else Decimal(0)
    contract = evaluation.parties.contracts.get(found.client, ())
    rate = next((each.tax_rate for each in contract if cents(found.subtotal * each.tax_rate) == found.tax), rate)
    said = particulars(evaluation, found.client, month_named(found.period).last)
    draft = Document("", found.client, found.period, issued, issued, negated, rate, -found.tax, said, number, reason)
    return _numbered(draft, next(numbers(settings.credit_prefix, issued, register)), settings.payment_days)


def adjustments(documents: Sequence[Document]) -> list[Line]:
    """The lines that change what a client was told."""
    return [line for document in documents for line in document.lines if line.kind == ADJUSTMENT]
