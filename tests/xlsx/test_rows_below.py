"""Rows that stand below their tables in a real file: told, taken in, and never in the way of what xlsupport writes."""

import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableColumn, TableFormula
from support.books import entry
from support.calc.engine import Excel
from support.files import make
from support.package_rules import new_broken_rules
from support.survival import compare

from xlsupport.cli import main

AS_OF = ("--as-of", "2026-10-31")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), *AS_OF])


def told(*arguments: object, code: int = 0) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def breaches(book: Path, code: str, exit_code: int = 1) -> list[dict[str, object]]:
    found = told("check", book, code=exit_code)["breaches"]
    assert isinstance(found, list)
    return [each for each in found if each["code"] == code]


def typed(path: Path, sheet: str, cells: dict[str, object]) -> Path:
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        book[sheet][address].value = value
    book.save(path)
    return path


def reference(path: Path, sheet: str, table: str) -> str:
    found = openpyxl.load_workbook(path)[sheet].tables[table].ref
    assert isinstance(found, str)
    return found


def log(path: Path, below: Sequence[int] = (7,)) -> Path:
    """Two entries in the table (A4:U6), and one in each of these rows."""
    make(path, [entry("2026-10-05", ID="A1"), entry("2026-10-06", "Email", ID="A2")])
    cells: dict[str, object] = {}
    for row in below:
        values = (date(2026, 10, 7), "Acme", "Ann", "Meeting", "General", 600, "yes")
        cells |= {f"{letter}{row}": value for letter, value in zip("BCDEFGH", values, strict=True)}
    return typed(path, "Log", cells)


def test_a_row_right_below_is_told_and_taken_in_when_asked(tmp_path: Path) -> None:
    book = log(tmp_path / "book.xlsx")
    (found,) = breaches(book, "outside-table")
    assert (found["row"], found["cell"], found["id"], found["client"]) == (7, "Log!B7", None, "")
    before = shutil.copyfile(book, tmp_path / "before.xlsx")
    result = run("update", book, "--extend")
    assert "The table UsageLog reaches down to row 7: it took in the row right below it." in result.output
    assert reference(book, "Log", "UsageLog") == "A4:U7"
    sheet = openpyxl.load_workbook(book)["Log"]
    assert [sheet[f"{letter}7"].value for letter in "AGNPQ"] == ["U000001", 600, "Part billed", 540, 1125]
    assert sheet["Q7"].number_format == sheet["Q6"].number_format
    assert compare(before, book).forbidden == ()
    assert new_broken_rules(before, book) == []
    assert "Nothing to change" in run("update", book, "--extend").output


def test_without_extend_nothing_of_them_is_written(tmp_path: Path) -> None:
    book = log(tmp_path / "book.xlsx")
    run("update", book)
    sheet = openpyxl.load_workbook(book)["Log"]
    assert [sheet[f"{letter}7"].value for letter in "AN"] == [None, None]
    assert reference(book, "Log", "UsageLog") == "A4:U6"
    assert [each.value for each in openpyxl.load_workbook(book)["Breaches"]["C"]][4:5] == ["outside-table"]


def test_a_block_after_a_blank_row_stays_outside_until_the_row_is_deleted(tmp_path: Path) -> None:
    book = log(tmp_path / "book.xlsx", below=(7, 8, 10))
    assert [each["row"] for each in breaches(book, "outside-table")] == [7, 10]
    run("update", book, "--extend")
    assert reference(book, "Log", "UsageLog") == "A4:U8"
    (rest,) = breaches(book, "outside-table")
    assert rest["row"] == 10
    assert "Delete row 9" in str(rest["fix"])


def test_rows_below_count_the_same_at_the_end_of_the_sheet(tmp_path: Path) -> None:
    book = log(tmp_path / "book.xlsx", below=(1_048_576,))
    (found,) = breaches(book, "outside-table")
    assert found["row"] == 1_048_576


def test_a_set_up_table_takes_its_rows_in_and_its_neighbours_stay_as_they_are(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [entry("2026-11-05", minutes=40)])
    typed(book, "Rules", {"P7": "As needed", "Q7": 200, "R7": 30, "S7": date(2026, 11, 1)})
    result = run("check", book, "--json")
    assert (result.exit_code, json.loads(result.stdout)["problems"][0]["cell"]) == (3, "Rules!P7")
    before = shutil.copyfile(book, tmp_path / "before.xlsx")
    answer = told("update", book, "--extend")
    assert answer["totals"]["amount"] == "100.00"  # type: ignore[index] # a document of our own
    assert (reference(book, "Rules", "Rates"), reference(book, "Rules", "Packages")) == ("P4:S7", "A4:C9")
    assert new_broken_rules(before, book) == []


def test_other_peoples_things_below_the_log_are_no_entries(tmp_path: Path) -> None:
    """A table of their own, a note in one cell, and whatever stands right of the table."""
    book = log(tmp_path / "book.xlsx", below=())
    cells = {f"{letter}{row}": f"{letter}{row}" for letter in "BCDE" for row in (9, 10, 11)}
    typed(book, "Log", {**cells, "C13": "all of it checked", "W7": "x", "X7": "y"})
    loaded = openpyxl.load_workbook(book)
    loaded["Log"].add_table(Table(displayName="Mine", ref="B9:E11"))
    loaded.save(book)
    assert breaches(book, "outside-table", exit_code=0) == []


def test_growing_over_them_takes_rules_and_formulas_of_the_table_along(tmp_path: Path) -> None:
    book = log(tmp_path / "book.xlsx")
    loaded = openpyxl.load_workbook(book)
    sheet = loaded["Log"]
    sheet["V4"] = "Hours"
    for row in (5, 6):
        sheet[f"V{row}"] = f"=G{row}/60"
    table = sheet.tables["UsageLog"]
    table.ref = table.autoFilter.ref = "A4:V6"
    table.tableColumns.append(TableColumn(id=99, name="Hours", calculatedColumnFormula=TableFormula(attr_text="G5/60")))
    red = PatternFill("solid", bgColor="FFC7CE")
    sheet.conditional_formatting.add("G5:G6", FormulaRule(formula=["$G5>60"], fill=red))  # type: ignore[no-untyped-call] # openpyxl
    rule = DataValidation(type="whole", operator="greaterThan", formula1="0")
    rule.add("G5:G6")
    sheet.add_data_validation(rule)
    loaded.save(book)
    assert run("update", book, "--extend").exit_code == 0
    sheet = openpyxl.load_workbook(book)["Log"]
    assert sheet.tables["UsageLog"].ref == "A4:V7"
    assert sheet["V7"].value == "=G7/60"
    assert "G5:G7" in [str(each.sqref) for each in sheet.conditional_formatting]
    assert "G5:G7" in [str(each.sqref) for each in sheet.data_validations.dataValidation]


def test_what_a_table_cannot_hold_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    book = log(tmp_path / "book.xlsx")
    loaded = openpyxl.load_workbook(book)
    loaded["Log"].merge_cells("I7:J7")
    loaded.save(book)
    before = book.read_bytes()
    result = run("update", book, "--extend")
    assert (result.exit_code, book.read_bytes()) == (3, before)
    assert "cannot grow from 2 to 3 rows: the cells Log!I7:J7 below it are merged" in result.output


# Typed in LibreOffice


MONTH = [
    ("2026-10-01", "Phone", "Training", 15), ("2026-10-02", "Phone", "Training", 40), ("2026-10-05", "Email", "General", 12),
    ("2026-10-06", "Meeting", "General", 75), ("2026-10-07", "Ticket", "Bug fix", 90), ("2026-10-08", "Phone", "Training", 10),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Print area cannot be set")  # openpyxl knows no whole columns, as LibreOffice writes them
def test_a_month_typed_in_libreoffice_through_its_interface_loses_not_a_minute(excel: Excel, tmp_path: Path) -> None:
    """It never lets a table grow: the rows that do not fit into it are told, and taken in by --extend."""
    book = make(tmp_path / "book.xlsx")
    calc = excel.open(book)
    calc.sheets["Log"].activate()
    cells = [
        [f"{letter}{row}", str(value)]
        for row, (day, channel, category, minutes) in enumerate(MONTH, 5)
        for letter, value in zip("BCDEFGH", (day, "Acme", "Ann", channel, category, minutes, "yes"), strict=True)
    ]
    calc.impl.ask("enter", cells=cells)
    saved = tmp_path / "typed.xlsx"
    calc.save(saved)
    assert reference(saved, "Log", "UsageLog") == "A4:U5", "LibreOffice has let the table grow"
    total = sum(minutes for *_, minutes in MONTH)
    first = told("check", saved, code=1)
    (outside,) = (each for each in first["breaches"] if each["code"] == "outside-table")  # type: ignore[attr-defined] # a document of our own
    assert f"where nothing is counted: {total - MONTH[0][3]} min" in outside["message"]
    answer = told("update", saved, "--extend")
    assert answer["totals"]["entries"] == len(MONTH)  # type: ignore[index] # the same
    assert sum(each["covered"] + each["overage"] for each in answer["entries"]) == total  # type: ignore[attr-defined] # the same
    assert reference(saved, "Log", "UsageLog") == "A4:U10"


def with_totals(path: Path, sheet: str, table: str, right: str) -> None:
    """Give a table of one row a totals row of its own, as Excel does."""
    book = openpyxl.load_workbook(path)
    found = book[sheet].tables[table]
    found.ref, found.totalsRowCount = f"A4:{right}6", 1
    found.tableColumns[0].totalsRowLabel = "Total"
    found.tableColumns[1].totalsRowFunction = "count"
    book[sheet]["A6"], book[sheet].cell(6, 2).value = "Total", f"=SUBTOTAL(103,{table}[{found.tableColumns[1].name}])"
    book.save(path)


def test_a_tables_own_totals_row_is_no_row_below_it(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05", ID="A1")])
    for sheet, table, right in (("Clients", "Clients", "L"), ("Contacts", "Contacts", "E"), ("Log", "UsageLog", "U")):
        with_totals(book, sheet, table, right)
    assert breaches(book, "outside-table", exit_code=0) == []
    typed(book, "Log", {"A7": "A2", "B7": date(2026, 10, 6), "C7": "Acme", "G7": 7})
    (outside,) = breaches(book, "outside-table")
    assert "where nothing is counted: 2026-10-06, Acme, 7 min" in str(outside["message"])


@pytest.mark.parametrize(("typed_note", "stays"), [(None, False), ("ask Ann", True)], ids=["formulas alone", "a note among them"])
def test_a_calculated_column_that_lost_its_mark_holds_no_notes(tmp_path: Path, typed_note: str | None, stays: bool) -> None:
    """LibreOffice saves such a column as formulas only; the breach of a mended entry goes as if it were not there."""
    book = make(tmp_path / "book.xlsx", [entry(f"2026-10-0{day}", "Email", minutes=30, ID=f"A{day}") for day in (5, 6)])
    told("update", book)
    opened = openpyxl.load_workbook(book)
    sheet = opened["Breaches"]
    table = sheet.tables["Breaches"]
    last = int(table.ref.rpartition("K")[2])
    table.ref = table.autoFilter.ref = f"B4:L{last}"
    table.tableColumns.append(TableColumn(id=99, name="Twice"))
    sheet["L4"] = "Twice"
    for row in range(5, last + 1):
        sheet[f"L{row}"] = f"=E{row}*2"
    sheet[f"L{last}"] = typed_note or sheet[f"L{last}"].value
    opened["Log"]["G6"] = 10
    opened.save(book)
    told("update", book)
    written = openpyxl.load_workbook(book)["Breaches"]
    assert (written[f"B{last}"].value == "resolved") == stays
