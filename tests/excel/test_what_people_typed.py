"""In the open workbook nothing that people typed is passed over either: rows below, notes, formulas, copied sheets."""

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from click.testing import CliRunner
from openpyxl.worksheet.table import Table, TableColumn, TableFormula
from support.calc.engine import Excel
from support.open_workbooks import MONTH, command, moments, office, press, same, shown

from xlsupport.cli import main
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.sheets.specifications import LOG


def log_with_a_row_below(path: Path) -> Path:
    """The office's log with another entry of this month right below its table."""
    office(path, ["Acme"])
    book = openpyxl.load_workbook(path)
    sheet = book["Log"]
    first = int(sheet.tables["UsageLog"].ref.rpartition("U")[2]) + 1
    for letter, value in zip("BCDEFGH", (MONTH, "Acme", "Ann of Acme", "Meeting", "General", 90, "yes"), strict=True):
        sheet[f"{letter}{first}"].value = value
    book.save(path)
    return path


def opened(excel: Excel, path: Path) -> xw.Book:
    found = excel.open(path)
    found.set_mock_caller()
    return found


@pytest.mark.parametrize(("answer", "options"), [("yes", ("--extend",)), ("no", ())])
def test_update_asks_before_it_takes_rows_in_and_writes_what_the_command_line_writes(
    answer: str, options: tuple[str, ...], excel: Excel, tmp_path: Path
) -> None:
    book = opened(excel, log_with_a_row_below(tmp_path / "open.xlsx"))
    copy = log_with_a_row_below(tmp_path / "copy.xlsx")
    excel.answers = [answer]
    press("update")
    command(copy, "update", *options)
    question, told = excel.alerts
    assert question.prompt == (
        "Right below a table stand rows that look like its own, and nothing counts them:\n"
        "1 row below the table UsageLog (Log, from row 8 on)\nTake them in?"
    )
    assert ("The table UsageLog reaches down to row 8" in told.prompt) == (answer == "yes")
    assert same(shown(book), shown(excel.open(copy)), moments) == []


def test_a_run_that_is_refused_puts_the_tables_size_back(excel: Excel, tmp_path: Path) -> None:
    book = opened(excel, log_with_a_row_below(tmp_path / "open.xlsx"))
    before = shown(book)
    excel.answers, excel.fail_at = ["yes"], 5
    press("update")
    assert "Everything was put back as it was." in excel.alerts[-1].prompt
    assert same(before, shown(book)) == []


def test_invoice_month_tells_in_its_question_what_it_leaves_out(excel: Excel, tmp_path: Path) -> None:
    book = opened(excel, log_with_a_row_below(tmp_path / "open.xlsx"))
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    excel.answers = ["yes"]
    press("invoice_month")
    question, told = excel.alerts
    left = "Left out: 1 invalid entry (5 min), 1 row outside the table (90 min)."
    assert question.prompt.endswith(left)
    assert left in told.prompt


def with_notes(path: Path) -> Path:
    """The office after an update, with a column of somebody's own in Breaches and a note beside the second one."""
    office(path, ["Acme"])
    command(path, "update")
    book = openpyxl.load_workbook(path)
    sheet = book["Breaches"]
    table = sheet.tables["Breaches"]
    last = int(table.ref.rpartition("K")[2])
    sheet["L4"], sheet["L6"] = "Handled by", "Eva"
    table.ref = table.autoFilter.ref = f"B4:L{last}"
    table.tableColumns.append(TableColumn(id=11, name="Handled by"))
    book["Log"]["G5"] = 10  # the first entry is corrected: its breach goes
    book["Log"]["G6"] = 10
    book.save(path)
    return path


def test_notes_stay_with_their_row_as_on_the_command_line(excel: Excel, tmp_path: Path) -> None:
    book, copy = opened(excel, with_notes(tmp_path / "open.xlsx")), with_notes(tmp_path / "copy.xlsx")
    noted = book.sheets["Breaches"]["B6:D6"].value
    press("update")
    command(copy, "update")
    assert book.sheets["Breaches"]["B6:D6"].value == ["resolved", *noted[1:]]
    assert same(shown(book), shown(excel.open(copy)), moments) == []
    press("update")
    assert excel.alerts[-1].prompt.startswith("Nothing to change")


def test_a_formula_that_gives_no_id_keeps_its_cell(excel: Excel, tmp_path: Path) -> None:
    book = opened(excel, office(tmp_path / "open.xlsx", ["Acme"]))
    book.sheets["Log"]["A5"].formula = '=""'
    press("update")
    assert book.sheets["Log"]["A5"].formula == '=""'
    assert [book.sheets["Log"][f"{letter}5"].value for letter in "NS"] == ["Invalid", "not-calculated"]


def test_a_second_log_is_told(excel: Excel, tmp_path: Path) -> None:
    path = office(tmp_path / "open.xlsx", ["Acme"])
    book = openpyxl.load_workbook(path)
    copied = book.create_sheet("Log (2)")
    for number, header in enumerate(LOG.needed(writing=False), 1):
        copied.cell(4, number, header)
    copied.add_table(Table(displayName="UsageLog2", ref="A4:F5"))
    book.save(path)
    found = OpenBook(opened(excel, path)).read()
    assert [(each.name, str(each.place)) for each in found.others] == [("UsageLog2", "'Log (2)'!A4")]
    press("check")
    assert "1 error, " in excel.alerts[-1].prompt


def with_formulas_below(path: Path) -> tuple[Path, int]:
    """The office with a calculated column of somebody's own in Breaches, whose formulas stand below the table, too."""
    office(path, ["Acme"])
    command(path, "update")
    book = openpyxl.load_workbook(path)
    sheet = book["Breaches"]
    table = sheet.tables["Breaches"]
    last = int(table.ref.rpartition("K")[2])
    sheet["L4"] = "Twice"
    for row in range(5, last + 3):
        sheet[f"L{row}"] = f"=E{row}*2"
    table.ref = table.autoFilter.ref = f"B4:L{last}"
    table.tableColumns.append(TableColumn(id=11, name="Twice", calculatedColumnFormula=TableFormula(attr_text="E5*2")))
    for cell in ("D5", "D6", "E5", "E6", "F5", "F6"):
        book["Log"][cell] = "Fax"
    book.save(path)
    return path, last


def test_a_register_may_grow_again_over_what_its_own_formulas_left(excel: Excel, tmp_path: Path) -> None:
    """A table that shrinks leaves its calculated columns' formulas below it."""
    path, last = with_formulas_below(tmp_path / "open.xlsx")
    copy, _ = with_formulas_below(tmp_path / "copy.xlsx")
    book = opened(excel, path)
    press("update")
    assert excel.alerts[-1].mode == "info", excel.alerts[-1].prompt
    command(copy, "update")
    found = shown(book)
    assert found.tables["Breaches"] == f"Breaches!$B$4:$L${last + 2}"
    assert found.tables == shown(excel.open(copy)).tables
    assert openpyxl.load_workbook(copy)["Breaches"][f"L{last + 2}"].value == f"=E{last + 2}*2"


def test_another_formula_below_a_register_is_not_written_over(excel: Excel, tmp_path: Path) -> None:
    for door in ("button", "command"):
        path, last = with_formulas_below(tmp_path / f"{door}.xlsx")
        book = openpyxl.load_workbook(path)
        book["Breaches"][f"L{last + 1}"] = f"=SUM(L5:L{last})"
        book.save(path)
        said = f"Breaches!L{last + 1} below it holds something"
        if door == "button":
            opened(excel, path)
            press("update")
            assert said in excel.alerts[-1].prompt
        else:
            assert said in CliRunner().invoke(main, ["update", str(path)]).output
