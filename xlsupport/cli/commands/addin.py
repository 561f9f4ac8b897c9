"""The commands of `addin`: the add-in for Excel built, installed and removed."""

from pathlib import Path

import click

from xlsupport.addin import FILE_NAME
from xlsupport.addin.building import built
from xlsupport.addin.installing import install, remove, write
from xlsupport.addin.machine import this_machine
from xlsupport.addin.origin import origin
from xlsupport.answers.terminal import console
from xlsupport.cli.group import main
from xlsupport.words.problems import UsageError


@main.group()
def addin() -> None:
    """The add-in for Excel: a ribbon tab and worksheet functions. `xlsupport doctor` says what they lack."""


@addin.command()
@click.argument("out", type=click.Path(path_type=Path), default=Path(FILE_NAME))
def build(out: Path) -> None:
    """Write the add-in to OUT (default: xlsupport.xlam here), to be carried or signed."""
    if out.suffix.lower() != ".xlam":
        raise UsageError(f"{out} must end in .xlam, which is how Excel knows an add-in")
    write(out, built(origin()))
    console().print(f"Made {out}. It needs xlwings {origin().version} beside xlsupport where it is used.", markup=False)


@addin.command(name="install")
def install_command() -> None:
    """Put the add-in where this user's Excel loads it, with its settings; again, it brings both up to date."""
    files = install(this_machine(), origin())
    out = console()
    for path in files:
        out.print(f"Written: {path}", markup=False)
    out.print("Start Excel again: it has a tab Support. xlsupport doctor says whether anything is missing.")


@addin.command(name="remove")
def remove_command() -> None:
    """Take the add-in and its settings away again; what others put there stays."""
    removed = remove(this_machine())
    out = console()
    for path in removed.files:
        out.print(f"Removed: {path}", markup=False)
    if removed.kept:
        out.print(f"Kept: {removed.kept}, which has settings of yours", markup=False)
    if not removed.files:
        out.print("Nothing to remove: the add-in is not installed for this user.")
