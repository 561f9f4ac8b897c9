"""What of an invoice's sheet prints: the print area of its template, stretched over all that is above and below it."""

from collections.abc import Collection, Iterable, Iterator

from xlsupport.formulas.repetition import Repetition
from xlsupport.invoice_sheets.filling import AsIs, FilledText, PlacedRow
from xlsupport.sheets.addresses import Area, area, letters


def filled_areas(rows: Iterable[PlacedRow], merged: Iterable[Area] = (), move: Repetition | None = None) -> Iterator[Area]:
    """Where an invoice's cells hold something; `merged` are the merged cells of its template, which `move` moves."""
    tall = {(each.top, each.left): each for each in merged if each.top < each.bottom}
    for row in rows:
        for cell, filling in row.cells:
            held = cell.held if isinstance(filling, AsIs) else str(filling) if isinstance(filling, FilledText) else filling
            if held not in (None, "") or cell.array:
                whole = tall.get((row.row.number, cell.column))
                moved = move.area(whole) if whole and move else None
                yield moved or Area(row.number, cell.column, row.number, cell.column)


def reaching(print_area: str, sheet: str, filled: Collection[Area]) -> str:
    """A print area that reaches up and down to everything in its columns; `sheet` is what stands before each range of it.

    Vendors type their bank account below the print area, and it must print. What is beside the print area does not.
    A print area that is no list of ranges (a formula may be one) stays as it is.
    """
    pieces = [piece.strip().removeprefix(sheet) for piece in print_area.split(",")]
    areas = [area(piece) for piece in pieces]
    known = [each for each in areas if each]
    if len(known) < len(areas) or ",".join(f"{sheet}{_absolute(each)}" for each in known) != print_area:
        return print_area
    return ",".join(f"{sheet}{_absolute(each)}" for each in _stretched(known, filled))


def _stretched(areas: Collection[Area], filled: Collection[Area]) -> Iterator[Area]:
    """The areas; the highest ones reach up to what is above all of them, the lowest ones down to what is below."""
    top, bottom = min(each.top for each in areas), max(each.bottom for each in areas)
    for each in areas:
        inside = [other for other in filled if other.left <= each.right and each.left <= other.right]
        yield each._replace(
            top=min([top, *(other.top for other in inside)]) if each.top == top else each.top,
            bottom=max([bottom, *(other.bottom for other in inside)]) if each.bottom == bottom else each.bottom,
        )


def _absolute(where: Area) -> str:
    first, last = f"${letters(where.left)}${where.top}", f"${letters(where.right)}${where.bottom}"
    return first if first == last else f"{first}:{last}"
