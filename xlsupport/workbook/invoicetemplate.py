"""The sheet that invoices are copies of: its cells, its repeated rows, and whatever must be mended on it first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from xlsupport.areas import Area, area
from xlsupport.formulas import filled
from xlsupport.placeholders import REPEATED, fault, group, spans
from xlsupport.problems import Place, Problem, WorkbookError
from xlsupport.schema import INVOICE_TEMPLATE
from xlsupport.tables import letters
from xlsupport.workbook.calculation import Content, Unknown
from xlsupport.workbook.cells import parsed_rows
from xlsupport.workbook.drawings import unsupported
from xlsupport.workbook.markup import Element, whole_number
from xlsupport.workbook.package import Package, Sheet
from xlsupport.workbook.richtext import Run, runs_of, shared_runs

_EXCEL_EXPONENT = 308


@dataclass(frozen=True, slots=True)
class TemplateCell:
    """A cell of the template. `runs` are its text where that has placeholders, `held` any other content, `formula` its
    formula (a shared one as it is meant in this cell); `array` is the range of an array formula that it stands in.
    """

    column: int
    element: Element
    runs: tuple[Run, ...] = ()
    held: Content | None = None
    formula: str | None = None
    array: Area | None = None

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
    element: Element
    cells: tuple[TemplateCell, ...]


@dataclass(frozen=True, slots=True)
class InvoiceTemplate:
    """The template as it stands in the workbook; `repeated` has the rows that repeat for each line and each allowance."""

    sheet: Sheet
    position: int
    data: bytes
    root: Element
    rows: tuple[TemplateRow, ...]
    repeated: Mapping[str, int] = field(default_factory=dict)


def read_template(package: Package) -> InvoiceTemplate:
    """The workbook's invoice template, checked whole. Raises WorkbookError with every problem of the sheet."""
    sheet = package.our_sheet(INVOICE_TEMPLATE)
    if sheet is None or sheet.kind != "worksheet":
        raise WorkbookError(
            f"{package.file_name} has no sheet {INVOICE_TEMPLATE}, which invoices are made from. "
            "Copy the one from a new workbook (xlsupport new), or rename yours back."
        )
    found = unsupported(package, sheet.part)
    if found:
        raise WorkbookError(
            f"The sheet {sheet.name} of {package.file_name} has {' and '.join(found)}, which xlsupport cannot copy "
            f"onto invoices. Move {'it' if len(found) == 1 else 'them'} to another sheet."
        )
    data, root = package.tree(sheet.part)
    holder = root.child("sheetData")
    parsed = tuple(parsed_rows(holder, 0)) if holder else ()
    rows = tuple(_rows(package, root, parsed))
    problems = [*_cell_problems(sheet.name, rows), *_page_problems(sheet.name, data, root)]
    if not problems:
        repeated = _repeated(rows)
        problems = [*_repeat_problems(sheet.name, rows, repeated)]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise WorkbookError(f"No invoice can be made from the sheet {sheet.name}: {problems[0]}{more}", problems)
    first = {kind: min(numbers) for kind, numbers in repeated.items() if numbers}
    return InvoiceTemplate(sheet, package.sheets.index(sheet), data, root, rows, first)


def _rows(
    package: Package, root: Element, parsed: tuple[tuple[int, Element, list[tuple[int, Element]]], ...]
) -> Iterator[TemplateRow]:
    every = [(number, column, cell) for number, _, cells in parsed for column, cell in cells]
    texts = shared_runs(package, {_index(cell) for _, _, cell in every if cell.attributes.get("t") == "s"}, root.prefix)
    anchors: dict[str, tuple[int, int, str]] = {}
    arrays: list[Area] = []
    for number, column, cell in every:
        formula = cell.child("f")
        if formula and formula.attributes.get("t") == "shared" and formula.text:
            anchors[formula.attributes.get("si", "")] = (number, column, formula.text)
        where = area(formula.attributes.get("ref", "")) if formula and formula.attributes.get("t") == "array" else None
        if where:
            arrays.append(where)
    for number, row, cells in parsed:
        yield TemplateRow(
            number,
            row,
            tuple(
                TemplateCell(
                    column,
                    cell,
                    *_content(cell, texts, root.prefix),
                    _formula(cell, number, column, anchors),
                    next((each for each in arrays if each.overlaps(Area(number, column, number, column))), None),
                )
                for column, cell in cells
            ),
        )


def _index(cell: Element) -> int:
    value = cell.child("v")
    number = whole_number(value.text) if value else None
    return -1 if number is None else number


def _formula(cell: Element, row: int, column: int, anchors: Mapping[str, tuple[int, int, str]]) -> str | None:
    formula = cell.child("f")
    if formula is None:
        return None
    if formula.attributes.get("t") == "shared" and not formula.text:
        anchor = anchors.get(formula.attributes.get("si", ""))
        return filled(anchor[2], row - anchor[0], column - anchor[1]) if anchor else None
    return formula.text


def _content(cell: Element, texts: Mapping[int, tuple[Run, ...]], prefix: bytes) -> tuple[tuple[Run, ...], Content | None]:
    """A cell's runs, if it has a placeholder, and else what it holds."""
    kind, value, inline = cell.attributes.get("t", "n"), cell.child("v"), cell.child("is")
    runs: tuple[Run, ...] = ()
    if cell.child("f") is None:
        if kind == "inlineStr" and inline:
            runs = runs_of(inline, prefix)
        elif kind == "s":
            runs = texts.get(_index(cell), ())
        elif kind == "str" and value:
            runs = (Run(value.text),)
    text = "".join(run.text for run in runs)
    if runs:
        return (runs, None) if "{{" in text else ((), text)
    if value is None or not value.text.strip():
        return (), None
    if kind == "b":
        return (), value.text.strip() in ("1", "true")
    return (), _number(value.text.strip()) if kind == "n" else Unknown()


def _number(text: str) -> Content:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Unknown()
    return number if number.is_finite() and abs(number.adjusted()) < _EXCEL_EXPONENT else Unknown()


def _cell_problems(sheet: str, rows: tuple[TemplateRow, ...]) -> Iterator[Problem]:
    for row in rows:
        for cell in row.cells:
            place = Place(sheet, f"{letters(cell.column)}{row.number}")
            found = fault(cell.text)
            formula = cell.element.child("f")
            if found:
                yield Problem(place, *found)
            elif formula and "{{" in (cell.formula or ""):
                fix = "Put the placeholder into a cell of its own and refer to that cell"
                yield Problem(place, "a placeholder stands within a formula, where it is not filled", fix)
            elif formula and (formula.attributes.get("t") == "dataTable" or cell.formula is None):
                yield Problem(place, "the cell belongs to a what-if data table", "Move it to another sheet")


def _page_problems(sheet: str, data: bytes, root: Element) -> Iterator[Problem]:
    """Placeholders on the sheet that are not in cells: they are filled in the header and footer only."""
    for child in root.children:
        if child.name == "headerFooter":
            for each in child.children:
                found = fault(each.text)
                repeated = next((span.name for span in spans(each.text) if group(span.name) in REPEATED), None)
                if found:
                    yield Problem(None, f"{_page(sheet, each.name)}: {found[0]}", found[1])
                elif repeated:
                    what = f"{_page(sheet, each.name)}: {{{{{repeated}}}}} is not one value but one for each row"
                    yield Problem(None, what, "Put it into a cell")
        elif child.name != "sheetData" and b"{{" in data[child.start : child.end]:
            found_in = f"{sheet}: a placeholder stands in the sheet's {child.name}, where it is not filled"
            yield Problem(None, found_in, "Put it into a cell, or into the page's header or footer")


def _page(sheet: str, name: str) -> str:
    return f"{sheet}, page {name[-6:].lower()}"


def _repeated(rows: tuple[TemplateRow, ...]) -> dict[str, dict[int, list[str]]]:
    """For line and allowance: the rows that have such placeholders, and in which cells."""
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
    lines, allowances = (repeated[kind] for kind in REPEATED)
    for number in lines.keys() & allowances.keys():
        cells = ", ".join(lines[number] + allowances[number])
        what = f"placeholders of line and of allowance stand in one row ({cells})"
        yield Problem(Place(sheet, lines[number][0]), what, "Give each a row of its own")
    numbers = {number for by_row in repeated.values() for number in by_row}
    for row in rows:
        for cell in row.cells:
            where = cell.array
            if where and where.top < where.bottom and any(where.top <= number <= where.bottom for number in numbers):
                place = Place(sheet, f"{letters(cell.column)}{row.number}")
                yield Problem(place, "an array formula reaches over a row that is repeated", "Give each row a formula of its own")
                return
