"""Documents of several tax rates on a template that computes the tax by a formula of its own from one rate."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from xlsupport.formulas.arithmetic import Address, within
from xlsupport.formulas.calculation import Calculation, Formula
from xlsupport.formulas.references import Move, tokens
from xlsupport.invoice_sheets.filling import PlacedRow, placed_rows
from xlsupport.invoice_sheets.placeholders import TAX_RATE
from xlsupport.invoice_sheets.template import InvoiceTemplate
from xlsupport.sheets.addresses import area, letters
from xlsupport.sheets.edits import SheetCopy
from xlsupport.words.money import cents
from xlsupport.words.problems import Place, WorkbookError

_TRIED = (Decimal(1), Decimal("0.25"))


class Placed(NamedTuple):
    """A document's rows, and where the register's tax stands as a value in place of the template's own formula.

    `unshown` is the sheet's name where its lines bear several rates and it shows none of them.
    """

    rows: tuple[PlacedRow, ...]
    replaced: tuple[Place, ...] = ()
    unshown: str = ""

    @property
    def remarks(self) -> Iterator[str]:
        """What a run says about it."""
        for place in self.replaced:
            yield (
                f"{place} holds the tax as a value: the lines bear several tax rates, and the template's formula knows one. "
                "A row with {{tax.rate}}, {{tax.base}} and {{tax.amount}} would show each."
            )
        if self.unshown:
            yield (
                f"The lines on {self.unshown} bear several tax rates, and the sheet shows only what they come to. "
                "A row with {{tax.rate}}, {{tax.base}} and {{tax.amount}} in the invoice template would show each."
            )


def placed(
    template: InvoiceTemplate, copy: SheetCopy, move: Move, calculate: Callable[[Sequence[PlacedRow]], Calculation]
) -> Placed:
    """A document's rows from top to bottom. Raises WorkbookError for a formula that needs one rate and is not the tax.

    The tax is told by trying it with some rates: it is each of them on the subtotal.
    """
    rows = tuple(placed_rows(template, copy, move))
    if len(copy.taxes) < 2 or "tax" in template.repeated:
        return Placed(rows)
    tried = [_tried(template, copy, move, rate, calculate) for rate in _TRIED]
    repeated = {row.number for row in rows if row.row.number in template.repeated.values()}
    replaced = set(_reading_the_rate(rows, tried[0].names))
    for address in sorted(replaced):
        wanted = [cents(copy.totals["Subtotal"] * rate) for rate in _TRIED]
        found = [calculation.number(address) for calculation in tried]
        if address[0] in repeated or [each if each is None else cents(each) for each in found] != wanted:
            raise WorkbookError(
                f"{_place(copy, address)} would compute with one tax rate, and the lines bear several. Give the sheet "
                f"{template.sheet} a row with {{{{tax.rate}}}}, {{{{tax.base}}}} and {{{{tax.amount}}}}, which repeats for each "
                "rate, and add those amounts up; nothing was written."
            )
    filled = (
        replace(row, cells=tuple(
            (cell, copy.totals["Tax"] if (row.number, cell.column) in replaced else filling) for cell, filling in row.cells
        ))
        for row in rows
    )  # fmt: skip
    return Placed(tuple(filled), tuple(_place(copy, address) for address in sorted(replaced)), "" if replaced else copy.name)


def _tried(
    template: InvoiceTemplate,
    copy: SheetCopy,
    move: Move,
    rate: Decimal,
    calculate: Callable[[Sequence[PlacedRow]], Calculation],
) -> Calculation:
    """What the sheet would come to if all of its lines bore one rate."""
    return calculate(tuple(placed_rows(template, copy._replace(fields={**copy.fields, TAX_RATE: rate}), move)))


def _place(copy: SheetCopy, address: Address) -> Place:
    return Place(copy.name, f"{letters(address[1])}{address[0]}")


def _reading_the_rate(rows: Sequence[PlacedRow], names: Mapping[str, str]) -> Iterator[Address]:
    """The formulas that name a cell with the document's tax rate, by its address or by a name."""
    rates = [(row.number, cell.column) for row in rows for cell, _ in row.cells if cell.placeholder == TAX_RATE]
    for row in rows:
        for cell, filling in row.cells:
            if isinstance(filling, Formula):
                pieces = (names.get(text.lower(), text) if kind == "word" else text for kind, text in tokens(filling.text))
                areas = [where for piece in pieces if (where := area(piece.replace("$", "")))]
                if any(within(rate, where) for rate in rates for where in areas):
                    yield row.number, cell.column
