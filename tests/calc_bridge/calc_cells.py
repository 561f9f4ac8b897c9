"""What `calc_server` does to the cells of a sheet in Calc, in blocks."""

import importlib
from collections.abc import Callable
from typing import Any

uno: Any = importlib.import_module("uno")

Area = list[int]
"""Top, left, bottom and right, from 1 on."""

DATE, TIME, CURRENCY, TEXT, LOGICAL = 2, 4, 8, 256, 1024  # com.sun.star.util.NumberFormat
CONTENTS, FORMATS = 1 | 2 | 4 | 16, 32 | 64 | 512 | 1024  # com.sun.star.sheet.CellFlags: values, dates, texts, formulas; looks
FORMULAS, ERRORS, NUMBERS = 16, 4, 1  # CellFlags.FORMULA; com.sun.star.sheet.FormulaResult
BOLD, NORMAL = 150.0, 100.0


def cells(sheet: Any, area: Area) -> Any:
    top, left, bottom, right = area
    return sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def area_of(address: Any) -> Area:
    return [address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1]


Layout = list[tuple[int, str, list[Area]]]
"""The number formats of a range: what kind each is, its code, and where it is."""

_LAYOUTS: dict[tuple[int, str, tuple[int, ...]], Layout] = {}
_FORMATS: dict[tuple[int, int], tuple[int, str]] = {}
READING = frozenset(
    ("read", "formulas", "number_formats", "used", "region", "locked", "text_cells", "look", "merge_area", "select", "page_texts",
     "print_area",      "sheets", "tables", "names", "is_protected", "activate_sheet")
)  # fmt: skip
"""The operations that leave number formats as they are. All others make Calc be asked anew: each question takes its time."""


def forget_layouts() -> None:
    _LAYOUTS.clear()


def forget_formats() -> None:
    """Forget what the numbers of formats mean, which only another workbook changes."""
    _FORMATS.clear()


def formatted(doc: Any, sheet: Any, area: Area) -> Layout:
    asked = id(doc), str(sheet.Name), tuple(area)
    if asked not in _LAYOUTS:
        groups = cells(sheet, area).UniqueCellFormatRanges
        _LAYOUTS[asked] = [_group(doc, groups.getByIndex(index)) for index in range(groups.Count)]
    return _LAYOUTS[asked]


def _group(doc: Any, group: Any) -> tuple[int, str, list[Area]]:
    number = int(group.getByIndex(0).NumberFormat)
    if (id(doc), number) not in _FORMATS:
        shown = doc.NumberFormats.getByKey(number)
        _FORMATS[id(doc), number] = shown.Type, shown.FormatString
    return *_FORMATS[id(doc), number], [area_of(each) for each in group.RangeAddresses]


def read(doc: Any, sheet: Any, area: Area) -> dict[str, object]:
    """The values of a block, and where they are something else than the number or text that they are kept as."""
    target = cells(sheet, area)
    kinds = {"dates": DATE | TIME, "logical": LOGICAL, "currency": CURRENCY}
    found: dict[str, list[Area]] = {kind: [] for kind in kinds}
    for type_, code, areas in formatted(doc, sheet, area):
        for kind, mask in kinds.items():
            if type_ & mask and not (kind == "dates" and code[:2].lower() in ("[h", "[m", "[s")):
                found[kind] += areas
    errors = [
        [row, column, sheet.getCellByPosition(column - 1, row - 1).String]
        for top, left, bottom, right in (area_of(each) for each in target.queryFormulaCells(ERRORS).RangeAddresses)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    return {"values": target.getDataArray(), "errors": errors, **found}


def formulas(_: Any, sheet: Any, area: Area) -> list[tuple[int, int, Any]]:
    """The formulas of a block: where each stretch of them begins, and its rows."""
    found = cells(sheet, area).queryContentCells(FORMULAS).RangeAddresses
    return [(each.StartRow + 1, each.StartColumn + 1, cells(sheet, area_of(each)).getFormulaArray()) for each in found]


def write(doc: Any, sheet: Any, area: Area, rows: list[list[Any]]) -> None:
    """Assign a block. A value is null, a number, a text, or an object: a formula, a truth or a number with its usual format."""
    top, left, *_ = area
    target, special = cells(sheet, area), []
    plain = []
    for row, values in enumerate(rows, top - 1):
        special += [(row, column, value) for column, value in enumerate(values, left - 1) if isinstance(value, dict)]
        plain.append(tuple("" if each is None or isinstance(each, dict) else each for each in values))
    notes = [(each.Position, each.String, each.IsVisible) for each in sheet.Annotations if within(each.Position, area)]
    target.setDataArray(tuple(tuple(float(each) if isinstance(each, int) else each for each in row) for row in plain))
    for position, text, shown in notes:  # Calc drops them with the values, Excel does not
        sheet.Annotations.insertNew(position, text)
        sheet.getCellByPosition(position.Column, position.Row).Annotation.IsVisible = shown
    for row, column, value in special:
        put(doc, sheet.getCellByPosition(column, row), value)


def within(position: Any, area: Area) -> bool:
    top, left, bottom, right = area
    return top <= int(position.Row) + 1 <= bottom and left <= int(position.Column) + 1 <= right


def put(doc: Any, cell: Any, value: dict[str, Any]) -> None:
    before = cell.NumberFormat
    if "formula" in value:
        cell.setFormula(value["formula"])
        cell.NumberFormat = before
    elif "truth" in value:
        cell.setValue(float(value["truth"]))
        cell.NumberFormat = key(doc, "BOOLEAN")
    else:
        cell.setValue(value["number"])
        if doc.NumberFormats.getByKey(before).FormatString == "General":
            cell.NumberFormat = key(doc, value["shown"])


def fill_formula(_: Any, sheet: Any, area: Area, formula: str) -> None:
    """One formula in every cell of a block, its relative references moved along."""
    top, left, bottom, right = area
    first = sheet.getCellByPosition(left - 1, top - 1)
    shown = first.NumberFormat
    first.setFormula(formula)
    first.NumberFormat = shown
    tokens = first.getTokens()
    for row in range(top - 1, bottom):
        for column in range(left - 1, right):
            sheet.getCellByPosition(column, row).setTokens(tokens)


def key(doc: Any, code: str) -> int:
    locale = uno.createUnoStruct("com.sun.star.lang.Locale")
    locale.Language, locale.Country = "en", "US"
    found = doc.NumberFormats.queryKey(code, locale, False)
    return int(found if found != -1 else doc.NumberFormats.addNew(code, locale))


def number_formats(doc: Any, sheet: Any, area: Area) -> list[tuple[str, list[Area]]]:
    return [("General" if type_ & LOGICAL else code, areas) for type_, code, areas in formatted(doc, sheet, area)]


def set_number_format(doc: Any, sheet: Any, area: Area, code: str) -> None:
    cells(sheet, area).NumberFormat = key(doc, code)


def clear(_: Any, sheet: Any, area: Area, contents: bool, formats: bool) -> None:
    cells(sheet, area).clearContents((CONTENTS if contents else 0) | (FORMATS if formats else 0))


def used(_: Any, sheet: Any) -> Area:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    cursor.gotoStartOfUsedArea(False)
    start = cursor.RangeAddress
    return [start.StartRow + 1, start.StartColumn + 1, end.EndRow + 1, end.EndColumn + 1]


def region(_: Any, sheet: Any, area: Area) -> Area:
    cursor = sheet.createCursorByRange(cells(sheet, area))
    cursor.collapseToCurrentRegion()
    return area_of(cursor.RangeAddress)


def insert(_: Any, sheet: Any, area: Area, mode: str) -> None:
    """Room for cells; rows are as high as the one above them, as in Excel."""
    top, _, bottom, _ = area
    height = sheet.Rows.getByIndex(top - 2).Height if mode == "ROWS" and top > 1 else None
    sheet.insertCells(cells(sheet, area).RangeAddress, uno.Enum("com.sun.star.sheet.CellInsertMode", mode))
    if height is not None:
        cells(sheet, [top, 1, bottom, 1]).Rows.Height = height


def delete(_: Any, sheet: Any, area: Area, mode: str) -> None:
    sheet.removeRange(cells(sheet, area).RangeAddress, uno.Enum("com.sun.star.sheet.CellDeleteMode", mode))


def copy(doc: Any, sheet: Any, area: Area, to: str, target: Area, contents: bool) -> None:
    """Copy a block onto another, once or as often as it fits in there; whole rows come with their height.

    Without `contents` the target's cells keep theirs.
    """
    target_sheet = doc.Sheets.getByName(to)
    height, width = area[2] - area[0] + 1, area[3] - area[1] + 1
    down = max(1, (target[2] - target[0] + 1) // height)
    across = max(1, (target[3] - target[1] + 1) // width)
    bottom, right = target[0] + down * height - 1, target[1] + across * width - 1
    before = None if contents else kept(target_sheet, [*target[:2], bottom, right])
    for row in range(target[0], bottom + 1, height):
        for column in range(target[1], right + 1, width):
            corner = target_sheet.getCellByPosition(column - 1, row - 1).CellAddress
            target_sheet.copyRange(corner, cells(sheet, area).RangeAddress)
        if width == sheet.Columns.Count:
            for offset in range(height):
                target_sheet.Rows.getByIndex(row - 1 + offset).Height = sheet.Rows.getByIndex(area[0] - 1 + offset).Height
    if before:
        before()


def kept(sheet: Any, area: Area) -> Callable[[], None]:
    """What puts the present contents of a block back."""
    values = [["" if each is None else each for each in row] for row in cells(sheet, area).getDataArray()]
    of_formulas = formulas(None, sheet, area)

    def put_back() -> None:
        cells(sheet, area).setDataArray(tuple(map(tuple, values)))
        for top, left, block in of_formulas:
            for down, row in enumerate(block):
                for across, formula in enumerate(row):
                    sheet.getCellByPosition(left - 1 + across, top - 1 + down).setFormula(formula)

    return put_back


def locked(_: Any, sheet: Any, area: Area) -> bool:
    """Whether a protection keeps any of these cells from being changed."""
    if not sheet.isProtected():
        return False
    groups = cells(sheet, area).UniqueCellFormatRanges
    return any(bool(groups.getByIndex(index).getByIndex(0).CellProtection.IsLocked) for index in range(groups.Count))


def text_cells(doc: Any, sheet: Any, area: Area) -> list[Area]:
    """Where cells are formatted as text."""
    return [each for type_, _, areas in formatted(doc, sheet, area) if type_ == TEXT for each in areas]


def look(_: Any, sheet: Any, area: Area, name: str) -> Any:
    """A property of cells in Calc's own words; null where they differ."""
    target = cells(sheet, area)
    if name == "Height":
        return target.Rows.getByIndex(0).Height
    if name == "Width":
        return target.Columns.getByIndex(0).Width
    if target.getPropertyState(name) == uno.Enum("com.sun.star.beans.PropertyState", "AMBIGUOUS_VALUE"):
        return None
    return target.getPropertyValue(name)


def set_look(_: Any, sheet: Any, area: Area, name: str, value: Any) -> None:
    target = cells(sheet, area)
    if name in ("Height", "Width"):
        setattr(target.Rows if name == "Height" else target.Columns, name, value)
    elif name in ("RowsOptimal", "ColumnsOptimal"):
        getattr(target, name.removesuffix("Optimal")).setPropertyValue(f"Optimal{'Height' if name[0] == 'R' else 'Width'}", True)
    else:
        target.setPropertyValue(name, value)


def merge_area(_: Any, sheet: Any, area: Area) -> Area:
    cursor = sheet.createCursorByRange(cells(sheet, [*area[:2], *area[:2]]))
    cursor.collapseToMergedArea()
    return area_of(cursor.RangeAddress)


def merge(_: Any, sheet: Any, area: Area, on: bool) -> None:
    cells(sheet, area).merge(on)


def select(doc: Any, sheet: Any, area: Area) -> None:
    doc.CurrentController.select(cells(sheet, area))


OPERATIONS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        read, formulas, write, fill_formula, number_formats, set_number_format, clear, used, region, insert, delete, copy,
        locked, text_cells, look, set_look, merge_area, merge, select,
    )
}  # fmt: skip
