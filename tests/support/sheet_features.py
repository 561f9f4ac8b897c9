# ruff: noqa: E501 - an element's XML stands on one line, however long
"""Features of a sheet put onto the sheets of our tables: what is hidden, protected, merged, noted, drawn, and what stands below."""

from lxml import etree

from support.donors import comments, note, vml
from support.features import MC, MS, SHEET, X14, Feature, M, below, beside
from support.handmade import DECLARATION, MAIN, RELATIONSHIPS
from support.handwritten import MACROS
from support.invoice_book import anchor, drawing, png, related
from support.splicing import Workbook, column, split

PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"


def hidden_and_grouped(book: Workbook) -> None:
    for sheet, table in (("Log", "UsageLog"), ("Balances", "Balances")):
        area = book.table(table)[2]
        book.row(sheet, area.top + 1, outlineLevel="1", hidden="1")
        book.row(sheet, area.top + 2, outlineLevel="1", hidden="1")
        book.row(sheet, area.top + 3, collapsed="1")
        book.row(sheet, area.bottom + 4, outlineLevel="2", ht="40", customHeight="1")

        def change(root: etree._Element) -> None:
            cols = root.find(f"{M}cols")
            assert cols is not None
            cols[1].attrib.update({"outlineLevel": "1", "hidden": "1"})
            cols[2].set("collapsed", "1")

        book.edit(book.sheet(sheet), change)


def protected(book: Workbook) -> None:
    for sheet in ("Log", "Balances", "Runs", "Invoices"):
        book.insert(sheet, '<sheetProtection algorithmName="SHA-512" hashValue="YQ==" saltValue="YQ==" spinCount="1" sheet="1" objects="1" scenarios="1"/>'
                    '<protectedRanges><protectedRange sqref="A5:C9" name="Typed"/></protectedRanges>')  # fmt: skip
    book.replace(book.workbook, "<workbookProtection/>", '<workbookProtection lockStructure="1"/>')


def merged_beside(book: Workbook) -> None:
    """Merged cells in the title, right of the table, and over two notes that people type."""
    notes = book.address("UsageLog", "Notes", 2)
    right = beside(book, "UsageLog")
    book.insert("Log", f'<mergeCells count="3"><mergeCell ref="A1:F1"/><mergeCell ref="{right}:{below(right, 20)}"/>'
                f'<mergeCell ref="{notes}:{below(notes, 1)}"/></mergeCells>')  # fmt: skip


def merged(sheet: str, table: str, header: str, offset: int) -> Feature:
    """Two merged cells in a column, `offset` rows below its last data row."""

    def put(book: Workbook) -> None:
        first = below(book.address(table, header, -1), offset)
        book.insert(sheet, f'<mergeCells count="1"><mergeCell ref="{first}:{below(first, 1)}"/></mergeCells>')

    return put


def standing_below(inner: str, **attributes: str) -> Feature:
    """A cell two rows below the balances."""

    def put(book: Workbook) -> None:
        book.cell("Balances", below(book.address("Balances", "Limit", -1), 2), inner, **attributes)

    return put


def formats_below(book: Workbook) -> None:
    """Cells and rows below growing tables that hold formats and nothing else: plain ones, with which dates would be numbers."""
    for table, sheet in (("Balances", "Balances"), ("Runs", "Runs"), ("Invoices", "Invoices"), ("InvoiceLines", "Invoice lines")):
        area = book.table(table)[2]
        for row in range(area.bottom + 1, area.bottom + 12):
            for number in range(area.left, area.right + 1):
                book.cell(sheet, f"{column(number)}{row}", "", s="0" if row % 2 else "1")
            book.row(sheet, row, ht="33", customHeight="1")


def noted(book: Workbook) -> None:
    """Notes and threads on cells that are written, and on one below a growing table."""
    for number, (sheet, address) in enumerate((
        ("Log", book.address("UsageLog", "Status", 4)), ("Balances", book.address("Balances", "Used")),
        ("Runs", below(book.address("Runs", "When", -1), 1)),
    )):  # fmt: skip
        owner = book.sheet(sheet)
        column_, row = split(address)
        drawn = book.part(f"xl/drawings/note{number}.vml", vml(note(1025 + number, row - 1, column_ - 1)),
                          "application/vnd.openxmlformats-officedocument.vmlDrawing", owner, f"{RELATIONSHIPS}/vmlDrawing")  # fmt: skip
        book.part(
            f"xl/note{number}.xml",
            comments(address, "[Threaded comment] Is this right?"),
            f"{SHEET}comments+xml",
            owner,
            f"{RELATIONSHIPS}/comments",
        )
        thread = f'{DECLARATION}<ThreadedComments xmlns="{MS}/spreadsheetml/2018/threadedcomments"><threadedComment ref="{address}" personId="{{0C}}" id="{{0A}}"><text>Is this right?</text></threadedComment></ThreadedComments>'
        book.part(
            f"xl/threadedComments/note{number}.xml",
            thread,
            "application/vnd.ms-excel.threadedcomments+xml",
            owner,
            f"{MS}/2017/10/relationships/threadedComment",
        )
        book.insert(sheet, f'<legacyDrawing r:id="{drawn}"/>')
    persons = f'{DECLARATION}<personList xmlns="{MS}/spreadsheetml/2018/threadedcomments"><person displayName="Ann" id="{{0C}}" userId="a" providerId="None"/></personList>'
    book.part(
        "xl/persons/person.xml",
        persons,
        "application/vnd.ms-excel.person+xml",
        book.workbook,
        f"{MS}/2017/10/relationships/person",
    )


def drawn_below(book: Workbook) -> None:
    """Pictures over the table, right below it, and behind the sheet."""
    area = book.table("Balances")[2]
    owner = book.sheet("Balances")
    anchors = anchor(f"2 {area.top + 1}", f"3 {area.top + 3}") + anchor(f"0 {area.bottom + 1}", f"4 {area.bottom + 6}")
    link = book.part(
        "xl/drawings/their.xml",
        drawing(anchors),
        "application/vnd.openxmlformats-officedocument.drawing+xml",
        owner,
        f"{RELATIONSHIPS}/drawing",
    )
    book.part("xl/media/their.png", png(), "image/png", "xl/drawings/their.xml", f"{RELATIONSHIPS}/image")
    book.content["xl/drawings/_rels/their.xml.rels"] = related_only("image", "../media/their.png")
    back = book.link(owner, f"{RELATIONSHIPS}/image", "xl/media/their.png")
    book.insert("Balances", f'<drawing r:id="{link}"/><picture r:id="{back}"/>')


def related_only(kind: str, target: str) -> bytes:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{related(kind, target)}</Relationships>'.encode()


def another_table_below(book: Workbook) -> None:
    area = book.table("Balances")[2]
    first = f"A{area.bottom + 2}"
    book.text("Balances", first, "Theirs")
    book.text("Balances", below(first, 1), "x")
    markup = f'{DECLARATION}<table xmlns="{MAIN}" id="77" name="Theirs" displayName="Theirs" ref="{first}:{below(first, 1)}"><autoFilter ref="{first}:{below(first, 1)}"/><tableColumns count="1"><tableColumn id="1" name="Theirs"/></tableColumns></table>'
    link = book.part("xl/tables/their.xml", markup, f"{SHEET}table+xml", book.sheet("Balances"), f"{RELATIONSHIPS}/table")
    book.insert("Balances", f'<tableParts><tablePart r:id="{link}"/></tableParts>')


def pivot_below(book: Workbook) -> None:
    """A pivot table that was never refreshed: it stands where no cell does."""
    area = book.table("Balances")[2]
    markup = f'{DECLARATION}<pivotTableDefinition xmlns="{MAIN}" name="p" cacheId="1" dataCaption="v"><location ref="B{area.bottom + 2}:C{area.bottom + 9}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>'
    book.part("xl/pivotTables/their.xml", markup, f"{SHEET}pivotTable+xml", book.sheet("Balances"), f"{RELATIONSHIPS}/pivotTable")


def values_beside(book: Workbook) -> None:
    """Cells right of every growing table, in its rows and below, one of them on a row of its own attributes."""
    for table, sheet in (("Balances", "Balances"), ("Runs", "Runs"), ("Breaches", "Breaches"), ("InvoiceLines", "Invoice lines")):
        area = book.table(table)[2]
        for row in range(area.top, area.bottom + 9):
            book.text(sheet, f"{column(area.right + 1)}{row}", f"note {row}")
        book.row(sheet, area.bottom + 1, ht="30", customHeight="1", spans=f"{area.right + 1}:{area.right + 1}")


def rules_to_the_end(book: Workbook) -> None:
    """Formatting and validation, old and new, that end at the last row of a growing table; sparklines in it and beside it."""
    area = book.table("Balances")[2]
    used, limit, state = (book.address("Balances", header) for header in ("Used", "Limit", "State"))
    last = area.bottom - area.top - 1
    mine = book.add_column("Balances", "Trend")
    cell = f"{mine}{area.bottom}"
    scale = '<cfRule type="dataBar" priority="9"><dataBar><cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar></cfRule>'
    book.insert("Balances", f'<conditionalFormatting sqref="{used}:{below(used, last)}">{scale}</conditionalFormatting>'
                f'<dataValidations count="1"><dataValidation type="textLength" operator="lessThan" allowBlank="1" sqref="{limit}:{below(limit, last)}"><formula1>99</formula1></dataValidation></dataValidations>'
                f'<ignoredErrors><ignoredError sqref="{used}:{below(used, last)}" numberStoredAsText="1"/></ignoredErrors>'
                f'<extLst><ext {X14} uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression" priority="10" id="{{00000000-0000-4000-8000-000000000001}}"><xm:f>{state}="OK"</xm:f></x14:cfRule><xm:sqref>{state}:{below(state, last)}</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>'
                f'<ext {X14} uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Rules!$E$5:$E$9</xm:f></x14:formula1><xm:sqref>{state}:{below(state, last)}</xm:sqref></x14:dataValidation></x14:dataValidations></ext>'
                f'<ext {X14} uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Balances!G{area.bottom}:I{area.bottom}</xm:f><xm:sqref>{cell}</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>')  # fmt: skip


def odds_and_ends(book: Workbook) -> None:
    """Page breaks in a table, watched cells, custom views, scenarios, links, a filter elsewhere, printer settings, properties."""
    status, used = book.address("UsageLog", "Status"), book.address("Balances", "Used")
    printer = book.part(
        "xl/printerSettings/their.bin",
        b"\x00printer\xff",
        f"{SHEET}printerSettings",
        book.sheet("Balances"),
        f"{RELATIONSHIPS}/printerSettings",
    )
    view = "{11111111-2222-3333-4444-555555555555}"
    book.insert("Log", '<scenarios current="0"><scenario name="s" user="a" count="1"><inputCells r="Z1" val="1"/></scenario></scenarios>'
                f'<customSheetViews><customSheetView guid="{view}" filter="1"><rowBreaks count="1" manualBreakCount="1"><brk id="6" max="16383" man="1"/></rowBreaks><autoFilter ref="Y4:Z9"/></customSheetView></customSheetViews>'
                f'<hyperlinks><hyperlink ref="{status}" location="Balances!{used}" display="x"/></hyperlinks>'
                '<rowBreaks count="2" manualBreakCount="2"><brk id="6" max="16383" man="1"/><brk id="9" max="16383" man="1"/></rowBreaks>'
                '<colBreaks count="1" manualBreakCount="1"><brk id="5" max="1048575" man="1"/></colBreaks>'
                f'<cellWatches><cellWatch r="{status}"/></cellWatches><ignoredErrors><ignoredError sqref="{status}:{below(status, 9)}" formula="1"/></ignoredErrors>')  # fmt: skip
    book.edit(book.sheet("Balances"), lambda root: root.findall(f"{M}pageSetup")[0].set(f"{{{RELATIONSHIPS}}}id", printer))
    book.insert("Start", '<autoFilter ref="B5:C9"/>')
    names = f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">Start!$B$5:$C$9</definedName><definedName name="_xlnm.Print_Area" localSheetId="7">Balances!$A$1:$K$7</definedName><definedName name="MineOne">Balances!{used}</definedName>'
    book.replace(book.workbook, "</definedNames>", names + "</definedNames>")
    views = f'<customWorkbookViews><customWorkbookView name="Mine" guid="{view}" windowWidth="1" windowHeight="1" activeSheetId="1"/></customWorkbookViews>'
    book.replace(book.workbook, "</workbook>", f"{views}</workbook>")


def macros(book: Workbook) -> None:
    book.part(
        "xl/vbaProject.bin", MACROS, "application/vnd.ms-office.vbaProject", book.workbook, f"{MS}/2006/relationships/vbaProject"
    )
    main = f"{SHEET}sheet.main+xml"
    book.replace("[Content_Types].xml", main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    for name in ("Log", "Balances", "Invoice template"):
        code = name.replace(" ", "")
        book.edit(book.sheet(name), lambda root, code=code: root.find(f"{M}sheetPr").set("codeName", code))  # type: ignore[misc]
    book.replace(book.workbook, "<workbookPr/>", '<workbookPr codeName="ThisWorkbook"/>')


def alternate_content(book: Workbook) -> None:
    """Choices that other versions of Excel understand: in the workbook, in a sheet before and behind its rows, in the styles."""
    choice = f'<mc:AlternateContent {MC}><mc:Choice Requires="x15" xmlns:x15="{MS}/spreadsheetml/2010/11/main">%s</mc:Choice><mc:Fallback/></mc:AlternateContent>'
    path = '<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\a"/>'
    book.replace(book.workbook, "<workbookPr/>", "<workbookPr/>" + choice % path)
    for sheet in ("Log", "Balances"):
        part = book.sheet(sheet)
        book.replace(part, "<pageMargins", choice % '<x15:theirs><row r="9"/></x15:theirs>' + "<pageMargins")
        book.replace(part, "<sheetFormatPr", choice % "<x15:theirs/>" + "<sheetFormatPr")
    book.replace("xl/styles.xml", "<cellXfs", choice % "<x15:cellXfs/>" + "<cellXfs")
