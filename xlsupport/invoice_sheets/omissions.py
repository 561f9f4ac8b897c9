"""What an invoice leaves out: labels of facts that it does not have, and the heading where there are no allowances."""

from collections.abc import Iterator, Mapping

from xlsupport.formulas.arithmetic import Address
from xlsupport.invoice_sheets.placeholders import OF_SOME_DOCUMENTS, REPEATED, group, spans
from xlsupport.invoice_sheets.template import InvoiceTemplate, TemplateCell
from xlsupport.sheets.edits import Value

_FURTHEST_LABEL = 3
"""How many columns to the left of its value a label may stand."""

_HEADING_ROWS = 2
"""A table of allowances has a heading and a row of headers above its rows."""


def emptied_cells(template: InvoiceTemplate, fields: Mapping[str, Value]) -> set[Address]:
    """The cells of the template that a document leaves empty, with the labels beside them.

    A credit note has no due date, and an invoice cancels nothing. A cell that tells such a fact, and no other one, is empty
    with all of its text. So is its label: the plain text next to it on the left, or else right above it.
    """
    rows = {row.number: {cell.column: cell for cell in row.cells} for row in template.rows}
    found: set[Address] = set()
    for number, cells in rows.items():
        for column, cell in cells.items():
            if _tells_nothing(cell, fields):
                label = _label(rows, number, column)
                found |= {(number, column)} | ({label} if label else set())
    return found


def _tells_nothing(cell: TemplateCell, fields: Mapping[str, Value]) -> bool:
    """Whether a cell has a placeholder of some documents only, and none that is filled."""
    names = {each.name for each in spans(cell.text)}
    return bool(names & OF_SOME_DOCUMENTS) and all(group(name) not in REPEATED and fields[name] in (None, "") for name in names)


def _label(rows: Mapping[int, Mapping[int, TemplateCell]], number: int, column: int) -> Address | None:
    cells = rows[number]
    left = max((each for each, cell in cells.items() if each < column and not _is_blank(cell)), default=0)
    if left and column - left <= _FURTHEST_LABEL and _is_plain_text(cells[left]):
        return number, left
    above = rows.get(number - 1, {}).get(column)
    return (number - 1, column) if above and _is_plain_text(above) else None


def rows_about_allowances(template: InvoiceTemplate) -> Iterator[int]:
    """The rows of headings right above the one that repeats for each allowance: they hold plain text and nothing else."""
    row = template.repeated.get("allowance")
    if row is None:
        return
    rows = {each.number: [cell for cell in each.cells if not _is_blank(cell)] for each in template.rows}
    for number in range(row - 1, row - 1 - _HEADING_ROWS, -1):
        cells = rows.get(number)
        if not cells or not all(map(_is_plain_text, cells)):
            return
        yield number


def _is_blank(cell: TemplateCell) -> bool:
    return not cell.runs and not cell.computed and cell.array is None and cell.held in (None, "")


def _is_plain_text(cell: TemplateCell) -> bool:
    return isinstance(cell.held, str) and bool(cell.held) and not cell.computed and cell.array is None
