"""A run: tables in; results, problems and documents out. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from xlsupport.billing.documents import Document, adjustments, due_documents, void
from xlsupport.billing.due import to_close
from xlsupport.billing.left_out import LeftOut, left_out
from xlsupport.billing.register import Line, Register, standing
from xlsupport.flags.facts import Breach, Facts
from xlsupport.flags.rules import FIXED_BY_WRITING, breaches, flags
from xlsupport.rating.balances import Balance, balances
from xlsupport.rating.evaluation import Evaluation, Outcome, evaluate, totals
from xlsupport.reading.cells import choices, require
from xlsupport.reading.registers import read_register
from xlsupport.reading.settings import setting_place
from xlsupport.reading.setup import read_setup
from xlsupport.reading.usage_log import read_log
from xlsupport.records.vocabulary import Severity
from xlsupport.sheets.specifications import CLIENTS, LOG, REGISTERS, SETUP
from xlsupport.sheets.tables import Book, Table
from xlsupport.words.names import as_seen, name_key, quoted
from xlsupport.words.periods import month_of
from xlsupport.words.problems import Problem, StoppedError, UsageError, WorkbookError


class Task(NamedTuple):
    """What a run is asked to do. `month`: the first day of the month to invoice; `cancels`: the number of an invoice to void.

    `clients` empty is everybody. `extend`: the tables that people type in grow over rows that stand right below them, which is
    done where they are read. Dates come from the person or from today, never from here.
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
    extend: bool = False

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

    `documents` are the invoices and credit notes that the run makes, `closing` the entries that it closes, in part or whole;
    `left_out` is what an invoice run passes over. `stopped` are the adjustments because of which it must not write anything
    unless it was told to adjust.
    """

    def __init__(self, book: Book, task: Task, evaluation: Evaluation, register: Register) -> None:
        self.book = book
        self.task = task
        self.evaluation = evaluation
        self.before = register
        self.documents: Sequence[Document] = ()
        self.closing: Sequence[Outcome] = ()
        self.left_out: LeftOut | None = None

    @property
    def extended(self) -> Sequence[Table]:
        """The tables that grow over rows that stood right below them."""
        return [table for table in self.book.tables.values() if table.absorbed]

    @property
    def log(self) -> Table:
        return self.book.tables[LOG.name]

    @cached_property
    def run(self) -> int:
        """The number of this run."""
        return max(self.before.runs or (0,)) + 1

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
        tables = self.book.tables
        return breaches(
            Facts(
                self.evaluation, self.log, tables[CLIENTS.name], self.book.others, self.task.as_of, self.balances,
                standing(self.lines), latest,
            )
        )  # fmt: skip

    @cached_property
    def flags(self) -> dict[int, list[str]]:
        return flags(self.breaches)

    @cached_property
    def lasting_breaches(self) -> list[Breach]:
        """The breaches that still stand once the run has written: a row that was copied has its ID then, and no Closed."""
        return [each for each in self.breaches if not (self.task.writes and each.code in FIXED_BY_WRITING)]

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
    register = read_register(book, parties.names)
    log = read_log(book.tables[LOG.name], policy, parties, (line.id for line in register.lines), register.runs)
    settlement = Settlement(book, task, evaluate(log, policy, parties), register)
    if task.month:
        _invoice(settlement, task.month)
    elif task.cancels:
        issued = task.issued or task.as_of
        settlement.documents = [void(settlement.evaluation, register, task.cancels, task.reason, issued)]
    if settlement.documents:
        _check_vendor(settlement)
    return settlement


def _check_vendor(settlement: Settlement) -> None:
    """Refuse documents that would not say who issues them."""
    settings = settlement.evaluation.policy.settings
    problems = [
        Problem(setting_place(settlement.book, name), f"{name} is empty", "Fill it in: every document says who issues it")
        for name, value in (("Vendor name", settings.vendor_name), ("Vendor address", settings.vendor_address))
        if not as_seen(value)
    ]
    if problems:
        empty = " and ".join(each.found.removesuffix(" is empty") for each in problems)
        raise WorkbookError(f"Fill in {empty} in the table Settings before a document is made", problems)


def chosen_clients(evaluation: Evaluation, asked: Sequence[str]) -> set[str] | None:
    """The clients that were asked for, as the table spells them; None for everybody. Raises UsageError for an unknown one."""
    known = evaluation.parties.names
    for name in asked:
        if name_key(name) not in known:
            raise UsageError(f"There is no client {quoted(name)}. {choices(name, evaluation.parties.contracts)}")
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
    if issued < period.first:
        raise UsageError(
            f"The date of issue {issued} is before the first day of {month:%Y-%m}, which it would invoice. "
            f"Issue it on {period.first} or later (--issued)"
        )
    _check_closed_ids(settlement)
    settlement.documents = due_documents(evaluation, settlement.before, period, issued, clients)
    settlement.closing = list(to_close(evaluation, period.last, clients))
    settlement.left_out = left_out(evaluation, period.last, clients)


def _check_closed_ids(settlement: Settlement) -> None:
    """Stop an invoice run while nobody can say which row a closed ID means: it has several, or none that can be read."""
    log = settlement.evaluation.log
    told = {each.id for each in log.rejected if each.closed is not None} | {line.id for line in settlement.before.lines}
    shared = {id_: offsets for id_, offsets in log.shared.items() if id_ in told}
    problems = [
        Problem(
            settlement.log.place("ID", offset),
            f"ID {quoted(id_)} was closed or invoiced, and stands on {len(offsets)} rows",
            "Empty the ID of the row that was copied; the next update gives it a new one",
        )
        for id_, offsets in shared.items()
        for offset in offsets
    ]
    problems += [
        Problem(
            settlement.log.place("ID", row.offset),
            "the entry was closed, and the formula of its ID has no value",
            "Calculate and save the workbook, or type the ID",
        )
        for row in log.rejected
        if row.closed is not None and not row.id
    ]
    if problems:
        rows = ", ".join(str(each.place) for each in problems[:6])
        raise StoppedError(
            f"No invoice run is made while an entry that was closed stands on more than one row, or has no ID ({rows}): what was "
            "invoiced depends on which is meant. Nothing was written",
            problems,
        )
