"""What is due less what was invoiced: invoices, adjustments, credit notes."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from xlsupport.rating.evaluation import Evaluation, Outcome
from xlsupport.words.money import ZERO, cents
from xlsupport.words.names import natural
from xlsupport.words.problems import UsageError, WorkbookError

INVOICE, CREDIT_NOTE = "invoice", "credit note"
CHARGE, ADJUSTMENT, VOID = "charge", "adjustment", "void"
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


class Line(NamedTuple):
    """One line of the register of invoice lines. `minutes` are billed ones, `overage` the raw minutes behind them."""

    invoice: str
    number: int
    id: str
    day: date
    client: str
    contact: str
    description: str
    tier: str
    reference: str
    overage: int
    minutes: int
    rate: Decimal
    amount: Decimal
    kind: str


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


def safe_sheet_name(number: str) -> str:
    """A document's number as a sheet's name, without the characters that Excel forbids there.

    Of one that is too long the end counts, where the digits are; Excel counts a character beyond U+FFFF as two.

    >>> safe_sheet_name("RE/2026-0001")
    'RE-2026-0001'
    """
    name = _NOT_IN_SHEET_NAMES.sub("-", number[-31:])
    while len(name.encode("utf-16-le")) > 2 * 31:
        name = name[1:]
    return name.strip("'")


class Registered(NamedTuple):
    """A row of the table Invoices, as far as later runs need it."""

    number: str
    client: str
    period: str
    subtotal: Decimal
    tax: Decimal
    kind: str
    cancels: str


class Register(NamedTuple):
    """Everything invoiced so far, in the order of the tables."""

    invoices: tuple[Registered, ...] = ()
    lines: tuple[Line, ...] = ()


class Sum(NamedTuple):
    """Minutes and money for one client, tier and rate of an ID."""

    overage: int = 0
    minutes: int = 0
    amount: Decimal = ZERO

    def plus(self, overage: int, minutes: int, amount: Decimal) -> "Sum":
        return Sum(self.overage + overage, self.minutes + minutes, self.amount + amount)

    @property
    def stands(self) -> bool:
        return bool(self.minutes or self.amount)


Key: TypeAlias = tuple[str, str, Decimal]
"""Client, tier and rate: what a line is for."""


def standing(lines: Iterable[Line]) -> dict[str, dict[Key, Sum]]:
    """What stands invoiced for each ID. Voided and credited lines cancel out and leave no key."""
    sums: dict[str, dict[Key, Sum]] = defaultdict(dict)
    for line in lines:
        of_id, key = sums[line.id], (line.client, line.tier, line.rate)
        of_id[key] = of_id.get(key, Sum()).plus(line.overage, line.minutes, line.amount)
    kept = {id_: {key: each for key, each in of_id.items() if each.stands} for id_, of_id in sums.items()}
    return {id_: of_id for id_, of_id in kept.items() if of_id}


def due(outcome: Outcome) -> dict[Key, Sum]:
    """What an entry's charges come to, for each tier and rate."""
    sums: dict[Key, Sum] = {}
    for charge in outcome.charges:
        key = (outcome.entry.client, charge.tier, charge.rate)
        sums[key] = sums.get(key, Sum()).plus(charge.minutes, charge.billed, charge.amount)
    return sums


def difference(now: Mapping[Key, Sum], before: Mapping[Key, Sum]) -> dict[Key, Sum]:
    """What is due and not yet invoiced, negative where too much was."""
    found = {}
    for key in (*now, *(key for key in before if key not in now)):
        was = before.get(key, Sum())
        rest = now.get(key, Sum()).plus(-was.overage, -was.minutes, -was.amount)
        if rest.stands:
            found[key] = rest
    return found


def _entry_lines(evaluation: Evaluation, register: Register, last: date) -> Iterator[Line]:
    """A line without number for each difference of every entry dated up to a day, in no order yet.

    An invoiced entry that is Invalid or held whole is left as it was invoiced. An entry that was removed from the log is
    credited if its invoice line is dated up to that day.
    """
    before = standing(register.lines)
    latest = {(line.id, (line.client, line.tier, line.rate)): line for line in register.lines}
    for outcome in evaluation.outcomes:
        entry = outcome.entry
        stands = before.pop(entry.id, {})
        if outcome.held_whole or entry.day > last or not (outcome.charges or stands):
            continue
        kind, now = ADJUSTMENT if stands else CHARGE, due(outcome)
        for key, rest in difference(now, stands).items():
            # What is no longer due is credited as it was told: the entry may be another client's now, with another contact.
            line = _entry_line(outcome, key) if key in now else latest[entry.id, key]
            yield _unnumbered(line, rest, kind)
    for rejected in evaluation.log.rejected:
        before.pop(rejected.id, None)
    for id_, stands in before.items():
        for key, rest in difference({}, stands).items():
            if latest[id_, key].day <= last:
                yield _unnumbered(latest[id_, key], rest, ADJUSTMENT)


def _entry_line(outcome: Outcome, key: Key) -> Line:
    """What an entry's line says, for one client, tier and rate; its sums are still to be filled in."""
    entry, (client, tier, rate) = outcome.entry, key
    paid_by = (each.reference for each in outcome.charges if (each.tier, each.rate) == (tier, rate) and each.reference)
    reference = ", ".join(dict.fromkeys(paid_by))
    description = f"{entry.category} ({entry.channel})"
    return Line("", 0, entry.id, entry.day, client, entry.contact, description, tier, reference, 0, 0, rate, ZERO, "")


def _unnumbered(line: Line, rest: Sum, kind: str) -> Line:
    return line._replace(invoice="", number=0, overage=rest.overage, minutes=rest.minutes, amount=rest.amount, kind=kind)


def _numbers(prefix: str, issued: date, register: Register) -> Iterator[str]:
    """The numbers to give next: gapless within prefix and year of issue, never one that was given before.

    One that only its lines still bear was given too; and case makes no difference, as it makes none to sheets' names.
    """
    pattern = re.compile(re.escape(start := f"{prefix}{issued.year}-") + "([0-9]+)", re.IGNORECASE)
    borne = {*(each.number for each in register.invoices), *(line.invoice for line in register.lines)}
    given = [found for number in borne if (found := pattern.fullmatch(number))]
    next_one = max((int(found[1]) for found in given), default=0) + 1
    while True:
        yield f"{start}{next_one:04}"
        next_one += 1


def due_documents(
    evaluation: Evaluation,
    register: Register,
    month: date,
    last: date,
    issued: date,
    clients: Collection[str] | None,
) -> list[Document]:
    """The documents that an invoice run for a month makes, in the order of the client names; no line: no document.

    `month` is any day of it, `last` its last day; `clients` None is everybody.
    """
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in _entry_lines(evaluation, register, last):
        if clients is None or line.client in clients:
            lines[line.client].append(line)
    settings = evaluation.policy.settings
    by_kind = {
        INVOICE: _numbers(settings.invoice_prefix, issued, register),
        CREDIT_NOTE: _numbers(settings.credit_prefix, issued, register),
    }
    if settings.invoice_prefix.casefold() == settings.credit_prefix.casefold():
        by_kind[CREDIT_NOTE] = by_kind[INVOICE]
    documents = []
    for client in sorted(lines, key=lambda name: (name.casefold(), name)):
        ordered = sorted(lines[client], key=lambda line: (line.day, natural(line.id), line.tier, line.rate))
        contract = evaluation.parties.last_contract(client, last)
        if contract is None:
            raise WorkbookError(
                f"{client!r} was invoiced but is no longer in the table Clients, so its tax and address are unknown; "
                "put its row back, then run again"
            )
        tax_rate = contract.tax_rate
        tax = cents(sum((line.amount for line in ordered), ZERO) * tax_rate)
        draft = Document("", client, f"{month:%Y-%m}", issued, issued, tuple(ordered), tax_rate, tax)
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
    draft = Document("", found.client, found.period, issued, issued, negated, rate, -found.tax, number, reason)
    return _numbered(draft, next(_numbers(settings.credit_prefix, issued, register)), settings.payment_days)


def to_close(evaluation: Evaluation, last: date, clients: Collection[str] | None) -> list[Outcome]:
    """The entries that a run closes: dated up to its month's end, of the chosen clients, not held whole, not closed yet."""
    return [
        outcome
        for outcome in evaluation.outcomes
        if outcome.entry.day <= last
        and outcome.entry.closed is None
        and not outcome.held_whole
        and (clients is None or outcome.entry.client in clients)
    ]


def adjustments(documents: Sequence[Document]) -> list[Line]:
    """The lines that change what a client was told."""
    return [line for document in documents for line in document.lines if line.kind == ADJUSTMENT]
