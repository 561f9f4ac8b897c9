"""A workbook loaded, settled, and written where anything differs."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from xlsupport.runs.auditing import audit
from xlsupport.settlement import Settlement, Task, settle
from xlsupport.sheets.edits import Edits
from xlsupport.sheets.specifications import LOG, REGISTERS, SETUP, TableSpec
from xlsupport.sheets.tables import Book
from xlsupport.writing.edits import edits


class Workbook(Protocol):
    """A workbook that a run reads, and writes once: a file."""

    def book(self, specs: Iterable[TableSpec]) -> Book:
        """The tables of these specifications that the workbook has."""

    def save(self, edits: Edits) -> Path | None:
        """Write the edits: the path of the version that was kept of what was, if one was."""


class Run(NamedTuple):
    """What a run found, whether it changed the workbook, and the version that was kept of what was."""

    settlement: Settlement
    changed: bool = False
    kept: Path | None = None


def settled(workbook: Workbook, task: Task) -> Settlement:
    """Read a workbook and settle it. Raises WorkbookError and UsageError as `settle` does."""
    return settle(workbook.book((LOG, *SETUP, *REGISTERS)), task)


def run(workbook: Workbook, task: Task, dry_run: bool = False) -> Run:
    """Settle a workbook and write what differs. An invoice run that stops before adjustments writes nothing."""
    settlement = settled(workbook, task)
    if dry_run or settlement.stopped:
        return Run(settlement)
    changes = edits(settlement, audit())
    return Run(settlement, bool(changes), workbook.save(changes))
