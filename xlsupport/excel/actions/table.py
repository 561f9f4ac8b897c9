"""The table of actions: what each button of the ribbon does, by the button's name."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from xlsupport.excel.actions.checking import check, explain_row, update
from xlsupport.excel.actions.exporting import export_pdf
from xlsupport.excel.actions.invoicing import invoice_month, void_invoice
from xlsupport.excel.actions.live_balances import live_balances

Action: TypeAlias = Callable[..., None]
"""What a button does to an open workbook for a person; some take what the person typed, or what the host knows."""

ACTIONS: Mapping[str, Action] = {
    each.__name__: each for each in (check, update, explain_row, invoice_month, void_invoice, export_pdf, live_balances)
}
