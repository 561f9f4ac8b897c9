"""The command `new`: a new workbook from the template."""

from pathlib import Path

import click

from xlsupport.answers.terminal import console, print_list, say, say_to_copy
from xlsupport.cli.group import main
from xlsupport.cli.new_workbooks import create, fill, filled
from xlsupport.cli.shell import typed
from xlsupport.template.example import example_tables

_TO_FILL_IN = (
    ("Settings", "on the sheet Rules: who you are (Vendor name, Vendor address), your currency and tax"),
    ("Clients", "one row for each contract, with its package and where its invoices go"),
    ("Contacts", "who may be supported, and since when each of them is trained"),
    ("Agreements", "who pays for overage, and by which agreement"),
    ("Rules", "packages, limits, categories and rates are those that xlsupport comes with; change what is different"),
    ("Log", "then one row for each support that you give"),
)


@main.command()
@click.argument("book", type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="Fill it with a small office: two clients and one month of support.")
def new(book: Path, example: bool) -> None:
    """Make a new workbook from the template; an existing file is never overwritten."""
    create(book)
    out = console()
    if example:
        fill(book, [filled(name, rows) for name, rows in example_tables().items()])
        say(out, f"Made {book}, with two clients and the support that they got in October 2026. Now run:")
        say_to_copy(out, typed("xlsupport", "check", book, "--as-of", "2026-10-31"))
        return
    say(out, f"Made {book}. Open it in Excel or LibreOffice and fill in these tables:")
    print_list(out, _TO_FILL_IN, indent=2)
    say(out, "Then see what is wrong, and let the results be written:")
    say_to_copy(out, typed("xlsupport", "check", book))
    say_to_copy(out, typed("xlsupport", "update", book))
