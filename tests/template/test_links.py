"""The arrows beside *Breaches* and *Invoices* lead to the entry's row in the log, and to the invoice's sheet."""

import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet
from support.books import ACME, entry
from support.files import fill, make
from support.libreoffice import needs_libreoffice, shown
from support.package_rules import broken_rules

from xlsupport.cli import main
from xlsupport.writing.links import ARROW, LINKS

AS_OF = ("--as-of", "2026-10-31")
LOG = [entry(f"2026-10-0{day}", minutes=20 + day, ID=f"A{day}") for day in (5, 6, 7)]


def run(*arguments: object) -> None:
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output


def sheet(book: openpyxl.Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def arrows(path: Path, name: str) -> list[tuple[object, object]]:
    """The cached values beside a table's first rows, each behind the ID of the breach, or the sheet of the invoice."""
    found = sheet(openpyxl.load_workbook(path, data_only=True), name)
    column = [cell.value for cell in found[4]].index("ID" if name == "Breaches" else "Sheet") + 1
    return [(found.cell(row, column).value, found.cell(row, 1).value or "") for row in range(5, 12)]


def leads_to(path: Path, name: str) -> list[str]:
    """Where the links of a sheet lead, as LibreOffice calculates it: their addresses are shown instead of the arrows."""
    book = openpyxl.load_workbook(path)
    for row in range(5, 12):
        cell = sheet(book, name).cell(row, 1)
        cell.value = re.sub(r'HYPERLINK\((.*),"→"\)\)$', r"\1)", str(cell.value))
    bare = path.with_name("bare.xlsx")
    book.save(bare)
    return [found for row in shown(bare)[name][4:11] if (found := row[0])]


def test_an_update_gives_each_breach_of_a_row_its_arrow(tmp_path: Path) -> None:
    """A limit that is used up has no row, and no arrow; neither have the rows below the table."""
    book = make(tmp_path / "book.xlsx", [*LOG, *(entry(f"2026-10-1{day}", minutes=5, ID=f"B{day}") for day in (1, 2))])
    run("update", book, *AS_OF)
    found = arrows(book, "Breaches")
    assert {arrow for id_, arrow in found if id_} == {ARROW}
    assert {arrow for id_, arrow in found if not id_} == {""}
    assert {id_ for id_, _ in found} >= {"A5", "A6", "A7", None}
    assert broken_rules(book) == []


def test_the_arrows_go_with_the_breaches(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", LOG)
    run("update", book, *AS_OF)
    fill(book, UsageLog=[{**row, "Minutes": 10} for row in LOG])
    run("update", book, *AS_OF)
    assert {arrow for id_, arrow in arrows(book, "Breaches")} == {""}


@needs_libreoffice
def test_a_link_finds_its_entry_also_after_the_log_was_sorted(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", LOG)
    run("update", book, *AS_OF)
    assert leads_to(book, "Breaches") == ["#Log!$A$5", "#Log!$A$6", "#Log!$A$7"]
    loaded = openpyxl.load_workbook(book)
    log = sheet(loaded, "Log")
    for row, entered in zip((5, 6, 7), reversed(LOG), strict=True):
        log.cell(row, 1).value, log.cell(row, 2).value, log.cell(row, 7).value = (
            entered["ID"],
            entered["Date"],
            entered["Minutes"],
        )
    loaded.save(book)
    assert leads_to(book, "Breaches") == ["#Log!$A$7", "#Log!$A$6", "#Log!$A$5"]


@needs_libreoffice
def test_two_rows_with_one_id_have_a_link_each(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [{**row, "ID": "A1"} for row in LOG[:2]])
    run("update", book, *AS_OF)
    assert leads_to(book, "Breaches") == ["#Log!$A$5", "#Log!$A$6"]


@needs_libreoffice
@pytest.mark.parametrize("prefix", ["XS ", "Ann's "])
def test_in_an_adopted_workbook_they_lead_to_the_log_that_people_keep(prefix: str, tmp_path: Path) -> None:
    path = tmp_path / "theirs.xlsx"
    theirs = openpyxl.Workbook()
    log = theirs.worksheets[0]
    log.title = "What we've done"
    headers = ("Date", "Client", "Contact", "Channel", "Category", "Minutes")
    for row, values in enumerate([headers, *([each[header] for header in headers] for each in LOG)], 3):
        for column, value in enumerate(values, 3):
            log.cell(row, column).value = value
    theirs.save(path)
    run("adopt", path, "--log", log.title, "--prefix", prefix)
    fill(path, **ACME)
    run("update", path, *AS_OF)
    breaches = sheet(openpyxl.load_workbook(path, data_only=True), f"{prefix}Breaches")
    rows = [breaches.cell(row, 5).value for row in range(5, 12) if breaches.cell(row, 5).value]
    assert set(rows) == {4, 5, 6}
    id_ = next(cell.column_letter for cell in sheet(openpyxl.load_workbook(path), log.title)[3] if cell.value == "ID")
    assert leads_to(path, f"{prefix}Breaches") == [f"#'What we''ve done'!${id_}${row}" for row in rows]
    assert [breaches.cell(row, 1).value or "" for row in range(5, 6 + len(rows))] == [*[ARROW] * len(rows), ""]


@needs_libreoffice
def test_each_invoice_leads_to_its_sheet(tmp_path: Path) -> None:
    settings = [{"Setting": "Invoice prefix", "Value": "Ann's-"}]
    book = make(tmp_path / "book.xlsx", LOG, Settings=settings)
    run("invoice", book, "--month", "2026-10", *AS_OF)
    run("void", book, "Ann's-2026-0001", "--reason", "wrong", *AS_OF)
    assert arrows(book, "Invoices")[:3] == [("Ann's-2026-0001", ARROW), ("CN-2026-0001", ARROW), (None, "")]
    assert leads_to(book, "Invoices") == ["#'Ann''s-2026-0001'!A1", "#'CN-2026-0001'!A1"]
    assert {"Ann's-2026-0001", "CN-2026-0001"} <= set(openpyxl.load_workbook(book).sheetnames)


def test_the_legend_says_what_an_arrow_does_and_how_far_it_reaches(tmp_path: Path) -> None:
    loaded = openpyxl.load_workbook(make(tmp_path / "book.xlsx"))
    for name, reach in (("Breaches", "1,000"), ("Invoices", "500")):
        each = sheet(loaded, name)
        assert f"{ARROW} leads to " in str(each["B2"].value)
        assert f"for the first {reach} rows" in str(each["B2"].value)
        last = 4 + LINKS[name].rows
        assert "HYPERLINK" in str(each.cell(last, 1).value)
        assert each.cell(last + 1, 1).value is None
