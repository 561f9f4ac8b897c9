"""Invoice sheets: copies of the workbook's own template, filled, moved, computed and checked."""

import csv
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from support.handmade import MAIN, handmade, number_cell, parts_of, row, text_cell, texts, zipped
from support.invoice_book import (
    DRAWING_TYPE,
    TEMPLATE,
    anchor,
    drawing,
    hand_template,
    invoiced,
    office_template,
    png,
    related,
    sheet_copy,
)
from support.libreoffice import convert, needs_libreoffice

from xlsupport.sheets.edits import Edits
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile

NEW = "xl/worksheets/sheet3.xml"
PNG = '<Default Extension="png" ContentType="image/png"/>'
TYPES = f'{PNG}<Override PartName="/xl/drawings/drawing1.xml" ContentType="{DRAWING_TYPE}"/>'
LINE = row(2, text_cell("A2", "{{line.number}}"), text_cell("B2", "{{line.amount}}"))
TOTAL = row(3, '<c r="B3"><f>SUM(B2)</f><v>9</v></c>')


def values(path: Path, sheet: str = "INV-2026-0001", cached: bool = True) -> dict[str, object]:
    book = openpyxl.load_workbook(path, data_only=cached)
    found: dict[str, object] = {
        cell.coordinate: cell.value for each in book[sheet].iter_rows() for cell in each if cell.value is not None
    }
    book.close()
    return found


def new_sheet(path: Path) -> str:
    return parts_of(path)[NEW].decode()


def refusal(path: Path, *copies: object) -> WorkbookError:
    """The refusal that making invoices meets; the file stays as it is."""
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as caught, WorkbookFile.open(path, Saving(keep=0)) as workbook:
        workbook.save(Edits(copies=copies or [sheet_copy()]))  # type: ignore[arg-type] # copies, named loosely above
    assert path.read_bytes() == before
    return caught.value


# As an office would lay it out


def test_placeholders_are_filled_by_kind_and_what_a_client_typed_stays_text(tmp_path: Path) -> None:
    path = invoiced(office_template(tmp_path / "book.xlsx"))
    found = values(path)
    assert found["A1"] == "Books & Sons"
    assert found["A2"] == "1 Old Road\nAberdeen"
    assert found["E1"] == "Invoice INV-2026-0001"
    assert found["E2"] == datetime(2026, 10, 31)
    assert found["E3"] == "Due 2026-11-30: 202.50"
    assert found["A3"] == "For Acme <Ltd>, @PO-7"
    assert "A4" not in found
    assert (found["C6"], found["E11"], found["G11"]) == ("+Call 1", "Tax 8 %", 0.08)
    book = openpyxl.load_workbook(path)
    sheet = book["INV-2026-0001"]
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=2+2", "s")
    formats = [sheet[cell].number_format for cell in ("E2", "B7", "E6", "F8", "D6", "G11", "F12")]
    assert formats == ["yyyy-mm-dd", "yyyy-mm-dd", "#,##0.00", "#,##0.00", "General", "0.00%", "#,##0.00"]
    book.close()


def test_rows_repeat_and_everything_below_moves_down(tmp_path: Path) -> None:
    path = invoiced(office_template(tmp_path / "book.xlsx"), sheet_copy(lines=3, allowances=2))
    found = values(path, cached=False)
    assert [found[f"A{number}"] for number in (6, 7, 8)] == [1, 2, 3]
    assert [found[f"G{number}"] for number in (6, 7, 8)] == [f"=ROUND(D{n}/60*E{n},2)" for n in (6, 7, 8)]
    assert [found[f"H{number}"] for number in (6, 7, 8)] == ["=SUM(F$6:F6)", "=SUM(F$6:F7)", "=SUM(F$6:F8)"]
    assert (found["F10"], found["F11"], found["F12"]) == ("=SUM(F6:F9)", "=ROUND(F10*G11,2)", "=F10+F11")
    assert (found["A16"], found["A17"], found["E17"], found["B19"]) == ("Limit 1", "Limit 2", "=B17-C17", "=SUM(E16:E17)")
    book = openpyxl.load_workbook(path)
    sheet = book["INV-2026-0001"]
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A13:F13", "F16:H16", "F17:H17"}
    heights = {2: 45, 6: 21, 7: 21, 8: 21, 12: 30}  # the address in row 2 wraps
    assert {number: each.height for number, each in sheet.row_dimensions.items() if each.height} == heights
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["A6:F8", "A16:D17"]
    assert [each.formula for each in [rule for rules in sheet.conditional_formatting for rule in rules.rules]] == [
        ["$D6>30"],
        ["$D16=0"],
    ]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["F14"]
    assert (sheet["A20"].hyperlink.ref, sheet["A20"].hyperlink.location) == ("A20", "'INV-2026-0001'!F12")
    assert [each.id for each in sheet.row_breaks.brk] == [14]
    assert (sheet.print_area, sheet.print_title_rows) == ("'INV-2026-0001'!$A$1:$H$20", "$1:$5")
    assert sheet.oddFooter.center.text == "Books && Sons &P/&N"  # type: ignore[union-attr] # openpyxl's types
    assert sheet.oddHeader.right.text == "INV-2026-0001"  # type: ignore[union-attr] # openpyxl's types
    assert (sheet.freeze_panes, sheet.column_dimensions["C"].width, sheet.sheet_state) == ("A6", 40, "visible")
    assert not sheet.sheet_view.tabSelected
    book.close()


def test_formulas_keep_right_cached_values(tmp_path: Path) -> None:
    found = values(invoiced(office_template(tmp_path / "book.xlsx")))
    assert [found[f"G{number}"] for number in (6, 7, 8)] == [62.5] * 3
    assert [found[f"H{number}"] for number in (6, 7, 8)] == [62.5, 125, 187.5]
    assert (found["F10"], found["F11"], found["F12"], found["B19"]) == (187.5, 15, 202.5, 5)


def test_without_allowances_their_rows_and_their_heading_go(tmp_path: Path) -> None:
    path = invoiced(office_template(tmp_path / "book.xlsx"), sheet_copy(lines=1, allowances=0))
    found = values(path, cached=False)
    assert (found["F8"], found["A14"], found["B14"]) == ("=SUM(F6:F7)", "Left in all", "=SUM(0)")
    assert values(path)["B14"] == 0
    assert "Your allowances" not in found.values()
    book = openpyxl.load_workbook(path)
    assert {str(each) for each in book["INV-2026-0001"].merged_cells.ranges} == {"A11:F11"}
    assert [str(each.sqref) for each in book["INV-2026-0001"].conditional_formatting] == ["A6:F6"]
    book.close()


def test_every_other_part_keeps_its_bytes(tmp_path: Path) -> None:
    before = parts_of(office_template(tmp_path / "book.xlsx"))
    after = parts_of(invoiced(tmp_path / "book.xlsx", sheet_copy("INV-1"), sheet_copy("INV-2", lines=40)))
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert after.keys() - before.keys() == {"xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"}


def test_the_same_styles_are_used_again_by_the_next_run(tmp_path: Path) -> None:
    path = invoiced(office_template(tmp_path / "book.xlsx"), sheet_copy("INV-1"))
    styles = parts_of(path)["xl/styles.xml"]
    assert parts_of(invoiced(path, sheet_copy("INV-2")))["xl/styles.xml"] == styles


@needs_libreoffice
def test_libreoffice_finds_the_same_values(tmp_path: Path) -> None:
    path = invoiced(office_template(tmp_path / "book.xlsx"), sheet_copy(lines=12, allowances=0))
    folder = convert(path, "csv")
    rows = list(csv.reader((folder / "book-INV-2026-0001.csv").read_text(encoding="utf-8").splitlines()))
    found = [next(each for each in rows if word in each)[5] for word in ("Subtotal", "Tax 8 %", "Total")]
    assert [Decimal(each.replace(",", "")) for each in found] == [Decimal(750), Decimal(60), Decimal(810)]


# Totals


def named(*names: tuple[str, str], local: bool = True) -> str:
    scope = ' localSheetId="0"' if local else ""
    each = "".join(f"<definedName name=\"{name}\"{scope}>'{TEMPLATE}'!{cell}</definedName>" for name, cell in names)
    return f"<definedNames>{each}</definedNames>"


def test_a_named_total_that_differs_from_the_register_stops_the_run(tmp_path: Path) -> None:
    rows = LINE + row(3, "<c r='B3'><f>SUM(B2)*2</f></c>") + row(4, "<c r='B4'><f>B3</f></c>")
    path = hand_template(tmp_path / "book.xlsx", rows, workbook=named(("Subtotal", "$B$3"), ("Total", "$B$4")))
    error = refusal(path, sheet_copy(lines=2))
    assert error.sentence == (
        "'INV-2026-0001'!B4: the subtotal would be 250.00, the register says 125.00; "
        "'INV-2026-0001'!B5: the total would be 250.00, the register says 135.00. "
        "Correct the formula on the sheet Invoice template; nothing was written."
    )


@pytest.mark.parametrize("local", [True, False])
def test_where_totals_have_names_only_they_are_checked(tmp_path: Path, local: bool) -> None:
    rows = LINE + row(3, '<c r="B3"><f>SUM(B2)</f></c>', '<c r="C3"><f>Subtotal*5%</f></c>')
    path = hand_template(tmp_path / "book.xlsx", rows, workbook=named(("Subtotal", "$B$3"), local=local))
    invoiced(path, sheet_copy(lines=2))
    assert values(path)["C4"] == 6.25
    names = re.findall('<definedName name="Subtotal"[^>]*>[^<]*', parts_of(path)["xl/workbook.xml"].decode())
    assert names[1:] == ['<definedName name="Subtotal" localSheetId="2">\'INV-2026-0001\'!$B$4']


def test_without_names_every_sum_over_the_amounts_must_be_a_total(tmp_path: Path) -> None:
    rows = LINE + TOTAL + row(4, '<c r="B4"><f>B3*5%</f></c>', '<c r="C4"><f>SUM(A2)</f></c>')
    error = refusal(hand_template(tmp_path / "book.xlsx", rows), sheet_copy(lines=2))
    assert error.sentence == (
        "'INV-2026-0001'!B5: this sum over the lines' amounts would be 6.25, "
        "the register says Subtotal 125.00, Tax 10.00, Total 135.00. Correct the formula on the sheet Invoice template; "
        "nothing was written. Or, if it is right, name the cells of the totals Subtotal, Tax and Total."
    )


def test_a_total_that_only_excel_can_compute_is_left_to_it(tmp_path: Path) -> None:
    rows = LINE + row(3, '<c r="B3"><f>IF(SUM(B2)&gt;0,SUM(B2),0)</f><v>9</v></c>')
    path = invoiced(hand_template(tmp_path / "book.xlsx", rows, workbook=named(("Subtotal", "$B$3"))))
    assert '<c r="B5"><f>IF(SUM(B2:B4)&gt;0,SUM(B2:B4),0)</f></c>' in new_sheet(path)
    assert b'fullCalcOnLoad="1"' in parts_of(path)["xl/workbook.xml"]


@pytest.mark.parametrize("number", ["nan", "1E999999999", "x"])
def test_a_number_that_is_none_is_not_reckoned_with(tmp_path: Path, number: str) -> None:
    rows = LINE + row(3, number_cell("A3", number), '<c r="B3"><f>A3+1</f></c>')
    assert '<c r="B5"><f>A5+1</f></c>' in new_sheet(invoiced(hand_template(tmp_path / "book.xlsx", rows)))


def test_where_everything_is_computed_excel_is_not_told_to(tmp_path: Path) -> None:
    path = invoiced(hand_template(tmp_path / "book.xlsx", LINE + TOTAL))
    assert b"fullCalcOnLoad" not in parts_of(path)["xl/workbook.xml"]


def test_totals_may_be_placeholders(tmp_path: Path) -> None:
    rows = LINE + row(3, text_cell("B3", "{{invoice.total}}"))
    path = hand_template(tmp_path / "book.xlsx", rows, workbook=named(("Total", "$B$3")))
    assert values(invoiced(path))["B5"] == 202.5


# What must be mended on the template first

FAULTS = {
    "{{invoice.nmber}}": "{{invoice.nmber}} is no placeholder of an invoice. Did you mean {{invoice.number}}?",
    "{{Invoice.Number}}": "{{Invoice.Number}} is no placeholder of an invoice. Did you mean {{invoice.number}}?",
    "No. {{xyz}}": "{{xyz}} is no placeholder of an invoice. Use one of {{vendor.name}}, {{vendor.address}}",
    "Total {{invoice.total} USD": "the placeholder in '{{invoice.total} USD' has no end. Close it with }}.",
}


@pytest.mark.parametrize("text", FAULTS)
def test_an_unknown_placeholder_is_named_with_its_cell(tmp_path: Path, text: str) -> None:
    error = refusal(hand_template(tmp_path / "book.xlsx", texts(1, "fine", text) + LINE))
    assert error.sentence.startswith(
        "No invoice can be made from the sheet Invoice template: 'Invoice template'!B1: " + FAULTS[text]
    )


def test_all_faults_of_the_template_are_told_at_once(tmp_path: Path) -> None:
    rows = (
        texts(1, "{{a}}", "{{line.amount}}")
        + texts(2, "{{line.tier}}", "{{b}}")
        + row(3, '<c r="A3"><f>"{{invoice.number}}"</f></c>')
    )
    after = "<hyperlinks><hyperlink ref='A9' location='{{invoice.number}}'/></hyperlinks>"
    after += "<headerFooter><oddFooter>{{c}} {{</oddFooter><evenHeader>{{line.tier}}</evenHeader></headerFooter>"
    error = refusal(hand_template(tmp_path / "book.xlsx", rows, after=after))
    assert [f"{each.place}: {each.found}" if each.place else each.found for each in error.problems] == [
        "'Invoice template'!A1: {{a}} is no placeholder of an invoice",
        "'Invoice template'!B2: {{b}} is no placeholder of an invoice",
        "'Invoice template'!A3: a placeholder stands within a formula, where it is not filled",
        "Invoice template: a placeholder stands in the sheet's hyperlinks, where it is not filled",
        "Invoice template, page footer: {{c}} is no placeholder of an invoice",
        "Invoice template, page header: {{line.tier}} is not one value but one for each row",
    ]


def test_only_one_row_of_each_kind_can_repeat(tmp_path: Path) -> None:
    error = refusal(hand_template(tmp_path / "a.xlsx", texts(1, "{{line.amount}}") + texts(2, "x", "{{line.tier}}")))
    assert "placeholders of line stand in 2 rows (A1, B2). Put them into one row: it is repeated" in error.sentence
    error = refusal(hand_template(tmp_path / "b.xlsx", texts(1, "{{line.amount}}", "{{allowance.limit}}")))
    assert "placeholders of line and of allowance stand in one row (A1, B1). Give each a row of its own" in error.sentence


def test_a_workbook_without_the_template_says_so(tmp_path: Path) -> None:
    path = handmade(tmp_path / "book.xlsx", *[])
    assert refusal(path).sentence.startswith("book.xlsx has no sheet Invoice template, which invoices are made from.")


@pytest.mark.parametrize("name", ["Other", "OTHER", "inv-1", "a" * 32, "INV/1", "'INV", ""])
def test_a_name_that_no_new_sheet_can_have_is_refused(tmp_path: Path, name: str) -> None:
    error = refusal(hand_template(tmp_path / "book.xlsx", LINE), sheet_copy("INV-1"), sheet_copy(name))
    assert ("has a sheet named" in error.sentence) == (name.lower() in ("other", "inv-1"))


def test_a_page_footer_longer_than_excel_allows_is_refused(tmp_path: Path) -> None:
    after = "<headerFooter><oddFooter>&amp;L{{vendor.address}}</oddFooter></headerFooter>"
    path = hand_template(tmp_path / "book.xlsx", LINE, after=after)
    assert refusal(path, sheet_copy(vendor__address="x" * 254)).sentence == (
        "The page footer of INV-2026-0001 would have 256 characters, and Excel allows 255. "
        "Shorten it on the sheet Invoice template."
    )


EXTENDED = "http://schemas.microsoft.com/office/2007/relationships/slicer"
NOTE = '<xml xmlns:x="urn:schemas-microsoft-com:office:excel"><x:ClientData ObjectType="{}"/></xml>'
REFUSED: dict[str, tuple[str, str, Mapping[str, str]]] = {
    "comments": ("comments", "../comments1.xml", {"xl/comments1.xml": "<comments/>"}),
    "threaded comments": ("http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "../t.xml", {}),
    "a pivot table": ("pivotTable", "../pivotTables/pivotTable1.xml", {}),
    "a table": ("table", "../tables/table9.xml", {}),
    "form controls": ("ctrlProp", "../ctrlProps/ctrlProp1.xml", {}),
    "ActiveX controls": ("control", "../activeX/activeX1.xml", {}),
    "an embedded object": ("oleObject", "../embeddings/object1.bin", {}),
    "a slicer": (EXTENDED, "../slicers/slicer1.xml", {}),
    "a part of the kind something": ("something", "../something.xml", {}),
    "a chart": ("drawing", "../drawings/drawing1.xml", {
        "xl/drawings/drawing1.xml": drawing("<xdr:twoCellAnchor><xdr:graphicFrame/></xdr:twoCellAnchor>"),
        "xl/drawings/_rels/drawing1.xml.rels": f"<x>{related('chart', '../charts/chart1.xml')}</x>",
    }),
    "a placeholder in a text box (placeholders are filled in cells and in the page's header and footer)": (
        "drawing", "../drawings/drawing1.xml", {"xl/drawings/drawing1.xml": drawing("<xdr:sp>{{invoice.number}}</xdr:sp>")}
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_copied_is_refused_by_name(tmp_path: Path, what: str) -> None:
    kind, target, more = REFUSED[what]
    error = refusal(hand_template(tmp_path / "book.xlsx", LINE, links=related(kind, target), more=more))
    assert error.sentence == (
        f"The sheet Invoice template of book.xlsx has {what}, which xlsupport cannot copy onto invoices. "
        "Move it to another sheet."
    )


@pytest.mark.parametrize(("kind", "what"), [("Note", "comments"), ("Button", "form controls")])
def test_old_drawings_of_comments_and_controls_are_refused(tmp_path: Path, kind: str, what: str) -> None:
    more = {"xl/drawings/vmlDrawing1.vml": NOTE.format(kind)}
    links = related("vmlDrawing", "../drawings/vmlDrawing1.vml")
    after = '<legacyDrawing r:id="rId1"/>'
    types = '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    path = hand_template(tmp_path / "book.xlsx", LINE, after=after, links=links, more=more, types=types)
    assert f"has {what}, which" in refusal(path).sentence


# XML that Excel and others write


def test_a_placeholder_split_over_runs_keeps_the_other_runs_formats(tmp_path: Path) -> None:
    bold = "<r><rPr><b/><color theme='1'/></rPr><t>{}</t></r>"
    strings = f"<si><t>unused</t></si><si>{bold.format('{{invoice.')}<r><t>number}}}} of {{{{client.name}}}}</t></r></si>"
    path = hand_template(
        tmp_path / "book.xlsx", row(1, '<c r="A1" t="s"><v>1</v></c>', '<c r="B1" t="s"><v>0</v></c>'), strings=strings
    )
    before = parts_of(path)["xl/sharedStrings.xml"]
    markup = new_sheet(invoiced(path))
    assert (
        '<c r="A1" t="inlineStr"><is><r><rPr><b/><color theme="1"/></rPr><t xml:space="preserve">INV-2026-0001</t></r>'
        '<r><t xml:space="preserve"> of Acme &lt;Ltd&gt;</t></r></is></c><c r="B1" t="s"><v>0</v></c>'
    ) in markup
    assert parts_of(path)["xl/sharedStrings.xml"] == before


def test_prefixes_missing_addresses_and_unknown_attributes_survive(tmp_path: Path) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{main}" xmlns:xr="urn:r" xr:uid="{{00000000-0001-0000-0000-000000000000}}">'
        "<x:sheetPr codeName='Tabelle1'><x:tabColor rgb='FFFF0000'/></x:sheetPr><x:dimension ref='A1:B3'/>"
        "<x:sheetViews><x:sheetView tabSelected='1' workbookViewId='0'/></x:sheetViews>"
        "<x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t>{{line.amount}}</x:t></x:is></x:c><x:c><x:v>7</x:v></x:c></x:row>"
        "<x:row own='1'><x:c s=\"0\"><x:f>SUM(A1:A1)</x:f></x:c></x:row><x:row/></x:sheetData>"
        "<x:pageMargins left='1' right='1' top='1' bottom='1' header='0' footer='0'/></x:worksheet>"
    )
    template = hand_template(tmp_path / "plain.xlsx", "")
    parts: dict[str, str | bytes] = {**parts_of(template), "xl/worksheets/sheet1.xml": whole}
    markup = new_sheet(invoiced(zipped(tmp_path / "book.xlsx", parts), sheet_copy(lines=2)))
    assert "uid=" not in markup
    assert "codeName" not in markup
    assert "tabSelected" not in markup
    assert '<x:dimension ref="A1:B4"/>' in markup
    assert (
        '<x:row r="1"><x:c r="A1" s="3"><x:v>62.5</x:v></x:c><x:c r="B1"><x:v>7</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" s="3"><x:v>62.5</x:v></x:c><x:c r="B2"><x:v>7</x:v></x:c></x:row>'
        '<x:row own=\'1\' r="3"><x:c s="0" r="A3"><x:f>SUM(A1:A2)</x:f><x:v>125</x:v></x:c></x:row><x:row r="4"/>'
    ) in markup
    assert values(tmp_path / "book.xlsx") == {"A1": 62.5, "A2": 62.5, "A3": 125, "B1": 7, "B2": 7}


def test_shared_and_array_formulas_are_written_for_each_row(tmp_path: Path) -> None:
    rows = (
        row(2, text_cell("A2", "{{line.minutes}}"), '<c r="B2"><f t="shared" ref="B2:B3" si="0">A2*2</f></c>',
            '<c r="C2"><f t="array" ref="C2:D2">A2:B2*2</f><v>1</v></c>', '<c r="D2"><v>1</v></c>')
        + row(3, number_cell("A3", 5), '<c r="B3"><f t="shared" si="0"/></c>')
        + row(4, '<c r="B4" t="str"><f>"old"</f><v>old</v></c>', '<c r="C4"><f ca="1">A3</f></c>')
    )  # fmt: skip
    markup = new_sheet(invoiced(hand_template(tmp_path / "book.xlsx", rows), sheet_copy(lines=2)))
    assert '<c r="B2"><f>A2*2</f><v>60</v></c><c r="C2"><f t="array" ref="C2:D2">A2:B2*2</f></c><c r="D2"/>' in markup
    assert '<c r="B3"><f>A3*2</f><v>60</v></c><c r="C3"><f t="array" ref="C3:D3">A3:B3*2</f></c><c r="D3"/>' in markup
    assert '<c r="B4"><f>A4*2</f><v>10</v></c>' in markup
    assert '<c r="B5"><f>"old"</f></c><c r="C5"><f ca="1">A4</f><v>5</v></c>' in markup


def test_extensions_move_too(tmp_path: Path) -> None:
    x14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    xm = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    spark = "<x14:sparkline><xm:f>'Invoice template'!A2:B2</xm:f><xm:sqref>C2</xm:sqref></x14:sparkline>"
    after = (
        "<mergeCells count='3'><mergeCell ref='D2:E2'/><mergeCell ref='A1:A2'/><mergeCell ref='A3:B3'/></mergeCells>"
        f"<extLst><ext {x14} uri='u'><x14:conditionalFormattings><x14:conditionalFormatting {xm}><x14:cfRule type='expression' "
        "id='{A}'><xm:f>$A3&gt;Other!$A$3</xm:f></x14:cfRule><xm:sqref>A3:B4</xm:sqref></x14:conditionalFormatting>"
        f"</x14:conditionalFormattings></ext><ext {x14} uri='v'><x14:sparklineGroups {xm}><x14:sparklineGroup><x14:sparklines>"
        f"{spark}</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )
    markup = new_sheet(invoiced(hand_template(tmp_path / "book.xlsx", LINE + TOTAL, after=after), sheet_copy(lines=2)))
    merges = "<mergeCell ref='D2:E2'/>" + "".join(f'<mergeCell ref="{each}"/>' for each in ("D3:E3", "A1:A3", "A4:B4"))
    assert f'<mergeCells count="4">{merges}</mergeCells>' in markup
    assert "<xm:f>$A4&gt;Other!$A$3</xm:f></x14:cfRule><xm:sqref>A4:B5</xm:sqref>" in markup
    for number in (2, 3):
        assert f"<xm:f>'INV-2026-0001'!A{number}:B{number}</xm:f><xm:sqref>C{number}</xm:sqref>" in markup


def test_names_of_the_template_are_copied_for_the_invoice(tmp_path: Path) -> None:
    names = (
        f"<definedNames><definedName name='Box' comment='mine'>'{TEMPLATE}'!$A$3</definedName>"
        f"<definedName name='_xlnm._FilterDatabase' localSheetId='0' hidden='1'>'{TEMPLATE}'!$A$1:$B$2</definedName>"
        "<definedName name='Elsewhere'>Other!$A$3</definedName><definedName name='Mine' localSheetId='1'>Other!$A$1</definedName>"
        "</definedNames>"
    )
    path = hand_template(tmp_path / "book.xlsx", LINE + TOTAL, workbook=names)
    after = parts_of(invoiced(path, sheet_copy(lines=2)))["xl/workbook.xml"].decode()
    assert after.count("<definedName ") == 6
    assert "<definedName name='Box' comment='mine' localSheetId=\"2\">'INV-2026-0001'!$A$4</definedName>" in after
    assert (
        "<definedName name='_xlnm._FilterDatabase' localSheetId=\"2\" hidden='1'>'INV-2026-0001'!$A$1:$B$3</definedName>" in after
    )


def printed(path: Path) -> list[str]:
    """The print areas of the invoice's sheet."""
    text = parts_of(path)["xl/workbook.xml"].decode()
    return re.findall(r"<definedName name=.?_xlnm.Print_Area.? localSheetId=.?2[^>]*>'INV-2026-0001'!([^<]*)<", text)


@pytest.mark.parametrize(
    ("area", "rows", "merges", "after"),
    [
        ("$A$2:$B$3", "", "", "$A$2:$B$5"),
        ("$A$2:$B$3", texts(6, "IBAN AT61 1904"), "", "$A$2:$B$8"),
        ("$A$2:$B$3", texts(6, "IBAN AT61 1904"), '<mergeCell ref="A6:A9"/>', "$A$2:$B$11"),
        ("$A$2:$B$3", row(6, '<c r="A6"><f>1+1</f></c>'), "", "$A$2:$B$8"),
        ("$A$2:$B$3", texts(6, "", "", "beside it"), "", "$A$2:$B$5"),
        ("$A$2:$B$3", row(6, text_cell("A6", "{{invoice.reason}}")), "", "$A$2:$B$5"),  # nothing is filled in
    ],
)
def test_what_stands_below_the_print_area_is_printed(tmp_path: Path, area: str, rows: str, merges: str, after: str) -> None:
    """A vendor's bank account is below the allowances, and below the print area that the template has."""
    name = f"<definedNames><definedName name='_xlnm.Print_Area' localSheetId='0'>'{TEMPLATE}'!{area}</definedName></definedNames>"
    after_rows = f"<mergeCells count='1'>{merges}</mergeCells>" if merges else ""
    path = hand_template(tmp_path / "book.xlsx", LINE + TOTAL + rows, after=after_rows, workbook=name)
    assert printed(invoiced(path)) == [after]


def test_a_letterhead_above_the_print_area_is_printed(tmp_path: Path) -> None:
    name = (
        f"<definedNames><definedName name='_xlnm.Print_Area' localSheetId='0'>'{TEMPLATE}'!$A$2:$B$3</definedName></definedNames>"
    )
    path = hand_template(tmp_path / "book.xlsx", texts(1, "Books & Sons since 1890") + LINE + TOTAL, workbook=name)
    assert printed(invoiced(path)) == ["$A$1:$B$5"]


def test_a_picture_below_the_print_area_is_printed(tmp_path: Path) -> None:
    name = (
        f"<definedNames><definedName name='_xlnm.Print_Area' localSheetId='0'>'{TEMPLATE}'!$A$2:$B$3</definedName></definedNames>"
    )
    path = tmp_path / "book.xlsx"
    pictured(path, anchor("4 0", "8 0"), lines=3, workbook=name)
    assert printed(path) == ["$A$2:$B$11"]


def test_a_digit_after_a_font_size_is_kept_apart(tmp_path: Path) -> None:
    after = "<headerFooter><oddFooter>&amp;L&amp;8{{vendor.name}}&amp;R&amp;P</oddFooter></headerFooter>"
    path = hand_template(tmp_path / "book.xlsx", LINE, after=after)
    assert "<oddFooter>&amp;L&amp;8 3M&amp;R&amp;P</oddFooter>" in new_sheet(invoiced(path, sheet_copy(vendor__name="3M")))


WRAPPING = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf applyAlignment="1"><alignment wrapText="1"/></xf></cellXfs></styleSheet>'
)


@pytest.mark.parametrize(
    ("given", "fitted"),
    [
        ("", ' ht="45"'),  # three lines of 15
        (' ht="40"', ' ht="55.5"'),  # the placeholder itself took two lines
        (' ht="16" customHeight="1"', ' ht="45" customHeight="1"'),  # somebody chose it for one line
        (' ht="60" customHeight="1"', ' ht="75" customHeight="1"'),  # or with room to spare
        (' ht="16" customHeight="true"', ' ht="45" customHeight="true"'),  # as LibreOffice writes it
    ],
)
def test_a_row_grows_with_the_wrapping_text_that_is_filled_in(tmp_path: Path, given: str, fitted: str) -> None:
    cells = text_cell("A1", "{{vendor.address}}", "1")
    before = '<cols><col min="1" max="1" width="12"/></cols>'
    path = hand_template(tmp_path / "book.xlsx", row(1, cells, attributes=given), before=before, styles=WRAPPING)
    markup = new_sheet(invoiced(path, sheet_copy(vendor__address="1 Old Road\nDepartment of Tests")))
    assert f'<row r="1"{fitted}><c r="A1" s="1"' in markup


def test_a_row_is_never_lower_than_its_own_labels_need(tmp_path: Path) -> None:
    cells = text_cell("A1", "{{vendor.address}}", "1") + text_cell("B1", "This label\ntakes\nthree lines", "1")
    path = hand_template(
        tmp_path / "book.xlsx", row(1, cells), styles=WRAPPING, before='<cols><col min="1" max="2" width="20"/></cols>'
    )
    assert '<row r="1" ht="45"><c r="A1" s="1"' in new_sheet(invoiced(path, sheet_copy(vendor__address="1 Old Road\nAyr")))


def test_a_text_that_does_not_wrap_changes_no_height(tmp_path: Path) -> None:
    path = hand_template(tmp_path / "book.xlsx", row(1, text_cell("A1", "{{vendor.address}}"), attributes=' ht="17"'))
    assert '<row r="1" ht="17"><c r="A1" t=' in new_sheet(invoiced(path))


def test_what_a_value_holds_is_not_filled_again(tmp_path: Path) -> None:
    path = hand_template(tmp_path / "book.xlsx", texts(1, "{{client.name}}!") + LINE)
    markup = new_sheet(invoiced(path, sheet_copy(client__name="{{invoice.total}} _x0041_\x07")))
    assert "<t>{{invoice.total}} _x005F_x0041__x0007_!</t>" in markup


def test_dates_follow_the_workbooks_date_system(tmp_path: Path) -> None:
    plain = hand_template(tmp_path / "plain.xlsx", texts(1, "{{invoice.issued}}") + row(2, '<c r="A2"><f>A1+1</f></c>'))
    parts: dict[str, str | bytes] = {**parts_of(plain)}
    parts["xl/workbook.xml"] = parts_of(plain)["xl/workbook.xml"].replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    path = invoiced(zipped(tmp_path / "book.xlsx", parts))
    assert "<v>44864</v>" in new_sheet(path)
    assert "<f>A1+1</f><v>44865</v>" in new_sheet(path)
    assert values(path)["A1"] == datetime(2026, 10, 31)


# Pictures and shapes


def pictured(path: Path, *anchors: str, lines: int, default: str = "15", **rest: str) -> str:
    """The invoice's drawing."""
    more: dict[str, str | bytes] = {
        "xl/drawings/drawing1.xml": drawing(*anchors),
        "xl/drawings/_rels/drawing1.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{related('image', '../media/image1.png')}</Relationships>",
        "xl/media/image1.png": png(),
    }
    links = related("drawing", "../drawings/drawing1.xml") + related("hyperlink", "https://vendor.example/", "rId2", "External")
    before = f'<sheetFormatPr defaultRowHeight="{default}"/>'
    after = '<hyperlinks><hyperlink ref="A3" r:id="rId2"/></hyperlinks><drawing r:id="rId1"/>'
    hand_template(path, LINE + TOTAL, before=before, after=after, links=links, more=more, types=TYPES, **rest)
    old = parts_of(path)
    new = parts_of(invoiced(path, sheet_copy(lines=lines)))
    assert {name for name in new if "drawing" in name or "media" in name} - old.keys() == {
        "xl/drawings/drawing2.xml",
        "xl/drawings/_rels/drawing2.xml.rels",
    }
    assert all(old[name] == new[name] for name in old if "drawing" in name or "media" in name)
    assert new["xl/drawings/_rels/drawing2.xml.rels"] == old["xl/drawings/_rels/drawing1.xml.rels"]
    assert b'Target="/xl/drawings/drawing2.xml"' in new["xl/worksheets/_rels/sheet3.xml.rels"]
    assert b"https://vendor.example/" in new["xl/worksheets/_rels/sheet3.xml.rels"]
    return new["xl/drawings/drawing2.xml"].decode()


def rows_of(markup: str) -> list[tuple[int, int]]:
    found = re.findall(r"<xdr:row>(\d+)</xdr:row><xdr:rowOff>(\d+)</xdr:rowOff>", markup)
    return [(int(number), int(offset)) for number, offset in found]


@pytest.mark.parametrize(
    ("placed", "rows"),
    [
        (anchor("0 5", "1 9"), [(0, 5), (1, 9)]),  # above the lines
        (anchor("4 5", "6 9"), [(6, 5), (8, 9)]),  # below them
        (anchor("4 5", ""), [(6, 5)]),
        (anchor("0 5", "4 9"), [(0, 5), (6, 9)]),  # across them: stretched
        (anchor("0 5", "4 9", "oneCell"), [(0, 5), (4, 9)]),  # moved only: keeps its size
        (anchor("4 5", "6 9", "oneCell"), [(6, 5), (8, 9)]),
        (anchor("4 5", "6 9", "absolute"), [(4, 5), (6, 9)]),  # stays
    ],
)
def test_pictures_move_as_their_settings_say(tmp_path: Path, placed: str, rows: list[tuple[int, int]]) -> None:
    assert rows_of(pictured(tmp_path / "book.xlsx", placed, lines=3)) == rows


def test_a_shape_that_shows_a_cell_shows_that_of_the_invoice(tmp_path: Path) -> None:
    markup = pictured(tmp_path / "book.xlsx", anchor("4 0", "5 0", link="'Invoice template'!$B$3"), lines=3)
    assert "textlink=\"'INV-2026-0001'!$B$5\"" in markup


def test_an_old_drawing_without_notes_or_controls_is_not_shared_with_the_template(tmp_path: Path) -> None:
    types = '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    path = hand_template(
        tmp_path / "book.xlsx",
        LINE,
        after='<legacyDrawing r:id="rId1"/>',
        links=related("vmlDrawing", "../drawings/vmlDrawing1.vml"),
        more={"xl/drawings/vmlDrawing1.vml": "<xml/>"},
        types=types,
    )
    new = parts_of(invoiced(path))
    assert b"legacyDrawing" not in new[NEW]
    assert b"vmlDrawing" not in new["xl/worksheets/_rels/sheet3.xml.rels"]


def test_header_pictures_backgrounds_and_printer_settings_come_along(tmp_path: Path) -> None:
    more: dict[str, str | bytes] = {
        "xl/drawings/vmlDrawing1.vml": "<xml/>",
        "xl/media/image1.png": png(),
        "xl/printerSettings/printerSettings1.bin": b"\1\2",
    }
    links = (
        related("vmlDrawing", "../drawings/vmlDrawing1.vml")
        + related("image", "../media/image1.png", "rId2")
        + related("printerSettings", "../printerSettings/printerSettings1.bin", "rId3")
    )
    types = (
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>'
    )
    after = '<pageSetup r:id="rId3"/><legacyDrawingHF r:id="rId1"/><picture r:id="rId2"/>'
    path = hand_template(tmp_path / "book.xlsx", LINE, after=after, links=links, more=more, types=types)
    new = parts_of(invoiced(path))
    assert re.findall('Target="([^"]*)"', new["xl/worksheets/_rels/sheet3.xml.rels"].decode()) == [
        "/xl/drawings/vmlDrawing2.vml",
        "/xl/media/image1.png",
        "/xl/printerSettings/printerSettings2.bin",
    ]
    assert after in new[NEW].decode()
    assert new["xl/printerSettings/printerSettings2.bin"] == b"\1\2"
