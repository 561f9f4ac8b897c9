"""What a document does not have is not announced by its label: a credit note has no due date, and an invoice cancels nothing."""

from datetime import date

import pytest
from support.invoice_book import TEMPLATE, sheet_copy

from xlsupport.formulas.calculation import Content, Formula
from xlsupport.invoice_sheets.filling import AsIs, FilledText, Filling, move_of, placed_rows
from xlsupport.invoice_sheets.template import InvoiceTemplate, Run, TemplateCell, TemplateRow, invoice_template
from xlsupport.sheets.edits import SheetCopy

INVOICE = sheet_copy(allowances=1)
CREDIT_NOTE = sheet_copy(allowances=1, invoice__due=None, invoice__cancels="INV-2026-0003", invoice__reason="wrong rate")


def template(*rows: list[Content | None]) -> InvoiceTemplate:
    return invoice_template(
        TEMPLATE,
        tuple(
            TemplateRow(number, tuple(_cell(column, content) for column, content in enumerate(row, 1)))
            for number, row in enumerate(rows, 1)
        ),
    )


def _cell(column: int, content: Content | None) -> TemplateCell:
    if isinstance(content, str) and content.startswith("="):
        return TemplateCell(column, formula=content[1:], computed=True)
    if isinstance(content, str) and "{{" in content:
        return TemplateCell(column, runs=(Run(content),))
    return TemplateCell(column, held=content)


def told(made: InvoiceTemplate, copy: SheetCopy) -> list[list[object]]:
    """The document's rows: what is filled in, what the template holds, None for what is empty."""
    rows = placed_rows(made, copy, move_of(made, copy))
    return [[_content(cell, filling) for cell, filling in row.cells] for row in rows]


def _content(cell: TemplateCell, filling: Filling) -> object:
    if isinstance(filling, FilledText):
        return str(filling) or None
    if isinstance(filling, Formula):
        return f"={filling.text}"
    return cell.held if isinstance(filling, AsIs) else filling


DUE = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("rows", "invoice", "credit_note"),
    [
        ([["Due", "{{invoice.due}}"]], [["Due", DUE]], [[None, None]]),
        ([["Due", None, None, "{{invoice.due}}"]], [["Due", None, None, DUE]], [[None] * 4]),
        ([["Pay by {{invoice.due}}, please"]], [["Pay by 2026-11-30, please"]], [[None]]),
        ([["Issued", "Due"], ["{{invoice.kind}}", "{{invoice.due}}"]],
         [["Issued", "Due"], ["Invoice", DUE]], [["Issued", None], ["Invoice", None]]),
        ([["Cancels", "{{invoice.cancels}}"]], [[None, None]], [["Cancels", "INV-2026-0003"]]),
        ([["Cancels {{invoice.cancels}}: {{invoice.reason}}"]], [[None]], [["Cancels INV-2026-0003: wrong rate"]]),
    ],
)  # fmt: skip
def test_a_fact_that_a_document_does_not_have_goes_with_its_label(
    rows: list[list[Content | None]], invoice: list[list[object]], credit_note: list[list[object]]
) -> None:
    made = template(*rows)
    assert (told(made, INVOICE), told(made, CREDIT_NOTE)) == (invoice, credit_note)


@pytest.mark.parametrize(
    "row",
    [
        ["Due {{invoice.due}}: {{invoice.total}}"],  # it tells another fact as well
        ["Our bank", None, None, None, "{{invoice.due}}"],  # too far away to be a label
        ["{{client.name}}", "{{invoice.due}}"],
        [17, "{{invoice.due}}"],
        ["=A9", "{{invoice.due}}"],
        ["PO number", "{{client.po_number}}"],  # an empty fact that every document could have keeps its label
    ],
)
def test_nothing_else_is_emptied(row: list[Content | None]) -> None:
    made = template(row)
    copy = sheet_copy(allowances=1, invoice__due=None, client__po_number=None)
    assert told(made, copy)[0][0] not in (None, "")


ALLOWANCES: list[list[Content | None]] = [
    ["{{line.amount}}"],
    ["Thank you."],
    ["Your allowances"],
    ["Limit", "Left"],
    ["{{allowance.limit}}", "{{allowance.remaining}}"],
    ["Bank: 12-34"],
]


def test_without_allowances_their_heading_and_headers_are_not_there() -> None:
    made = template(*ALLOWANCES)
    none = sheet_copy(lines=1, allowances=0)
    assert [row[0] for row in told(made, none)[1:]] == ["Thank you.", "Bank: 12-34"]
    assert [row[0] for row in told(made, INVOICE)[-4:]] == ["Your allowances", "Limit", "Limit 1", "Bank: 12-34"]


@pytest.mark.parametrize("between", [[None, None], ["=A1"], ["{{invoice.number}}"], [4]])
def test_a_row_that_is_no_heading_stays_without_allowances(between: list[Content | None]) -> None:
    made = template(["Your allowances"], between, ["{{allowance.limit}}"])
    assert told(made, sheet_copy(allowances=0))[0][0] == "Your allowances"
    assert len(told(made, sheet_copy(allowances=0))) == 2
