"""What differs between two workbooks: cells as people read them, and parts of the file."""

from typing import NamedTuple

from xlsupport.words.problems import Place


class Content(NamedTuple):
    """What stands in a cell: its value as a person reads it, its formula if it has one, and the number of its style."""

    value: str = ""
    formula: str = ""
    style: str = "0"

    def __str__(self) -> str:
        return f"={self.formula} → {self.value}" if self.formula else self.value


class CellChange(NamedTuple):
    """A cell that differs. In a table: its name, the column's header, and what its row is called (an ID, a client)."""

    place: Place
    table: str
    column: str
    row: str
    old: Content
    new: Content


class PartChange(NamedTuple):
    """A part that is changed, new or gone; `what` is the sheet or kind of part, and what differs in it besides cells."""

    name: str
    how: str
    what: str


class Comparison(NamedTuple):
    """What differs; `same` counts the parts that are the same bytes."""

    same: int
    parts: tuple[PartChange, ...]
    cells: tuple[CellChange, ...]
