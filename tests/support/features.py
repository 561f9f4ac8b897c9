# ruff: noqa: E501 - an element's XML stands on one line, however long
"""Features of Excel put into a workbook of ours where they hurt, in and beside our tables; each says what must be true afterwards.

A feature is a function that edits a workbook. Those in WORKS leave a run its results, those in REFUSED stop it with a sentence.
"""

from collections.abc import Callable

from lxml import etree

from support.handmade import MAIN, RELATIONSHIPS
from support.splicing import Area, Workbook, column, split

Feature = Callable[[Workbook], object]
MS = "http://schemas.microsoft.com/office"
X14 = f'xmlns:x14="{MS}/spreadsheetml/2009/9/main" xmlns:xm="{MS}/excel/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
M = f"{{{MAIN}}}"
METADATA = (
    f'<metadata xmlns="{MAIN}" xmlns:xda="{MS}/spreadsheetml/2017/dynamicarray"><metadataTypes count="1"><metadataType name="XLDAPR" '
    'minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" '
    'clearComments="1" assign="1" coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk>'
    '</futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)


def formula(text: str, value: object, **attributes: str) -> str:
    named = "".join(f' {key}="{each}"' for key, each in attributes.items())
    return f"<f{named}>{text}</f><v>{value}</v>"


def below(address: str, by: int) -> str:
    """The address of a cell further down."""
    number, row = split(address)
    return f"{column(number)}{row + by}"


def beside(book: Workbook, table: str, right: int = 1, row: int = 1) -> str:
    """A cell right of a table, in one of its data rows."""
    area = book.table(table)[2]
    return f"{column(area.right + right)}{area.top + row}"


# Formulas


def shared_beside(book: Workbook) -> None:
    first, amount = beside(book, "UsageLog"), book.address("UsageLog", "Amount")
    book.cell("Log", first, formula(f"{amount}*2", 0, t="shared", ref=f"{first}:{below(first, 3)}", si="0"))
    book.cells("Log", {below(first, each): formula("", 0, t="shared", si="0") for each in (1, 2, 3)})


def shared_into_written(book: Workbook) -> None:
    """Its anchor in Reason, which people type, its members also in Status, which is written."""
    first, right = book.address("UsageLog", "Reason"), book.address("UsageLog", "Status")
    book.cell("Log", first, formula('REPT("",1)', "", t="shared", ref=f"{first}:{below(right, 2)}", si="0"), t="str")
    rest = [below(first, 1), below(first, 2), right, below(right, 1), below(right, 2)]
    book.cells("Log", {each: formula("", "", t="shared", si="0") for each in rest}, t="str")


def shared_out_of_written(book: Workbook) -> None:
    """Its anchor in a column that is written, its member right of the table."""
    first, right = book.address("Balances", "State"), beside(book, "Balances")
    book.cell("Balances", first, formula("1+1", 2, t="shared", ref=f"{first}:{right}", si="0"))
    book.cell("Balances", right, formula("", 2, t="shared", si="0"))


def array_beside(book: Workbook) -> None:
    one, many, minutes = beside(book, "UsageLog"), beside(book, "UsageLog", 2), book.address("UsageLog", "Minutes")
    book.cell("Log", one, formula(f"SUM({minutes}:{below(minutes, 2)}*1)", 62, t="array", ref=one))
    reach = f"{many}:{below(many, 2)}"
    book.cell("Log", many, formula(f"{minutes}:{below(minutes, 2)}*2", 20, t="array", ref=reach))
    book.cells("Log", {below(many, 1): "<v>80</v>", below(many, 2): "<v>24</v>"})


def array_in_typed(book: Workbook) -> None:
    minutes, notes = book.address("UsageLog", "Minutes", 4), book.address("UsageLog", "Notes", 4)
    book.cell("Log", minutes, formula("SUM(10+5)", 15, t="array", ref=minutes))
    book.cell("Log", notes, formula("&quot;a&quot;", "a", t="array", ref=f"{notes}:{below(notes, 1)}"), t="str")
    book.cell("Log", below(notes, 1), "<v>a</v>", t="str")


def array_in_written(book: Workbook) -> None:
    one = book.address("UsageLog", "Amount", 5)
    book.cell("Log", one, formula("SUM(1)", 1, t="array", ref=one))
    many = book.address("Balances", "Used")
    book.cell("Balances", many, formula("{1;2}", 1, t="array", ref=f"{many}:{below(many, 1)}"))
    book.cell("Balances", below(many, 1), "<v>2</v>")


def array_out_of_written(book: Workbook) -> None:
    first, right = book.address("Balances", "State"), beside(book, "Balances")
    book.cell("Balances", first, formula("{1,2}", 1, t="array", ref=f"{first}:{right}"))
    book.cell("Balances", right, "<v>2</v>")


def _dynamic(book: Workbook) -> None:
    book.part("xl/metadata.xml", METADATA, f"{SHEET}sheetMetadata+xml", book.workbook, f"{RELATIONSHIPS}/sheetMetadata")


def dynamic_beside(book: Workbook) -> None:
    _dynamic(book)
    first = beside(book, "UsageLog", 3)
    reach = f"{first}:{below(first, 1)}"
    book.cell("Log", first, formula("_xlfn.UNIQUE(UsageLog[Client])", "Acme", t="array", ref=reach), t="str", cm="1")
    book.cell("Log", below(first, 1), "<v>Bolt</v>", t="str")


def dynamic_in_typed(book: Workbook) -> None:
    _dynamic(book)
    cell = book.address("UsageLog", "Client", 4)
    text = formula("_xlfn._xlws.FILTER(Clients[Client],Clients[Client]=&quot;Acme&quot;)", "Acme", t="array", ref=cell)
    book.cell("Log", cell, text, t="str", cm="1")


def dynamic_in_written(book: Workbook) -> None:
    _dynamic(book)
    cell = book.address("UsageLog", "Status", 4)
    book.cell("Log", cell, formula("_xlfn.SINGLE(1)", 1, t="array", ref=cell), cm="1")


def what_if(book: Workbook) -> None:
    first = beside(book, "Balances", 4)
    number, row = split(first)
    inner = f"{column(number + 1)}{row + 1}:{column(number + 2)}{row + 2}"
    book.cell("Balances", first, formula(book.address("Balances", "Used"), 0))
    book.cell(
        "Balances",
        f"{column(number + 1)}{row + 1}",
        formula("", 1, t="dataTable", ref=inner, dt2D="1", dtr="1", r1="X1", r2="X2"),
    )
    book.cells("Balances", {f"{column(number + 2)}{row + 1}": "<v>2</v>", f"{column(number + 1)}{row + 2}": "<v>3</v>"})


def calculated(book: Workbook) -> None:
    """Own columns that Excel calculates, with references of both kinds and as an array, in tables that grow and one that does not."""
    for table, sheet, text in (
        ("UsageLog", "Log", "UsageLog[[#This Row],[Amount]]*2"),
        ("Balances", "Balances", "Balances[[#This Row],[Allowed]]-Balances[[#This Row],[Used]]"),
        ("Runs", "Runs", "Runs[[#This Row],[Amount]]*2"),
    ):
        letters = book.add_column(table, "Mine 🧮", text)
        area = book.table(table)[2]
        book.cells(sheet, {f"{letters}{row}": formula(text, 0) for row in range(area.top + 1, area.bottom + 1)})
    used, area = book.address("Balances", "Used"), book.table("Balances")[2]
    text = f"{used}*$A$1"
    letters = book.add_column("Balances", "By address", text)
    rows = range(area.top + 1, area.bottom + 1)
    book.cells("Balances", {f"{letters}{row}": formula(text.replace(used, below(used, row - rows[0])), 0) for row in rows})
    text = "SUM((Balances[Client]=Balances[[#This Row],[Client]])*1)"
    letters = book.add_column("Balances", "As array", text, array=True)
    book.cells("Balances", {f"{letters}{row}": formula(text, 3, t="array", ref=f"{letters}{row}") for row in rows})


def _calculated(book: Workbook, table: str, header: str, text: str) -> Area:
    """Make a column of a table a calculated one; where the table stands."""
    _, part, where = book.table(table)
    holder = f'.//{M}tableColumn[@name="{header}"]'

    def add(root: etree._Element) -> None:
        etree.SubElement(root.findall(holder)[0], f"{M}calculatedColumnFormula").text = text

    book.edit(part, add)
    return where


def calculated_over_written(book: Workbook) -> None:
    """A column of ours that somebody made a calculated one."""
    text = "Balances[[#This Row],[Allowed]]-Balances[[#This Row],[Used]]"
    where = _calculated(book, "Balances", "Remaining", text)
    first = book.address("Balances", "Remaining")
    book.cells("Balances", {below(first, row): formula(text, 99) for row in range(where.bottom - where.top)})


def calculated_typed(book: Workbook) -> None:
    """A column that people type, calculated: new rows get its formula, not only its format."""
    text = 'IF(Invoices[[#This Row],[Paid on]]="","open","paid")'
    _calculated(book, "Invoices", "Status note", text)
    book.cell("Invoices", book.address("Invoices", "Status note"), formula(text.replace('"', "&quot;"), "open"), t="str")


# Tables


def totals(table: str, sheet: str, header: str) -> Feature:
    """A totals row under a table: a label, a sum, and a formula of one's own."""

    def put(book: Workbook) -> None:
        _, part, area = book.table(table)
        text = f"SUBTOTAL(109,{table}[{header}])"

        def change(root: etree._Element) -> None:
            root.set("totalsRowCount", "1")
            if "totalsRowShown" in root.attrib:
                del root.attrib["totalsRowShown"]
            root.set("ref", f"{column(area.left)}{area.top}:{column(area.right)}{area.bottom + 1}")
            columns = root.findall(f".//{M}tableColumn")
            columns[0].set("totalsRowLabel", "Total")
            next(each for each in columns if each.get("name") == header).set("totalsRowFunction", "sum")

        address = book.address(table, header, -1)
        book.edit(part, change)
        book.text(sheet, f"{column(area.left)}{area.bottom + 1}", "Total")
        book.cell(sheet, below(address, 1), formula(text, 0), s="3")

    return put


def filtered(book: Workbook) -> None:
    """Two tables filtered, with the rows that do not match hidden."""
    for table, sheet, text in (("UsageLog", "Log", "Nobody"), ("Balances", "Balances", "Nobody"), ("Runs", "Runs", "Nobody")):
        _, part, area = book.table(table)
        hidden = f'<filterColumn xmlns="{MAIN}" colId="0"><filters><filter val="{text}"/></filters></filterColumn>'
        book.edit(part, lambda root, hidden=hidden: root.find(f"{M}autoFilter").append(etree.fromstring(hidden)))  # type: ignore[misc]
        for row in range(area.top + 1, area.bottom + 1):
            book.row(sheet, row, hidden="1")


def sorted_tables(book: Workbook) -> None:
    for table, header in (("UsageLog", "Date"), ("Balances", "Client"), ("Breaches", "Code"), ("Invoices", "Total")):
        _, part, area = book.table(table)
        first, last = book.address(table, header), book.address(table, header, -1)
        whole = f"{column(area.left)}{area.top + 1}:{column(area.right)}{area.bottom}"
        markup = f'<sortState xmlns="{MAIN}" ref="{whole}"><sortCondition ref="{first}:{last}"/></sortState>'
        book.edit(part, lambda root, markup=markup: root.insert(1, etree.fromstring(markup)))  # type: ignore[misc]


def slicers(book: Workbook) -> None:
    sheet, part, _ = book.table("UsageLog")
    x15 = f"{MS}/spreadsheetml/2010/11/main"
    table = book.tree(part).get("id")
    link = book.part(
        "xl/slicers/slicer1.xml",
        f'<slicers {X14} xmlns="{MS}/spreadsheetml/2009/9/main"><slicer name="Client" cache="Slicer_Client" rowHeight="1"/></slicers>',
        "application/vnd.ms-excel.slicer+xml", sheet, f"{MS}/2007/relationships/slicer",
    )  # fmt: skip
    cache = book.part(
        "xl/slicerCaches/slicerCache1.xml",
        f'<slicerCacheDefinition xmlns="{MS}/spreadsheetml/2009/9/main" name="Slicer_Client" sourceName="Client"><extLst><ext '
        f'uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{x15}"><x15:tableSlicerCache tableId="{table}" column="3"/></ext>'
        "</extLst></slicerCacheDefinition>",
        "application/vnd.ms-excel.slicerCache+xml", book.workbook, f"{MS}/2007/relationships/slicerCache",
    )  # fmt: skip
    book.insert(
        "Log",
        f'<extLst><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" {X14}><x14:slicerList><x14:slicer r:id="{link}"/></x14:slicerList></ext></extLst>',
    )
    ext = f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{x15}"><x15:slicerCaches {X14}><x14:slicerCache r:id="{cache}" xmlns:r="{RELATIONSHIPS}"/></x15:slicerCaches></ext></extLst>'
    book.replace(book.workbook, "</workbook>", f"{ext}</workbook>")
