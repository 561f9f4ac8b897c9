"""A run: tables in; results, problems and documents out. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from xlsupport.billing.documents import Document, adjustments, due_documents, void
from xlsupport.billing.due import to_close
from xlsupport.billing.register import Line, Register, standing
from xlsupport.flags.facts import Breach, Facts
from xlsupport.flags.rules import breaches, flags
from xlsupport.rating.balances import Balance, balances
from xlsupport.rating.evaluation import Evaluation, Outcome, evaluate, totals
from xlsupport.reading.cells import choices, keyed, require
from xlsupport.reading.registers import last_run, read_register
from xlsupport.reading.setup import read_setup
from xlsupport.reading.usage_log import read_log
from xlsupport.records.vocabulary import Severity
from xlsupport.sheets.specifications import LOG, REGISTERS, SETUP
from xlsupport.sheets.tables import Book, Table
from xlsupport.words.names import name_key
from xlsupport.words.periods import month_of
from xlsupport.words.problems import UsageError


class Task(NamedTuple):
    """What a run is asked to do. `month`: the first day of the month to invoice; `cancels`: the number of an invoice to void.

    `clients` empty is everybody. Dates come from the person or from today, never from here.
    """

    as_of: date
    writes: bool = False
    month: date | None = None
    clients: tuple[str, ...] = ()
    issued: date | None = None
    adjust: bool = False
    early: bool = False
    cancels: str = ""
    reason: str = ""

    @property
    def command(self) -> str:
        if self.month:
            return " ".join((f"invoice {self.month:%Y-%m}", *self.clients))
        return f"void {self.cancels}" if self.cancels else "update"


class Totals(NamedTuple):
    """Counts of breaches and sums over the whole log."""

    entries: int
    errors: int
    warnings: int
    covered: int
    billed: int
    amount: Decimal


class Settlement:
    """What a run found: everything that the surfaces show and that is written back.

    `documents` are the invoices and credit notes that the run makes, `closing` the entries that it closes. `stopped` are
    the adjustments because of which it must not write anything unless it was told to adjust.
    """

    def __init__(self, book: Book, task: Task, evaluation: Evaluation, register: Register) -> None:
        self.book = book
        self.task = task
        self.evaluation = evaluation
        self.before = register
        self.documents: Sequence[Document] = ()
        self.closing: Sequence[Outcome] = ()

    @property
    def log(self) -> Table:
        return self.book.tables[LOG.name]

    @cached_property
    def run(self) -> int:
        """The number of this run."""
        return last_run(self.book) + 1

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All invoice lines as they stand after the run; one that is stopped makes none."""
        made = () if self.stopped else self.documents
        return (*self.before.lines, *(line for document in made for line in document.lines))

    @cached_property
    def stopped(self) -> Sequence[Line]:
        return () if self.task.adjust else adjustments(self.documents)

    @cached_property
    def balances(self) -> list[Balance]:
        return balances(self.evaluation, self.task.as_of)

    @cached_property
    def breaches(self) -> list[Breach]:
        latest = {line.id: line for line in self.lines}
        return breaches(Facts(self.evaluation, self.log, self.task.as_of, self.balances, standing(self.lines), latest))

    @cached_property
    def flags(self) -> dict[int, list[str]]:
        return flags(self.breaches)

    @cached_property
    def totals(self) -> Totals:
        counts = [breach.severity for breach in self.breaches]
        log = self.evaluation.log
        entries = len(log.entries) + len(log.rejected)
        return Totals(entries, counts.count(Severity.ERROR), counts.count(Severity.WARNING), *totals(self.evaluation.outcomes))


def settle(book: Book, task: Task) -> Settlement:
    """Settle a workbook: read, evaluate, and make the documents that the task asks for.

    Raises WorkbookError where tables are missing or the set-up is not right, UsageError where the task asks for what is
    not there or not allowed.
    """
    require(book, (*SETUP, LOG), writing=False)
    if task.writes:
        require(book, (*SETUP, LOG, *REGISTERS), writing=True)
    policy, parties = read_setup(book)
    register = read_register(book, parties.contracts)
    log = read_log(book.tables[LOG.name], policy, parties, (line.id for line in register.lines))
    settlement = Settlement(book, task, evaluate(log, policy, parties), register)
    if task.month:
        _invoice(settlement, task.month)
    elif task.cancels:
        issued = task.issued or task.as_of
        settlement.documents = [void(settlement.evaluation, register, task.cancels, task.reason, issued)]
    return settlement


def chosen_clients(evaluation: Evaluation, asked: Sequence[str]) -> set[str] | None:
    """The clients that were asked for, as the table spells them; None for everybody. Raises UsageError for an unknown one."""
    known = keyed(evaluation.parties.contracts)
    for name in asked:
        if name_key(name) not in known:
            raise UsageError(f"There is no client {name!r}. {choices(name, known.values())}")
    return {known[name_key(name)] for name in asked} or None


def _invoice(settlement: Settlement, month: date) -> None:
    task, evaluation = settlement.task, settlement.evaluation
    period = month_of(month)
    if period.last > task.as_of and not task.early:
        raise UsageError(
            f"{month:%Y-%m} ends on {period.last}, after {task.as_of}: entries may still come. "
            f"Run it from {period.last} on, or add --early to close the month now"
        )
    clients = chosen_clients(evaluation, task.clients)
    issued = task.issued or task.as_of
    settlement.documents = due_documents(evaluation, settlement.before, period, issued, clients)
    settlement.closing = to_close(evaluation, period.last, clients)
