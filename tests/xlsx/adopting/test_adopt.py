"""xlsupport moves into a workbook that people have already: nothing of theirs is lost, and their log becomes ours in place."""

import json
import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from support.books import ACME, VENDOR, entry
from support.files import correct, fill, make
from support.libreoffice import needs_libreoffice, shown
from support.package_rules import broken_rules, new_broken_rules
from support.survival import compare

from xlsupport.cli import main
from xlsupport.sheets.specifications import LOG, TABLES
from xlsupport.xlsx.workbook_file import WorkbookFile

AS_OF = ("--as-of", "2026-10-31")
HEADERS = ("Day", "Customer", "Who", "Via", "Type", "Mins", "Region")
ROWS = (
    (date(2026, 10, 5), "Acme", "Ann", "Phone", "Training", 20, "north"),
    (date(2026, 10, 6), "Acme", "Ann", "Phone", "Training", 40, "south"),
)
MAP = ("Date=Day", "Client=Customer", "Contact=Who", "Channel=Via", "Category=Type", "Minutes=Mins")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def theirs(path: Path, headers: Sequence[str] = HEADERS, top: int = 3, table: str = "", name: str = "Support 2026") -> Path:
    """A workbook with a log under a title, a chart, a name and a hidden sheet of its own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    sheet["A1"] = "What we did"
    for row, values in enumerate((headers, *ROWS), top):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value)
    sheet.cell(top, 2).font = Font(bold=True, color="FF00AA00")
    if table:
        sheet.add_table(Table(displayName=table, ref=f"A{top}:G{top + len(ROWS)}"))
    figures = book.create_sheet("Figures")
    figures["A1"] = 3
    figures["B1"] = "=A1*2"
    chart = BarChart()
    chart.add_data(Reference(figures, min_col=1, min_row=1))
    figures.add_chart(chart, "D2")
    book.defined_names["Ours"] = DefinedName("Ours", attr_text="Figures!$A$1")
    book.create_sheet("Secret").sheet_state = "hidden"
    book.save(path)
    return path


def copied(book: Path) -> Path:
    return shutil.copyfile(book, book.with_name("before.xlsx"))


def maps(pairs: Sequence[str] = MAP) -> list[str]:
    return [word for pair in pairs for word in ("--map", pair)]


def refused(book: Path, code: int, *arguments: object) -> str:
    before, beside = book.read_bytes(), sorted(each.name for each in book.parent.iterdir())
    result = run("adopt", book, *arguments)
    assert result.exit_code == code, result.output
    assert book.read_bytes() == before
    assert sorted(each.name for each in book.parent.iterdir()) == beside
    return " ".join(result.stderr.split())


def test_every_table_is_there_and_everything_else_is_as_it_was(tmp_path: Path) -> None:
    book = theirs(tmp_path / "book.xlsx")
    before = copied(book)
    assert run("adopt", book).exit_code == 0
    found = compare(before, book)
    assert found.forbidden == ()
    assert set(found.changed) == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert new_broken_rules(before, book) == []
    with WorkbookFile.open(book) as file:
        assert set(file.book(TABLES.values()).tables) == set(TABLES)
    names = openpyxl.load_workbook(book).sheetnames
    assert names[:3] == ["Support 2026", "Figures", "Secret"]


def test_a_month_is_worked_as_on_the_template(tmp_path: Path) -> None:
    log = [entry("2026-10-05", minutes=40), entry("2026-10-06", "Email", minutes=75)]
    usual, book = make(tmp_path / "usual.xlsx", log), theirs(tmp_path / "book.xlsx")
    run("adopt", book, "--keep", 0)
    fill(book, **ACME, UsageLog=log)
    correct(book, "Settings", "Value", [str(value) for value in VENDOR.values()])
    for command in (("update",), ("invoice", "--month", "2026-10"), ("check",)):
        answers = []
        for path in (usual, book):
            result = run(command[0], path, *command[1:], *AS_OF, "--json")
            answers.append({**json.loads(result.stdout), "workbook": ""})
        assert answers[0] == answers[1]
    before = book.read_bytes()
    run("update", book, *AS_OF)
    assert book.read_bytes() == before


def test_a_second_adoption_has_nothing_to_add(tmp_path: Path) -> None:
    book = theirs(tmp_path / "book.xlsx")
    run("adopt", book)
    before = book.read_bytes()
    result = run("adopt", book)
    assert (result.exit_code, book.read_bytes()) == (0, before)
    assert "Nothing to add" in result.stdout


def test_a_new_workbook_needs_no_adoption(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx")
    assert "Nothing to add" in run("adopt", book).stdout


@pytest.mark.parametrize("table", ["", "Einträge"], ids=["a range", "a table"])
def test_a_log_becomes_ours_where_it_stands(table: str, tmp_path: Path) -> None:
    book = theirs(tmp_path / "book.xlsx", table=table)
    before = copied(book)
    result = run("adopt", book, "--log", "support 2026", *maps())
    assert result.exit_code == 0, result.output
    assert new_broken_rules(before, book) == []
    sheet = openpyxl.load_workbook(book)["Support 2026"]
    assert list(sheet.tables) == ["UsageLog"]
    headers = [cell.value for cell in sheet[3]]
    assert headers[:7] == ["Date", "Client", "Contact", "Channel", "Category", "Minutes", "Region"]
    assert set(LOG.written) < set(headers)
    assert sheet.tables["UsageLog"].ref == f"A3:{get_column_letter(len(headers))}5"
    assert [[cell.value for cell in row][5:7] for row in sheet["A4:G5"]] == [[20, "north"], [40, "south"]]
    assert sheet["B3"].font.b
    assert sheet["B3"].font.color.rgb == "FF00AA00"
    assert "Log" not in openpyxl.load_workbook(book).sheetnames
    checked = json.loads(run("check", book, *AS_OF, "--json").stdout)
    assert [each["row"] for each in checked["entries"]] == [4, 5]


def test_a_log_with_our_headers_needs_no_map_and_keeps_its_spelling(tmp_path: Path) -> None:
    headers = ("DATE", "client", "Contact", "Channel", "Category", "Minutes", "Region")
    book = theirs(tmp_path / "book.xlsx", headers)
    assert run("adopt", book, "--log", "Support 2026").exit_code == 0
    sheet = openpyxl.load_workbook(book)["Support 2026"]
    assert [cell.value for cell in sheet[3]][:2] == ["DATE", "client"]


def test_the_filter_of_a_range_is_the_tables_from_then_on(tmp_path: Path) -> None:
    book = theirs(tmp_path / "book.xlsx")
    loaded = openpyxl.load_workbook(book)
    loaded["Support 2026"].auto_filter.ref = "A3:G5"
    loaded["Support 2026"].auto_filter.add_filter_column(6, ["north"])
    loaded["Support 2026"].row_dimensions[5].hidden = True
    loaded.save(book)
    assert run("adopt", book, "--log", "Support 2026", *maps()).exit_code == 0
    sheet = openpyxl.load_workbook(book)["Support 2026"]
    assert sheet.auto_filter.ref is None
    assert sheet.tables["UsageLog"].autoFilter.filterColumn[0].filters.filter == ["north"]
    assert sheet.row_dimensions[5].hidden
    assert broken_rules(book) == []


def test_headers_that_are_not_known_are_asked_for_with_a_proposal(tmp_path: Path) -> None:
    sentence = refused(theirs(tmp_path / "book.xlsx"), 2, "--log", "Support 2026", *maps(MAP[:2]))
    assert "The log at 'Support 2026'!A3 has no column Contact or Channel or Category or Minutes" in sentence
    assert '--map "Contact=Who" --map "Channel=Via" --map "Category=Type" --map "Minutes=Mins"' in sentence


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--log", "Nowhere"], 2, "book.xlsx has no sheet Nowhere; it has Support 2026, Figures, Secret."),
        (
            ["--log", "Secret"],
            3,
            "The sheet Secret has no row of headers in its first 100 rows: two or more texts beside one another.",
        ),
        (["--log", "Support 2026", "--map", "Clint=Customer"], 2, "Did you mean Client?"),
        (["--log", "Support 2026", "--map", "Client=Custmer"], 2, "Did you mean Customer?"),
        (["--log", "Support 2026", "--map", "Client"], 2, "is not a pair such as"),
        (["--log", "Support 2026", *maps((*MAP, "Notes=Mins"))], 2, "The column Mins was given to Minutes and Notes"),
        (["--map", "Client=Customer"], 2, "are about a log; name its sheet with --log"),
        (["--prefix", "a/b "], 2, "cannot begin the name of a sheet"),
        (["--prefix", "a much too long prefix "], 2, "cannot begin the name of a sheet"),
    ],
)
def test_what_cannot_be_meant_is_said(arguments: list[str], code: int, sentence: str, tmp_path: Path) -> None:
    assert sentence in refused(theirs(tmp_path / "book.xlsx"), code, *arguments)


def changed(path: Path, change: str) -> Path:
    """Their workbook with one thing that stands in the way."""
    book = openpyxl.load_workbook(theirs(path, table="Mine" if change == "formula" else ""))
    sheet = book["Support 2026"]
    if change == "cell":
        sheet["J5"] = "note"
    elif change == "table":
        sheet["K4"], sheet["K5"] = "y", 1
        sheet.add_table(Table(displayName="Other", ref="K4:K5"))
    elif change == "formula":
        book["Figures"]["A5"] = "=SUM(Mine[Mins])"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("cell", "The log on Support 2026 needs the columns H to V for what xlsupport writes, down to row 5, and J5 holds"),
        ("table", "and K4 holds something. Move it elsewhere first."),
        (
            "formula",
            "A formula on Figures names the table Mine. In Excel, which corrects every formula, rename the table Mine to",
        ),
    ],
)
def test_what_stands_in_the_way_of_a_log_is_named(change: str, sentence: str, tmp_path: Path) -> None:
    book = changed(tmp_path / "book.xlsx", change)
    assert sentence in refused(book, 3, "--log", "Support 2026", *maps())


def test_sheets_of_our_names_are_refused_and_a_prefix_helps(tmp_path: Path) -> None:
    book = theirs(tmp_path / "book.xlsx")
    loaded = openpyxl.load_workbook(book)
    for name in ("Start", "clients", "Invoice template"):
        loaded.create_sheet(name)["A1"] = "theirs"
    loaded.defined_names["ClientNames"] = DefinedName("ClientNames", attr_text="Figures!$A$1")
    loaded.save(book)
    sentence = refused(book, 3)
    assert "This workbook has Start, clients, Invoice template, ClientNames already" in sentence
    assert "--prefix" in sentence
    before = copied(book)
    assert run("adopt", book, "--prefix", "XS ").exit_code == 0
    assert new_broken_rules(before, book) == []
    after = openpyxl.load_workbook(book)
    assert {"XS Start", "XS Clients", "XS Log", "XS Invoice template", "clients"} <= set(after.sheetnames)
    assert after.defined_names["ClientNames"].attr_text == "Figures!$A$1"
    assert after.defined_names["XSClientNames"].attr_text == "Clients[Client]"
    lists = {each.formula1 for each in after["XS Log"].data_validations.dataValidation}
    assert "XSClientNames" in lists
    assert any(text and "'XS Contacts'!$A$5" in text for text in lists)
    fill(book, **ACME, UsageLog=[entry("2026-10-05", minutes=40)])
    correct(book, "Settings", "Value", [str(value) for value in VENDOR.values()])
    result = run("invoice", book, "--month", "2026-10", *AS_OF, "--json")
    assert result.exit_code == 0, result.output
    number = json.loads(result.stdout)["invoices"][0]["number"]
    cached = openpyxl.load_workbook(book, data_only=True)
    assert cached[number]["F2"].value == number
    assert cached["XS Start"]["C21"].value == 1
    assert cached["Start"]["A1"].value == "theirs"


def test_a_table_that_only_has_our_name_is_refused(tmp_path: Path) -> None:
    book = theirs(tmp_path / "book.xlsx", table="Clients")
    sentence = refused(book, 3)
    assert "Clients at 'Support 2026'!A3:G5 has no column Client or Package or Contract start" in sentence
    assert "Table Design, Table Name" in sentence


def test_dates_of_a_1904_workbook_are_validated_in_its_own_system(tmp_path: Path) -> None:
    book = theirs(tmp_path / "book.xlsx")
    loaded = openpyxl.load_workbook(book)
    loaded.epoch = CALENDAR_MAC_1904
    loaded.save(book)
    assert run("adopt", book).exit_code == 0
    validations = openpyxl.load_workbook(book)["Log"].data_validations.dataValidation
    assert {each.formula1 for each in validations if each.type == "date"} == {str(36526 - 1462)}


@needs_libreoffice
def test_libreoffice_opens_it_and_shows_the_same_values_on_their_sheets(tmp_path: Path) -> None:
    book = theirs(tmp_path / "book.xlsx", table="Mine")
    before = shown(book)
    run("adopt", book, "--log", "Support 2026", *maps())
    after = shown(book)
    assert after["Figures"] == before["Figures"]
    assert [row[5:7] for row in after["Support 2026"][3:5]] == [row[5:7] for row in before["Support 2026"][3:5]]
    assert re.search("Support packages", str(after["Start"]))
