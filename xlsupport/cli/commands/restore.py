"""The command `restore`: go back to a backup of a workbook."""

from datetime import datetime
from pathlib import Path

import click

from xlsupport.answers.terminal import console, say, say_to_copy, show_versions
from xlsupport.cli.group import main
from xlsupport.cli.options import writes
from xlsupport.cli.shell import typed
from xlsupport.xlsx.restoring import chosen_version, restore
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.saving.versions import kept_versions


@main.command(name="restore")
@click.argument("book", type=click.Path(path_type=Path))
@click.argument("version", required=False)
@click.option("--list", "listed", is_flag=True, help="Only list the backups, oldest first.")
@click.option("--after-invoices", is_flag=True, help="Restore although documents were issued since; their numbers stay taken.")
@writes
def restore_command(book: Path, version: str | None, listed: bool, after_invoices: bool, saving: Saving) -> None:
    """Go back to a backup of a workbook: VERSION is its number (default: the newest).

    The workbook as it is now becomes a backup in turn, so that this can be undone. Where documents were issued since that backup,
    nothing is changed and the exit code is 1, unless --after-invoices is given.
    """
    if listed:
        show_versions(console(), book.name, [(each, each.stat()) for each in kept_versions(book)])
        return
    done = restore(book, chosen_version(book, version), saving, after_invoices)
    moment = datetime.fromtimestamp(done.version.stat().st_mtime) if done.version.exists() else None
    told = f"backup {done.version.stem}" + (f" of {moment:%Y-%m-%d %H:%M}" if moment else "")
    out = console()
    if not done.changed:
        say(out, f"Nothing to do: {book.name} is the same as {told}.")
        return
    say(out, " ".join((f"{book.name} is now as in {told}.", *done.remarks)))
    if done.kept:
        say(out, f"What it was before is backup {done.kept.stem}. This command undoes the restoration:")
        say_to_copy(out, typed("xlsupport", "restore", book, done.kept.stem))
