"""Rows of the set-up tables into records, or into problems that name the cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from xlsupport.reading.cells import Unreadable, choices, choose, day, filled_rows, is_blank, keyed, shown, text
from xlsupport.records.policy import Record
from xlsupport.sheets.specifications import TableSpec
from xlsupport.sheets.tables import Book, Cell, ErrorValue, NotCalculated, Table
from xlsupport.words.names import name_key, quoted
from xlsupport.words.problems import Problem

Made = TypeVar("Made", bound=Record)
Read = Callable[[Cell], object]


class Field(NamedTuple):
    """The column that fills a record's field, how its cell is read, and whether it may be empty."""

    header: str
    read: Read
    required: bool = False


class Row(NamedTuple):
    """Where a record came from."""

    table: Table
    offset: int

    def problem(self, header: str, found: str, fix: str) -> Problem:
        return Problem(self.table.place(header, self.offset), found, fix)


@dataclass
class Reader:
    """Reads the tables of one book and collects their problems."""

    book: Book
    problems: list[Problem] = field(default_factory=list)

    def records(self, spec: TableSpec, model: type[Made], fields: Mapping[str, Field]) -> list[tuple[Row, Made]]:
        """A record for each good row; of the bad ones, all that is wrong becomes problems, each with its cell."""
        table = self.book.tables[spec.name]
        found = []
        for offset in filled_rows(table, spec):
            row = Row(table, offset)
            values = self._values(row, fields)
            given = {name: value for name, value in values.items() if value is not None}
            bad = set(fields) - set(values)
            try:
                record = model(**given)
            except ValidationError as error:
                wrong = [each for each in error.errors() if each["loc"] and each["loc"][0] not in bad]
                self.problems += [_broken_constraint(row, fields, each) for each in wrong]
                bad |= {str(each["loc"][0]) for each in wrong}
                kept = {name: value for name, value in values.items() if name not in bad}
                self.problems += [row.problem(*each) for each in model.broken_rules(kept)]
            else:
                if not bad:
                    found.append((row, record))
        return found

    def _values(self, row: Row, fields: Mapping[str, Field]) -> dict[str, Any]:
        """The values of a row's good cells; what is wrong with the others becomes problems."""
        values: dict[str, Any] = {}
        for name, (header, read, required) in fields.items():
            cell = row.table.cells(header)[row.offset]
            if isinstance(cell, NotCalculated):
                continue  # told with those of all other columns
            try:
                if is_blank(cell) and required:
                    raise Unreadable("Fill it in, or clear the whole row")
                values[name] = read(cell)
            except Unreadable as error:
                self.problems.append(row.problem(header, shown(header, cell), str(error)))
            except UnsureError:
                continue
        return values

    def complain(self, row: Row, header: str, found: str, fix: str) -> None:
        self.problems.append(row.problem(header, found, fix))


def _broken_constraint(row: Row, fields: Mapping[str, Field], error: Mapping[str, Any]) -> Problem:
    """What a field's own constraint says of its cell."""
    header = fields[str(error["loc"][0])].header
    cell = row.table.cells(header)[row.offset]
    wanted = str(error["msg"]).replace("Input should be", "Enter a value").replace("Decimal", "number")
    return row.problem(header, shown(header, cell), wanted)


class UnsureError(Exception):
    """A name that may be one that cannot be read where it was given; that cell is a problem already, this one perhaps none."""


def one_of(known: Mapping[str, str], complete: bool = True) -> Read:
    """A known name; `complete` says whether all known names could be read. Raises UnsureError where they could not."""

    def read(cell: Cell) -> str | None:
        if is_blank(cell):
            return None
        name = text(cell)
        if not complete and name_key(name) not in known:
            raise UnsureError
        return choose(name, known)

    return read


def several_of(known: Mapping[str, str], complete: bool = True) -> Read:
    """Names separated by commas; a blank cell means any. Raises UnsureError as `one_of` does."""

    def read(cell: Cell) -> frozenset[str]:
        names = [part.strip() for part in text(cell).split(",") if part.strip()]
        unknown = [name for name in names if name_key(name) not in known]
        if unknown and not complete:
            raise UnsureError
        if unknown:
            instead = f" instead of {' and '.join(map(quoted, unknown))}" if known else ""
            commas = ", with commas between several" if any(mark in unknown[0] for mark in ";/|\n") else ""
            raise Unreadable(choices(unknown[0], known.values()) + instead + commas)
        return frozenset(known[name_key(name)] for name in names)

    return read


def once(reader: Reader, rows: list[tuple[Row, Any]], header: str) -> None:
    """Complain of each row whose key, given with it, another row had before."""
    seen: dict[Any, Row] = {}
    for row, key in rows:
        if key in seen:
            first = seen[key].table.place(header, seen[key].offset)
            cell = row.table.cells(header)[row.offset]
            reader.complain(row, header, f"{shown(header, cell)}, as in {first} already", "Keep one of the two rows")
        seen.setdefault(key, row)


def named(reader: Reader, spec: TableSpec, header: str) -> dict[str, str]:
    """Every name in a table, also of rows with a problem elsewhere, so that one slip does not make others."""
    cells = reader.book.tables[spec.name].cells(header)
    return keyed(text(cell) for cell in cells if not is_blank(cell) and not isinstance(cell, (ErrorValue, NotCalculated)))


def all_named(reader: Reader, spec: TableSpec, header: str) -> bool:
    """Whether each row of a table has a name that can be read."""
    table = reader.book.tables[spec.name]
    cells = table.cells(header)
    return not any(is_blank(cells[row]) or isinstance(cells[row], ErrorValue | NotCalculated) for row in filled_rows(table, spec))


def day_of(reader: Reader, table: str) -> Read:
    """A reader of dates in the date system of a table's workbook."""
    date1904 = reader.book.tables[table].date1904
    return lambda cell: day(cell, date1904)
