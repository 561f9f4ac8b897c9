"""Tax by line and rate (1-policy.md, Invoicing)."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from support.books import ACME, START
from support.ledgers import QUICK
from support.meetings import BETA, BOB, meeting
from support.office import Office, Row

from xlsupport.billing.documents import taxes
from xlsupport.billing.register import Line
from xlsupport.reading.registers import read_register
from xlsupport.words.money import cents

CHANGED: list[Row] = [
    {"Client": "Acme", "Package": "Medium", "Contract start": START, "Contract end": date(2026, 10, 15), "Tax rate": 0.05},
    {"Client": "Acme", "Package": "Medium", "Contract start": date(2026, 10, 16), "Tax rate": 0.1},
]


def taxed(rate: float) -> list[Row]:
    return [{**ACME["Clients"][0], "Tax rate": rate}]


def rates(office: Office) -> list[tuple[str, str]]:
    return [(str(line.amount), f"{line.tax_rate:.2f}") for document in office.last.documents for line in document.lines]


def test_each_charge_bears_the_rate_of_its_day() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-20"), Clients=CHANGED)
    assert office.invoice("2026-10")[0] == "INV-2026-0001 Acme 2026-10: 125.00 + 9.38"
    assert rates(office) == [("62.50", "0.05"), ("62.50", "0.10")]
    document = office.last.documents[0]
    assert document.tax_rate is None
    assert [(str(each.rate), str(each.base), str(each.amount)) for each in document.taxes] == [
        ("0.05", "62.50", "3.13"), ("0.1", "62.50", "6.25"),
    ]  # fmt: skip
    assert office.column("Tax rate", "InvoiceLines") == [0.05, 0.1]


def test_outside_every_contract_a_charge_bears_the_last_rate_before_it_else_the_first() -> None:
    gap: list[Row] = [{**CHANGED[0], "Contract start": date(2026, 3, 1)}, {**CHANGED[1], "Contract start": date(2026, 11, 1)}]
    office = Office(meeting("2026-02-05"), meeting("2026-10-20"), meeting("2026-11-20"), Clients=gap)
    office.invoice("2026-11")
    assert [rate for _, rate in rates(office)] == ["0.05", "0.05", "0.10"]


def test_a_credit_takes_back_the_tax_that_was_charged() -> None:
    office = Office(meeting("2026-09-05"), Clients=taxed(0.08))
    office.invoice("2026-09")
    office.change("Clients", lambda row: row | {"Tax rate": 0.1})
    office.edit("U000001", Minutes=60)
    assert office.invoice("2026-10", adjust=True)[0] == "CN-2026-0001 Acme 2026-09 to 2026-10: -62.50 + -5.00"


def test_what_is_added_bears_the_rate_of_a_charge_and_a_change_of_the_rate_alone_adjusts_nothing() -> None:
    office = Office(meeting("2026-09-05"), Clients=taxed(0.08))
    office.invoice("2026-09")
    office.change("Clients", lambda row: row | {"Tax rate": 0.1})
    assert office.invoice("2026-10") == []
    office.edit("U000001", Minutes=100)
    assert office.invoice("2026-10", adjust=True)[0] == "INV-2026-0002 Acme 2026-09 to 2026-10: 62.50 + 6.25"


def test_of_lines_at_several_rates_the_latest_is_taken_back_first_each_at_its_own() -> None:
    """62.50 stand at 8 % and 62.50 at 10 %: taking back one takes the later, taking back both takes a line of each."""
    office = Office(meeting("2026-09-05"), Clients=taxed(0.08))
    office.invoice("2026-09")
    office.change("Clients", lambda row: row | {"Tax rate": 0.1})
    office.edit("U000001", Minutes=100)
    office.invoice("2026-10", adjust=True)
    office.edit("U000001", Minutes=90)
    office.invoice("2026-11", adjust=True)
    assert rates(office) == [("-62.50", "0.10")]
    office.edit("U000001", Minutes=100)
    office.invoice("2026-11", adjust=True)
    office.edit("U000001", Minutes=60)
    assert office.invoice("2026-12", adjust=True)[0].endswith(": -125.00 + -11.25")
    assert rates(office) == [("-62.50", "0.10"), ("-62.50", "0.08")]


def test_a_removed_entry_is_credited_at_the_rates_of_its_lines() -> None:
    office = Office(meeting("2026-09-05"), Clients=taxed(0.08))
    office.invoice("2026-09")
    office.change("Clients", lambda row: row | {"Tax rate": 0.1})
    office.remove("U000001")
    assert office.invoice("2026-10", adjust=True)[0].endswith(": -62.50 + -5.00")


def test_a_line_without_a_rate_counts_as_one_of_the_rate_of_a_charge() -> None:
    office = Office(meeting("2026-09-05"), Clients=taxed(0.08))
    office.invoice("2026-09")
    office.change("InvoiceLines", lambda row: row | {"Tax rate": None})
    office.edit("U000001", Minutes=60)
    assert office.invoice("2026-10", adjust=True)[0].endswith(": -62.50 + -5.00")


def all_told(office: Office) -> tuple[Decimal, Decimal]:
    """The subtotal and the tax of all documents together."""
    registered = read_register(office.book, {}).invoices
    return sum((each.subtotal for each in registered), Decimal(0)), sum((each.tax for each in registered), Decimal(0))


def credited_twice() -> Office:
    """Invoiced at 8 %, waived and credited, and then voided too: -62.50 stand at 8 %. The rate is 10 % now."""
    office = Office(meeting("2026-09-05"), Clients=taxed(0.08))
    office.invoice("2026-09")
    office.edit("U000001", Decision="Waive", Reason="x")
    office.invoice("2026-10", adjust=True)
    office.void("INV-2026-0001", as_of=date(2026, 11, 1))
    office.change("Clients", lambda row: row | {"Tax rate": 0.1})
    return office


def test_what_makes_up_for_too_much_credit_bears_the_rate_at_which_that_stands() -> None:
    office = credited_twice()
    assert office.invoice("2026-11", adjust=True)[0].endswith(": 62.50 + 5.00")
    assert not any(all_told(office))


def test_only_what_is_more_than_that_bears_the_rate_of_a_charge() -> None:
    office = credited_twice()
    office.edit("U000001", Decision=None, Reason=None)
    assert office.invoice("2026-11", adjust=True)[0].endswith(": 125.00 + 11.25")
    assert rates(office) == [("62.50", "0.08"), ("62.50", "0.10")]
    office.remove("U000001")
    office.invoice("2026-12", adjust=True)
    assert not any(all_told(office))


def test_what_is_made_up_for_and_charged_at_one_rate_is_one_line() -> None:
    office = credited_twice()
    office.change("Clients", lambda row: row | {"Tax rate": 0.08})
    office.edit("U000001", Decision=None, Reason=None)
    office.invoice("2026-11", adjust=True)
    assert rates(office) == [("125.00", "0.08")]


def test_too_much_credit_at_two_rates_of_a_removed_entry_is_made_up_for_at_both() -> None:
    office = Office(meeting("2026-09-05"), Clients=taxed(0.08))
    office.invoice("2026-09")
    office.change("Clients", lambda row: row | {"Tax rate": 0.1})
    office.edit("U000001", Minutes=120)
    office.invoice("2026-10", adjust=True)
    office.edit("U000001", Decision="Waive", Reason="x")
    office.invoice("2026-11", adjust=True)
    for number in ("INV-2026-0001", "INV-2026-0002"):
        office.void(number, as_of=date(2026, 12, 1))
    office.remove("U000001")
    office.invoice("2026-12", adjust=True)
    assert sorted(rates(office)) == [("62.50", "0.08"), ("62.50", "0.10")]
    assert not any(all_told(office))


def moved_to_beta() -> Office:
    """Acme's entry, invoiced at 8 %, is Beta's now, whose rate is 20 %."""
    clients = [{**BETA["Clients"][0], "Tax rate": 0.08}, {**BETA["Clients"][1], "Tax rate": 0.2}]
    office = Office(meeting("2026-09-05"), **{**BETA, "Clients": clients})
    office.invoice("2026-09")
    office.edit("U000001", **BOB)
    return office


def test_a_client_is_never_told_the_contact_or_the_rate_of_another() -> None:
    office = moved_to_beta()
    office.invoice("2026-10", adjust=True)
    office.void("INV-2026-0001", as_of=date(2026, 11, 1))
    assert office.invoice("2026-11", adjust=True)[0] == "INV-2026-0003 Acme 2026-09 to 2026-11: 62.50 + 5.00"
    assert [line.contact for line in office.last.documents[0].lines] == ["Ann"]


def test_a_moved_entrys_line_without_a_rate_counts_as_one_of_its_own_client() -> None:
    office = moved_to_beta()
    office.change("InvoiceLines", lambda row: row | {"Tax rate": None})
    office.invoice("2026-10", adjust=True)
    assert sorted(rates(office)) == [("-62.50", "0.08"), ("125.00", "0.20")]


def test_a_void_takes_back_the_tax_of_each_rate() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-20"), Clients=CHANGED)
    office.invoice("2026-10")
    office.change("Clients", lambda row: row | {"Tax rate": 0.2})
    assert office.void("INV-2026-0001")[0] == "CN-2026-0001 Acme 2026-10: -125.00 + -9.38"
    assert [(str(each.rate), str(each.amount)) for each in office.last.documents[0].taxes] == [
        ("0.05", "-3.13"),
        ("0.1", "-6.25"),
    ]


def test_where_one_line_lost_its_rate_a_void_still_shows_the_others() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-20"), Clients=CHANGED)
    office.invoice("2026-10")
    office.put("InvoiceLines", [row | {"Tax rate": None} if row["Line"] == 2 else row for row in office.rows("InvoiceLines")])
    assert office.void("INV-2026-0001")[0].endswith(": -125.00 + -9.38")
    assert [(str(each.rate), str(each.amount)) for each in office.last.documents[0].taxes] == [
        ("0.05", "-3.13"),
        ("0.1", "-6.25"),
    ]


_lines = st.lists(
    st.tuples(
        st.decimals(-500, 500, places=2), st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.0825"), Decimal("0.2")])
    ),
    min_size=1,
    max_size=12,
)


@QUICK
@given(_lines)
def test_the_tax_of_lines_is_each_rate_on_the_sum_of_its_own(made: list[tuple[Decimal, Decimal]]) -> None:
    lines = [
        Line("", 0, "U1", START, "Acme", "Ann", "", "As needed", "", 0, 0, Decimal(125), amount, "charge", rate)
        for amount, rate in made
    ]
    found = taxes(lines)
    assert [each.rate for each in found] == sorted({rate for _, rate in made})
    for each in found:
        base = sum(amount for amount, rate in made if rate == each.rate)
        assert (each.base, each.amount) == (base, cents(base * each.rate))
    assert sum(each.base for each in found) == sum(amount for amount, _ in made)
