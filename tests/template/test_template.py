"""The template that ships: built by its script, right for those who read it, and complete for those who work with it."""

import zipfile
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from support.books import book as plain_book
from support.package_rules import broken_rules

from xlsupport.excel.ribbon import BUTTONS
from xlsupport.reading.setup import read_setup
from xlsupport.sheets.specifications import SETUP, TABLES
from xlsupport.template.building.workbook import build
from xlsupport.template.packaged import template_path
from xlsupport.xlsx.workbook_file import WorkbookFile

BOOK = openpyxl.load_workbook(template_path())


def sheet(name: str) -> Worksheet:
    found = BOOK[name]
    assert isinstance(found, Worksheet)
    return found


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_file_is_what_the_script_builds(tmp_path: Path) -> None:
    """Part by part: another machine's zlib may compress the same parts to other bytes."""
    build(tmp_path / "built.xlsx")
    assert parts(tmp_path / "built.xlsx") == parts(template_path()), "run: python -m xlsupport.template workbooks/template.xlsx"


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path / "once.xlsx")
    build(tmp_path / "twice.xlsx")
    assert (tmp_path / "once.xlsx").read_bytes() == (tmp_path / "twice.xlsx").read_bytes()


def test_it_has_every_table_with_the_headers_of_the_schema_on_its_sheet() -> None:
    with WorkbookFile.open(template_path()) as file:
        tables = file.book(TABLES.values()).tables
    found = {name: (table.sheet, table.headers) for name, table in tables.items()}
    assert found == {name: (spec.sheet, tuple(each.header for each in spec.columns)) for name, spec in TABLES.items()}


def test_it_ships_the_rules_in_force() -> None:
    with WorkbookFile.open(template_path()) as file:
        policy, _ = read_setup(file.book(SETUP))
    expected, _ = read_setup(plain_book(Settings=[]))
    assert policy == expected


def test_nothing_in_it_makes_excel_offer_a_repair() -> None:
    assert broken_rules(template_path()) == []


@pytest.mark.parametrize("name", dict.fromkeys(spec.sheet for spec in TABLES.values()))
def test_each_sheet_with_tables_has_frozen_headers_that_print_on_each_page(name: str) -> None:
    each = sheet(name)
    assert str(each.freeze_panes).endswith("5")
    assert each.print_title_rows == "$4:$4"
    footer = each.oddFooter.right if each.oddFooter else None
    assert footer is not None
    assert footer.text == "&P / &N"


PIXELS = {"A4": (297 / 25.4 - 1) * 96, "Letter": (11 - 1) * 96}
"""What a page has room for in landscape, between its margins."""


@pytest.mark.parametrize("paper", PIXELS)
@pytest.mark.parametrize("name", dict.fromkeys(spec.sheet for spec in TABLES.values()))
def test_each_sheet_prints_in_a_size_that_people_read(name: str, paper: str) -> None:
    """Texts of 11 points are 6.5 high on A4, 6 on Letter; a page of fixed size has room for its columns."""
    each = sheet(name)
    headers = [cell.column for cell in each[4] if cell.value is not None]
    breaks = [each.col_breaks.brk[index].id for index in range(len(each.col_breaks.brk))]
    repeated = {1, 2, 3} if each.print_title_cols else set()
    fitted = each.sheet_properties.pageSetUpPr
    assert fitted is not None
    for before, last in pairwise([min(headers) - 1, *breaks, max(headers)]):
        columns = repeated | {*range(before + 1, last + 1)}
        pixels = sum(each.column_dimensions[get_column_letter(column)].width * 7 for column in columns)
        scale = min(1, PIXELS[paper] / pixels) if fitted.fitToPage else (each.page_setup.scale or 100) / 100
        assert scale * 11 >= {"A4": 6.5, "Letter": 6}[paper]
        assert pixels * scale <= PIXELS[paper] + 1


def test_people_choose_from_lists_where_there_is_something_to_choose() -> None:
    listed = {
        (each, str(cells))
        for each in BOOK.sheetnames
        for rule in sheet(each).data_validations.dataValidation
        if rule.type == "list"
        for cells in [rule.sqref]
    }
    heads = {(name, sheet(name)[f"{str(cells).split(':')[0].rstrip('0123456789')}4"].value) for name, cells in listed}
    assert heads >= {
        *(("Log", header) for header in ("Client", "Contact", "Channel", "Category", "Scheduled", "Decision")),
        ("Clients", "Package"), ("Contacts", "Client"), ("Agreements", "Client"), ("Agreements", "Tier"),
        *(("Rules", header) for header in ("Unit", "Period", "Treatment", "Tier", "Value")),
    }  # fmt: skip


def test_dates_and_minutes_are_checked_as_they_are_typed_with_a_message_that_helps() -> None:
    rules = {rule.promptTitle: rule for rule in sheet("Log").data_validations.dataValidation}
    assert (rules["Minutes"].type, rules["Minutes"].formula1, rules["Minutes"].formula2) == ("whole", "1", "1440")
    assert rules["Date"].type == "date"
    assert rules["Date"].error == "Enter a date such as 2026-03-31, from 2000 on."


@pytest.mark.parametrize(
    ("name", "words"),
    [("Log", {"Invalid", "Held", "Waived"}), ("Balances", {"Reached", "Near"}), ("Breaches", {"error", "warning"})],
)
def test_what_wants_a_look_is_told_by_more_than_colour(name: str, words: set[str]) -> None:
    told = {
        rule.formula[0].split('"')[1]
        for cells in sheet(name).conditional_formatting
        for rule in cells.rules
        if rule.dxf.font.b or rule.dxf.font.i or rule.dxf.font.strike
    }
    assert told >= words


def test_written_columns_look_different_from_typed_ones() -> None:
    log = sheet("Log")
    columns = {cell.value: column for column, cell in enumerate(log[4], 1)}
    typed, written = columns["Minutes"], columns["Status"]
    assert log.cell(4, typed).fill.start_color.rgb != log.cell(4, written).fill.start_color.rgb
    assert log.cell(5, typed).fill.fill_type is None
    assert log.cell(5, written).fill.fill_type == "solid"


def test_the_dashboard_has_native_charts() -> None:
    with zipfile.ZipFile(template_path()) as package:
        assert sum(name.startswith("xl/charts/chart") for name in package.namelist()) == 3
    assert "InvoiceMonth" in BOOK.defined_names


def test_start_says_in_ten_lines_how_to_work_for_people_who_click() -> None:
    """It names sheets and buttons as they are called, and one command, for those without the add-in. No line is cut in print."""
    lines = [(str(sheet("Start").cell(row, 2).value), str(sheet("Start").cell(row, 3).value)) for row in range(5, 15)]
    assert [what.split("  ")[0] for what, _ in lines] == [str(number) for number in range(1, 11)]
    told = " ".join(f"{what.partition('  ')[2]}. {how}" for what, how in lines)
    without_add_in = "Without the add-in, save and ask whoever runs xlsupport update."
    assert without_add_in in told
    assert "xlsupport" not in told.replace(without_add_in, "")
    assert all(button in told for button in ("Update", "Invoice month", "Void invoice", "Export PDF", "Explain row"))
    assert {"Update", "Invoice month", "Void invoice", "Export PDF", "Explain row"} <= {button.label for button in BUTTONS}
    sheets = ("Rules", "Clients", "Contacts", "Agreements", "Log", "Breaches", "Balances", "Dashboard", "Invoices")
    assert [name for name in sheets if name not in told or name not in BOOK.sheetnames] == []
    assert max(len(how) for _, how in lines) <= sheet("Start").column_dimensions["C"].width * 1.15


def test_people_read_the_words_that_offices_use() -> None:
    """In titles, legends, messages and prompts, and no other word for the same."""
    texts = [str(cell.value) for each in BOOK.sheetnames for row in sheet(each).iter_rows() for cell in row if cell.value]
    for each in BOOK.sheetnames:
        for rule in sheet(each).data_validations.dataValidation:
            texts += [str(text) for text in (rule.error, rule.prompt, rule.errorTitle, rule.promptTitle) if text]
    words = {word.strip(".,:;()").lower() for text in texts if not text.startswith("=") for word in text.split()}
    assert words & {"mend", "mended", "anew", "reckoned", "kept", "dry"} == set()
    assert {"fix", "update", "replaced"} <= words


def test_dates_with_their_times_have_room() -> None:
    """A number in a column that is too narrow shows as ###."""
    for spec in TABLES.values():
        with WorkbookFile.open(template_path()) as file:
            table = file.book([spec]).tables[spec.name]
        for column in spec.columns:
            if column.kind == "moment":
                letter = get_column_letter(table.columns[column.header].number)
                assert sheet(spec.sheet).column_dimensions[letter].width >= len("2026-10-31 12:00")
