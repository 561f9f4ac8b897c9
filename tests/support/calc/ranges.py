"""Ranges of the xlwings engine over Calc."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from support.calc.addresses import COLUMNS, ROWS, address_of, edge, holds
from support.calc.formulas import excel_format, to_calc, to_excel
from support.calc.looks import Font, colour
from support.calc.members import refusing
from support.calc.office import Area, ExcelError, Write
from support.calc.typing import ERRORS
from support.calc.values import CellError, given, in_bar, money

if TYPE_CHECKING:
    from support.calc.books import Sheet
    from support.calc.tables import Table

PROTECTED = "The cell or chart you're trying to change is on a protected sheet. To make a change, unprotect the sheet."


class Range(base_classes.Range):
    """A rectangle of cells."""

    def __init__(self, sheet: "Sheet", area: Area) -> None:
        self.sheet, self.area = sheet, area
        self.options: object = None

    def ask(self, op: str, **details: Any) -> Any:
        return self.sheet.ask(op, area=self.area, **details)

    def change(self, kind: str, op: str, **details: Any) -> None:
        """A change of these cells. Raises ExcelError on a protected sheet."""
        if self.ask("locked"):
            raise ExcelError(PROTECTED)
        self.sheet.change(kind, self.get_address(False, False), op, area=self.area, **details)

    def _to(self, area: Sequence[int]) -> "Range":
        top, left, bottom, right = area
        return Range(self.sheet, (top, left, bottom, right))

    api = property(lambda self: self)
    row = property(lambda self: self.area[0])
    column = property(lambda self: self.area[1])
    shape = property(lambda self: (self.area[2] - self.area[0] + 1, self.area[3] - self.area[1] + 1))
    coords = property(lambda self: (self.sheet.name, self.row, self.column, *self.shape))
    address = property(lambda self: self.get_address(True, True))

    def __len__(self) -> int:
        rows, columns = self.shape
        return int(rows * columns)

    def __call__(self, row: int, column: int | None = None) -> "Range":
        if column is None:
            rows_before, columns_before = divmod(row - 1, self.shape[1])
            row, column = rows_before + 1, columns_before + 1
        top, left = self.row + row - 1, self.column + column - 1
        return self._to((top, left, top, left))

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        found = address_of(self.area, row_absolute, col_absolute)
        if not external:
            return found
        where = f"[{self.sheet.book.name}]{self.sheet.name}"
        return f"{where}!{found}" if self.sheet.name.isidentifier() else "'" + where.replace("'", "''") + f"'!{found}"

    # What stands in the cells

    @property
    def raw_value(self) -> Any:
        """Rows of values as Windows hands them over: numbers as floats, dates as datetimes, money as decimals."""
        answer = self.ask("read")
        rows: list[list[Any]] = [[None if each == "" else each for each in row] for row in answer["values"]]
        for kind, convert in (("dates", self._moment), ("logical", bool), ("currency", money)):
            for top, left, bottom, right in answer[kind]:
                for row in rows[top - self.row : bottom - self.row + 1]:
                    for column in range(left - self.column, right - self.column + 1):
                        if isinstance(row[column], float):
                            row[column] = convert(row[column])
        for row_number, column_number, name in answer["errors"]:
            rows[row_number - self.row][column_number - self.column] = CellError(name if name in ERRORS else "#VALUE!")
        return rows if len(self) > 1 else rows[0][0]

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        """Assign as Excel takes it over; a single value goes into every cell, a formula with its references moved along."""
        rows, columns = self.shape
        if isinstance(value, str) and value[:1] == "=" and len(value) > 1 and len(self) > 1:
            self.change("formula", "fill_formula", formula=to_calc(value))
            return
        lines = value if isinstance(value, list | tuple) else [[value] * columns] * rows
        if (len(lines), {len(line) for line in lines}) != (rows, {columns}):
            raise ExcelError(f"{len(lines)} rows do not fit into {self.address}")
        has_bare_text = any(isinstance(each, str) and each[:1] != "'" for line in lines for each in line)
        texts = self.ask("text_cells") if has_bare_text else []
        book = self.sheet.book
        cells = [
            [
                given(each, any(holds(area, row, column) for area in texts), book.today, book.epoch)
                for column, each in enumerate(line, self.column)
            ]
            for row, line in enumerate(lines, self.row)
        ]
        self.change("value", "write", rows=cells)

    def _moment(self, value: float) -> datetime:
        epoch: datetime = self.sheet.book.epoch
        return epoch + timedelta(milliseconds=round(value * 86_400_000))

    @property
    def formula(self) -> Any:
        """Formulas, and of cells without one their value as Excel shows it in the formula bar."""
        answer = self.ask("read")
        rows: list[list[str]] = [[in_bar(each) for each in row] for row in answer["values"]]
        for top, left, bottom, right in answer["logical"]:
            for row in rows[top - self.row : bottom - self.row + 1]:
                for column in range(left - self.column, right - self.column + 1):
                    row[column] = {"1": "TRUE", "0": "FALSE"}.get(row[column], row[column])
        for top, left, block in self.ask("formulas"):
            for down, line in enumerate(block):
                for across, text in enumerate(line):
                    shown = to_excel(text)
                    constant = shown[1:] in ERRORS or shown in ("=TRUE()", "=FALSE()")
                    rows[top + down - self.row][left + across - self.column] = shown[1:].rstrip("()") if constant else shown
        return tuple(tuple(row) for row in rows) if len(self) > 1 else rows[0][0]

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    def clear_contents(self) -> None:
        self.change("clear contents", "clear", contents=True, formats=False)

    def clear_formats(self) -> None:
        self.change("clear formats", "clear", contents=False, formats=True)

    def clear(self) -> None:
        self.change("clear", "clear", contents=True, formats=True)

    # Where they are

    @property
    def current_region(self) -> "Range":
        return self._to(self.ask("region"))

    def end(self, direction: str) -> "Range":
        """Where Ctrl and an arrow key lead: to the end of filled cells, or over empty ones to the next filled one."""
        step, along_row = (-1 if direction in ("up", "left") else 1), direction in ("left", "right")
        bottom, right = max(self.sheet.used_range.area[2], self.row), max(self.sheet.used_range.area[3], self.column)
        line = self._to((self.row, 1, self.row, right) if along_row else (1, self.column, bottom, self.column)).raw_value
        flat = (line[0] if along_row else [each[0] for each in line]) if isinstance(line, list) else [line]
        filled = [number for number, value in enumerate(flat, 1) if value is not None]
        at = edge(filled, self.column if along_row else self.row, step, COLUMNS if along_row else ROWS)
        return self._to((self.row, at, self.row, at) if along_row else (at, self.column, at, self.column))

    @property
    def table(self) -> "Table | None":
        return next((each for each in self.sheet.tables if holds(each.area, self.row, self.column)), None)

    @property
    def name(self) -> Any:
        names = [each for each in self.sheet.book.names if each.sheet_name == self.sheet.name and each.area == self.area]
        return names[0] if names else None

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"='{self.sheet.name}'!{self.address}")

    def select(self) -> None:
        """Raises ExcelError where the sheet is not the one shown, as Excel does."""
        if self.sheet.book.active != self.sheet.name:
            raise ExcelError("Select method of Range class failed")
        self.ask("select")
        self.sheet.book.selections[self.sheet.name] = self.area

    # Rows and columns moved

    def _mode(self, shift: str | None, whole_rows: str, whole_columns: str, down: str, right: str) -> str:
        if self.shape[1] == COLUMNS:
            return whole_rows
        if self.shape[0] == ROWS:
            return whole_columns
        return right if shift in ("right", "left") else down

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        if copy_origin not in (None, "format_from_left_or_above"):
            raise NotImplementedError(f"Range.insert with copy_origin={copy_origin!r}")
        self.change("insert", "insert", mode=self._mode(shift, "ROWS", "COLUMNS", "DOWN", "RIGHT"))

    def delete(self, shift: str | None = None) -> None:
        self.change("delete", "delete", mode=self._mode(shift, "ROWS", "COLUMNS", "UP", "LEFT"))

    def copy(self, destination: Any = None) -> None:
        """Copy onto another range, or into Excel's clipboard."""
        if destination is None:
            self.sheet.book.app.clipboard = self
            return
        to: Range = getattr(destination, "impl", destination)
        to._paste(self)

    def paste(
        self, paste: str | None = None, operation: str | None = None, skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        source = self.sheet.book.app.clipboard
        if source is None:
            raise ExcelError("PasteSpecial method of Range class failed")
        if paste not in (None, "all", "formats") or operation or skip_blanks or transpose:
            raise NotImplementedError(f"Range.paste of {paste!r} with {operation!r}, {skip_blanks!r}, {transpose!r}")
        self._paste(source, contents=paste != "formats")

    def _paste(self, source: "Range", contents: bool = True) -> None:
        if self.ask("locked"):
            raise ExcelError(PROTECTED)
        where = {"area": source.area, "to": self.sheet.name, "target": self.area, "contents": contents}
        write = Write("copy" if contents else "paste formats", self.sheet.name, self.get_address(False, False))
        self.sheet.book.office.change(write, "copy", book=self.sheet.book.number, sheet=source.sheet.name, **where)

    # How they look

    @property
    def number_format(self) -> str | None:
        """The number format; None where the cells' differ."""
        codes = {excel_format(code) for code, _ in self.ask("number_formats")}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.change("number format", "set_number_format", code=code)

    @property
    def row_height(self) -> float:
        return round(float(self.ask("look", name="Height")) / 2540 * 72 * 20) / 20  # Calc counts in twentieths of a point, too

    @row_height.setter
    def row_height(self, points: float) -> None:
        self.change("row height", "set_look", name="Height", value=round(points / 72 * 2540))

    @property
    def column_width(self) -> float:
        """In characters of 7 pixels, without the 5 pixels of padding: what Excel says of Calibri 11."""
        return round((round(float(self.ask("look", name="Width")) / 2540 * 96) - 5) / 7, 2)

    @column_width.setter
    def column_width(self, characters: float) -> None:
        self.change("column width", "set_look", name="Width", value=round((characters * 7 + 5) / 96 * 2540))

    @property
    def color(self) -> tuple[int, int, int] | None:
        found = self.ask("look", name="CellBackColor")
        return None if found in (None, -1) else (found >> 16 & 255, found >> 8 & 255, found & 255)

    @color.setter
    def color(self, value: Any) -> None:
        self.change("color", "set_look", name="CellBackColor", value=colour(value))

    @property
    def wrap_text(self) -> bool | None:
        found = self.ask("look", name="IsTextWrapped")
        return None if found is None else bool(found)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.change("wrap text", "set_look", name="IsTextWrapped", value=value)

    @property
    def font(self) -> "Font":
        return Font(self)

    def autofit(self, axis: str | None = None) -> None:
        for each, name in (("rows", "RowsOptimal"), ("columns", "ColumnsOptimal")):
            if axis in (None, each, each[0]):
                self.change("autofit", "set_look", name=name, value=True)

    @property
    def merge_area(self) -> "Range":
        return self._to(self.ask("merge_area"))

    merge_cells = property(lambda self: self.merge_area.area != self._to((*self.area[:2], *self.area[:2])).area)

    def merge(self, across: bool = False) -> None:
        if across:
            raise NotImplementedError("Range.merge with across=True")
        self.change("merge", "merge", on=True)

    def unmerge(self) -> None:
        self.change("unmerge", "merge", on=False)


refusing(Range)
