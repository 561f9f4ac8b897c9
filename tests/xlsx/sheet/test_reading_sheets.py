"""Tables are found wherever they stand and read cell by cell as independent readers read them."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table as ExcelTable
from python_calamine import CalamineWorkbook
from support.handmade import MAIN, RELATIONSHIPS, HandSheet, HandTable, handmade, number_cell, row, text_cell, texts

from xlsupport.sheets.specifications import TABLES
from xlsupport.sheets.tables import NOT_CALCULATED, Book, Cell, ErrorValue
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.workbook_file import WorkbookFile

LOG_HEADERS = ("Date", "Client", "Contact", "Channel", "Category", "Minutes")


def book_of(path: Path) -> Book:
    with WorkbookFile.open(path) as workbook:
        return workbook.book(TABLES.values())


def log_rows(tmp_path: Path, rows: str, ref: str = "A1:F9", strings: str = "") -> dict[str, list[Cell]]:
    """The log's columns where these rows stand below its header row."""
    sheet = HandSheet("Log", texts(1, *LOG_HEADERS) + rows, [HandTable("UsageLog", ref, LOG_HEADERS)])
    table = book_of(handmade(tmp_path / "log.xlsx", sheet, strings=strings)).tables["UsageLog"]
    return {header: list(column.cells) for header, column in table.columns.items()}


def test_every_kind_of_cell_has_its_value(tmp_path: Path) -> None:
    cells = {
        "<c r='B{}' t='s'><v>0</v></c>": "plain & simple",
        '<c r="B{}" t="s"><v>1</v></c>': "rich text",
        '<c r="B{}" t="s"><v>2</v></c>': "a\rb",
        '<c r="B{}" t="s"><v>3</v></c>': None,
        '<c r="B{}" t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> line</t></r></is></c>': "in line",
        '<c r="B{}" t="inlineStr"><is><t>  </t></is></c>': "  ",
        '<c r="B{}" t="str"><f>"a"&amp;"b"</f><v>a&lt;b</v></c>': "a<b",
        '<c r="B{}"><f>1+1</f></c>': NOT_CALCULATED,
        '<c r="B{}"><f>1+1</f><v/></c>': NOT_CALCULATED,
        '<c r="B{}"><f>1+1</f><v></v></c>': NOT_CALCULATED,
        '<c r="B{}" t="str"><f>A1</f></c>': NOT_CALCULATED,
        '<c r="B{}" s="2"><f t="shared" si="0"/></c>': NOT_CALCULATED,
        "<c r='B{}'><f>1+1</f></c>": NOT_CALCULATED,
        '<c r="B{}" t="str"><f>""</f><v></v></c>': "",
        '<c r="B{}" t="str"><f>""</f><v/></c>': "",
        '<c r="B{}" t="str"><v></v></c>': None,
        '<c r="B{}" s="2"><f t="shared" si="0"/><v>2</v></c>': 2,
        '<c r="B{}"><v>30.0</v></c>': 30,
        '<c r="B{}"><v>29.6</v></c>': 29.6,
        '<c r="B{}"><v>1E3</v></c>': 1000,
        '<c r="B{}" t="n"><v>-0.5</v></c>': -0.5,
        '<c r="B{}"><v>1e999</v></c>': ErrorValue("#NUM!"),
        '<c r="B{}"><v>1_0</v></c>': ErrorValue("#NUM!"),
        '<c r="B{}" t="b"><v>1</v></c>': True,
        '<c r="B{}" t="b"><v>0</v></c>': False,
        '<c r="B{}" t="e"><v>#N/A</v></c>': ErrorValue("#N/A"),
        '<c r="B{}" t="d"><v>2026-10-05T00:00:00</v></c>': date(2026, 10, 5),
        '<c r="B{}" t="d"><v>2026-10-05T09:30:00</v></c>': datetime(2026, 10, 5, 9, 30),
        '<c r="B{}" s="3"/>': None,
        '<c t="s" r="B{}" s="3"><v>0</v></c>': "plain & simple",
        '<c r="B{}" s="1" t="s" cm="1"><v>0</v></c>': "plain & simple",
        '<c r="B{}"><v><![CDATA[7]]></v></c>': 7,
        '<c r="B{}"\n t="str"><v>x</v><extLst><ext uri="u"/></extLst></c>': "x",
    }
    strings = (
        "<si><t>plain &amp; simple</t></si>"
        "<si><r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r><rPh sb='0' eb='1'><t>reading</t></rPh></si>"
        "<si><t>a_x000D_b</t></si><si><t/></si>"
    )
    end = number_cell(f"F{len(cells) + 2}", 1)
    rows = "".join(row(number, cell.format(number)) for number, cell in enumerate(cells, 2)) + row(len(cells) + 2, end)
    read = log_rows(tmp_path, rows, ref=f"A1:F{len(cells) + 2}", strings=strings)["Client"]
    expected = [*cells.values(), None]
    assert list(zip(map(type, read), read, strict=True)) == list(zip(map(type, expected), expected, strict=True))


def test_rows_and_cells_without_addresses_follow_those_before_them(tmp_path: Path) -> None:
    rows = '<row><c><v>46000</v></c><c t="str"><v>Acme</v></c></row><row r="5"/><row><c r="C6"><v>3</v></c><c><v>4</v></c></row>'
    read = log_rows(tmp_path, rows)
    assert read["Date"] == [46000, None, None, None, None]
    assert read["Client"] == ["Acme", None, None, None, None]
    assert (read["Contact"][4], read["Channel"][4]) == (3, 4)


def test_a_value_in_an_unusual_cell_is_not_lost_beside_usual_ones(tmp_path: Path) -> None:
    usual = '<c r="A2"><v>46000</v></c><c r="B2" t="str"><v>Acme</v></c>'
    odd = '<c t="n" r="F2"><v>15</v></c><c r="Z2"><v>1</v></c>'
    assert log_rows(tmp_path, row(2, usual, odd))["Minutes"] == [15]


def test_a_prefix_on_every_element_changes_nothing(tmp_path: Path) -> None:
    cells = "".join(
        f'<x:c r="{letter}1" t="str"><x:v>{header}</x:v></x:c>' for letter, header in zip("ABCDEF", LOG_HEADERS, strict=True)
    )
    whole = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns:r="{RELATIONSHIPS}"><x:sheetData><x:row r="1">{cells}</x:row>'
        '<x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>Acme</x:t></x:is></x:c><x:c r="F2"><x:v>15</x:v></x:c></x:row>'
        '</x:sheetData><x:tableParts count="1"><x:tablePart r:id="rId1"/></x:tableParts></x:worksheet>'
    )
    path = handmade(tmp_path / "x.xlsx", HandSheet("Log", "", [HandTable("UsageLog", "A1:F2", LOG_HEADERS)], whole=whole))
    columns = book_of(path).tables["UsageLog"].columns
    assert (columns["Client"].cells, columns["Minutes"].cells) == (["Acme"], [15])


def test_a_table_is_found_by_its_name_on_any_sheet_with_columns_in_any_order(tmp_path: Path) -> None:
    headers = ("minutes ", "Mine", "CLIENT", "Contact", "Channel", "Category", "Date")
    sheet = HandSheet(
        "Anything",
        texts(3, *headers, first="C") + texts(4, "15", "x", "Acme", first="C"),
        [HandTable("usagelog", "C3:I4", headers)],
    )
    table = book_of(handmade(tmp_path / "b.xlsx", HandSheet("Other", ""), sheet)).tables["UsageLog"]
    assert (table.sheet, table.header_row, table.headers) == ("Anything", 3, headers)
    assert (table.columns["Client"].number, table.cells("Client")) == (5, ["Acme"])
    assert str(table.place("Minutes", 0)) == "Anything!C4"


def test_without_an_excel_table_the_sheet_of_that_name_serves(tmp_path: Path) -> None:
    sheet = HandSheet("Usage log", texts(1, "Our log") + texts(3, *LOG_HEADERS) + row(5, text_cell("B5", "Acme")))
    table = book_of(handmade(tmp_path / "b.xlsx", sheet)).tables["UsageLog"]
    assert (table.header_row, table.rows, table.filled, table.cells("Client")) == (3, 2, 2, [None, "Acme"])


def test_a_totals_row_is_no_entry(tmp_path: Path) -> None:
    rows = row(2, text_cell("B2", "Acme")) + row(3, text_cell("B3", "Total"))
    sheet = HandSheet("Log", texts(1, *LOG_HEADERS) + rows, [HandTable("UsageLog", "A1:F3", LOG_HEADERS, ' totalsRowCount="1"')])
    assert book_of(handmade(tmp_path / "b.xlsx", sheet)).tables["UsageLog"].cells("Client") == ["Acme"]


def test_tables_side_by_side_are_read_each_to_its_own_end(tmp_path: Path) -> None:
    rates = ("Tier", "Rate", "Increment")
    contacts = ("Client", "Contact")
    rows = texts(2, *rates).replace("</row>", text_cell("E2", "Client") + text_cell("F2", "Contact") + "</row>")
    rows += row(3, text_cell("A3", "Advanced"), number_cell("B3", 100), text_cell("E3", "Acme"))
    rows += row(4, text_cell("A4", "below the rates"), text_cell("E4", "Bolt"))
    sheet = HandSheet("Rules", rows, [HandTable("Rates", "A2:C3", rates), HandTable("Contacts", "E2:F4", contacts)])
    tables = book_of(handmade(tmp_path / "b.xlsx", sheet)).tables
    assert tables["Rates"].cells("Tier") == ["Advanced"]
    assert tables["Contacts"].cells("Client") == ["Acme", "Bolt"]


def test_a_reference_to_the_last_row_and_a_stray_cell_in_the_last_corner_cost_nothing(tmp_path: Path) -> None:
    rows = row(2, text_cell("B2", "Acme")) + row(1_048_576, '<c r="A1048576" s="1"/>', number_cell("XFD1048576", 1))
    sheet = HandSheet("Log", texts(1, *LOG_HEADERS) + rows, [HandTable("UsageLog", "A1:F1048576", LOG_HEADERS)])
    table = book_of(handmade(tmp_path / "b.xlsx", sheet)).tables["UsageLog"]
    assert (table.rows, table.filled, table.cells("Client")) == (1_048_575, 1, ["Acme"])


def test_the_date_system_is_told(tmp_path: Path) -> None:
    sheet = HandSheet("Log", texts(1, *LOG_HEADERS), [HandTable("UsageLog", "A1:F2", LOG_HEADERS)])
    path = handmade(tmp_path / "b.xlsx", sheet)
    assert not book_of(path).tables["UsageLog"].date1904
    text = '<workbookPr date1904="1"/>'
    assert book_of(handmade(path, sheet, workbook=text)).tables["UsageLog"].date1904


def test_openpyxl_and_calamine_see_the_same_cells(tmp_path: Path) -> None:
    path = tmp_path / "written.xlsx"
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(LOG_HEADERS)
    for number in range(2, 60):
        sheet.append(
            [45000 + number, f"Client {number % 7} & Söhne <{number}>", None, "Phone" if number % 3 else True, " ", number / 4]
        )
    sheet.add_table(ExcelTable(displayName="UsageLog", ref="A1:F59"))
    workbook.save(path)
    table = book_of(path).tables["UsageLog"]
    ours = list(zip(*(table.cells(header) for header in LOG_HEADERS), strict=True))
    theirs = load_workbook(path, data_only=True).active
    assert theirs is not None
    assert ours == list(theirs.iter_rows(min_row=2, values_only=True))
    calamine = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [[cell or "" for cell in line] for line in ours] == [[cell or "" for cell in line] for line in calamine[1:]]


def test_two_columns_of_one_known_header_are_refused(tmp_path: Path) -> None:
    headers = (*LOG_HEADERS, "client")
    sheet = HandSheet("Log", texts(1, *headers), [HandTable("UsageLog", "A1:G2", headers)])
    with pytest.raises(WorkbookError, match=r"Log!B1 and Log!G1 are both headed client\. Rename one of the two columns\."):
        book_of(handmade(tmp_path / "b.xlsx", sheet))


def test_a_table_without_a_header_row_is_refused(tmp_path: Path) -> None:
    sheet = HandSheet("Log", texts(1, "x"), [HandTable("UsageLog", "A1:F2", LOG_HEADERS, ' headerRowCount="0"')])
    with pytest.raises(WorkbookError, match=r"The table UsageLog in b\.xlsx has no header row\. Turn on Header Row"):
        book_of(handmade(tmp_path / "b.xlsx", sheet))


@pytest.mark.parametrize(
    ("rows", "strings", "sentence"),
    [
        (row(2, '<c r="B2" t="s"><v>9</v></c>'), "", "part xl/worksheets/sheet1.xml refers to a shared text that is not there"),
        (row(3) + row(3, number_cell("B3", 1)), "", "part xl/worksheets/sheet1.xml has rows that do not follow one another"),
        (row(2, "<c r='B2'><v>1</c>"), "", "part xl/worksheets/sheet1.xml is not well-formed XML"),
        (row(2), "<si><t>a</si>", "part xl/sharedStrings.xml is not well-formed XML"),
    ],
)
def test_damaged_parts_are_named(tmp_path: Path, rows: str, strings: str, sentence: str) -> None:
    with pytest.raises(WorkbookError, match=sentence):
        log_rows(tmp_path, rows, strings=strings)


def test_a_workbook_without_our_tables_has_none(tmp_path: Path) -> None:
    sheet = HandSheet("Mine", texts(1, "A", "B"), [HandTable("Other", "A1:B2", ("A", "B"))])
    book = book_of(handmade(tmp_path / "b.xlsx", sheet))
    assert (dict(book.tables), book.table_names, book.sheet_names) == ({}, ("Other",), ("Mine",))
