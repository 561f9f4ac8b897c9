"""A run at the command line: load, settle, apply."""

import gc
import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

import click

from xlsupport import __version__
from xlsupport.answers import documents
from xlsupport.answers.terminal import console
from xlsupport.cli.group import FOUND_ERRORS
from xlsupport.settlement import Settlement, Task, settle
from xlsupport.sheets.specifications import LOG, REGISTERS, SETUP
from xlsupport.sheets.tables import Book
from xlsupport.writing.edits import Audit, edits
from xlsupport.xlsx.workbook_file import WorkbookFile


@contextmanager
def working(on: str) -> Iterator[None]:
    """A sign of life on standard error while something takes long; nothing where it is no terminal.

    A run makes millions of small objects and hardly a cycle among them; looking for some took a quarter of its time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        with console(stderr=True).status(on) if sys.stderr.isatty() else nullcontext():
            yield
    finally:
        if collects:
            gc.enable()


def _book(file: WorkbookFile) -> Book:
    return file.book((LOG, *SETUP, *REGISTERS))


def settled(path: Path, task: Task) -> Settlement:
    """Read and settle a workbook that is not written."""
    with working(f"Reading {path.name} …"), WorkbookFile.open(path) as file:
        return settle(_book(file), task)


def written(
    path: Path, task: Task, keep: int, dry_run: bool = False, break_signature: bool = False
) -> tuple[Settlement, bool, Path | None]:
    """Settle a workbook and write what differs: what was found, whether anything was written, and the version kept.

    Nothing is written where an invoice run stops before adjustments.
    """
    with working(f"Working on {path.name} …"), WorkbookFile.open(path) as file:
        settlement = settle(_book(file), task)
        if dry_run or settlement.stopped:
            return settlement, False, None
        changes = edits(settlement, Audit(datetime.now().replace(microsecond=0), _who(), __version__))
        return settlement, bool(changes), file.save(changes, keep, break_signature)


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"  # a container may run under a user ID without a name


def answer(found: documents.Json) -> None:
    click.echo(json.dumps(found, indent=1))


def finish(ctx: click.Context, settlement: Settlement, strict: bool) -> None:
    if strict and settlement.totals.errors:
        ctx.exit(FOUND_ERRORS)


def say_written(changed: bool, kept: Path | None, path: Path) -> None:
    out = console()
    if not changed:
        out.print("Nothing to change: the workbook is up to date.")
    else:
        out.print(f"Written to {path}." + (f" The version before is {kept}." if kept else ""), markup=False)
