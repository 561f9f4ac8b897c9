"""A workbook that an older xlsupport made: adopting adds the columns that it lacks, and changes nothing else."""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from support import dialects
from support.books import ACME, START, VENDOR, entry
from support.files import correct, fill, make
from support.libreoffice import needs_libreoffice, shown
from support.older import add_own_column, make_older, registers, table_of
from support.package_rules import broken_rules, new_broken_rules
from support.splicing import Workbook

from xlsupport.cli import main
from xlsupport.sheets.addresses import Area, letters
from xlsupport.sheets.specifications import LATER_COLUMNS
from xlsupport.sheets.tables import Cell

AS_OF = ("--as-of", "2026-10-31")
CLIENTS: list[dict[str, Cell]] = [
    {"Client": "Acme", "Package": "Medium", "Contract start": START},
    {"Client": "Bolt", "Package": "Small", "Contract start": START, "Tax rate": 0.0825},
    {"Client": "Cargo", "Package": "Small", "Contract start": START, "Contract end": date(2026, 8, 31), "Tax rate": 0.06},
    {"Client": "Cargo", "Package": "Small", "Contract start": date(2026, 9, 1), "Tax rate": 0.0625},
]
DOCUMENTS = """
INV-2026-0001 Acme  2026-07   62.50  0.00
INV-2026-0002 Bolt  2026-07  125.00 10.31
INV-2026-0003 Cargo 2026-07   62.50  3.75
INV-2026-0004 Cargo 2026-09   62.50  3.91
INV-2026-0005 Dock  2026-09    0.04  0.01
CN-2026-0001  Bolt  2026-07 -125.00 -10.31 INV-2026-0002
"""
"""The register of the old workbook: number, client, period, subtotal, tax, cancelled document. Dock is no client any more."""
RATES = {
    "INV-2026-0001": 0,
    "INV-2026-0002": 0.0825,
    "INV-2026-0003": 0.06,
    "INV-2026-0004": 0.0625,
    "INV-2026-0005": None,
    "CN-2026-0001": 0.0825,
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def older(path: Path, clients: list[dict[str, Cell]] | None = None) -> Path:
    """A workbook of the first release with a register, and with other people's things beside the tables and in them."""
    make_older(make(path))
    correct(path, "Settings", "Value", [str(value) for value in VENDOR.values()])
    fill(path, Clients=clients or CLIENTS, UsageLog=[entry("2026-10-05", minutes=40)], **registers(DOCUMENTS))
    add_own_column(path, "InvoiceLines", "Checked", ["yes", "no", "", "yes", "", "x"])
    book = openpyxl.load_workbook(path)
    figures = book.create_sheet("Figures")
    figures["A1"], figures["B1"] = 3, "=A1*2"
    chart = BarChart()
    chart.add_data(Reference(figures, min_col=1, min_row=1))
    figures.add_chart(chart, "D2")
    table_of(book, "Balances")[0]["B4"].comment = Comment("the package of today", "Ann")
    book.save(path)
    return path


def headers(book: Path, name: str) -> list[object]:
    sheet, where = table_of(openpyxl.load_workbook(book), name)
    return [cell.value for cell in sheet[str(where)][0]]


def column(book: Path, name: str, header: str) -> list[object]:
    sheet, where = table_of(openpyxl.load_workbook(book), name)
    number = headers(book, name).index(header)
    return [row[number].value for row in sheet[str(where)][1:]]


def parts(book: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refused(book: Path, code: int) -> str:
    before, beside = book.read_bytes(), sorted(each.name for each in book.parent.iterdir())
    result = run("adopt", book)
    assert result.exit_code == code, result.output
    assert book.read_bytes() == before
    assert sorted(each.name for each in book.parent.iterdir()) == beside
    return " ".join(result.stderr.split())


def changed(book: Path, change: Callable[[Worksheet, Area], None], name: str = "InvoiceLines") -> Path:
    """The workbook with something else on the sheet of a table; the change is given the sheet and where the table stands."""
    loaded = openpyxl.load_workbook(book)
    change(*table_of(loaded, name))
    loaded.save(book)
    return book


def test_until_it_is_adopted_a_run_that_writes_says_so(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    result = run("update", book, *AS_OF)
    assert result.exit_code == 3
    assert "The table InvoiceLines has no column Tax rate" in result.stderr
    assert "adopt" in result.stderr


def test_each_table_gets_the_columns_that_it_lacks_at_its_right_and_the_answer_names_them(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    before = {name: headers(book, name) for name in LATER_COLUMNS}
    answer = json.loads(run("adopt", book, "--json").stdout)
    assert answer["columns_added"] == {name: list(added) for name, added in LATER_COLUMNS.items()}
    assert (answer["columns_left_out"], answer["sheets"], answer["log"]) == ([], [], None)
    for name, added in LATER_COLUMNS.items():
        assert headers(book, name) == [*before[name], *added]
    assert broken_rules(book) == []


def test_old_invoice_lines_get_the_rate_that_their_documents_tax_shows(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    result = run("adopt", book, "--json")
    assert dict(zip(column(book, "InvoiceLines", "Invoice"), column(book, "InvoiceLines", "Tax rate"), strict=True)) == RATES
    assert json.loads(result.stdout)["without_tax_rate"] == ["INV-2026-0005"]
    for name in ("Clients", "Balances", "Breaches"):
        assert set(column(book, name, LATER_COLUMNS[name][0])) == {None}


def test_people_are_told_what_was_added_and_which_lines_have_no_rate(tmp_path: Path) -> None:
    told = " ".join(run("adopt", older(tmp_path / "book.xlsx")).stdout.split())
    assert "Added the column Former names to the table Clients, at its right." in told
    assert "Added the column Tax rate to the table InvoiceLines, at its right." in told
    assert "5 of the 6 invoice lines have the tax rate now that their document's tax shows." in told
    assert "Tax rate is empty on the lines of INV-2026-0005, whose tax shows no rate." in told
    assert "Everything else in book.xlsx is as it was." in told
    assert "fill in Clients" not in told


def test_all_other_cells_and_parts_are_as_they_were(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    old = parts(book)
    was = openpyxl.load_workbook(book)
    before = tmp_path / "before.xlsx"
    before.write_bytes(book.read_bytes())
    run("adopt", book)
    new, now = parts(book), openpyxl.load_workbook(book)
    assert list(new) == list(old)
    assert new_broken_rules(before, book) == []
    expected = {"xl/styles.xml", "xl/workbook.xml"}
    for sheet_number, sheet in enumerate(was.worksheets, 1):
        if set(sheet.tables) & set(LATER_COLUMNS):
            expected.add(f"xl/worksheets/sheet{sheet_number}.xml")
    tables = {
        name for name in old if name.startswith("xl/tables/") and any(f'"{each}"'.encode() in old[name] for each in LATER_COLUMNS)
    }
    assert {name for name in old if old[name] != new[name]} <= expected | tables
    assert len(tables) == len(LATER_COLUMNS)
    for sheet in was.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                found = now[sheet.title][cell.coordinate]
                assert found.value == cell.value or cell.value is None
                assert (found.style_id, found.comment is None) == (cell.style_id, cell.comment is None) or cell.value is None


def test_new_cells_look_like_those_of_the_columns_beside_them(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    run("adopt", book)
    sheet, where = table_of(openpyxl.load_workbook(book), "InvoiceLines")
    names = headers(book, "InvoiceLines")
    amount, rate = (where.left + names.index(header) for header in ("Amount", "Tax rate"))
    for row in range(where.top, where.bottom + 1):
        one, other = sheet.cell(row, amount), sheet.cell(row, rate)
        assert all(repr(getattr(one, kind)) == repr(getattr(other, kind)) for kind in ("fill", "font", "alignment", "border"))
    assert {sheet.cell(row, rate).number_format for row in range(where.top + 1, where.bottom + 1)} == {"0.00%"}
    assert sheet.column_dimensions[get_column_letter(rate)].width == 9


def test_after_that_the_workbook_is_worked_as_any_other(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx", [*CLIENTS, {"Client": "Dock", "Package": "Small", "Contract start": START}])
    run("adopt", book)
    fill(book, Contacts=ACME["Contacts"], Agreements=ACME["Agreements"])
    for command in (("update",), ("invoice", "--month", "2026-10", "--adjust"), ("check",)):
        result = run(command[0], book, *command[1:], *AS_OF)
        assert result.exit_code == 0, result.output
    lines = zip(*(column(book, "InvoiceLines", header) for header in ("ID", "Amount", "Tax rate", "Checked")), strict=True)
    # The log has none of the old lines' entries: each is credited at the rate that adopting told, and Bolt's was cancelled.
    assert [*lines][6:] == [
        ("U000100", -62.5, 0, None),
        ("U000105", 62.5, 0, None),
        ("U000102", -62.5, 0.06, None),
        ("U000103", -62.5, 0.0625, None),
        ("U000104", -0.04, 0, None),
    ]
    assert column(book, "InvoiceLines", "Checked")[:6] == ["yes", "no", None, "yes", None, "x"]
    assert broken_rules(book) == []


def test_a_second_adoption_changes_nothing(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    run("adopt", book)
    before = book.read_bytes()
    result = run("adopt", book)
    assert (result.exit_code, book.read_bytes()) == (0, before)
    assert "Nothing to add" in result.stdout


def test_a_workbook_without_invoices_is_adopted_too(tmp_path: Path) -> None:
    book = make_older(make(tmp_path / "book.xlsx"))
    answer = json.loads(run("adopt", book, "--json").stdout)
    assert answer["columns_added"] == {name: list(added) for name, added in LATER_COLUMNS.items()}
    assert answer["without_tax_rate"] == []
    assert broken_rules(book) == []


def _totals(sheet: Worksheet, where: Area) -> None:
    table = sheet.tables["InvoiceLines"]
    table.ref, table.totalsRowCount = str(where._replace(bottom=where.bottom + 1)), 1
    sheet.cell(where.bottom + 1, where.left, "Total")


def test_the_tables_own_totals_row_stays_and_has_an_empty_cell_more(tmp_path: Path) -> None:
    book = changed(older(tmp_path / "book.xlsx"), _totals)
    assert run("adopt", book).exit_code == 0
    assert column(book, "InvoiceLines", "Tax rate") == [*RATES.values(), None]
    assert column(book, "InvoiceLines", "Invoice")[-1] == "Total"
    assert broken_rules(book) == []


def test_a_value_beside_the_totals_row_is_in_the_way_as_well(tmp_path: Path) -> None:
    book = changed(older(tmp_path / "book.xlsx"), _totals)
    told = refused(changed(book, lambda sheet, where: setattr(sheet.cell(where.bottom, where.right + 1), "value", 3)), 3)
    assert "'Invoice lines'!P4:P11, and P11 holds something." in told


def test_a_new_column_gets_its_width_between_those_of_its_neighbours(tmp_path: Path) -> None:
    def wide(sheet: Worksheet, where: Area) -> None:
        sheet.column_dimensions[get_column_letter(where.right + 3)].width = 50

    book = changed(older(tmp_path / "book.xlsx"), wide)
    assert run("adopt", book).exit_code == 0
    with zipfile.ZipFile(book) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    (lines,) = (each for each in sheets if b">Tax rate<" in each and b">Overage<" in each)
    bounds = [int(each) for each in re.findall(rb'<col [^>]*min="([0-9]+)"', lines)]
    assert bounds == sorted(bounds)
    assert {16, 18} <= set(bounds)


def _note(sheet: Worksheet, where: Area) -> None:
    sheet.cell(where.top + 1, where.right + 1, "look")


def _formula(sheet: Worksheet, where: Area) -> None:
    sheet.cell(where.top + 1, where.right + 1, "=1+1")


def _merge(sheet: Worksheet, where: Area) -> None:
    sheet.merge_cells(start_row=where.top + 1, end_row=where.top + 1, start_column=where.right + 1, end_column=where.right + 2)


def _table(sheet: Worksheet, where: Area) -> None:
    left = where.right + 1
    sheet.cell(where.bottom, left, "mine")
    sheet.add_table(Table(displayName="Mine", ref=f"{letters(left)}{where.bottom}:{letters(left)}{where.bottom + 1}"))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_note, "P5 holds something. Move it elsewhere"),
        (_formula, "P5 holds a formula. Move it elsewhere"),
        (_merge, "the cells P5:Q5 are merged. Unmerge them"),
        (_table, "P10 holds something. Move it elsewhere"),
    ],
)
def test_what_stands_where_a_needed_column_must_go_is_named_and_nothing_is_written(
    change: Callable[[Worksheet, Area], None], found: str, tmp_path: Path
) -> None:
    book = changed(older(tmp_path / "book.xlsx"), change)
    assert refused(book, 3) == (
        "Error: The table InvoiceLines needs the new column Tax rate at its right, 'Invoice lines'!P4:P10, and "
        f"{found} and run xlsupport adopt again."
    )


def test_an_optional_column_without_room_is_left_out_and_the_answer_says_so(tmp_path: Path) -> None:
    book = changed(older(tmp_path / "book.xlsx"), _note, "Breaches")
    result = run("adopt", book, "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["columns_added"] == {name: list(added) for name, added in LATER_COLUMNS.items() if name != "Breaches"}
    (left_out,) = answer["columns_left_out"]
    assert (left_out["table"], left_out["column"]) == ("Breaches", "Account manager")
    before = book.read_bytes()
    told = " ".join(run("adopt", book).stdout.split())
    assert told == f"{left_out['why']} book.xlsx is as it was."
    assert left_out["why"] == (
        "The table Breaches did not get the optional column Account manager, which would stand at Breaches!K4:K5: K5 holds "
        "something. Move it elsewhere and run xlsupport adopt again to get it."
    )
    assert book.read_bytes() == before
    assert run("update", book, *AS_OF).exit_code == 0


def test_somebodys_own_column_of_the_name_of_a_new_written_one_must_be_renamed(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    add_own_column(book, "Breaches", "account manager", ["Ruth"])
    assert refused(book, 3) == (
        "Error: The table Breaches has a column Account manager of somebody's own (Breaches!K5 holds something), and xlsupport "
        "writes a column of that name from now on. Rename the column and run xlsupport adopt again."
    )


def test_set_up_tables_that_cannot_be_read_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx", [*CLIENTS, {"Client": "Dock", "Package": "Huge", "Contract start": START}])
    told = refused(book, 3)
    assert "The set-up tables have 1 problem" in told
    assert "Package is 'Huge'" in told


def test_a_table_that_lacks_more_than_later_columns_is_none_of_ours(tmp_path: Path) -> None:
    def rename(sheet: Worksheet, where: Area) -> None:
        sheet.cell(where.top, where.left + 1, "Number")
        sheet.tables["InvoiceLines"].tableColumns[1].name = "Number"

    told = refused(changed(older(tmp_path / "book.xlsx"), rename), 3)
    assert "InvoiceLines at 'Invoice lines'!A4:O10 has no column Line." in told


def test_a_formula_that_fills_the_place_of_a_new_column_is_in_the_way(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    markup = Workbook(book)
    sheet, _, where = markup.table("InvoiceLines")
    array = f'<c r="A{where.top - 1}"><f t="array" ref="A{where.top - 1}:Z{where.top}">1</f></c>'.encode()
    markup.content[sheet] = re.sub(rb'<c r="A%d"[^>]*?(/>|></c>)' % (where.top - 1), array, markup.content[sheet])
    markup.save(book)
    assert "'Invoice lines'!P4:P10, and the formula in A3 fills A3:Z4. Move it elsewhere and run" in refused(book, 3)


def test_a_table_that_ends_where_the_sheet_does_must_move(tmp_path: Path) -> None:
    def to_the_end(sheet: Worksheet, where: Area) -> None:
        moved = 16_384 - where.right
        sheet.move_range(str(where), cols=moved)
        table = sheet.tables["InvoiceLines"]
        assert table.autoFilter
        table.ref = table.autoFilter.ref = str(where._replace(left=where.left + moved, right=16_384))

    told = refused(changed(older(tmp_path / "book.xlsx"), to_the_end), 3)
    assert "and the sheet ends at the column XFD. Move the table further left and run xlsupport adopt again." in told


@pytest.mark.parametrize("dialect", ["prefixed", "single_quoted", "reordered", "shared_strings"])
def test_a_workbook_that_another_program_wrote_is_adopted_alike(dialect: str, tmp_path: Path) -> None:
    book, other = older(tmp_path / "book.xlsx"), tmp_path / "other.xlsx"
    translated = Workbook(book)
    getattr(dialects, dialect)(translated)
    translated.save(other)
    answers = [json.loads(run("adopt", path, "--json").stdout) | {"workbook": "", "kept": ""} for path in (book, other)]
    assert answers[0] == answers[1]
    for name in LATER_COLUMNS:
        assert headers(other, name) == headers(book, name)
    assert column(other, "InvoiceLines", "Tax rate") == list(RATES.values())
    assert run("update", other, *AS_OF).exit_code == 0


def test_rates_that_a_run_wrote_are_found_again(tmp_path: Path) -> None:
    """A document of each client at its own rate, written with the column, then taken back to the first release."""
    rates = {"Acme": 0, "Bolt": 0.0825, "Cargo": 0.06, "Dock": 0.23}
    clients: list[dict[str, Cell]] = [
        {"Client": name, "Package": "Small", "Contract start": START, "Tax rate": rate} for name, rate in rates.items()
    ]
    contacts: list[dict[str, Cell]] = [{"Client": name, "Contact": "Ann", "Trained on": START} for name in rates]
    agreements: list[dict[str, Cell]] = [{"Client": name, "Tier": "As needed", "Start": START} for name in rates]
    book = make_older(make(tmp_path / "book.xlsx"))
    correct(book, "Settings", "Value", [str(value) for value in VENDOR.values()])
    run("adopt", book)
    log = [entry("2026-09-05", minutes=40 + index, Client=name) for index, name in enumerate(rates)]
    fill(book, Clients=clients, Contacts=contacts, Agreements=agreements, UsageLog=log)
    result = run("invoice", book, "--month", "2026-09", *AS_OF)
    assert result.exit_code == 0, result.output
    written = column(book, "InvoiceLines", "Tax rate")
    assert written == list(rates.values())
    make_older(book)
    assert "Tax rate" not in headers(book, "InvoiceLines")
    run("adopt", book)
    assert column(book, "InvoiceLines", "Tax rate") == written


@needs_libreoffice
def test_libreoffice_opens_it_and_shows_the_rates(tmp_path: Path) -> None:
    book = older(tmp_path / "book.xlsx")
    before = shown(book)
    run("adopt", book)
    after = shown(book)
    assert [row[15] for row in after["Invoice lines"][3:10]] == ["Tax rate", "0%", "8.25%", "6%", "6.25%", "", "8.25%"]
    assert [row[:15] for row in after["Invoice lines"][:10]] == [row[:15] for row in before["Invoice lines"][:10]]
    assert after["Figures"] == before["Figures"]
