"""Where a sheet's rows stand after some of them were repeated or left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsupport.sheets.addresses import LAST_ROW, Area


@dataclass(frozen=True, slots=True)
class Repetition:
    """How often each repeated row of a template stands in its copy; 0: the row is left out. All other rows stand once."""

    counts: Mapping[int, int]

    def count(self, row: int) -> int:
        return self.counts.get(row, 1)

    def first(self, row: int) -> int:
        """The new number of a row, of its first copy; for a row that is left out, of what follows it."""
        return min(row + sum(count - 1 for repeated, count in self.counts.items() if repeated < row), LAST_ROW)

    def last(self, row: int) -> int:
        """The new number of a row's last copy; for a row that is left out, of what precedes it.

        >>> rows = Repetition({5: 3, 8: 0})
        >>> rows.last(4), rows.first(5), rows.last(5), rows.first(8), rows.last(8)
        (4, 5, 7, 10, 9)
        """
        return min(self.first(row) + self.count(row) - 1, LAST_ROW)

    def span(self, top: int, bottom: int) -> tuple[int, int] | None:
        """The new first and last row of some rows, all copies included; None where none of them is left."""
        first, last = self.first(top), self.last(bottom)
        return (first, last) if first <= last else None

    def area(self, where: Area) -> Area | None:
        """A rectangle with all copies of its rows; None where nothing of it is left."""
        span = self.span(where.top, where.bottom)
        return where._replace(top=span[0], bottom=span[1]) if span else None
