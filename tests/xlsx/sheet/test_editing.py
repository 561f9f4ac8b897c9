"""What is written lands in its cells, and nothing else in the file changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from support.handmade import (
    MAIN,
    RELATIONSHIPS,
    HandSheet,
    HandTable,
    handmade,
    number_cell,
    parts_of,
    relationships,
    row,
    text_cell,
    texts,
)
from support.libreoffice import convert, needs_libreoffice
from support.package_rules import new_broken_rules

from xlsupport.sheets.edits import KEEP, Edits, Figure, Keep, TableEdit, Value
from xlsupport.sheets.specifications import TABLES
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile

HEADERS = ("Date", "Client", "Contact", "Channel", "Category", "Minutes", "Mine", "Status", "Amount")
SHEET = "xl/worksheets/sheet1.xml"
_MICROSOFT = "http://schemas.microsoft.com/office"
X14 = f'xmlns:x14="{_MICROSOFT}/spreadsheetml/2009/9/main" xmlns:xm="{_MICROSOFT}/excel/2006/main"'
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def log_book(path: Path, rows: str, last: int = 4, after: str = "", before: str = "", attributes: str = "", **more: Any) -> Path:
    """A workbook with a log from A1 to its last row, with these rows' XML below the header."""
    table = HandTable("UsageLog", f"A1:I{last}", HEADERS, attributes)
    return handmade(path, HandSheet("Log", texts(1, *HEADERS) + rows, [table], before, after), **more)


def save(path: Path, columns: Mapping[str, Sequence[Value | Keep]], rows: int, table: str = "UsageLog", **more: Any) -> bool:
    """Write one table; whether the file changed, which also must stand against the rules of the format."""
    before = path.read_bytes()
    old = path.with_name("before.xlsx")
    old.write_bytes(before)
    with WorkbookFile.open(path, Saving(keep=0)) as workbook:
        workbook.book(TABLES.values())
        workbook.save(Edits([TableEdit(table, columns, rows)], **more))
    assert new_broken_rules(old, path) == []
    return path.read_bytes() != before


def sheet_of(path: Path, part: str = SHEET) -> str:
    return parts_of(path)[part].decode()


def refused(path: Path, columns: Mapping[str, Sequence[Value | Keep]], rows: int, sentence: str, table: str = "UsageLog") -> None:
    """The edit is refused with this sentence, and the file stays the same."""
    before = path.read_bytes()
    with WorkbookFile.open(path) as workbook:
        workbook.book(TABLES.values())
        with pytest.raises(WorkbookError) as found:
            workbook.save(Edits([TableEdit(table, columns, rows)]))
    assert str(found.value) == sentence
    assert path.read_bytes() == before


# What is written


def test_only_the_written_cells_change(tmp_path: Path) -> None:
    theirs = '<c r="G2" s="1" cm="1"><f>F2/60</f><v>0.25</v></c>'
    untouched = '<row r="3"\tht="30" x="1"><c r="A3"  s="2" ><v>46001</v></c></row>'
    rows = row(2, number_cell("A2", 46000, "2"), theirs, text_cell("H2", "old", "1"), '<c r="K2"/>') + untouched
    path = log_book(tmp_path / "b.xlsx", rows, after='<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>')
    before = parts_of(path)
    assert save(path, {"Status": ["new", KEEP, KEEP]}, 3)
    after = parts_of(path)
    assert after[SHEET] == before[SHEET].replace(b"<t>old</t>", b"<t>new</t>")
    # The user's formula on the log may depend on what was written: Excel computes it on opening.
    assert {name for name in before if before[name] != after[name]} == {SHEET, "xl/workbook.xml"}
    assert b'<calcPr fullCalcOnLoad="1"/>' in after["xl/workbook.xml"]


def test_every_kind_of_value_is_written_and_read_back(tmp_path: Path) -> None:
    values: list[Value] = [
        "a & b < c", " spaced ", "line\nbreak", "_x0041_ \x07", 15, Decimal("62.50"), Decimal("1E+3"), Decimal("-0.10"),
        Decimal(1) / 3, date(2026, 10, 31), datetime(2026, 10, 31, 17, 45, 10), None, "",
    ]  # fmt: skip
    path = log_book(tmp_path / "b.xlsx", row(2, text_cell("H13", "gone")).replace("H13", "H2"), last=14)
    assert save(path, {"Status": values}, 13)
    with WorkbookFile.open(path) as workbook:
        cells = workbook.book(TABLES.values()).tables["UsageLog"].cells("Status")
    assert list(cells) == [*values[:4], 15, 62.5, 1000, -0.1, 1 / 3, 46326, 46326.7396990741]
    assert "<v>62.5</v>" in sheet_of(path)
    assert not save(path, {"Status": values}, 13)


def test_dates_follow_the_workbooks_date_system(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", row(2), workbook='<workbookPr date1904="1"/>')
    assert save(path, {"Status": [date(1904, 1, 2)]}, 3)
    assert "<v>1</v>" in sheet_of(path)


def test_a_cell_keeps_its_style_and_a_new_one_takes_that_of_the_cell_above(tmp_path: Path) -> None:
    rows = row(2, text_cell("H2", "old", "1"), text_cell("K2", "mine")) + row(3, text_cell("B3", "Acme"))
    path = log_book(tmp_path / "b.xlsx", rows)
    assert save(path, {"Status": ["x", "y", "z"]}, 3)
    for number, text in ((2, "x"), (3, "y"), (4, "z")):
        assert text_cell(f"H{number}", text, "1") in sheet_of(path)


def test_without_a_cell_above_the_row_and_then_the_column_give_the_style(tmp_path: Path) -> None:
    columns = '<cols><col min="8" max="9" width="9" style="3"/></cols>'
    path = log_book(tmp_path / "b.xlsx", row(2, attributes=' s="1" customFormat="1"'), before=columns)
    assert save(path, {"Status": ["x", KEEP, KEEP], "Amount": [KEEP, KEEP, 5]}, 3)
    assert text_cell("H2", "x", "1") in sheet_of(path)
    assert number_cell("I4", 5, "3") in sheet_of(path)


def test_money_in_a_general_cell_gets_a_number_format_and_nothing_else_of_the_styles_changes(tmp_path: Path) -> None:
    rows = row(2, '<c r="I2" s="1"/>') + row(3, number_cell("I3", 1, "2"))
    path = log_book(tmp_path / "b.xlsx", rows)
    styles = parts_of(path)["xl/styles.xml"]
    assert save(path, {"Amount": [Decimal("62.50"), Decimal("1.25"), KEEP]}, 3)
    clone = b'<xf numFmtId="4" fontId="0" fillId="1" borderId="0" xfId="0" applyFill="1" applyNumberFormat="1"/></cellXfs>'
    expected = styles.replace(b"</cellXfs>", clone).replace(b'<cellXfs count="4">', b'<cellXfs count="5">')
    assert parts_of(path)["xl/styles.xml"] == expected
    assert number_cell("I2", 62.5, "4") in sheet_of(path)
    assert number_cell("I3", 1.25, "2") in sheet_of(path)


def test_a_date_in_a_general_cell_gets_a_format_of_its_own_once(tmp_path: Path) -> None:
    headers = ("Run", "When")
    path = handmade(tmp_path / "b.xlsx", HandSheet("Runs", texts(1, *headers), [HandTable("Runs", "A1:B2", headers)]))
    assert save(path, {"Run": [1], "When": [datetime(2026, 1, 2, 12)]}, 1, "Runs")
    assert save(path, {"Run": [1, 2], "When": [KEEP, datetime(2026, 1, 3, 12)]}, 2, "Runs")
    styles = parts_of(path)["xl/styles.xml"]
    assert styles.count(b'<numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm"/>') == 1
    assert styles.count(b'<xf numFmtId="164"') == 1
    assert load_workbook(path)["Runs"]["B3"].value == datetime(2026, 1, 3, 12)


def test_missing_rows_are_made_in_their_places_and_spans_and_dimension_widened(tmp_path: Path) -> None:
    rows = row(2, text_cell("B2", "Acme"), attributes=' spans="2:6"') + row(5, text_cell("A5", "below"))
    path = log_book(tmp_path / "b.xlsx", rows, before='<dimension ref="A1:F5"/>')
    assert save(path, {"Status": ["x", KEEP, "z"]}, 3)
    text = sheet_of(path)
    assert '<dimension ref="A1:H5"/>' in text
    assert '<row r="2" spans="2:8">' in text
    assert text.index('<row r="2"') < text.index('<row r="4">') < text.index('<row r="5">')


def test_rows_in_any_form_are_written(tmp_path: Path) -> None:
    rows = (
        "<row r='2'><c r='B2' t='str'><v>Acme</v></c><c t='str' s='1' r='H2'><v>old</v></c><c r='K2'/></row>"
        '<row r="3" spans="1:2"/><row><c t="str"><v>no address</v></c></row>'
    )
    path = log_book(tmp_path / "b.xlsx", rows)
    assert save(path, {"Status": ["x", "y", "z"], "Amount": [1, 2, KEEP]}, 3)
    text = sheet_of(path)
    assert (
        "<row r='2'><c r='B2' t='str'><v>Acme</v></c>" + text_cell("H2", "x", "1") + number_cell("I2", 1, "3") + "<c r='K2'/>"
        in text
    )
    assert '<row r="3" spans="1:9">' + text_cell("H3", "y", "1") in text
    assert '<row><c t="str"><v>no address</v></c>' + text_cell("H4", "z", "1") in text


def test_prefixed_sheets_are_written_with_their_prefix(tmp_path: Path) -> None:
    cells = "".join(
        f'<x:c r="{letter}1" t="str"><x:v>{name}</x:v></x:c>' for letter, name in zip("ABCDEFGHI", HEADERS, strict=True)
    )
    whole = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns:r="{RELATIONSHIPS}"><x:sheetData><x:row r="1">{cells}</x:row></x:sheetData>'
        '<x:tableParts count="1"><x:tablePart r:id="rId1"/></x:tableParts></x:worksheet>'
    )
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", "", [HandTable("UsageLog", "A1:I2", HEADERS)], whole=whole))
    assert save(path, {"Status": ["x"]}, 1)
    assert '<x:row r="2"><x:c r="H2" t="inlineStr"><x:is><x:t>x</x:t></x:is></x:c></x:row>' in sheet_of(path)


def test_a_plain_range_gets_just_cells(tmp_path: Path) -> None:
    path = handmade(tmp_path / "b.xlsx", HandSheet("Runs", texts(1, "Run", "Who") + texts(2, "1", "Ada")))
    assert save(path, {"Run": [KEEP, 2], "Who": [KEEP, "Bo"]}, 2, "Runs")
    assert '<row r="3">' + number_cell("A3", 2) + text_cell("B3", "Bo") in sheet_of(path)
    assert save(path, {"Run": [KEEP]}, 1, "Runs")
    assert "Bo" not in sheet_of(path)


# What is not written


def test_the_same_values_again_leave_the_file_untouched(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", row(2, text_cell("H2", "x"), number_cell("I2", "62.50")))
    assert not save(path, {"Status": ["x", None, ""], "Amount": [Decimal("62.5"), None, KEEP]}, 3)
    assert save(path, {"Status": ["y", None, None]}, 3)
    assert not save(path, {"Status": ["y", None, None]}, 3)


def test_an_error_or_a_number_as_text_is_not_the_value_that_looks_like_it(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", row(2, '<c r="H2" t="e"><v>#N/A</v></c>', text_cell("I2", "15")))
    assert save(path, {"Status": ["#N/A"], "Amount": [15]}, 3)
    assert text_cell("H2", "#N/A") + number_cell("I2", 15, "3") in sheet_of(path)


def test_a_second_file_beside_ours_is_byte_for_byte_the_same(tmp_path: Path) -> None:
    more = {
        "xl/media/image1.png": b"\x89PNG",
        "xl/charts/chart1.xml": b"<c:chart xmlns:c='u' />",
        "customXml/item1.xml": b"<a b = 'c'/>",
    }
    path = handmade(
        tmp_path / "b.xlsx",
        HandSheet("Log", texts(1, *HEADERS), [HandTable("UsageLog", "A1:I2", HEADERS)]),
        HandSheet("Theirs", row(1, '<c r="A1"><f>SUM(B1:B9)</f><v>1</v></c>')),
        more=more,
        types='<Default Extension="png" ContentType="image/png"/>',
    )
    before = parts_of(path)
    assert save(path, {"Status": ["x"]}, 1)
    assert {name for name, data in parts_of(path).items() if data != before[name]} == {SHEET}


# Formulas


def test_a_formula_of_a_written_cell_gives_way_and_the_calculation_chain_goes(tmp_path: Path) -> None:
    chain = f'<Relationship Id="rId8" Type="{RELATIONSHIPS}/calcChain" Target="calcChain.xml"/>'
    kind = f'<Override PartName="/xl/calcChain.xml" ContentType="{OFFICE}calcChain+xml"/>'
    cells = f'<calcChain xmlns="{MAIN}"><c r="H2" i="1"/></calcChain>'
    path = log_book(
        tmp_path / "b.xlsx",
        row(2, '<c r="H2" t="str"><f>"a"</f><v>a</v></c>'),
        workbook_relationships=chain, types=kind, more={"xl/calcChain.xml": cells},
    )  # fmt: skip
    assert save(path, {"Status": [KEEP, "x"]}, 3)
    assert "xl/calcChain.xml" in parts_of(path)
    assert save(path, {"Status": ["x", "x"]}, 3)
    after = parts_of(path)
    assert "<f>" not in sheet_of(path)
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]


SHARED = (
    row(2, '<c r="H2"><f t="shared" ref="H2:H4" si="0">1+1</f><v>2</v></c>')
    + row(3, '<c r="H3"><f t="shared" si="0"/><v>2</v></c>')
    + row(4, '<c r="H4"><f t="shared" si="0"/><v>2</v></c>')
)


def test_a_member_of_a_shared_formula_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", SHARED)
    assert save(path, {"Status": [KEEP, "x", KEEP]}, 3)
    assert sheet_of(path).count("<f ") == 2


def test_a_shared_formula_whose_cells_are_all_ours_is_replaced_whole(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", SHARED)
    assert save(path, {"Status": ["x", 2, 2]}, 3)
    assert "<f" not in sheet_of(path)


@pytest.mark.parametrize("kind", ["shared", "array"])
def test_a_formula_that_speaks_for_other_cells_too_is_not_broken(tmp_path: Path, kind: str) -> None:
    rows = row(2, f'<c r="H2"><f t="{kind}" ref="H2:I2" si="0">1+1</f><v>2</v></c>', number_cell("I2", 2))
    sentence = "Log!H2 holds a formula for H2:I2, where the table UsageLog is written. Move the formula or delete it."
    refused(log_book(tmp_path / "b.xlsx", rows), {"Status": ["x"]}, 3, sentence)


def test_a_figure_sets_the_cached_value_of_exactly_its_formula(tmp_path: Path) -> None:
    start = HandSheet(
        "Start",
        row(1, '<c r="A1" s="1" t="str"><f>COUNT(Runs[Run])&amp;""</f><v>old</v></c>', '<c r="B1"><f>MAX(Runs[Run])</f></c>'),
    )
    runs = HandSheet("Runs", texts(1, "Run"), [HandTable("Runs", "A1:A2", ("Run",))])
    path = handmade(tmp_path / "b.xlsx", start, runs, styles=handmade_styles())
    figures = [Figure("Start", "A1", '=COUNT(Runs[Run])&""', 7), Figure("Start", "B1", "MAX(Runs[Run])", "none")]
    assert save(path, {"Run": [1]}, 1, "Runs", figures=figures)
    assert (
        '<c r="A1" s="1"><f>COUNT(Runs[Run])&amp;""</f><v>7</v></c><c r="B1" t="str"><f>MAX(Runs[Run])</f><v>none</v></c>'
        in sheet_of(path)
    )
    assert b"calcPr" not in parts_of(path)["xl/workbook.xml"]
    other = [figures[0], Figure("Start", "B1", "MIN(Runs[Run])", "other")]
    assert save(path, {"Run": [2]}, 1, "Runs", figures=other)
    assert "<v>none</v>" in sheet_of(path)
    assert b"fullCalcOnLoad" in parts_of(path)["xl/workbook.xml"]


def handmade_styles() -> str:
    return (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" numFmtId="1"/></cellXfs></styleSheet>'
    )


# Growing and shrinking

LINES = ("Severity", "Code", "Row", "Note", "Double")


def breaches(path: Path, rows: str, after: str = "", attributes: str = "", last: int = 3, **more: Any) -> Path:
    formula = {"Double": "<calculatedColumnFormula>Breaches[[#This Row],[Row]]*2</calculatedColumnFormula>"}
    table = HandTable("Breaches", f"B2:F{last}", LINES, attributes, formula)
    sheet = HandSheet("Breaches", texts(2, *LINES, first="B") + rows, [table], "", after)
    return handmade(path, sheet, **more)


FILLED = row(3, text_cell("B3", "error", "1"), text_cell("C3", "x", "1"), number_cell("D3", 1, "3"), '<c r="E3" s="2"/>',
             '<c r="F3" s="3"><f>Breaches[[#This Row],[Row]]*2</f><v>2</v></c>')  # fmt: skip


def test_a_growing_table_takes_its_styles_formulas_and_ranges_along(tmp_path: Path) -> None:
    after = (
        '<conditionalFormatting sqref="B3:B3 A1"><cfRule type="expression" priority="1">'
        "<formula>TRUE</formula></cfRule></conditionalFormatting>"
        '<dataValidations count="2"><dataValidation type="whole" sqref="D3"/>'
        '<dataValidation type="whole" sqref="D3:K3 D3:D40"/></dataValidations>'
    )
    end = (
        f'<extLst><ext uri="u" {X14}><x14:dataValidations count="1"><x14:dataValidation><xm:sqref>C3</xm:sqref>'
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    table = HandTable("Breaches", "B2:F3", LINES, "", {"Double": "<calculatedColumnFormula>1*2</calculatedColumnFormula>"})
    whole = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheetData>{texts(2, *LINES, first="B")}{FILLED}</sheetData>{after}'
        f'<tableParts count="1"><tablePart r:id="rId1"/></tableParts>{end}</worksheet>'
    )
    path = handmade(tmp_path / "b.xlsx", HandSheet("Breaches", "", [table], whole=whole))
    assert save(path, {"Severity": [KEEP, "b", "c"], "Row": [KEEP, 2, None]}, 3, "Breaches")
    text = sheet_of(path)
    formula = '<c r="F{}" s="3"><f>1*2</f></c>'
    cells = text_cell("B4", "b", "1") + '<c r="C4" s="1"/>' + number_cell("D4", 2, "3") + '<c r="E4" s="2"/>' + formula.format(4)
    assert row(4, cells) in text
    assert row(5, text_cell("B5", "c", "1"), '<c r="C5" s="1"/><c r="D5" s="3"/><c r="E5" s="2"/>', formula.format(5)) in text
    assert 'sqref="B3:B5 A1"' in text
    assert 'sqref="D3:D5"' in text
    assert 'sqref="D3:K3 D3:D40"' in text
    assert "<xm:sqref>C3:C5</xm:sqref>" in text
    assert parts_of(path)["xl/tables/table1.xml"].count(b'ref="B2:F5"') == 2
    assert b"fullCalcOnLoad" in parts_of(path)["xl/workbook.xml"]


def test_a_shrinking_table_empties_our_cells_below_it_and_keeps_their_styles(tmp_path: Path) -> None:
    rows = FILLED + row(4, text_cell("B4", "b", "1"), text_cell("E4", "a note")) + row(5, text_cell("B5", "below"))
    path = breaches(tmp_path / "b.xlsx", rows, last=4)
    assert save(path, {"Severity": [KEEP]}, 1, "Breaches")
    assert row(4, '<c r="B4" s="1"/>', text_cell("E4", "a note")) in sheet_of(path)
    assert parts_of(path)["xl/tables/table1.xml"].count(b'ref="B2:F3"') == 2
    assert row(5, text_cell("B5", "below")) in sheet_of(path)


GROWTH = "The table Breaches cannot grow from 1 to 3 rows: "


@pytest.mark.parametrize(
    ("rows", "after", "attributes", "sentence"),
    [
        (row(5, text_cell("E5", "x")), "", "", "Breaches!E5 below it holds something. Move it elsewhere and run it again."),
        (row(4, '<c r="D4"><f>1</f></c>'), "", "", "Breaches!D4 below it holds something. Move it elsewhere and run it again."),
        ("", '<mergeCells count="1"><mergeCell ref="F5:G9"/></mergeCells>', "",
         "the cells Breaches!F5:G9 below it are merged. Unmerge them and run it again."),
    ],
)  # fmt: skip
def test_what_stands_below_a_growing_table_stops_it(
    tmp_path: Path, rows: str, after: str, attributes: str, sentence: str
) -> None:
    path = breaches(tmp_path / "b.xlsx", FILLED + rows, after, attributes)
    refused(path, {"Severity": [KEEP, "b", "c"]}, 3, GROWTH + sentence, "Breaches")


def test_what_stands_beside_a_growing_table_does_not_stop_it(tmp_path: Path) -> None:
    path = breaches(
        tmp_path / "b.xlsx", FILLED + row(4, text_cell("A4", "left"), text_cell("G4", "right")) + row(6, text_cell("B6", "below"))
    )
    assert save(path, {"Severity": [KEEP, "b", "c"]}, 3, "Breaches")
    assert text_cell("A4", "left") + text_cell("B4", "b", "1") in sheet_of(path)


def test_a_totals_row_stops_growth_and_stays_where_it_is_otherwise(tmp_path: Path) -> None:
    rows = FILLED + row(4, text_cell("B4", "b")) + row(5, text_cell("B5", "Total"))
    path = breaches(tmp_path / "b.xlsx", rows, "", ' totalsRowCount="1"', last=5)
    sentence = (
        "The table Breaches cannot grow from 2 to 3 rows: it shows a totals row at Breaches!B5. "
        "Turn off Total Row in Excel, under Table Design, and run it again."
    )
    refused(path, {"Severity": [KEEP, KEEP, "c"]}, 3, sentence, "Breaches")
    assert save(path, {"Severity": [KEEP]}, 1, "Breaches")
    assert b'ref="B2:F5"' in parts_of(path)["xl/tables/table1.xml"]
    assert text_cell("B5", "Total") in sheet_of(path)


def test_another_table_or_a_pivot_table_below_stops_growth(tmp_path: Path) -> None:
    under = HandTable("Under", "F5:G6", ("a", "b"))
    sheet = HandSheet("Breaches", texts(2, *LINES, first="B") + FILLED, [HandTable("Breaches", "B2:F3", LINES), under])
    path = handmade(tmp_path / "b.xlsx", sheet)
    found = "the table Under stands below it at Breaches!F5:G6. Move it elsewhere and run it again."
    refused(path, {"Severity": [KEEP, "b", "c"]}, 3, GROWTH + found, "Breaches")
    link = f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/table" Target="../tables/table1.xml"/>'
    link += f'<Relationship Id="rId2" Type="{RELATIONSHIPS}/pivotTable" Target="../pivotTables/p.xml"/>'
    where = '<location ref="A4:B9" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
    pivot = f'<pivotTableDefinition xmlns="{MAIN}">{where}</pivotTableDefinition>'
    more = {"xl/worksheets/_rels/sheet1.xml.rels": relationships(link), "xl/pivotTables/p.xml": pivot}
    path = breaches(tmp_path / "p.xlsx", FILLED, more=more)
    found = "a pivot table stands below it at Breaches!A4:B9. Move it elsewhere and run it again."
    refused(path, {"Severity": [KEEP, "b", "c"]}, 3, GROWTH + found, "Breaches")


# Refusals


def test_merged_cells_over_ours_are_refused(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", "", after='<mergeCells count="1"><mergeCell ref="G3:H3"/></mergeCells>')
    assert save(path, {"Status": ["x", KEEP]}, 3)
    sentence = "Log!G3:H3 are merged cells, where the table UsageLog is written. Unmerge them."
    refused(path, {"Status": ["x", "y"]}, 3, sentence)


def test_comments_among_the_rows_are_refused(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", row(2, text_cell("B2", "Acme"), "<!-- c -->"))
    found = "has comments or CDATA sections among its rows, where xlsupport cannot write safely"
    sentence = (
        f"b.xlsx cannot be read: its part {SHEET} {found}. Open it in Excel and save it; if Excel cannot, take another copy."
    )
    refused(path, {"Status": ["x"]}, 3, sentence)


def test_a_signed_workbook_is_refused(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", row(2), more={"_xmlsignatures/sig1.xml": "<a/>"})
    sentence = (
        "b.xlsx is digitally signed, and writing would break the signature; nothing was written. "
        "Remove it in Excel first, or add --break-signature."
    )
    refused(path, {"Status": ["x"]}, 3, sentence)


def test_a_signed_workbook_is_written_when_the_person_says_so_and_its_signature_is_taken_out(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", row(2), more={"_xmlsignatures/sig1.xml": "<a/>"})
    with WorkbookFile.open(path, Saving(keep=0, break_signature=True)) as file:
        file.save(Edits([TableEdit("UsageLog", {"Status": ["x"]}, 3)]))
    assert "_xmlsignatures/sig1.xml" not in parts_of(path)
    with WorkbookFile.open(path) as file:
        assert file.book([TABLES["UsageLog"]]).tables["UsageLog"].cells("Status")[0] == "x"


def test_a_missing_table_or_column_is_named(tmp_path: Path) -> None:
    path = log_book(tmp_path / "b.xlsx", row(2))
    refused(path, {"Severity": ["x"]}, 1, "b.xlsx has no table Breaches, in which this would be written.", "Breaches")
    refused(path, {"Remaining": ["x"]}, 3, "The table UsageLog has no column Remaining, in which this would be written.")


# Independent readers


@needs_libreoffice
def test_libreoffice_and_openpyxl_see_what_was_written(tmp_path: Path) -> None:
    rows = "".join(
        row(number, number_cell(f"A{number}", 46000 + number, "2"), text_cell(f"B{number}", "Acme")) for number in range(2, 40)
    )
    path = log_book(tmp_path / "b.xlsx", rows, last=39)
    status = [f"state <{number}> & so on" if number % 3 else None for number in range(38)]
    amount = [Decimal(number) / 4 for number in range(38)]
    assert save(path, {"Status": status, "Amount": amount}, 38)
    sheet = load_workbook(path)["Log"]
    assert [(line[7], line[8]) for line in sheet.iter_rows(min_row=2, values_only=True)] == [
        (text, float(number)) for text, number in zip(status, amount, strict=True)
    ]
    lines = (convert(path, "csv") / "b-Log.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[7].strip('"') for line in lines] == [text or "" for text in status]


# Whatever the rows look like

CELLS = (
    '<c r="{}" s="1"/>',
    '<c r="{}"><v>7</v></c>',
    "<c r='{}' t='str' s='1'><v>single quotes</v></c>",
    '<c t="str" r="{}"><v>type first</v></c>',
    '<c r="{}" s="3" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c>',
    '<c r="{}" ><f>1+1</f><v>2</v></c>',
    '<c r="{}" t="n">\n<v>1.5</v><extLst/></c>',
    "",
)
ROWS = ('<row r="{}">', "<row r='{}' spans='2:4'>", '<row r="{}" spans="1:3" ht="20" customHeight="1">', '<row\tr="{}" >')


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_written_cells_hold_their_values_and_all_others_theirs(tmp_path: Path, data: st.DataObject) -> None:
    old_rows, new_rows = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 6))
    rows = ""
    for number in range(3, 3 + old_rows):
        tag = data.draw(st.sampled_from(("", *ROWS)))
        cells = "".join(data.draw(st.sampled_from(CELLS)).format(f"{letter}{number}") for letter in "ABCDEFGH")
        rows += f"{tag.format(number)}{cells}</row>" if tag else ""
    path = breaches(tmp_path / "b.xlsx", rows, last=2 + old_rows)
    values = st.sampled_from((KEEP, None, "text", 5, 2, Decimal("2.50")))
    edit = {header: data.draw(st.lists(values, min_size=new_rows, max_size=new_rows)) for header in ("Severity", "Code", "Row")}
    before = load_workbook(path)["Breaches"]
    save(path, edit, new_rows, "Breaches")
    after = load_workbook(path)["Breaches"]
    for line in before["A1:K12"]:
        for cell in line:
            header, offset = {2: "Severity", 3: "Code", 4: "Row"}.get(cell.column), cell.row - 3
            written = edit[header][offset] if header in edit and 0 <= offset < new_rows else KEEP
            found = after[cell.coordinate].value
            if written is not KEEP:
                assert found == written or (cell.value == "=1+1" and found == "=1+1" and written == 2), cell.coordinate
            elif header and new_rows <= offset < old_rows:
                assert found is None, cell.coordinate
            elif not (cell.column == 6 and old_rows <= offset < new_rows):
                assert found == cell.value, cell.coordinate
    assert not save(path, edit, new_rows, "Breaches")
