"""A number format is what the workbook's own styles say that its number means."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.cell import Cell
from support.handmade import HandSheet, HandTable, handmade, number_cell, row, text_cell, texts
from support.looks import odd_looks, style_sheet, styles_of
from support.package_rules import new_broken_rules

from xlsupport.cli import main
from xlsupport.sheets.edits import Edits, TableEdit, Value
from xlsupport.sheets.specifications import FORMATS, TABLES
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile

HEADERS = ("Date", "Client", "Contact", "Channel", "Category", "Minutes", "Status", "Amount")
REDEFINED = {
    "money": '<numFmt numFmtId="4" formatCode="dd/mm/yyyy"/>',
    "every built-in number": "".join(f'<numFmt numFmtId="{each}" formatCode="&quot;mine {each}&quot;"/>' for each in range(164)),
    "our own numbers": '<numFmt numFmtId="164" formatCode="0.0"/><numFmt numFmtId="165" formatCode="@"/>',
    "one code with two numbers": '<numFmt numFmtId="170" formatCode="#,##0.00"/><numFmt numFmtId="169" formatCode="#,##0.00"/>',
    "one number with two codes": '<numFmt numFmtId="4" formatCode="0"/><numFmt numFmtId="4" formatCode="#,##0.00"/>',
    "a built-in number of another": '<numFmt numFmtId="14" formatCode="#,##0.00"/><numFmt numFmtId="4" formatCode="yyyy-mm-dd"/>',
}  # fmt: skip


def listed(formats: str) -> str:
    return f"<numFmts>{formats}</numFmts>"


def log_book(path: Path, styles: str, style: int = 0) -> Path:
    rows = texts(1, *HEADERS) + row(
        2, text_cell("B2", "Acme"), number_cell("G2", 1, str(style)), number_cell("H2", 1, str(style))
    )
    return handmade(path, HandSheet("Log", rows, [HandTable("UsageLog", "A1:H4", HEADERS)]), styles=styles)


def shown(path: Path, value: Value, header: str = "Amount", cell: str = "H2") -> Cell:
    """The cell in which the value was written."""
    old = path.with_name("old.xlsx")
    old.write_bytes(path.read_bytes())
    with WorkbookFile.open(path, Saving(keep=0)) as file:
        file.book(TABLES.values())
        file.save(Edits([TableEdit("UsageLog", {header: [value]}, 3)]))
    assert new_broken_rules(old, path) == []
    found = openpyxl.load_workbook(path)["Log"][cell]
    assert isinstance(found, Cell)
    return found


@pytest.mark.parametrize("formats", REDEFINED.values(), ids=REDEFINED)
def test_adopted_sheets_show_what_the_template_shows_whatever_the_workbooks_numbers_mean(tmp_path: Path, formats: str) -> None:
    book = handmade(
        tmp_path / "book.xlsx", HandSheet("Mine", row(1, number_cell("A1", 5, "0"))), styles=style_sheet(listed(formats))
    )
    before = openpyxl.load_workbook(book)["Mine"]["A1"].number_format
    result = CliRunner().invoke(main, ["adopt", str(book), "--keep", "0"])
    assert result.exit_code == 0, result.output
    assert odd_looks(book, formats_only=True) == {}
    assert openpyxl.load_workbook(book)["Mine"]["A1"].number_format == before


@pytest.mark.parametrize("formats", REDEFINED.values(), ids=REDEFINED)
def test_written_amounts_and_dates_have_their_own_format(tmp_path: Path, formats: str) -> None:
    book = log_book(tmp_path / "book.xlsx", style_sheet(listed(formats)))
    assert shown(book, Decimal("62.50")).number_format == FORMATS["money"]


def test_a_number_that_the_workbook_gave_our_code_is_used(tmp_path: Path) -> None:
    book = log_book(
        tmp_path / "book.xlsx",
        style_sheet(listed('<numFmt numFmtId="7" formatCode="#,##0.00"/><numFmt numFmtId="4" formatCode="0"/>')),
    )
    shown(book, Decimal("62.50"))
    assert '<xf numFmtId="7" ' in styles_of(book)
    assert styles_of(book).count("<numFmt ") == 2


def test_a_new_number_is_one_that_nothing_in_the_styles_refers_to(tmp_path: Path) -> None:
    xfs = '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    dxfs = '<dxfs count="1"><dxf><numFmt numFmtId="165" formatCode="0.000"/></dxf></dxfs>'
    styles = style_sheet(
        listed('<numFmt numFmtId="4" formatCode="0"/><numFmt numFmtId="4294967295" formatCode="@"/>'), cellXfs=xfs, dxfs=dxfs
    )
    book = log_book(tmp_path / "book.xlsx", styles)
    assert shown(book, Decimal("62.50")).number_format == FORMATS["money"]
    assert '<numFmt numFmtId="166" formatCode="#,##0.00"/>' in styles_of(book)


def test_a_format_that_somebody_chose_stays_also_where_its_number_means_something_else_elsewhere(tmp_path: Path) -> None:
    xfs = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="9" applyNumberFormat="1"/></cellXfs>'
    book = log_book(
        tmp_path / "book.xlsx", style_sheet(listed('<numFmt numFmtId="9" formatCode="0.0000"/>'), cellXfs=xfs), style=1
    )
    assert shown(book, Decimal("62.50")).number_format == "0.0000"


@pytest.mark.parametrize("general", ["General", "GENERAL"])
def test_a_number_that_means_general_is_general_as_libreoffice_writes_it(tmp_path: Path, general: str) -> None:
    xfs = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    styles = style_sheet(listed(f'<numFmt numFmtId="164" formatCode="{general}"/>'), cellXfs=xfs)
    assert shown(log_book(tmp_path / "book.xlsx", styles, style=1), Decimal("62.50")).number_format == FORMATS["money"]


def test_a_second_run_finds_the_style_of_the_first(tmp_path: Path) -> None:
    book = log_book(tmp_path / "book.xlsx", style_sheet(listed(REDEFINED["money"])))
    shown(book, Decimal("62.50"))
    styles = styles_of(book)
    shown(book, Decimal("63.50"))
    assert styles_of(book) == styles


def test_a_date_is_shown_as_one_where_general_itself_was_given_another_meaning(tmp_path: Path) -> None:
    headers = ("Severity", "Code", "Row", "Date", "Client", "Contact", "Message", "What to do", "ID")
    table = HandTable("Breaches", "A1:I4", headers)
    styles = style_sheet(listed('<numFmt numFmtId="0" formatCode="0.00"/>'))
    book = handmade(tmp_path / "book.xlsx", HandSheet("Log", texts(1, *headers) + row(2), [table]), styles=styles)
    with WorkbookFile.open(book, Saving(keep=0)) as file:
        file.book(TABLES.values())
        file.save(Edits([TableEdit("Breaches", {"Date": [date(2026, 10, 31)]}, 3)]))
    assert openpyxl.load_workbook(book)["Log"]["D2"].number_format == FORMATS["date"]
