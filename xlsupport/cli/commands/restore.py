"""The command `restore`: go back to a kept version of a workbook."""

from datetime import datetime
from pathlib import Path

import click

from xlsupport.answers.terminal import console, show_versions
from xlsupport.cli.group import main
from xlsupport.cli.options import writes
from xlsupport.xlsx.restoring import chosen_version, restore
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.saving.versions import kept_versions


@main.command(name="restore")
@click.argument("book", type=click.Path(path_type=Path))
@click.argument("version", required=False)
@click.option("--list", "listed", is_flag=True, help="Only list the kept versions, oldest first.")
@click.option("--after-invoices", is_flag=True, help="Restore although documents were issued since; their numbers are kept.")
@writes
def restore_command(book: Path, version: str | None, listed: bool, after_invoices: bool, saving: Saving) -> None:
    """Go back to a kept VERSION of a workbook (default: the newest). What it is now is kept, so that this can be undone.

    Where documents were issued since that version, nothing is changed and the exit code is 1, unless --after-invoices is given.
    """
    if listed:
        show_versions(console(), book.name, [(each, each.stat()) for each in kept_versions(book)])
        return
    done = restore(book, chosen_version(book, version), saving, after_invoices)
    moment = datetime.fromtimestamp(done.version.stat().st_mtime) if done.version.exists() else None
    told = f"version {done.version.stem}" + (f" of {moment:%Y-%m-%d %H:%M}" if moment else "")
    if not done.changed:
        console().print(f"Nothing to do: {book.name} is {told}.", markup=False)
    else:
        kept = done.kept.stem if done.kept else None
        undo = f" What it was is kept as version {kept}; xlsupport restore {book} {kept} undoes this." if kept else ""
        console().print(" ".join((f"{book.name} is {told} again.", *done.remarks)) + undo, markup=False)
