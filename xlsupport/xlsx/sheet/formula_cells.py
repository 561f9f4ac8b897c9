"""The cells of a sheet that hold formulas."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xlsupport.sheets.addresses import Area, area, column_number
from xlsupport.xlsx.sheet.grammar import formula_cell, formula_start
from xlsupport.xlsx.sheet.rows import parsed_rows
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import decoded

_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*\"([^\"]*)\"")


class FormulaCell(NamedTuple):
    """A formula: where it stands, its text (empty for a member of a shared formula), and the attributes of its element."""

    row: int
    column: int
    text: str
    attributes: Mapping[str, str]

    @property
    def reach(self) -> Area | None:
        """The cells that an anchor of a shared formula, an array or a data table speaks for."""
        return area(self.attributes.get("ref", ""))


def formula_cells(stream: SheetStream, block: bytes, before: int) -> Iterator[FormulaCell]:
    """The formula cells of a block of rows; `before` is the number of the row in front of it."""
    if b"<%bf" % stream.prefix not in block:
        return
    found = formula_cell(stream.prefix).findall(block)
    if len(found) == len(formula_start(stream.prefix).findall(block)) and b"<!" not in block:
        for letters, row, attributes, text in found:
            named = {name.decode(): decoded(value) for name, value in _ATTRIBUTE.findall(attributes)} if attributes else {}
            yield FormulaCell(int(row), column_number(letters.decode()), decoded(text), named)
        return
    for number, _, cells in parsed_rows(stream.parsed(block)[1], before):
        for column, cell in cells:
            formula = cell.child("f")
            if formula:
                yield FormulaCell(number, column, formula.text, formula.attributes)
