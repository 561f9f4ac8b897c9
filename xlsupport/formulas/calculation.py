"""A sheet's formulas computed, each after the cells that it reads."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from xlsupport.formulas.arithmetic import Address, NotComputableError, Reader, Result, within
from xlsupport.formulas.references import tokens
from xlsupport.sheets.addresses import Area

_DOUBLE = Context(prec=17, rounding=ROUND_HALF_EVEN)


class Formula(NamedTuple):
    """A cell that holds a formula."""

    text: str


class Unknown(NamedTuple):
    """A cell whose value cannot be known here: an error, say."""


Content: TypeAlias = Formula | Unknown | Decimal | str | bool
"""What a cell holds. Blank cells are not in the sheet."""


class _PendingError(Exception):
    def __init__(self, address: Address) -> None:
        self.address = address


class Calculation:
    """The values of a sheet's cells, and which cells each formula reads."""

    def __init__(
        self, sheet: Mapping[Address, Content], names: Mapping[str, str], hidden_rows: frozenset[int] = frozenset()
    ) -> None:
        """`names` are the sheet's defined names in small letters, those that mean one cell or range of it."""
        self._sheet = sheet
        self.names = names
        self.hidden_rows = hidden_rows
        self.reads: dict[Address, set[Address]] = {}
        self._known: dict[Address, Result] = {}
        self._unknown: set[Address] = set()
        for address in sorted(address for address, held in sheet.items() if isinstance(held, Formula)):
            self._compute(address)

    def _compute(self, wanted: Address) -> None:
        """Compute a cell after those that it reads. Not by recursion: a running total is as deep as there are lines."""
        stack = [wanted]
        while stack:
            address = stack[-1]
            formula = self._sheet[address]
            assert isinstance(formula, Formula)
            if address in self._known or address in self._unknown:
                stack.pop()
                continue
            try:
                reader = Reader(self, address, formula.text)
                self.reads[address] = reader.reads
                self._known[address] = reader.result()
            except _PendingError as pending:
                if pending.address in stack:
                    self._unknown.update(stack[stack.index(pending.address) :])
                else:
                    stack.append(pending.address)
            except (NotComputableError, RecursionError):
                self._unknown.add(address)

    def value(self, address: Address) -> Result:
        """A cell's value. Raises NotComputableError."""
        held = self._sheet.get(address)
        if address in self._known:
            return self._known[address]
        if isinstance(held, Unknown) or address in self._unknown:
            raise NotComputableError
        if isinstance(held, Formula):
            raise _PendingError(address)
        return Fraction(held) if isinstance(held, Decimal) else held

    def result(self, address: Address) -> Decimal | str | bool | None:
        """A cell's value, a number to the 17 digits that a workbook keeps; None where it is blank or only Excel can tell."""
        try:
            value = self.value(address)
        except NotComputableError:
            return None
        return decimal(value) if isinstance(value, Fraction) else value

    def number(self, address: Address) -> Decimal | None:
        """A cell's number; None where it has none or only Excel can tell."""
        value = self.result(address)
        return value if isinstance(value, Decimal) else None

    def cells(self, where: Area) -> Iterator[Address]:
        """The cells of a range that are not blank."""
        if (where.bottom - where.top + 1) * (where.right - where.left + 1) > len(self._sheet):
            yield from (each for each in self._sheet if within(each, where))
        else:
            every = ((row, column) for row in range(where.top, where.bottom + 1) for column in range(where.left, where.right + 1))
            yield from (each for each in every if each in self._sheet)

    def is_subtotal(self, address: Address) -> bool:
        held = self._sheet.get(address)
        return isinstance(held, Formula) and any(
            each.kind == "word" and each.text.upper() in ("SUBTOTAL", "AGGREGATE") for each in tokens(held.text)
        )


def decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal number of 17 digits: exact for any amount of money.

    >>> decimal(Fraction(1, 3)), decimal(Fraction(125, 2))
    (Decimal('0.33333333333333333'), Decimal('62.5'))
    """
    return _DOUBLE.divide(Decimal(value.numerator), Decimal(value.denominator))
