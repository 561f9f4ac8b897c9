"""The words on an invoice's sheet: xlsupport's own, or the vendor's in their place; the registers keep xlsupport's."""

from support.books import RULES, entry
from support.meetings import meeting
from support.office import Office, Row

from xlsupport.sheets.edits import SheetCopy

GERMAN = {
    "Invoice": "Rechnung",
    "Credit note": "Gutschrift",
    "Tax": "MwSt.",
    "Advanced": "Vertrag",
    "As needed": "Nach Bedarf",
    "Phone": "Telefon",
    "Meeting": "Besprechung",
    "General": "Allgemein",
    "Training": "Schulung",
    "Meetings": "Besprechungen",
    "Question time": "Fragezeit",
    "{category} ({channel})": "{channel}: {category}",
    "{first} to {last}": "{first} bis {last}",
    "{limit} (minutes)": "{limit} (Minuten)",
    "Time is billed in begun increments of {increment}, rounded up for each entry.": (
        "Abgerechnet wird je Eintrag, aufgerundet auf angefangene {increment}."
    ),
    "{minutes} minutes": "{minutes} Minuten",
    "{tier} {minutes} minutes": "{minutes} Minuten ({tier})",
}


def german(*log: Row, **tables: list[Row]) -> Office:
    words: list[Row] = [{"Ours": ours, "Theirs": theirs} for ours, theirs in GERMAN.items()]
    return Office(*log, settings=None, Words=words, **tables)


def sheet_of(office: Office) -> SheetCopy:
    (copy,) = office.written.copies
    return copy


def test_an_invoice_is_in_the_vendors_words_and_the_registers_are_not() -> None:
    office = german(meeting("2026-09-28"), entry("2026-10-06", minutes=45))
    office.invoice("2026-10")
    copy = sheet_of(office)
    said = {name: copy.fields[f"invoice.{name}"] for name in ("kind", "period", "tax_label", "rounding")}
    assert said == {
        "kind": "Rechnung",
        "period": "2026-09 bis 2026-10",
        "tax_label": "MwSt.",
        "rounding": "Abgerechnet wird je Eintrag, aufgerundet auf angefangene 30 Minuten.",
    }
    lines = [(line["line.description"], line["line.tier"]) for line in copy.lines]
    assert lines == [("Besprechung: Allgemein", "Nach Bedarf"), ("Telefon: Schulung", "Nach Bedarf")]
    assert [each["allowance.limit"] for each in copy.allowances] == ["Calls", "Fragezeit (Minuten)", "Besprechungen"]
    tables = office.book.tables
    assert list(tables["Invoices"].cells("Kind")) == ["invoice"]
    assert list(tables["Invoices"].cells("Period")) == ["2026-09 to 2026-10"]
    assert list(tables["InvoiceLines"].cells("Description")) == ["General (Meeting)", "Training (Phone)"]
    assert list(tables["InvoiceLines"].cells("Tier")) == ["As needed", "As needed"]


def test_the_credit_note_of_an_invoice_is_in_them_too() -> None:
    office = german(meeting("2026-10-05"))
    office.invoice("2026-10")
    office.void("INV-2026-0001", reason="wrong address")
    assert sheet_of(office).fields["invoice.kind"] == "Gutschrift"
    assert sheet_of(office).lines[0]["line.description"] == "Besprechung: Allgemein"


def test_increments_of_several_tiers_are_told_in_the_vendors_words() -> None:
    rates: list[Row] = [{**row, "Increment": minutes} for row, minutes in zip(RULES["Rates"], (15, 30), strict=True)]
    office = german(meeting("2026-10-05"), Rates=rates)
    office.invoice("2026-10")
    assert sheet_of(office).fields["invoice.rounding"] == (
        "Abgerechnet wird je Eintrag, aufgerundet auf angefangene 15 Minuten (Vertrag), 30 Minuten (Nach Bedarf)."
    )


def test_a_description_that_somebody_typed_stays_as_it_is() -> None:
    office = german(meeting("2026-10-05"))
    office.invoice("2026-10")
    office.change("InvoiceLines", lambda row: row | {"Description": "Besuch (vor Ort)"})
    office.void("INV-2026-0001", reason="wrong address")
    assert sheet_of(office).lines[0]["line.description"] == "Besuch (vor Ort)"
