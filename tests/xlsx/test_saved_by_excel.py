"""Workbooks that Excel itself saved: adopted, worked in for a month, and nothing of theirs is lost."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from support.books import ACME, VENDOR
from support.files import fill
from support.handmade import parts_of
from support.ledger import parse
from support.package_rules import new_broken_rules
from support.places import TESTS
from support.survival import compare
from support.worked_example import LEDGER

from xlsupport.cli import main

SAVED = sorted((TESTS / "support" / "saved_by_excel").glob("*.xls*"))
OCTOBER = ("--as-of", "2026-10-31")


def run(*arguments: object) -> None:
    result = CliRunner().invoke(main, [*map(str, arguments), "--keep", "0"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("donor", SAVED, ids=lambda path: path.name)
def test_it_was_saved_by_excel(donor: Path) -> None:
    assert b"<Application>Microsoft Excel</Application>" in parts_of(donor)["docProps/app.xml"]


@pytest.mark.parametrize("donor", SAVED, ids=lambda path: path.name)
def test_a_month_in_it_loses_nothing_and_a_second_update_writes_nothing(donor: Path, tmp_path: Path) -> None:
    book = Path(shutil.copyfile(donor, tmp_path / donor.name))
    run("adopt", book)
    fill(book, **ACME, UsageLog=parse(LEDGER), Settings=[{"Setting": name, "Value": value} for name, value in VENDOR.items()])
    run("update", book, *OCTOBER)
    run("invoice", book, "--month", "2026-10", *OCTOBER)
    found = compare(donor, book)
    assert found.forbidden == ()
    assert new_broken_rules(donor, book) == []
    before = book.read_bytes()
    run("update", book, *OCTOBER)
    assert book.read_bytes() == before
    read = openpyxl.load_workbook(book, keep_vba=True)
    assert read.sheetnames[0] == openpyxl.load_workbook(donor).sheetnames[0]
    assert "INV-2026-0001" in read.sheetnames
