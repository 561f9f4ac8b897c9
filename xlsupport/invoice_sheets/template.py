"""The sheet that invoices are copies of: its cells, its repeated rows, and whatever must be mended on it first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from xlsupport.formulas.calculation import Content
from xlsupport.invoice_sheets.placeholders import REPEATED, fault, group, spans
from xlsupport.sheets.addresses import Area, letters
from xlsupport.words.problems import Place, Problem, WorkbookError


class Run(NamedTuple):
    """A piece of a text and its format as XML, empty where the cell's own format holds."""

    text: str
    format: bytes = b""


@dataclass(frozen=True, slots=True)
class TemplateCell:
    """A cell of the template. `runs` are its text where that has placeholders, `held` any other content, `formula` its
    formula (a shared one as it is meant in this cell; None in a cell of a what-if table, whose `computed` is true all the same);
    `array` is the range of an array formula that it stands in.
    """

    column: int
    runs: tuple[Run, ...] = ()
    held: Content | None = None
    formula: str | None = None
    array: Area | None = None
    computed: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def placeholder(self) -> str | None:
        """The placeholder that is the whole cell."""
        found = spans(self.text)
        return found[0].name if len(found) == 1 and self.text.strip() == self.text[found[0].start : found[0].end] else None


@dataclass(frozen=True, slots=True)
class TemplateRow:
    number: int
    cells: tuple[TemplateCell, ...]


@dataclass(frozen=True, slots=True)
class InvoiceTemplate:
    """The template by its sheet's name; `repeated` has the rows that repeat for each line, each tax rate and each allowance."""

    sheet: str
    rows: tuple[TemplateRow, ...]
    repeated: Mapping[str, int] = field(default_factory=dict)


def invoice_template(sheet: str, rows: tuple[TemplateRow, ...], others: Sequence[Problem] = ()) -> InvoiceTemplate:
    """The template that stands in these rows. Raises WorkbookError with every problem of the sheet and those given."""
    problems = [*_cell_problems(sheet, rows), *others]
    repeated = _repeated(rows)
    if not problems:
        problems = [*_repeat_problems(sheet, rows, repeated)]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise WorkbookError(f"No invoice can be made from the sheet {sheet}: {problems[0]}{more}", problems)
    return InvoiceTemplate(sheet, rows, {kind: min(numbers) for kind, numbers in repeated.items() if numbers})


def _cell_problems(sheet: str, rows: tuple[TemplateRow, ...]) -> Iterator[Problem]:
    for row in rows:
        for cell in row.cells:
            place = Place(sheet, f"{letters(cell.column)}{row.number}")
            found = fault(cell.text)
            if found:
                yield Problem(place, *found)
            elif "{{" in (cell.formula or ""):
                fix = "Put the placeholder into a cell of its own and refer to that cell"
                yield Problem(place, "a placeholder stands within a formula, where it is not filled", fix)
            elif cell.computed and cell.formula is None:
                yield Problem(place, "the cell belongs to a what-if data table", "Move it to another sheet")


def _repeated(rows: tuple[TemplateRow, ...]) -> dict[str, dict[int, list[str]]]:
    """For line, tax and allowance: the rows that have such placeholders, and in which cells."""
    found: dict[str, dict[int, list[str]]] = {kind: {} for kind in REPEATED}
    for row in rows:
        for cell in row.cells:
            for kind in {group(each.name) for each in spans(cell.text)} & set(REPEATED):
                found[kind].setdefault(row.number, []).append(f"{letters(cell.column)}{row.number}")
    return found


def _repeat_problems(
    sheet: str, rows: tuple[TemplateRow, ...], repeated: Mapping[str, Mapping[int, list[str]]]
) -> Iterator[Problem]:
    for kind, by_row in repeated.items():
        if len(by_row) > 1:
            cells = ", ".join(cell for each in by_row.values() for cell in each)
            what = f"placeholders of {kind} stand in {len(by_row)} rows ({cells})"
            yield Problem(Place(sheet, next(iter(by_row.values()))[0]), what, "Put them into one row: it is repeated")
    for (kind, of_one), (other, of_other) in combinations(repeated.items(), 2):
        for number in of_one.keys() & of_other.keys():
            cells = ", ".join(of_one[number] + of_other[number])
            what = f"placeholders of {kind} and of {other} stand in one row ({cells})"
            yield Problem(Place(sheet, of_one[number][0]), what, "Give each a row of its own")
    numbers = {number for by_row in repeated.values() for number in by_row}
    for row in rows:
        for cell in row.cells:
            where = cell.array
            if where and where.top < where.bottom and any(where.top <= number <= where.bottom for number in numbers):
                place = Place(sheet, f"{letters(cell.column)}{row.number}")
                yield Problem(place, "an array formula reaches over a row that is repeated", "Give each row a formula of its own")
                return
