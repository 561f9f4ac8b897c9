"""The stand-in for Excel: xlwings over LibreOffice Calc does what the buttons' code relies on."""

from pathlib import Path

import openpyxl
import pytest
from calc_engine import Excel, ExcelError

from xlsupport.packaged import template_path
from xlsupport.schema import TABLES


def test_every_table_of_the_template_is_found_on_its_sheet_with_its_headers(excel: Excel) -> None:
    book = excel.open(template_path())
    found = {table.name: (sheet.name, table.range[0, :].value) for sheet in book.sheets for table in sheet.tables}
    assert found == {name: (spec.sheet, [each.header for each in spec.columns]) for name, spec in TABLES.items()}


def test_tables_are_tables_in_the_saved_file(excel: Excel, tmp_path: Path) -> None:
    book = excel.open(template_path())
    table = book.sheets["Log"].tables["UsageLog"]
    table.resize(book.sheets["Log"].range("A4:U9"))
    book.save(tmp_path / "saved.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx")
    assert saved["Log"].tables["UsageLog"].ref == "A4:U9"
    assert {name for sheet in saved for name in sheet.tables} == set(TABLES)


def test_the_change_that_is_to_fail_fails_and_the_others_do_not(excel: Excel) -> None:
    sheet = excel.new().sheets[0]
    excel.fail_at = 2
    sheet["A1"].value = 1
    with pytest.raises(ExcelError, match="change 2"):
        sheet["A2"].value = 2
    sheet["A3"].value = 3
    assert sheet["A1:A3"].value == [1.0, None, 3.0]
    assert [each.address for each in excel.writes] == ["A1", "A2", "A3"]
