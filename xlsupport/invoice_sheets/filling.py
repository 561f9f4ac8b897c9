"""What the cells of one invoice hold: the template's rows in their place, placeholders filled, formulas moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from xlsupport.formulas.arithmetic import Address
from xlsupport.formulas.calculation import Content, Formula, Unknown
from xlsupport.formulas.references import Move, Position
from xlsupport.formulas.repetition import Repetition
from xlsupport.invoice_sheets.omissions import emptied_cells, rows_about_allowances
from xlsupport.invoice_sheets.placeholders import AMOUNT, filled_runs
from xlsupport.invoice_sheets.template import InvoiceTemplate, Run, TemplateCell, TemplateRow
from xlsupport.sheets.edits import SheetCopy, Value
from xlsupport.sheets.serials import serial


@dataclass(frozen=True, slots=True)
class FilledText:
    """A text whose placeholders are filled, in the runs that it was typed in."""

    runs: tuple[Run, ...]

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class AsIs:
    """What the template's cell holds."""


Filling: TypeAlias = Value | FilledText | Formula | AsIs


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row of the invoice: the template's row, where it stands now, which copy it is, and what its cells hold."""

    row: TemplateRow
    number: int
    copy: int
    cells: tuple[tuple[TemplateCell, Filling], ...]


def move_of(template: InvoiceTemplate, copy: SheetCopy) -> Move:
    """How references change from the template to an invoice of so many lines, tax rates and allowances."""
    counts = {row: len(copy.repeated(kind)) for kind, row in template.repeated.items()}
    if not copy.allowances:
        counts |= dict.fromkeys(rows_about_allowances(template), 0)
    return Move(Repetition(counts), template.sheet, copy.name)


def placed_rows(template: InvoiceTemplate, copy: SheetCopy, move: Move) -> Iterator[PlacedRow]:
    """The invoice's rows from top to bottom."""
    kinds = {row: kind for kind, row in template.repeated.items()}
    emptied = emptied_cells(template, copy.fields)
    for row in template.rows:
        for index in range(move.rows.count(row.number)):
            kind = kinds.get(row.number)
            values = {**copy.fields, **copy.repeated(kind)[index]} if kind else copy.fields
            cells = tuple(
                (cell, None if (row.number, cell.column) in emptied else _filling(cell, values, move, at))
                for cell in row.cells
                for at in [Position(row.number, cell.column, index)]
            )
            yield PlacedRow(row, move.rows.first(row.number) + index, index, cells)


def _filling(cell: TemplateCell, values: Mapping[str, Value], move: Move, at: Position) -> Filling:
    if cell.formula is not None:
        return Formula(move.formula(cell.formula, at))
    if not cell.runs:
        return AsIs()
    if cell.placeholder and not isinstance(values[cell.placeholder], str):
        return values[cell.placeholder]
    texts = filled_runs([run.text for run in cell.runs], values)
    return FilledText(tuple(Run(text, run.format) for text, run in zip(texts, cell.runs, strict=True)))


def texts_of(cell: TemplateCell, filling: Filling) -> tuple[str, str] | None:
    """A cell's text on the template and on the invoice; None where it holds no text."""
    if cell.runs and isinstance(filling, FilledText | None):
        return cell.text, str(filling or "")
    if isinstance(cell.held, str) and not cell.computed:
        return cell.held, cell.held if isinstance(filling, AsIs) else ""
    return None


def sheet_contents(rows: Sequence[PlacedRow], date1904: bool) -> dict[Address, Content]:
    """What the invoice's formulas see."""
    seen = {
        (row.number, cell.column): Unknown() if cell.array else _content(cell, filling, date1904)
        for row in rows
        for cell, filling in row.cells
    }
    return {address: held for address, held in seen.items() if held is not None}


def _content(cell: TemplateCell, filling: Filling, date1904: bool) -> Content | None:
    if isinstance(filling, AsIs):
        return cell.held
    if isinstance(filling, FilledText):
        return str(filling) or None
    if isinstance(filling, date):
        return serial(filling, date1904)
    return Decimal(filling) if isinstance(filling, int) else filling


def amount_cells(template: InvoiceTemplate, rows: Sequence[PlacedRow]) -> Iterator[Address]:
    """Where the lines' amounts stand."""
    for row in rows:
        if row.row.number == template.repeated.get("line"):
            yield from ((row.number, cell.column) for cell, _ in row.cells if cell.placeholder == AMOUNT)
