"""Excel's tables (ListObjects) as their parts describe them: where they stand, their columns, and how they grow."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xlsupport.sheets.addresses import Area, area
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.markup import MAIN, Splice, append_inside, attribute_bytes, set_attribute, splice, whole_number
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.package.zip_directory import NEW_COPY
from xlsupport.xlsx.sheet.values import unescaped
from xlsupport.xlsx.tables.calculated_columns import CalculatedColumn

_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"


class TablePart(NamedTuple):
    """One table: `area` holds its header row, its data rows and its totals row.

    `headers` are the columns' names from the left on, `formulas` those of calculated columns by column number.
    """

    name: str
    part: str
    sheet: Sheet
    area: Area
    has_header: bool
    has_totals: bool
    headers: tuple[str, ...]
    formulas: Mapping[int, CalculatedColumn]

    @property
    def last_row(self) -> int:
        """The last data row."""
        return self.area.bottom - self.has_totals


def table_parts(package: Package) -> Iterator[TablePart]:
    """Every table of every worksheet."""
    for sheet in package.sheets:
        for each in package.relationships(sheet.part).values() if sheet.kind == "worksheet" else ():
            if each.kind == "table" and not each.external:
                yield _table_part(package, sheet, each.target)


def _table_part(package: Package, sheet: Sheet, part: str) -> TablePart:
    root = package.tree(part)[1]
    where = area(root.attributes.get("ref", ""))
    listed = root.child("tableColumns")
    columns = [each for each in (listed.children if listed else ()) if each.name == "tableColumn"]
    if root.name != "table" or where is None or len(columns) != where.right - where.left + 1:
        found = f"{package.file_name} is damaged: its part {part} does not describe a table as Excel does"
        raise WorkbookError(f"{found}. {NEW_COPY}.")
    formulas = {
        number: CalculatedColumn(formula.text, formula.attributes.get("array") in ("1", "true"))
        for number, column in enumerate(columns, where.left)
        if (formula := column.child("calculatedColumnFormula"))
    }
    return TablePart(
        name=root.attributes.get("displayName") or root.attributes.get("name", ""),
        part=part,
        sheet=sheet,
        area=where,
        has_header=root.attributes.get("headerRowCount", "1") != "0",
        has_totals=root.attributes.get("totalsRowCount", "0") != "0",
        headers=tuple(unescaped(column.attributes.get("name", "")) for column in columns),
        formulas=formulas,
    )


def following_table_id(package: Package) -> int:
    """The number that the workbook's next table may have."""
    parts = [name for name in package.names if (package.content_type(name) or "").endswith(".table+xml")]
    return 1 + max((whole_number(package.tree(part)[1].attributes.get("id", "")) or 0 for part in parts), default=0)


def resize(package: Package, table: TablePart, bottom: int) -> None:
    """Let a table without a totals row end at another row: its own reference, its filter's and its sorting's, nothing else."""
    data, root = package.tree(table.part)
    changes: list[Splice] = [set_attribute(data, root, "ref", str(table.area._replace(bottom=bottom)))]
    for each in (found for name in ("autoFilter", "sortState", "sortCondition") for found in root.all(name)):
        reference = area(each.attributes.get("ref", ""))
        if reference and (each.name == "autoFilter" or reference.bottom >= min(table.area.bottom, bottom)):
            changes.append(set_attribute(data, each, "ref", str(reference._replace(bottom=bottom))))
    package.put(table.part, splice(data, changes))


def make(package: Package, part: str, name: str, headers: Sequence[str], where: Area, filtered: bytes) -> None:
    """A new table's part; `filtered` is what its filter hides, as Excel writes it."""
    reference, plain = str(where).encode(), attribute_bytes(name)
    columns = _columns(headers, 1)
    text = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<table xmlns="%b" id="%d" name="%b" displayName="%b" ref="%b" totalsRowShown="0"><autoFilter ref="%b">%b</autoFilter>'
        b'<tableColumns count="%d">%b</tableColumns><tableStyleInfo name="TableStyleLight1" showFirstColumn="0" '
        b'showLastColumn="0" showRowStripes="0" showColumnStripes="0"/></table>'
    ) % (MAIN.encode(), following_table_id(package), plain, plain, reference, reference, filtered, len(headers), columns)
    package.put(part, text)
    package.add_content_type(part, _TABLE_TYPE)


def extend(package: Package, table: TablePart, name: str, headers: Sequence[str], right: int) -> None:
    """Give a table that name, its columns these headers, and new columns at its right up to the column `right`."""
    data, root = package.tree(table.part)
    listed = root.child("tableColumns")
    assert listed is not None
    columns = [each for each in listed.children if each.name == "tableColumn"]
    following = 1 + max(whole_number(each.attributes.get("id", "")) or 0 for each in columns)
    changes = [set_attribute(data, root, "ref", str(table.area._replace(right=right)))]
    if name != table.name:
        changes += [set_attribute(data, root, key, name) for key in ("name", "displayName")]
    for each, old, header in zip(columns, table.headers, headers, strict=False):
        if old != header:
            changes.append(set_attribute(data, each, "name", _column_name(header)))
    if len(headers) > len(columns):
        new = _columns(headers[len(columns) :], following).replace(b"<", b"<" + root.prefix)
        changes.append(append_inside(data, listed, new))
        changes.append(set_attribute(data, listed, "count", str(len(headers))))
    buttons = root.child("autoFilter")
    filtered = area(buttons.attributes.get("ref", "")) if buttons else None
    if buttons and filtered:
        changes.append(set_attribute(data, buttons, "ref", str(filtered._replace(right=right))))
    package.put(table.part, splice(data, changes))


def _columns(headers: Sequence[str], first: int) -> bytes:
    named = ((number, attribute_bytes(_column_name(header))) for number, header in enumerate(headers, first))
    return b"".join(b'<tableColumn id="%d" name="%b"/>' % each for each in named)


def _column_name(header: str) -> str:
    """A header as a table's part writes it, with its line breaks escaped."""
    return header.replace("\r", "_x000d_").replace("\n", "_x000a_")
