"""One formula computed in exact fractions: SUM, SUBTOTAL, ROUND and arithmetic. Anything else is left to Excel."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Protocol, TypeAlias

from xlsupport.formulas.references import Token, reference, tokens
from xlsupport.sheets.addresses import LAST_COLUMN, LAST_ROW, Area, area

Address: TypeAlias = tuple[int, int]
"""A cell's row and column."""

Result: TypeAlias = Fraction | str | bool | None
"""A computed value; None is a blank cell."""

_LARGEST_POWER = 400  # beyond it a result leaves the numbers that Excel has
_BIGGEST = Fraction(10) ** 300


class NotComputableError(Exception):
    """This formula is Excel's to compute."""


class Cells(Protocol):
    """The sheet that a formula reads."""

    @property
    def names(self) -> Mapping[str, str]:
        """The sheet's defined names in small letters, those that mean one cell or range of it."""

    @property
    def hidden_rows(self) -> frozenset[int]: ...

    def value(self, address: Address) -> Result:
        """A cell's value. Raises NotComputableError."""

    def cells(self, where: Area) -> Iterator[Address]:
        """The cells of a range that are not blank."""

    def is_subtotal(self, address: Address) -> bool:
        """Whether a cell's formula is one that other subtotals leave out."""


def rounded(value: Fraction, digits: int) -> Fraction:
    """Excel's ROUND: half away from zero, exact; negative digits round to tens and hundreds.

    >>> rounded(Fraction("2.345"), 2), rounded(Fraction("-1250"), -2)
    (Fraction(47, 20), Fraction(-1300, 1))
    """
    scale = Fraction(10) ** digits
    steps = int(abs(value) * scale + Fraction(1, 2))
    return Fraction(-steps if value < 0 else steps) / scale


def within(address: Address, where: Area) -> bool:
    return where.top <= address[0] <= where.bottom and where.left <= address[1] <= where.right


class Reader:
    """One formula, read and computed from left to right with Excel's precedence: sign, %, ^, * /, + -."""

    def __init__(self, sheet: Cells, address: Address, text: str) -> None:
        self._sheet = sheet
        self._address = address
        self.reads: set[Address] = set()
        self._tokens = [each for each in tokens(text) if each.kind != "space"]
        if any(each.kind == "space" for each in _inner_spaces(text)):
            raise NotComputableError  # a space between two references is their intersection
        self._position = 0

    def result(self) -> Result:
        alone = self._take_reference() if len(self._tokens) == 1 else None
        if alone:
            value = self._single(alone)
            return Fraction(0) if value is None else value
        value = self._sum()
        if self._position < len(self._tokens):
            raise NotComputableError
        return value

    def _next(self) -> str:
        return self._tokens[self._position].text if self._position < len(self._tokens) else ""

    def _take(self, *texts: str) -> str | None:
        text = self._next()
        if text not in texts or not text:
            return None
        self._position += 1
        return text

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise NotComputableError

    def _sum(self) -> Fraction:
        value = self._product()
        while sign := self._take("+", "-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return _in_bounds(value)

    def _product(self) -> Fraction:
        value = self._power()
        while sign := self._take("*", "/"):
            other = self._power()
            if sign == "/" and not other:
                raise NotComputableError
            value = value * other if sign == "*" else value / other
        return _in_bounds(value)

    def _power(self) -> Fraction:
        value = self._percent()
        while self._take("^"):
            power = self._percent()
            if power.denominator != 1 or abs(power) > _LARGEST_POWER or (not value and power <= 0):
                raise NotComputableError
            value = _in_bounds(Fraction(value**power.numerator))
        return value

    def _percent(self) -> Fraction:
        negative = False
        while sign := self._take("+", "-"):
            negative ^= sign == "-"
        value = self._operand()
        while self._take("%"):
            value /= 100
        return -value if negative else value

    def _operand(self) -> Fraction:
        if self._take("("):
            value = self._sum()
            self._expect(")")
            return value
        where = self._take_reference()
        if where:
            return _number(self._single(where))
        token = self._token()
        if token.kind == "number":
            exponent = token.text.lower().partition("e")[2]
            if exponent and abs(int(exponent)) > _LARGEST_POWER:
                raise NotComputableError
            return Fraction(token.text)
        call = token.text.upper()
        if token.kind != "word" or not self._take("("):
            raise NotComputableError
        if call == "SUM":
            return self._arguments()
        if call == "ROUND":
            return self._round()
        if call == "SUBTOTAL":
            return self._subtotal()
        raise NotComputableError

    def _token(self) -> Token:
        if self._position == len(self._tokens):
            raise NotComputableError
        self._position += 1
        return self._tokens[self._position - 1]

    def _round(self) -> Fraction:
        value = self._sum()
        self._expect(",")
        digits = self._sum()
        self._expect(")")
        if abs(digits) > _LARGEST_POWER:
            raise NotComputableError
        return rounded(value, int(digits))

    def _subtotal(self) -> Fraction:
        function = self._token().text
        self._expect(",")
        if function not in ("9", "109") or (function == "9" and self._sheet.hidden_rows):
            raise NotComputableError  # SUBTOTAL(9) leaves out rows that a filter hides, and only a filter
        return self._arguments(subtotal=True, seen_only=function == "109")

    def _arguments(self, subtotal: bool = False, seen_only: bool = False) -> Fraction:
        """The sum of arguments up to the closing parenthesis; in ranges only numbers count."""
        total = Fraction(0)
        while True:
            start, where = self._position, self._take_reference()
            if where and self._next() in (",", ")"):
                total += self._range(where, subtotal, seen_only)
            elif subtotal:
                raise NotComputableError
            else:
                self._position = start
                total += self._sum()
            if self._take(")"):
                return total
            self._expect(",")

    def _range(self, where: Area, subtotal: bool, seen_only: bool) -> Fraction:
        if within(self._address, where):
            raise NotComputableError  # the formula would read itself
        total = Fraction(0)
        for address in self._sheet.cells(where):
            if (subtotal and self._sheet.is_subtotal(address)) or (seen_only and address[0] in self._sheet.hidden_rows):
                continue
            self.reads.add(address)
            value = self._sheet.value(address)
            total += value if isinstance(value, Fraction) else 0
        return total

    def _take_reference(self) -> Area | None:
        """The range that the next piece means, if it is a reference or a name for one."""
        if self._position == len(self._tokens):
            return None
        kind, text = self._tokens[self._position]
        if kind == "word":
            called = self._position + 1 < len(self._tokens) and self._tokens[self._position + 1].text == "("
            text = "" if called else self._sheet.names.get(text.lower(), "")
        elif kind != "reference":
            return None
        where = _area(text) if text else None
        if where:
            self._position += 1
        return where

    def _single(self, where: Area) -> Result:
        if where.top != where.bottom or where.left != where.right:
            raise NotComputableError
        address = (where.top, where.left)
        self.reads.add(address)
        return self._sheet.value(address)


def _area(text: str) -> Area | None:
    ends = reference(text)
    if ends is None:
        return None
    first, last = ends
    if last is None or (first.row and first.column):
        return area(text)
    if first.row:
        return Area(min(first.row, last.row), 1, max(first.row, last.row), LAST_COLUMN)
    return Area(1, min(first.column, last.column), LAST_ROW, max(first.column, last.column))


def _number(value: Result) -> Fraction:
    if isinstance(value, str):
        raise NotComputableError
    return Fraction(value or 0)


def _in_bounds(value: Fraction) -> Fraction:
    if abs(value) > _BIGGEST or value.denominator > _BIGGEST:
        raise NotComputableError
    return value


def _inner_spaces(text: str) -> Iterator[Token]:
    """The spaces of a formula that stand between two operands."""
    pieces = list(tokens(text))
    for index, each in enumerate(pieces[1:-1], 1):
        before, after = pieces[index - 1], pieces[index + 1]
        if each.kind == "space" and before.kind in ("reference", "word") and after.kind in ("reference", "word", "sheet"):
            yield each
