"""Tables and names of the xlwings engine over Calc, which keeps Excel's tables as database ranges."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from xlwings import NoSuchObjectError, base_classes

from support.calc.formulas import to_calc, to_excel
from support.calc.members import refusing
from support.calc.office import Area, ExcelError, Write
from support.calc.ranges import Range

if TYPE_CHECKING:
    from support.calc.books import Book, Sheet


class Tables(base_classes.Tables):
    """The tables of a sheet, in the order of their names."""

    def __init__(self, sheet: "Sheet") -> None:
        self.sheet = sheet

    api = property(lambda self: self)
    parent = property(lambda self: self.sheet)

    def __iter__(self) -> "Iterator[Table]":
        found = [each for each in self.sheet.book.tables() if each["sheet"] == self.sheet.name]
        return (Table(self.sheet, str(each["name"])) for each in found)

    def __len__(self) -> int:
        return len(list(self))

    def __call__(self, key: str | int) -> "Table":
        found = [
            each for number, each in enumerate(self, 1) if key in (number, each.name) or str(key).lower() == each.name.lower()
        ]
        if not found:
            raise ExcelError("Subscript out of range")
        return found[0]

    def __contains__(self, name: str) -> bool:
        return any(each.name.lower() == name.lower() for each in self)

    def add(
        self,
        source_type: object = None,
        source: Any = None,
        link_source: object = None,
        has_headers: object = None,
        destination: object = None,
        table_style_name: object = None,
        name: str | None = None,
    ) -> "Table":
        """A table over a range with a header row. Raises ExcelError where it has no room or its name is taken."""
        if destination or link_source or source_type:
            raise NotImplementedError("the engine over Calc has no Tables.add of another source than a range")
        target: Range = getattr(source, "impl", source)
        tables = self.sheet.book.tables()
        name = name or next(each for each in (f"Table{n}" for n in range(1, 10_000)) if each not in {t["name"] for t in tables})
        if any(str(each["name"]).lower() == name.lower() for each in tables):
            raise ExcelError(f"The name {name} is taken")
        _refuse_overlap(tables, self.sheet.name, target.area, name)
        has_header = has_headers not in (False, "no")
        self.sheet.change("add table", name, "add_table", name=name, area=target.area, header=has_header)
        return Table(self.sheet, name)


class Table(base_classes.Table):
    """A table, found again by its name whenever it is asked."""

    def __init__(self, sheet: "Sheet", name: str) -> None:
        self.sheet, self._name = sheet, name

    def _now(self) -> Mapping[str, Any]:
        return next(each for each in self.sheet.book.tables() if each["name"] == self._name)

    def _rows(self, top: int, bottom: int) -> Range:
        return Range(self.sheet, (top, self.area[1], bottom, self.area[3]))

    api = property(lambda self: self)
    parent = property(lambda self: self.sheet)
    name = property(lambda self: self._name)
    display_name = name
    show_headers = property(lambda self: bool(self._now()["header"]))
    area: property = property(lambda self: tuple(self._now()["area"]))
    range = property(lambda self: self._rows(self.area[0], self.area[2]))

    @property
    def show_totals(self) -> bool:
        return bool(self._now()["totals"])

    @show_totals.setter
    def show_totals(self, value: bool) -> NoReturn:
        raise NotImplementedError(f"the engine over Calc cannot turn totals rows on or off (Table.show_totals = {value})")

    @property
    def header_row_range(self) -> Range | None:
        return self._rows(self.area[0], self.area[0]) if self.show_headers else None

    @property
    def totals_row_range(self) -> Range | None:
        return self._rows(self.area[2], self.area[2]) if self.show_totals else None

    @property
    def data_body_range(self) -> Range | None:
        top, bottom = self.area[0] + self.show_headers, self.area[2] - self.show_totals
        return self._rows(top, bottom) if top <= bottom else None

    @property
    def insert_row_range(self) -> None:
        return None

    def resize(self, range: Any) -> None:  # noqa: A002 # xlwings' name
        """Raises ExcelError where the header row would move, nothing would be left, or another table is in the way."""
        target: Range = getattr(range, "impl", range)
        top, _, bottom, _ = target.area
        if top != self.area[0] or bottom <= top or target.sheet.name != self.sheet.name:
            raise ExcelError("Method 'Resize' of object 'ListObject' failed")
        _refuse_overlap(self.sheet.book.tables(), self.sheet.name, target.area, self._name)
        self.sheet.change("resize table", self._name, "resize_table", name=self._name, area=target.area)


def _refuse_overlap(tables: list[dict[str, Any]], sheet: str, area: Area, name: str) -> None:
    for each in tables:
        top, left, bottom, right = each["area"]
        apart = bottom < area[0] or top > area[2] or right < area[1] or left > area[3]
        if each["sheet"] == sheet and each["name"] != name and not apart:
            raise ExcelError("A table can't overlap another table.")


class Names(base_classes.Names):
    """The names of a workbook, those of its sheets among them; or those of one sheet."""

    def __init__(self, book: "Book", owner: str | None = None) -> None:
        self.book, self.owner = book, owner

    api = property(lambda self: self)

    def _all(self) -> "list[Name]":
        found = [Name(self.book, each) for each in self.book.known("names")]
        return [each for each in found if self.owner in (None, each.owner)]

    def __iter__(self) -> "Iterator[Name]":
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def snapshot(self) -> "list[tuple[str, Name]]":
        return [(each.name, each) for each in self._all()]

    def __call__(self, key: str | int) -> "Name":
        found = self._all()
        if isinstance(key, int):
            return found[key - 1]
        named = [each for each in found if each.name.lower() == key.lower()]
        if not named:
            raise NoSuchObjectError(key)
        return named[0]

    def contains(self, key: str) -> bool:
        return any(each.name.lower() == key.lower() for each in self._all())

    def add(self, name: str, refers_to: str) -> "Name":
        content = to_calc(refers_to).removeprefix("=")
        self.book.change(Write("add name", "", name), "add_name", name=name, content=content)
        return self(name)


class Name(base_classes.Name):
    """A name as it was found: a sheet's begins with that sheet."""

    def __init__(self, book: "Book", found: Mapping[str, Any]) -> None:
        self.book, self._found = book, found
        self.owner = str(found["owner"])
        refers = found["refers"]
        self.sheet_name: str | None = refers[0] if refers else None
        self.area: Area | None = tuple(refers[1]) if refers else None

    api = property(lambda self: self)

    def _with_sheet(self) -> str:
        own = str(self._found["name"]).removeprefix("_xlnm.")
        quoted = self.owner if self.owner.isidentifier() else "'" + self.owner.replace("'", "''") + "'"
        return f"{quoted}!{own}" if self.owner else own

    name = property(_with_sheet)
    refers_to = property(lambda self: to_excel("=" + str(self._found["content"])))

    @property
    def refers_to_range(self) -> Range:
        column = re.fullmatch(r"=(\w+)\[([^\[\]@#]+)\]", self.refers_to)
        if column:
            return self._column(*column.groups())
        if not self.area:
            raise ExcelError(f"The name {self.name} refers to no range")
        return Range(self.book.sheets(self.sheet_name), self.area)

    def _column(self, table: str, header: str) -> Range:
        """A column of a table, which Calc does not resolve in names."""
        found = next(each for each in self.book.tables() if each["name"].lower() == table.lower())
        sheet = self.book.sheets(found["sheet"])
        top, left, bottom, right = found["area"]
        headers = [str(each).lower() for each in Range(sheet, (top, left, top, right)).raw_value[0]]
        column = left + headers.index(header.lower())
        return Range(sheet, (top + 1, column, bottom - found["totals"], column))

    def delete(self) -> None:
        write = Write("delete name", self.owner, self.name)
        self.book.change(write, "delete_name", name=self._found["name"], owner=self.owner)


refusing(Tables, Table, Names, Name)
