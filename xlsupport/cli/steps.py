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
from xlsupport.answers.terminal import console, say
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
        say(out, extended(each, dry_run))
    for remark in run.remarks:
        say(out, remark)
    if dry_run:
        say(out, "A dry run: nothing was written.")
    else:
        say_written(path, run.changed, run.kept)


def say_written(path: Path, changed: bool, backup: Path | None) -> None:
    """Tell whether the workbook was changed, and where its previous version is."""
    if not changed:
        told = "Nothing to change: the workbook is up to date."
    else:
        told = f"Written to {path}." + (f" The previous version is {as_typed(backup)}." if backup else "")
    say(console(), told)


def as_typed(path: Path) -> Path:
    """A path as short as a person in this folder may type it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
