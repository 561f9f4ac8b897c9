"""The command `lite`: the code for the add-in xlwings Lite put into a workbook, or taken out."""

from functools import partial
from pathlib import Path

import click

from xlsupport.answers.terminal import console
from xlsupport.cli.group import main
from xlsupport.cli.options import writes
from xlsupport.cli.steps import say_written
from xlsupport.excel import lite as lite_code
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.web_extensions import embed, take_out
from xlsupport.xlsx.workbook_file import WorkbookFile


@main.command()
@click.argument("book", type=click.Path(path_type=Path))
@click.option("--remove", is_flag=True, help="Take the code out again.")
@writes
def lite(book: Path, remove: bool, saving: Saving) -> None:
    """Put the code for the add-in xlwings Lite into a workbook, or take it out; nothing else in it changes."""
    change = partial(take_out, add_in=lite_code.ADD_IN, ours=lite_code.is_ours)
    if not remove:
        change = partial(embed, add_in=lite_code.ADD_IN, files=lite_code.code(), ours=lite_code.is_ours)
    with WorkbookFile.open(book, saving) as file:
        changed, kept = file.change(change)
    say_written(book, changed, kept)
    if not remove:
        console().print("Open it in Excel and add xlwings Lite (Home, Add-ins, search for xlwings): it needs no Python.")
