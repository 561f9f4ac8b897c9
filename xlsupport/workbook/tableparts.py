"""Excel's tables (ListObjects) as their parts describe them: where they stand, what their columns are, how they grow."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xlsupport.problems import WorkbookError
from xlsupport.workbook.areas import Area, area
from xlsupport.workbook.markup import Splice, set_attribute, splice
from xlsupport.workbook.package import Package, Sheet
from xlsupport.workbook.values import unescaped


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
    formulas: Mapping[int, str]

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
        raise WorkbookError(f"{package.file_name} is damaged: its part {part} does not describe a table as Excel does.")
    formulas = {
        number: formula.text
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


def resize(package: Package, table: TablePart, bottom: int) -> None:
    """Let a table without a totals row end at another row: its own reference and that of its filter, nothing else."""
    data, root = package.tree(table.part)
    changes: list[Splice] = [set_attribute(data, root, "ref", str(table.area._replace(bottom=bottom)))]
    for each in root.children:
        reference = area(each.attributes.get("ref", "")) if each.name == "autoFilter" else None
        if reference:
            changes.append(set_attribute(data, each, "ref", str(reference._replace(bottom=bottom))))
    package.put(table.part, splice(data, changes))
