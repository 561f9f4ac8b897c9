"""The sheet that invoices are copies of, read from the workbook's file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from xlsupport.formulas.calculation import Content, Unknown
from xlsupport.formulas.references import filled
from xlsupport.invoice_sheets.placeholders import REPEATED, fault, group, spans
from xlsupport.invoice_sheets.refusals import template_missing
from xlsupport.invoice_sheets.template import InvoiceTemplate, Run, TemplateCell, TemplateRow, invoice_template
from xlsupport.sheets.addresses import Area, area
from xlsupport.sheets.specifications import INVOICE_TEMPLATE
from xlsupport.words.problems import Problem, WorkbookError
from xlsupport.xlsx.invoice_sheets.drawings import unsupported
from xlsupport.xlsx.invoice_sheets.rich_text import runs_of, shared_runs
from xlsupport.xlsx.package.markup import Element, whole_number
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.sheet.rows import parsed_rows

_EXCEL_EXPONENT = 308


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """The template as it stands in the workbook: the sheet's part, and the markup of its rows and cells by their numbers."""

    sheet: Sheet
    data: bytes
    root: Element
    template: InvoiceTemplate
    rows: Mapping[int, Element]
    cells: Mapping[tuple[int, int], Element]


def read_template(package: Package) -> TemplateSheet:
    """The workbook's invoice template, checked whole. Raises WorkbookError with every problem of the sheet."""
    sheet = package.our_sheet(INVOICE_TEMPLATE)
    if sheet is None or sheet.kind != "worksheet":
        raise template_missing(package.file_name)
    found = unsupported(package, sheet.part)
    if found:
        raise WorkbookError(
            f"The sheet {sheet.name} of {package.file_name} has {' and '.join(found)}, which xlsupport cannot copy "
            f"onto invoices. Move {'it' if len(found) == 1 else 'them'} to another sheet."
        )
    data, root = package.tree(sheet.part)
    holder = root.child("sheetData")
    with package.naming(sheet.part):
        parsed = tuple(parsed_rows(holder, 0)) if holder else ()
    rows = tuple(_rows(package, root, parsed))
    template = invoice_template(sheet.name, rows, [*_page_problems(sheet.name, data, root)])
    return TemplateSheet(
        sheet,
        data,
        root,
        template,
        {number: row for number, row, _ in parsed},
        {(number, column): cell for number, _, cells in parsed for column, cell in cells},
    )


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
    for number, _, cells in parsed:
        yield TemplateRow(
            number,
            tuple(
                TemplateCell(
                    column,
                    *_content(cell, texts, root.prefix),
                    _formula(cell, number, column, anchors),
                    next((each for each in arrays if each.overlaps(Area(number, column, number, column))), None),
                    cell.child("f") is not None,
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
    if formula is None or formula.attributes.get("t") == "dataTable":
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
