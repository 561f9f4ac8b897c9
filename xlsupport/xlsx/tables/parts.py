"""Excel's tables (ListObjects) as their parts describe them: where they stand, their columns, and how they grow."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from xlsupport.sheets.addresses import Area, area
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.markup import (
    MAIN,
    Element,
    Splice,
    append_inside,
    attribute_bytes,
    set_attribute,
    splice,
    text_bytes,
    whole_number,
)
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


class TotalsCell(NamedTuple):
    """What a cell of a totals row holds: a text, or a formula; neither where it holds a number, or nothing."""

    label: str = ""
    formula: str = ""
    is_array: bool = False


class Columns(NamedTuple):
    """The columns of a table that is made or extended: their headers, and by position formulas and the totals row's cells.

    A table without a totals row has None for `totals`.
    """

    headers: Sequence[str]
    formulas: Mapping[int, str] = MappingProxyType({})
    totals: Mapping[int, TotalsCell] | None = None


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
    columns = [each for each in (listed.counted if listed else ()) if each.name == "tableColumn"]
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


def make(package: Package, part: str, name: str, columns: Columns, where: Area, filtered: bytes) -> None:
    """A new table's part; `filtered` is what its filter hides, as Excel writes it."""
    plain, listed = attribute_bytes(name), _new_columns(columns, range(len(columns.headers)), 1)
    has_totals = columns.totals is not None
    reference, buttons = str(where).encode(), str(where._replace(bottom=where.bottom - has_totals)).encode()
    text = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<table xmlns="%b" id="%d" name="%b" displayName="%b" ref="%b" %b><autoFilter ref="%b">%b</autoFilter>'
        b'<tableColumns count="%d">%b</tableColumns><tableStyleInfo name="TableStyleLight1" showFirstColumn="0" '
        b'showLastColumn="0" showRowStripes="0" showColumnStripes="0"/></table>'
    ) % (
        MAIN.encode(), following_table_id(package), plain, plain, reference,
        b'totalsRowCount="1"' if has_totals else b'totalsRowShown="0"', buttons, filtered, len(columns.headers), listed,
    )  # fmt: skip
    package.put(part, text)
    package.add_content_type(part, _TABLE_TYPE)


def extend(package: Package, table: TablePart, name: str, columns: Columns, right: int) -> None:
    """Give a table that name, its columns these headers, and new columns at its right up to the column `right`.

    Where the columns have a totals row and the table has none, its last data row becomes that.
    """
    data, root = package.tree(table.part)
    listed = root.child("tableColumns")
    assert listed is not None
    standing = [each for each in listed.counted if each.name == "tableColumn"]
    following = 1 + max(whole_number(each.attributes.get("id", "")) or 0 for each in standing)
    changes = [set_attribute(data, root, "ref", str(table.area._replace(right=right)))]
    if name != table.name:
        changes += [set_attribute(data, root, key, name) for key in ("name", "displayName")]
    becomes_totals = columns.totals is not None and not table.has_totals
    if becomes_totals:
        changes.append(set_attribute(data, root, "totalsRowCount", "1"))
        if "totalsRowShown" in root.attributes:
            changes.append(set_attribute(data, root, "totalsRowShown", "1"))
    for position, (each, old, header) in enumerate(zip(standing, table.headers, columns.headers, strict=False)):
        renamed = {"name": _column_name(header)} if old != header else {}
        cell = (columns.totals or {}).get(position, TotalsCell()) if becomes_totals else TotalsCell()
        changes += _column_changes(data, each, renamed | _totals_attributes(cell), cell)
    if len(columns.headers) > len(standing):
        new = _new_columns(columns, range(len(standing), len(columns.headers)), following, root.prefix)
        changes.append(append_inside(data, listed, new))
        changes.append(set_attribute(data, listed, "count", str(len(columns.headers))))
    buttons = root.child("autoFilter")
    filtered = area(buttons.attributes.get("ref", "")) if buttons else None
    if buttons and filtered:
        bottom = filtered.bottom - (becomes_totals and filtered.bottom == table.area.bottom)
        changes.append(set_attribute(data, buttons, "ref", str(filtered._replace(right=right, bottom=bottom))))
    package.put(table.part, splice(data, changes))


def _column_changes(data: bytes, column: Element, attributes: Mapping[str, str], cell: TotalsCell) -> list[Splice]:
    """The changes that give a column's element these attributes, and the formula of its cell of the totals row."""
    changes = [set_attribute(data, column, key, value) for key, value in attributes.items()]
    if not cell.formula:
        return changes
    inner = _formula("totalsRowFormula", cell.formula, column.prefix, cell.is_array)
    if not column.self_closed:
        return [*changes, append_inside(data, column, inner)]
    # Both changes are made at the end of one tag, so they are made as one.
    tag = splice(data[: column.inside], changes)[column.start :]
    name = column.prefix + column.name.encode()
    return [Splice(column.start, column.end, tag[:-2].rstrip() + b">" + inner + b"</" + name + b">")]


def _new_columns(columns: Columns, positions: range, first: int, prefix: bytes = b"") -> bytes:
    """The elements of these columns; `first` is the number that the first of them has in the table."""
    found = []
    for number, position in enumerate(positions, first):
        cell = (columns.totals or {}).get(position, TotalsCell())
        attributes = {"id": str(number), "name": _column_name(columns.headers[position]), **_totals_attributes(cell)}
        tag = b"<%btableColumn %b" % (
            prefix,
            b" ".join(b'%b="%b"' % (key.encode(), attribute_bytes(value)) for key, value in attributes.items()),
        )
        text = columns.formulas.get(position, "")
        inner = _formula("calculatedColumnFormula", text, prefix) if text else b""
        inner += _formula("totalsRowFormula", cell.formula, prefix, cell.is_array) if cell.formula else b""
        found.append(b"%b>%b</%btableColumn>" % (tag, inner, prefix) if inner else tag + b"/>")
    return b"".join(found)


def _totals_attributes(cell: TotalsCell) -> dict[str, str]:
    if cell.formula:
        return {"totalsRowFunction": "custom"}
    return {"totalsRowLabel": cell.label} if cell.label else {}


def _formula(name: str, text: str, prefix: bytes, is_array: bool = False) -> bytes:
    tag = prefix + name.encode()
    return b"<%b%b>%b</%b>" % (tag, b' array="1"' if is_array else b"", text_bytes(text), tag)


def _column_name(header: str) -> str:
    """A header as a table's part writes it, with its line breaks escaped."""
    return header.replace("\r", "_x000d_").replace("\n", "_x000a_")
