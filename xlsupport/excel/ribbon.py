"""The buttons of the ribbon tab *Support*: their names, words and icons."""

from typing import NamedTuple


class Button(NamedTuple):
    """A button. `image` is an icon that Office ships (imageMso); `question` is what is asked in a box before it runs, and the
    answer goes with it.
    """

    name: str
    label: str
    screentip: str
    supertip: str
    image: str
    question: str = ""


TAB = "Support"
GROUPS: tuple[tuple[str, tuple[Button, ...]], ...] = (
    (
        "Log",
        (
            Button(
                "check",
                "Check",
                "Check the usage log",
                "Validates every row against the package rules, tells what was found and selects the first problem. "
                "Writes nothing.",
                "Spelling",
            ),
            Button(
                "update",
                "Update",
                "Write the results back",
                "Fills in Status, Covered, Billed and the other grey columns of the log, and Balances and Breaches.",
                "RefreshAll",
            ),
            Button(
                "explain_row",
                "Explain row",
                "Why the selected entry was covered, billed or held",
                "Select a row of the log first. Each step is told with the rule behind it.",
                "Help",
            ),
        ),
    ),
    (
        "Invoices",
        (
            Button(
                "invoice_month",
                "Invoice month",
                "Close and invoice the month on the sheet Start",
                "Shows what would be issued for the month in the cell InvoiceMonth, and asks before anything is written.",
                "AccountingFormat",
            ),
            Button(
                "void_invoice",
                "Void invoice",
                "Cancel the selected invoice with a credit note",
                "Select a row of the table Invoices first. The reason that you give is printed on the credit note.",
                "Delete",
                "Why is the selected invoice void? The reason is printed on the credit note.",
            ),
            Button(
                "export_pdf",
                "Export PDF",
                "Save the selected invoice as PDF",
                "Select the sheet of an invoice, or its row in the table Invoices.",
                "FileSaveAsPdfOrXps",
            ),
        ),
    ),
    (
        "Live",
        (
            Button(
                "live_balances",
                "Live balances",
                "Balances that follow every change",
                "Adds a sheet whose formulas show what each client has left while you type, without writing to the log.",
                "TableInsertExcel",
            ),
        ),
    ),
)
BUTTONS = tuple(button for _, buttons in GROUPS for button in buttons)
