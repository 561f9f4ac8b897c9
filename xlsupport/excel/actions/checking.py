"""The buttons about the log: Check, Update, Explain row."""

from datetime import date

from xlsupport.answers.explanations import explain
from xlsupport.answers.summaries import counted, extended, summary, would_extend
from xlsupport.excel.actions.choosing import selected_row
from xlsupport.excel.actions.person import Person
from xlsupport.excel.actions.running import written
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.settlement import Task, settle
from xlsupport.sheets.specifications import LOG, REGISTERS, SETUP
from xlsupport.words.problems import UsageError


def check(book: OpenBook, person: Person) -> None:
    """Validate and evaluate the log; write nothing, and select the first problem."""
    settlement = settle(book.read((*SETUP, LOG, *REGISTERS)), Task(date.today()))
    first = next(iter(settlement.breaches), None)
    if first and first.place:
        book.select(first.place)
    rest = len(settlement.breaches) - 1
    more = f"\n\nThe first of {counted(rest + 1, 'problem')}:\n{first}" if first else "\n\nNothing to fix."
    person.tell(f"As of {summary(settlement)}{more}")


def update(book: OpenBook, person: Person) -> None:
    """Check, and write results, balances and breaches back; rows right below a table become its own, if the person says so."""
    below = [table for table in book.read((LOG, *SETUP), extend=True).tables.values() if table.absorbed]
    extend = bool(below) and person.agrees(would_extend(below))
    run = written(book, Task(date.today(), writes=True, extend=extend))
    done = "The workbook is up to date." if run.changed else "Nothing to change: the workbook was up to date."
    grown = "".join(f"\n{extended(each)}" for each in run.settlement.extended)
    person.tell(f"{done}{grown}\n\nAs of {summary(run.settlement)}")


def explain_row(book: OpenBook, person: Person) -> None:
    """Why the entry in the selected row of the log was covered, billed or held."""
    settlement = settle(book.read((*SETUP, LOG, *REGISTERS)), Task(date.today()))
    offset = selected_row(book, settlement.log)
    log = settlement.evaluation.log
    by_offset = {each.offset: each.id for each in log.entries} | {each.offset: each.id for each in log.rejected}
    id_ = by_offset.get(offset)
    if id_ is None:
        raise UsageError(f"The selected row holds no entry. Select a row of the table {LOG.name} in which support was entered")
    row, status, steps = explain(settlement, id_)
    person.tell("\n".join((f"{id_}, row {row}: {status}", "", *(f"{step.rule}: {step.text}" for step in steps))))
