"""The table Settings: what a vendor chooses, each setting with its reader and its default."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from xlsupport.reading.cells import Unreadable, choose, filled_rows, is_blank, keyed, share, shown, text, whole
from xlsupport.reading.rows import Read, Reader, Row, once, one_of
from xlsupport.records.policy import Settings
from xlsupport.records.vocabulary import Rounding, Scheduling, WithoutAgreement
from xlsupport.sheets.specifications import SETTINGS
from xlsupport.sheets.tables import Book, Cell, NotCalculated
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place


def _near(cell: Cell) -> Decimal | None:
    """80 %, typed as 0.8, as 80 or as 80 %."""
    value = share(cell)
    return value / 100 if value is not None and value > 1 and not isinstance(cell, str) else value


_SETTINGS: dict[str, tuple[str, Read]] = {
    "Vendor name": ("vendor_name", text),
    "Vendor address": ("vendor_address", text),
    "Vendor email": ("vendor_email", text),
    "Currency": ("currency", text),
    "Rounding": ("rounding", one_of(keyed(Rounding))),
    "Overage without agreement": ("overage_without_agreement", one_of(keyed(WithoutAgreement))),
    "Near limit": ("near_limit", _near),
    "Invoice prefix": ("invoice_prefix", text),
    "Credit prefix": ("credit_prefix", text),
    "Payment days": ("payment_days", whole),
    "Tax label": ("tax_label", text),
    "Scheduling": ("scheduling", one_of(keyed(Scheduling))),
}


def read_settings(reader: Reader) -> Settings:
    """The table Settings; one that is missing or empty has its default."""
    table = reader.book.tables[SETTINGS.name]
    names = keyed(_SETTINGS)
    values: dict[str, Any] = {}
    rows: list[tuple[Row, str]] = []
    for offset in filled_rows(table, SETTINGS):
        row = Row(table, offset)
        raw, cell = table.cells("Setting")[offset], table.cells("Value")[offset]
        if isinstance(raw, NotCalculated) or isinstance(cell, NotCalculated):
            continue  # told with those of all other tables
        try:
            name = choose(text(raw), names)
        except Unreadable as error:
            reader.complain(row, "Setting", shown("Setting", raw), str(error))
            continue
        rows.append((row, name))
        if is_blank(cell):
            continue
        key, read = _SETTINGS[name]
        try:
            value = read(cell)
            Settings.model_validate({key: value})
            values[key] = value
        except Unreadable as error:
            reader.complain(row, "Value", shown(name, cell), str(error))
        except ValidationError as error:
            wanted = str(error.errors()[0]["msg"]).replace("Input should be", "Enter a value")
            reader.complain(row, "Value", shown(name, cell), wanted)
    once(reader, rows, "Setting")
    return Settings(**values)


def setting_place(book: Book, name: str) -> Place:
    """Where a setting's value stands, or would: below the header where the table has no row for it."""
    table = book.tables[SETTINGS.name]
    for offset, cell in enumerate(table.cells("Setting")):
        if isinstance(cell, str) and name_key(cell) == name_key(name):
            return table.place("Value", offset)
    return table.place("Value", -1)


def holds_anyway(cells: Mapping[str, Cell]) -> bool:
    """Whether a row below the table Settings says what a missing setting means as well: that it is not read changes nothing."""
    try:
        key, read = _SETTINGS[choose(text(cells.get("Setting")), keyed(_SETTINGS))]
        return bool(read(cells.get("Value")) == getattr(Settings(), key))
    except Unreadable:
        return False
