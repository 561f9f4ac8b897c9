"""Invoices and credit notes: what is due made into documents, and documents cancelled."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from xlsupport.billing.due import unbilled_lines
from xlsupport.billing.numbering import Series, numbers
from xlsupport.billing.particulars import Particulars, particulars
from xlsupport.billing.register import ADJUSTMENT, CREDIT_NOTE, INVOICE, VOID, Line, Register, Registered
from xlsupport.rating.evaluation import Evaluation
from xlsupport.records.policy import Settings
from xlsupport.records.wording import PERIOD
from xlsupport.sheets.names import safe_sheet_name
from xlsupport.words.money import ZERO, cents
from xlsupport.words.names import natural, quoted
from xlsupport.words.periods import Period, month_named
from xlsupport.words.problems import UsageError, WorkbookError


class Tax(NamedTuple):
    """A document's tax at one rate: the rate, the sum of the lines that bear it, and the tax on it to the cent."""

    rate: Decimal
    base: Decimal
    amount: Decimal


class Document(NamedTuple):
    """An invoice or a credit note. `cancels` is the number of the document that it voids, for `reason`.

    `period` is as it is printed: `2026-10`, or `2026-09 to 2026-10` where lines begin before its month.
    """

    number: str
    client: str
    period: str
    issued: date
    due: date
    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
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
    def month(self) -> Period:
        """The month that it was made for."""
        return month_of_period(self.period)

    @property
    def subtotal(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def tax_rate(self) -> Decimal | None:
        """The rate of its tax; None where its lines bear several."""
        return self.taxes[0].rate if len(self.taxes) == 1 else None

    @property
    def tax(self) -> Decimal:
        return sum((each.amount for each in self.taxes), ZERO)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax

    @property
    def hours(self) -> Decimal:
        return cents(Decimal(sum(line.minutes for line in self.lines)) / 60)


def month_of_period(period: str) -> Period:
    """The month that a document of a printed period was made for.

    >>> str(month_of_period("2026-09 to 2026-10").last)
    '2026-10-31'
    """
    return month_named(period[-len("2026-10") :])


def taxes(lines: Sequence[Line]) -> tuple[Tax, ...]:
    """The tax of lines: for each rate, that rate on the sum of its lines, to the cent; the lowest rate first.

    A line whose rate nobody knows bears none.
    """
    bases: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        bases[line.tax_rate or Decimal(0)] += line.amount
    return tuple(Tax(rate, bases[rate], cents(bases[rate] * rate)) for rate in sorted(bases))


def due_documents(
    evaluation: Evaluation,
    register: Register,
    month: Period,
    issued: date,
    clients: Collection[str] | None,
) -> list[Document]:
    """The documents that an invoice run for a month makes, in the order of the client names; no line: no document.

    `clients` is None for everybody. Raises UsageError for a date of issue before that of an earlier number.
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
    if Series(settings.invoice_prefix, issued.year).place(f"{settings.credit_prefix}{issued.year}-1"):
        by_kind[CREDIT_NOTE] = by_kind[INVOICE]
    documents = []
    for client in sorted(lines, key=lambda name: (name.casefold(), name)):
        if client not in evaluation.parties.contracts:
            raise WorkbookError(
                f"{quoted(client)} was invoiced but is no longer in the table Clients, so its tax and address are unknown; "
                "put its row back, then run again. If it has a new name, enter this one under Former names"
            )
        ordered = tuple(sorted(lines[client], key=lambda line: (line.day, natural(line.id), line.tier, line.rate)))
        said = particulars(evaluation, client, month.last)
        draft = Document("", client, _period(month, ordered), issued, issued, ordered, taxes(ordered), said)
        documents.append(_numbered(draft, next(by_kind[draft.kind]), settings.payment_days))
    _check_order(documents, settings, register)
    return documents


def _period(month: Period, lines: Sequence[Line]) -> str:
    """The period that a month's document prints."""
    first = min(line.day for line in lines)
    return PERIOD.format(first=f"{first:%Y-%m}", last=f"{month.first:%Y-%m}") if first < month.first else f"{month.first:%Y-%m}"


def _numbered(draft: Document, number: str, payment_days: int) -> Document:
    lines = tuple(line._replace(invoice=number, number=index) for index, line in enumerate(draft.lines, start=1))
    return draft._replace(number=number, lines=lines, due=draft.issued + timedelta(days=payment_days))


def _check_order(documents: Sequence[Document], settings: Settings, register: Register) -> None:
    """Refuse a date of issue before that of a document whose number comes before: numbers follow dates."""
    for document in documents:
        for prefix in (settings.invoice_prefix, settings.credit_prefix):
            series = Series(prefix, document.issued.year)
            latest = series.latest_issue(register) if series.place(document.number) is not None else None
            if latest is not None and document.issued < latest:
                raise UsageError(
                    f"The date of issue {document.issued} is before {latest}, on which a document numbered {series.start}… was "
                    f"issued: numbers follow dates. Issue it on {latest} or later (--issued)"
                )


def void(evaluation: Evaluation, register: Register, number: str, reason: str, issued: date) -> Document:
    """The credit note that cancels an invoice: all of its lines and its tax, negated. Raises UsageError where it may not.

    Raises WorkbookError where its lines are not those that were invoiced: a credit of another amount would be a wrong one.
    """
    found = next((each for each in register.invoices if each.number == number), None)
    if found is None:
        raise UsageError(f"There is no invoice {quoted(number)} in the table Invoices")
    if found.kind != INVOICE:
        raise UsageError(f"{number} is a credit note; only invoices can be voided")
    by = next((each for each in register.invoices if each.cancels == number), None)
    if by is not None:
        raise UsageError(f"{number} was voided already, by {by.number}")
    if issued < found.issued:
        raise UsageError(
            f"The date of issue {issued} is before that of {number}, {found.issued}. Issue it then or later (--issued)"
        )
    settings = evaluation.policy.settings
    lines = [line for line in register.lines if line.invoice == number]
    told = sum((line.amount for line in lines), ZERO)
    if len(lines) != found.lines:
        raise WorkbookError(
            f"InvoiceLines has {len(lines)} of the {found.lines} lines that {number} has in Invoices; "
            "put back what was changed by hand, then run again"
        )
    if told != found.subtotal:
        raise WorkbookError(
            f"The lines of {number} come to {told:.2f}, but its subtotal in Invoices is {found.subtotal:.2f}; "
            "put back what was changed by hand, then run again"
        )
    negated = tuple(line._replace(kind=VOID, overage=-line.overage, minutes=-line.minutes, amount=-line.amount) for line in lines)
    said = particulars(evaluation, found.client, month_of_period(found.period).last)
    taxed = _original_taxes(evaluation, found, negated)
    draft = Document("", found.client, found.period, issued, issued, negated, taxed, said, number, reason)
    credit = _numbered(draft, next(numbers(settings.credit_prefix, issued, register)), settings.payment_days)
    _check_order([credit], settings, register)
    return credit


def _original_taxes(evaluation: Evaluation, found: Registered, negated: Sequence[Line]) -> tuple[Tax, ...]:
    """An invoice's tax taken back, to the cent, by the rates of its lines as far as they come to it.

    The tax of lines whose rate nobody knows is what the others leave of it: their rate is for print only, one of the client's
    if it fits.
    """
    unknown = [line for line in negated if line.tax_rate is None]
    by_line = taxes([line for line in negated if line.tax_rate is not None])
    left = -found.tax - sum((each.amount for each in by_line), ZERO)
    if not unknown and not left:
        return by_line
    if not unknown:
        by_line, unknown, left = (), list(negated), -found.tax
    base = sum((line.amount for line in unknown), ZERO)
    contracts = evaluation.parties.contracts.get(found.client, ())
    rate = next((each.tax_rate for each in contracts if cents(base * each.tax_rate) == left), left / base if base else Decimal(0))
    same = next((each for each in by_line if each.rate == rate), Tax(rate, ZERO, ZERO))
    others = (each for each in by_line if each.rate != rate)
    return tuple(sorted((*others, Tax(rate, same.base + base, same.amount + left))))


def adjustments(documents: Sequence[Document]) -> list[Line]:
    """The lines that change what a client was told."""
    return [line for document in documents for line in document.lines if line.kind == ADJUSTMENT]
