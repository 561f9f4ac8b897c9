"""A workbook loaded, settled, and written where anything differs."""

from collections.abc import Iterable, Sequence
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

    remarks: Sequence[str]
    """What a run must say about what it wrote."""

    def book(self, specs: Iterable[TableSpec], extend: bool = False) -> Book:
        """The tables of these specifications that the workbook has; with `extend` also over rows that stand right below them."""

    def save(self, edits: Edits) -> Path | None:
        """Write the edits: the path of the backup of what was there before, if one was made."""

    def rehearse(self, edits: Edits) -> None:
        """Do all that writing the edits takes but replacing the file, so that what cannot be written is told."""


class Run(NamedTuple):
    """What a run found, whether it changed the workbook, the backup of what was there before, and remarks on what it wrote."""

    settlement: Settlement
    changed: bool = False
    kept: Path | None = None
    remarks: Sequence[str] = ()


def settled(workbook: Workbook, task: Task) -> Settlement:
    """Read a workbook and settle it. Raises WorkbookError and UsageError as `settle` does."""
    return settle(workbook.book((LOG, *SETUP, *REGISTERS), task.extend), task)


def run(workbook: Workbook, task: Task, dry_run: bool = False) -> Run:
    """Settle a workbook and write what differs. An invoice run that stops before adjustments writes nothing."""
    settlement = settled(workbook, task)
    if settlement.stopped:
        return Run(settlement)
    changes = edits(settlement, audit())
    if dry_run:
        workbook.rehearse(changes)
        return Run(settlement, remarks=workbook.remarks)
    kept = workbook.save(changes)
    return Run(settlement, bool(changes), kept, workbook.remarks)
