"""The totals of an invoice sheet, held against the register before anything is written."""

from collections.abc import Iterator, Mapping, Sequence

from xlsupport.formulas.arithmetic import Address
from xlsupport.formulas.calculation import Calculation
from xlsupport.invoice_sheets.filling import PlacedRow, amount_cells
from xlsupport.invoice_sheets.template import InvoiceTemplate
from xlsupport.sheets.addresses import area, letters
from xlsupport.sheets.edits import SheetCopy
from xlsupport.words.money import cents
from xlsupport.words.problems import Place, Problem, WorkbookError

_FIX = "Correct the formula on the sheet {template}; nothing was written"


def wrong_totals(
    copy: SheetCopy, template: InvoiceTemplate, rows: Sequence[PlacedRow], calculation: Calculation
) -> Iterator[Problem]:
    """Totals on an invoice's sheet that differ from the register's to the cent; `calculation` computed its rows.

    Checked are the cells that the sheet's names Subtotal, Tax and Total mean. Where it has none of these names, every formula
    outside the repeated rows that adds up the lines' amounts, itself or through others, must give one of the three. A total
    that only Excel can compute cannot be checked.
    """
    totals, sheet = copy.totals, copy.name
    named = {total: where for total in totals if (where := area(calculation.names.get(total.lower(), "")))}
    fix = _FIX.format(template=template.sheet)
    if named:
        for total, where in named.items():
            found = calculation.number((where.top, where.left))
            if found is not None and cents(found) != cents(totals[total]):
                what = f"the {total.lower()} would be {cents(found)}, the register says {cents(totals[total])}"
                yield Problem(Place(sheet, f"{letters(where.left)}{where.top}"), what, fix)
        return
    known = ", ".join(f"{total} {cents(value)}" for total, value in totals.items())
    repeated = {row.number for row in rows if row.row.number in template.repeated.values()}
    for row, column in sorted(_dependent(calculation.reads, set(amount_cells(template, rows)))):
        found = None if row in repeated else calculation.number((row, column))
        if found is not None and cents(found) not in {cents(value) for value in totals.values()}:
            what = f"this sum over the lines' amounts would be {cents(found)}, the register says {known}"
            more = f"{fix}. Or, if it is right, name the cells of the totals Subtotal, Tax and Total"
            yield Problem(Place(sheet, f"{letters(column)}{row}"), what, more)


def refuse(wrong: Sequence[Problem]) -> None:
    """Raise one WorkbookError for the wrong totals of all invoices, if there are any."""
    if wrong:
        raise WorkbookError("; ".join(f"{each.place}: {each.found}" for each in wrong) + f". {wrong[0].fix}.", wrong)


def _dependent(reads: Mapping[Address, set[Address]], sources: set[Address]) -> set[Address]:
    """The formula cells that read any of these cells, or read a cell that does."""
    readers: dict[Address, set[Address]] = {}
    for reader, read in reads.items():
        for each in read:
            readers.setdefault(each, set()).add(reader)
    found: set[Address] = set()
    waiting = list(sources)
    while waiting:
        new = readers.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found
