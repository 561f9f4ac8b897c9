"""The stand-in for Excel: xlwings over LibreOffice Calc does what the code of buttons relies on."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from click.testing import CliRunner
from openpyxl.comments import Comment

from support.calc.engine import Alert, Excel, ExcelError, Write
from xlsupport.cli import main
from xlsupport.sheets.specifications import LOG, TABLES
from xlsupport.template.packaged import template_path


def on_a_new_sheet(excel: Excel) -> xw.Sheet:
    return excel.new().sheets[0]


def formulas(target: xw.Range) -> list[list[str]]:
    """The formulas of several cells, as rows."""
    return [list(row) for row in target.formula]


def test_every_table_of_the_template_is_found_on_its_sheet_with_its_headers(excel: Excel) -> None:
    book = excel.open(template_path())
    found = {table.name: (sheet.name, table.range[0, :].value) for sheet in book.sheets for table in sheet.tables}
    assert found == {name: (spec.sheet, [each.header for each in spec.columns]) for name, spec in TABLES.items()}


def test_names_of_cells_and_of_table_columns_lead_to_their_cells(excel: Excel) -> None:
    book = excel.open(template_path())
    names = {each.name: each for each in book.names}
    assert (names["InvoiceMonth"].refers_to, names["InvoiceMonth"].refers_to_range.sheet.name) == ("=Start!$C$26", "Start")
    assert names["CategoryNames"].refers_to == "=Categories[Category]"
    assert "Bug fix" in names["CategoryNames"].refers_to_range.value
    assert "'Invoice template'!Total" in names


def test_the_demonstration_reads_as_openpyxl_reads_it(excel: Excel, tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["demo", str(tmp_path / "demo")]).exit_code == 0
    path = next((tmp_path / "demo").glob("*.xlsx"))
    table = excel.open(path).sheets[LOG.sheet].tables[LOG.name].range
    read = table.options(ndim=2, err_to_str=True).value
    cells = openpyxl.load_workbook(path)[LOG.sheet][table.get_address(False, False)]
    assert len(read) > 500
    assert read == [[each.value for each in row] for row in cells]


def test_tables_are_tables_in_the_saved_file(excel: Excel, tmp_path: Path) -> None:
    book = excel.open(template_path())
    table = book.sheets["Log"].tables["UsageLog"]
    table.resize(book.sheets["Log"].range("A4:U9"))
    book.sheets["Start"].tables.add(book.sheets["Start"].range("H40:I42"), name="Added")
    book.save(tmp_path / "saved.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx")
    assert saved["Log"].tables["UsageLog"].ref == "A4:U9"
    assert {name for sheet in saved for name in sheet.tables} == {*TABLES, "Added"}


def test_a_table_tells_its_parts_and_which_table_a_cell_is_in(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["B2"].value = [["Name", "Value"], ["a", 1], ["b", 2]]
    table = sheet.tables.add(sheet["B2:C4"], name="Things")
    assert table.data_body_range is not None
    assert (table.range.address, table.data_body_range.address) == ("$B$2:$C$4", "$B$3:$C$4")
    assert (table.show_totals, table.totals_row_range) == (False, None)
    assert sheet["C3"].table == table
    assert sheet["D3"].table is None
    for beyond in ("B3:C5", "B2:C2"):
        with pytest.raises(ExcelError):
            table.resize(sheet[beyond])


@pytest.mark.parametrize(
    ("assigned", "read"),
    [
        ("=1+1", 2.0),
        ("'=1+1", "=1+1"),
        ("2026-10", datetime(2026, 10, 1)),
        ("'2026-10", "2026-10"),
        ("00123", 123.0),
        ("'00123", "00123"),
        ("TRUE", True),
        (True, True),
        (False, False),
        (5, 5.0),
        (0.1, 0.1),
        (None, None),
        (date(2026, 2, 3), datetime(2026, 2, 3)),
        (datetime(2026, 2, 3, 4, 5, 6), datetime(2026, 2, 3, 4, 5, 6)),
        ("#N/A", None),
        ("=1/0", None),
        ("Ōtani & Söhne\nGmbH", "Ōtani & Söhne\nGmbH"),
    ],
)
def test_what_is_assigned_is_read_back_as_excel_holds_it(excel: Excel, tmp_path: Path, assigned: object, read: object) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["A1"].value = "before"
    sheet["A1"].value = assigned
    assert (sheet["A1"].value, type(sheet["A1"].value)) == (read, type(read))
    sheet.book.save(tmp_path / "saved.xlsx")
    assert excel.open(tmp_path / "saved.xlsx").sheets[0]["A1"].value == read


def test_errors_are_their_names_where_that_is_asked_for(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["A1"].value = [["#N/A", "=1/0", "=nobody()", "=A9*2"]]
    assert sheet["A1:D1"].options(err_to_str=True).value == ["#N/A", "#DIV/0!", "#NAME?", 0.0]
    assert formulas(sheet["A1:D1"]) == [["#N/A", "=1/0", "=nobody()", "=A9*2"]]


def test_money_comes_as_a_decimal_from_cells_with_a_currency_format(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["A1:B1"].value = 12.5
    sheet["A1"].number_format = "$#,##0.00"
    sheet["B1"].number_format = "#,##0.00"
    assert sheet["A1:B1"].value == [Decimal("12.5"), 12.5]


def test_a_cell_that_is_formatted_as_text_takes_every_text_as_it_is(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["A1"].number_format = "@"
    sheet["A1:B1"].value = ["2026-10", "2026-10"]
    assert sheet["A1:B1"].value == ["2026-10", datetime(2026, 10, 1)]


def test_formulas_are_excels_in_both_directions_and_recalculated(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    other = sheet.book.sheets.add("Other sheet", after=sheet)
    sheet["A1"].value = [["Name", "Value"], ["a;b", 1], ["c,d", 2]]
    sheet.tables.add(sheet["A1:B3"], name="Things")
    given = [
        ["=SUM(Things[Value],1)"],
        [f'=SUMIFS({sheet.name}!$B$2:$B$3,{sheet.name}!$A$2:$A$3,"a;b")'],
        ["=INDEX({1,2;3,4},2,1)"],
        ['=IF(\'Other sheet\'!A1>3,"more","less")'],
    ]
    other["A1"].formula = given
    assert formulas(other["A1:A4"]) == given
    assert other["A1:A4"].value == [4.0, 1.0, 3.0, "more"]
    sheet["B2"].value = -5
    assert other["A1:A4"].value == [-2.0, -5.0, 3.0, "less"]
    other["C1:C3"].formula = "=A1"
    assert formulas(other["C1:C3"]) == [["=A1"], ["=A2"], ["=A3"]]


def test_rows_are_inserted_copied_and_deleted_with_their_look_and_the_formulas_below_follow(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["A1"].value = [["one", 1], ["two", 2], ["sum", "=SUM(B1:B2)"]]
    sheet["A2"].row_height, sheet["A2"].font.bold = 30, True
    sheet["B2"].number_format = "0.00"
    sheet["3:4"].insert("down")
    sheet["2:2"].copy(sheet["3:4"])
    assert sheet["A1:B5"].value == [["one", 1.0], ["two", 2.0], ["two", 2.0], ["two", 2.0], ["sum", 3.0]]
    assert [(sheet[f"A{row}"].row_height, sheet[f"A{row}"].font.bold) for row in (3, 4)] == [(30, True)] * 2
    assert sheet["B2:B4"].number_format == "0.00"
    assert sheet["B1:B2"].number_format is None
    sheet["1:1"].delete("up")
    assert sheet["B4"].formula == "=SUM(B1:B1)"


def test_formats_alone_are_pasted_from_the_clipboard(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["A1:B2"].value = [[1, 2], [3, "=A1"]]
    sheet["A1"].color = (255, 0, 0)
    sheet["A1"].copy()
    sheet["B1:B2"].paste("formats")
    assert formulas(sheet["B1:B2"]) == [["2"], ["=A1"]]
    assert [sheet["B2"].color, sheet["A2"].color] == [(255, 0, 0), None]


def test_notes_outlive_the_values_beside_them(excel: Excel, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"].comment = Comment("ask Ann", "Bob")
    made.save(tmp_path / "noted.xlsx")
    book = excel.open(tmp_path / "noted.xlsx")
    book.sheets[0]["A1:B1"].value = [1, 2]
    book.save(tmp_path / "saved.xlsx")
    comment = openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0]["A1"].comment
    assert comment is not None
    assert "ask Ann" in comment.text


def test_a_copied_sheet_is_the_active_one_with_page_texts_of_its_own(excel: Excel) -> None:
    book = excel.open(template_path())
    template = book.sheets["Invoice template"]
    copy = template.copy(after=book.sheets[-1], name="INV-1")
    assert (book.sheets.active.name, book.sheets[-1].name) == ("INV-1", "INV-1")
    assert copy["K18"].formula == template["K18"].formula
    assert copy["A1"].merge_area.address == template["A1"].merge_area.address
    page = copy.api.PageSetup
    assert page.RightFooter == "{{invoice.number}} · &P / &N"
    page.RightFooter = "A && B · &P / &N"
    assert (page.RightFooter, template.api.PageSetup.RightFooter) == ("A && B · &P / &N", "{{invoice.number}} · &P / &N")


REFUSED: tuple[Callable[[xw.Sheet], object], ...] = (
    lambda sheet: setattr(sheet["A1"], "value", 1),
    lambda sheet: setattr(sheet["A1"], "number_format", "0.00"),
    lambda sheet: sheet["1:1"].delete(),
    lambda sheet: sheet["B2"].copy(sheet["A1"]),
)


@pytest.mark.parametrize("change", REFUSED)
def test_a_protected_sheet_is_not_changed(excel: Excel, change: Callable[[xw.Sheet], object]) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["A1"].value = "kept"
    sheet.api.Protect()
    with pytest.raises(ExcelError, match="protected sheet"):
        change(sheet)
    assert sheet["A1"].value == "kept"
    sheet.api.Unprotect()
    change(sheet)


def test_only_cells_of_the_shown_sheet_can_be_selected_and_no_hidden_sheet_is_shown(excel: Excel) -> None:
    book = excel.open(template_path())
    book.sheets["Log"].activate()
    book.sheets["Log"]["C7:D8"].select()
    selection = book.selection
    assert selection is not None
    assert (selection.sheet.name, selection.row, selection.address) == ("Log", 7, "$C$7:$D$8")
    with pytest.raises(ExcelError):
        book.sheets["Rules"]["A1"].select()
    book.sheets["Rules"].visible = False
    with pytest.raises(ExcelError):
        book.sheets["Rules"].activate()


def test_boxes_are_kept_and_answered(excel: Excel) -> None:
    excel.answers = ["yes"]
    assert excel.app.alert("Sure?", "xlsupport", "yes_no", "info") == "yes"
    assert excel.app.alert("Done.") == "ok"
    assert excel.alerts == [Alert("Sure?", "xlsupport", "yes_no", "info", "yes"), Alert("Done.", None, "ok", None, "ok")]
    with pytest.raises(pytest.fail.Exception, match="presses nothing"):
        excel.app.alert("Sure?", buttons="yes_no")


def test_the_change_that_is_to_fail_fails_and_the_others_do_not(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    excel.fail_at = 2
    sheet["A1"].value = 1
    with pytest.raises(ExcelError, match="change 2"):
        sheet["A2"].value = 2
    sheet["A3"].value = 3
    assert sheet["A1:A3"].value == [1.0, None, 3.0]
    assert excel.writes == [Write("value", sheet.name, address) for address in ("A1", "A2", "A3")]


def test_several_changes_can_fail_also_after_they_were_carried_out(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    excel.fail_at, excel.fail_late = range(1, 3), True
    for row in (1, 2):
        with pytest.raises(ExcelError, match=f"after change {row}"):
            sheet[f"A{row}"].value = row
    sheet["A3"].value = 3
    assert sheet["A1:A3"].value == [1.0, 2.0, 3.0]


def test_nothing_is_calculated_while_calculation_is_manual(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    sheet["A1"].value = [[1, "=A1+1"]]
    excel.app.calculation = "manual"
    sheet["A1"].value = 5
    assert sheet["B1"].value == 2.0
    excel.app.calculation = "automatic"
    assert sheet["B1"].value == 6.0


def test_a_sheet_is_exported_alone(excel: Excel, tmp_path: Path) -> None:
    book = excel.open(template_path())
    book.sheets["Invoice template"].to_pdf(tmp_path / "one.pdf")
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
    assert all(sheet.visible for sheet in book.sheets)


def test_what_it_does_not_have_says_its_name(excel: Excel) -> None:
    sheet = on_a_new_sheet(excel)
    with pytest.raises(NotImplementedError, match=r"Range\.hyperlink"):
        _ = sheet["A1"].hyperlink
    with pytest.raises(NotImplementedError, match=r"Sheet\.charts"):
        _ = sheet.charts
    with pytest.raises(NotImplementedError, match=r"Range\.autofill"):
        sheet["A1"].autofill(sheet["A1:A2"])


def test_ten_thousand_rows_come_and_go_in_blocks(excel: Excel, tmp_path: Path) -> None:
    sheet = on_a_new_sheet(excel)
    rows = [[f"'{row}-{column}" if column % 3 else float(row * column) for column in range(21)] for row in range(10_000)]
    sheet["A1"].value = rows
    read = sheet["A1"].resize(10_000, 21).options(ndim=2, err_to_str=True).value
    assert read == [[each[1:] if isinstance(each, str) else each for each in row] for row in rows]
    sheet.book.save(tmp_path / "saved.xlsx")
    assert zipfile.is_zipfile(tmp_path / "saved.xlsx")
