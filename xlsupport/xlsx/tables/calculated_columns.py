"""The formulas that new rows of a table get from its calculated columns."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from xlsupport.formulas.references import filled, reference, tokens
from xlsupport.xlsx.sheet.formula_cells import FormulaCell


class CalculatedColumn(NamedTuple):
    """A column's formula as the table's part holds it: where it names cells by address, as in the first data row."""

    text: str
    is_array: bool = False


def formulas_below(
    column: CalculatedColumn, first: int, standing: FormulaCell | None, anchors: Iterable[FormulaCell], rows: Sequence[int]
) -> Iterator[str]:
    """The column's formula in each of these rows, as Excel would fill it down.

    `first` is the table's first data row, `standing` the formula in its last one, `anchors` the sheet's shared formulas. What
    stands there goes before the part, in which programs do not agree for which row addresses are meant.
    """
    text, row = column.text, first
    if standing:
        shown = _written_out(standing, anchors)
        if _shape(shown) == _shape(text):
            text, row = shown, standing.row
    if filled(text, 1, 0) == text:
        yield from (text for _ in rows)
    else:
        yield from (filled(text, each - row, 0) for each in rows)


def is_filled(column: CalculatedColumn, text: str) -> bool:
    """Whether a formula is the column's own, as Excel or xlsupport fills it into a row.

    >>> is_filled(CalculatedColumn("A4*B$1"), "A9*B$1"), is_filled(CalculatedColumn("A4*2"), "SUM(A4:A8)")
    (True, False)
    """
    return bool(text) and _shape(text) == _shape(column.text)


def _written_out(cell: FormulaCell, anchors: Iterable[FormulaCell]) -> str:
    """A formula's text, that of a shared one's member too."""
    if cell.text or cell.attributes.get("t") != "shared":
        return cell.text
    number = cell.attributes.get("si")
    anchor = next((each for each in anchors if each.text and each.attributes.get("si") == number and each.reach), None)
    return filled(anchor.text, cell.row - anchor.row, cell.column - anchor.column) if anchor else ""


def _shape(formula: str) -> list[str]:
    """A formula without the rows that filling changes: alike in every row of a column.

    >>> _shape("A4*B$1") == _shape("A9*B$1"), _shape("A4*B$1") == _shape("A4*B$2")
    (True, False)
    """
    pieces = []
    for kind, text in tokens(formula):
        ends = reference(text) if kind == "reference" else None
        pieces += [str(end if end.fixed_row else end._replace(row=0)) for end in ends if end] if ends else [text]
    return pieces
