"""The references in a formula, and where they point after rows were repeated, as Excel would move them."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from xlsupport.formulas.repetition import Repetition
from xlsupport.sheets.addresses import LAST_COLUMN, LAST_ROW, column_number, letters
from xlsupport.words.problems import quoted_sheet, unquoted_sheet

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_TOKEN = re.compile(
    rf"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<error>\#[A-Z][A-Z/0-9_]*[!?]?)
  | (?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)
  | (?P<reference>(?:{_CELL}:{_CELL}|{_CELL}|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}})(?![\w.(!\\?]))
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[^\W\d][\w.\\?]*|\\[\w.\\?]*)
  | (?P<space>\s+)
  | (?P<operator><=|>=|<>|.)
    """,
    re.VERBOSE,
)
_END = re.compile(r"(?:(\$?)([A-Za-z]{1,3}))?(?:(\$?)([0-9]{1,7}))?")
_OVER_RANGES = frozenset(("SUM", "SUBTOTAL", "AVERAGE", "COUNT", "COUNTA", "MAX", "MIN", "PRODUCT", "SUMPRODUCT"))


class Token(NamedTuple):
    """A piece of a formula; `kind` is text, error, sheet (with its !), reference, number, word, brackets, space or operator."""

    kind: str
    text: str


def tokens(formula: str) -> Iterator[Token]:
    """A formula's pieces; joined they are the formula again. A structured reference's brackets are one piece."""
    position = 0
    while position < len(formula):
        if formula[position] == "[":
            end = _closing_bracket(formula, position)
            yield Token("brackets", formula[position:end])
        else:
            found = _TOKEN.match(formula, position)
            assert found is not None
            assert found.lastgroup is not None
            end = found.end()
            yield Token(_kind(found.lastgroup, found[0]), found[0])
        position = end


def _closing_bracket(formula: str, start: int) -> int:
    depth, position = 0, start
    while position < len(formula):
        character = formula[position]
        if character == "'":  # escapes the next character of a column's name
            position += 1
        depth += (character == "[") - (character == "]")
        position += 1
        if not depth:
            break
    return position


def _kind(group: str, text: str) -> str:
    """ABC9999999 and XFE1 are names, for a sheet has no such cells."""
    return "word" if group == "reference" and reference(text) is None else group


class End(NamedTuple):
    """One end of a reference; a whole column has row 0, a whole row column 0."""

    column: int
    row: int
    fixed_column: bool
    fixed_row: bool

    def __str__(self) -> str:
        column = f"{'$' * self.fixed_column}{letters(self.column)}" if self.column else ""
        return f"{column}{'$' * self.fixed_row}{self.row}" if self.row else column


def reference(text: str) -> tuple[End, End | None] | None:
    """A reference's two ends, the second None for a single cell; None where it leaves the sheet.

    >>> [str(end) for end in reference("$G12:h$14")]
    ['$G12', 'H$14']
    """
    ends = []
    for part in text.split(":"):
        found = _END.fullmatch(part)
        assert found is not None
        ends.append(End(column_number(found[2] or ""), int(found[4] or 0), bool(found[1]), bool(found[3])))
        if ends[-1].column > LAST_COLUMN or ends[-1].row > LAST_ROW or ends[-1][:2] == (0, 0):
            return None
    return ends[0], ends[1] if len(ends) > 1 else None


class Position(NamedTuple):
    """Where a formula stands: the template's row and column, and which copy of the row, counted from 0."""

    row: int
    column: int
    copy: int = 0


class Move(NamedTuple):
    """What happens to references: how rows repeat, the sheet's old name and its new one."""

    rows: Repetition
    old: str
    new: str

    def sheet(self, prefix: str) -> str | None:
        """The prefix of a reference to the sheet itself under its new name; None for that of another sheet."""
        name = unquoted_sheet(prefix.removesuffix("!"))
        return quoted_sheet(self.new) + "!" if name.lower() == self.old.lower() else None

    def formula(self, text: str, at: Position | None = None) -> str:
        """A formula of the sheet with its references moved. `at` is where it stands, if in a cell.

        References to other sheets, names, texts and structured references stay. Nothing is left of a reference whose rows
        were all left out: it becomes 0.
        """
        pieces = list(tokens(text))
        moved: list[str] = []
        calls: list[str] = []
        for index, (kind, piece) in enumerate(pieces):
            _follow_calls(calls, pieces, index)
            before = pieces[index - 1] if index else Token("operator", "")
            prefix = self.sheet(before.text) if before.kind == "sheet" else ""
            if kind == "sheet":
                moved.append(self.sheet(piece) or piece)
            elif kind == "reference" and prefix is not None:
                whole = bool(calls) and calls[-1] in _OVER_RANGES and _is_whole_argument(pieces, index)
                found = self._reference(piece, at, whole)
                if found is None and prefix:
                    moved.pop()
                moved.append("0" if found is None else found)
            else:
                moved.append(piece)
        return "".join(moved)

    def _reference(self, text: str, at: Position | None, whole_argument: bool) -> str | None:
        ends = reference(text)
        assert ends is not None
        first, last = ends
        if last is None:
            alone = self._own_row(first, at) if at else None
            if alone is not None:
                return str(first._replace(row=alone))
            if not whole_argument or self.rows.count(first.row) == 1:
                return str(first._replace(row=self.rows.first(first.row))) if self.rows.count(first.row) else None
            last = first
        if not first.row or not last.row:
            return text
        if first.row > last.row:
            first, last = (
                first._replace(row=last.row, fixed_row=last.fixed_row),
                last._replace(row=first.row, fixed_row=first.fixed_row),
            )
        return self._range(first, last, at)

    def _own_row(self, end: End, at: Position) -> int | None:
        """The row of a reference that follows its formula's copy: to the same row, or to the cell right above (`=H11+G12`)."""
        own = self.rows.first(at.row) + at.copy
        if end.row == at.row:
            return own
        above = end.row == at.row - 1 and end.column == at.column and not end.fixed_row
        return own - 1 if above and at.copy else None

    def _range(self, first: End, last: End, at: Position | None) -> str | None:
        """A range with all copies of its rows; in a repeated row its relative ends follow the copy (`SUM(G$12:G12)`)."""
        top, bottom = self.rows.first(first.row), self.rows.last(last.row)
        if at and first.row <= at.row <= last.row and self.rows.count(at.row) != 1:
            own = self.rows.first(at.row) + at.copy
            top = own if first.row == at.row and not first.fixed_row else top
            bottom = own if last.row == at.row and not last.fixed_row else bottom
        return f"{first._replace(row=top)}:{last._replace(row=bottom)}" if top <= bottom else None


def _follow_calls(calls: list[str], pieces: Sequence[Token], index: int) -> None:
    """Keep the names of the functions whose parentheses are open at a piece."""
    text = pieces[index].text
    if text == "(":
        calls.append(pieces[index - 1].text.upper() if index and pieces[index - 1].kind == "word" else "")
    elif text == ")" and calls:
        calls.pop()


def _is_whole_argument(pieces: Sequence[Token], index: int) -> bool:
    before = [each for each in pieces[:index] if each.kind not in ("space", "sheet")]
    after = [each for each in pieces[index + 1 :] if each.kind != "space"]
    return bool(before and after) and before[-1].text in ("(", ",") and after[0].text in (")", ",")


def _replaced(formula: str, change: Callable[[End], End]) -> str:
    pieces = []
    for kind, text in tokens(formula):
        ends = reference(text) if kind == "reference" else None
        pieces.append(":".join(str(change(end)) for end in ends if end) if ends else text)
    return "".join(pieces)


def filled(formula: str, down: int, right: int) -> str:
    """A formula as filling moves it: relative references follow. How the members of a shared formula are meant.

    >>> filled("SUM(A1:$B$2)*C$3", 2, 1)
    'SUM(B3:$B$2)*D$3'
    """
    return _replaced(
        formula,
        lambda end: end._replace(
            row=end.row if end.fixed_row or not end.row else (end.row + down - 1) % LAST_ROW + 1,
            column=end.column if end.fixed_column or not end.column else (end.column + right - 1) % LAST_COLUMN + 1,
        ),
    )


def own_references(formula: str, sheet: str) -> list[str]:
    """The references with the sheet's own name in front, without it: what a defined name means by them."""
    move = Move(Repetition({}), sheet, sheet)
    pieces = list(tokens(formula))
    return [
        piece.text
        for before, piece in pairwise(pieces)
        if before.kind == "sheet" and move.sheet(before.text) and piece.kind == "reference"
    ]
