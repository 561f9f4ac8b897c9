"""The steps that commands share: a workbook settled or written, and what is put out of it."""

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from xlsupport.answers.json_documents import Json
from xlsupport.answers.summaries import extended
from xlsupport.answers.terminal import console
from xlsupport.cli.group import FOUND_ERRORS
from xlsupport.runs.running import Run, run
from xlsupport.runs.running import settled as settled_workbook
from xlsupport.settlement import Settlement, Task
from xlsupport.xlsx.saving.replacing import Saving
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


def settled(path: Path, task: Task) -> Settlement:
    """Read and settle a workbook that is not written."""
    with working(f"Reading {path.name} …"), WorkbookFile.open(path) as file:
        return settled_workbook(file, task)


def written(path: Path, task: Task, saving: Saving, dry_run: bool = False) -> Run:
    """Settle a workbook and write what differs."""
    with working(f"Working on {path.name} …"), WorkbookFile.open(path, saving) as file:
        return run(file, task, dry_run)


def answer(found: Json) -> None:
    """Put out one JSON document."""
    click.echo(json.dumps(found, indent=1))


def finish(ctx: click.Context, settlement: Settlement, strict: bool) -> None:
    """End with exit code 1 where that was asked for and the log has errors."""
    if strict and settlement.totals.errors:
        ctx.exit(FOUND_ERRORS)


def say_run(path: Path, run: Run, dry_run: bool = False) -> None:
    """Tell what became of the workbook, or would, and what the person should know of it."""
    out = console()
    for each in run.settlement.extended:
        out.print(extended(each, dry_run), markup=False)
    for remark in run.remarks:
        out.print(remark, markup=False)
    if dry_run:
        out.print("A dry run: nothing was written.")
    else:
        say_written(path, run.changed, run.kept)


def say_written(path: Path, changed: bool, kept: Path | None) -> None:
    """Tell whether the workbook was changed, and where the version before is."""
    out = console()
    if not changed:
        out.print("Nothing to change: the workbook is up to date.")
    else:
        out.print(f"Written to {path}." + (f" The version before is {kept}." if kept else ""), markup=False)
