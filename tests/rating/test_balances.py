"""What each client has left on the as-of date."""

from datetime import date
from decimal import Decimal

from support.books import ACME, RULES, START, book, entry, settled
from support.rules import Row, advanced, as_needed, changed

from xlsupport.settlement import Settlement


def shown(settlement: Settlement) -> list[str]:
    """client, package, limit, unit, period, used of allowed, left, state"""
    return [
        f"{each.client} {each.package or '-'} {each.limit}{' ' + each.reference if each.reference else ''} {each.unit} "
        f"{each.first}..{each.last or ''} {each.used}/{each.allowed} {each.remaining} {each.state}"
        for each in settlement.balances
    ]


def test_there_is_a_row_for_every_client_in_force_and_every_month_or_year_limit() -> None:
    clients: list[Row] = [
        {"Client": "Zeta", "Package": "Single", "Contract start": date(2024, 5, 15)},
        *ACME["Clients"],
        {"Client": "Past", "Package": "Small", "Contract start": START, "Contract end": date(2026, 10, 30)},
        {"Client": "Last day", "Package": "Small", "Contract start": START, "Contract end": date(2026, 10, 31)},
    ]
    settlement = settled(book([entry("2026-10-05")], Clients=clients))
    assert shown(settlement) == [
        "Zeta Single Calls entries 2026-10-01..2026-10-31 0/4 4 OK",
        "Zeta Single Question time minutes 2026-10-01..2026-10-31 0/60 60 OK",
        "Zeta Single Meetings entries 2026-05-15..2027-05-14 0/4 4 OK",
        "Acme Medium Calls entries 2026-10-01..2026-10-31 1/4 3 OK",
        "Acme Medium Question time minutes 2026-10-01..2026-10-31 10/60 50 OK",
        "Acme Medium Meetings entries 2026-01-01..2026-12-31 0/4 4 OK",
        "Last day Small Calls entries 2026-10-01..2026-10-31 0/4 4 OK",
        "Last day Small Question time minutes 2026-10-01..2026-10-31 0/60 60 OK",
        "Last day Small Meetings entries 2026-01-01..2026-12-31 0/4 4 OK",
    ]


def test_an_advanced_agreement_with_hours_has_a_row_in_billed_minutes_for_its_own_period() -> None:
    agreements = [
        as_needed(),
        advanced(2.5, date(2026, 10, 1), Reference="A-1"),
        advanced(None, date(2026, 11, 1), Reference="A-2"),
        advanced(1, date(2025, 1, 1), End=date(2025, 12, 31), Reference="A-0"),
    ]
    settlement = settled(book([entry("2026-10-05", "Meeting", "General", 61)], Agreements=agreements))
    assert shown(settlement)[3:] == [
        "Acme - Advanced hours A-0 minutes 2025-01-01..2025-12-31 0/60 60 OK",
        "Acme - Advanced hours A-1 minutes 2026-10-01.. 30/150 120 OK",
    ]


def test_the_as_of_date_chooses_the_period_and_nothing_else() -> None:
    rows = [entry("2026-09-05"), entry("2026-10-05"), entry("2026-10-06"), entry("2026-12-05", "Meeting", "General", 10)]
    for day, calls, meetings in (
        (date(2026, 9, 30), 1, 1),
        (date(2026, 10, 1), 2, 1),
        (date(2026, 12, 31), 0, 1),
        (date(2027, 1, 1), 0, 0),
    ):
        settlement = settled(book(rows), as_of=day)
        assert {each.limit: each.used for each in settlement.balances} == {
            "Calls": calls, "Question time": calls * 10, "Meetings": meetings,
        }  # fmt: skip
        assert [each.covered for each in settlement.evaluation.outcomes] == [10, 10, 10, 10]


def test_a_smaller_package_leaves_nothing_and_not_less_than_nothing() -> None:
    fewer = {**RULES["Limits"][1], "Quantity": 1, "From": date(2026, 10, 10)}
    settlement = settled(book([entry("2026-10-05"), entry("2026-10-06")], Limits=[*RULES["Limits"], fewer]))
    assert shown(settlement)[0] == "Acme Medium Calls entries 2026-10-01..2026-10-31 2/1 0 Reached"


def test_the_share_used_is_exact_and_nothing_allowed_has_none() -> None:
    limits = changed("Limits", {"Calls": {"Quantity": 3}, "Question time": {"Quantity": 0, "Channels": "Ticket"}})
    balances = settled(book([entry("2026-10-05")], Limits=limits)).balances
    assert balances[0].share == Decimal(1) / 3
    assert (balances[1].share, balances[1].state) == (None, "Reached")


def test_what_is_allowed_is_what_is_in_force_on_the_as_of_date() -> None:
    more = {**RULES["Limits"][1], "Limit": "CALLS", "Quantity": 6, "From": date(2026, 10, 10)}
    rows = book([entry("2026-10-05"), entry("2026-10-20")], Limits=[*RULES["Limits"], more])
    assert shown(settled(rows, as_of=date(2026, 10, 9)))[0] == "Acme Medium Calls entries 2026-10-01..2026-10-31 2/4 2 OK"
    assert shown(settled(rows, as_of=date(2026, 10, 10)))[0] == "Acme Medium Calls entries 2026-10-01..2026-10-31 2/6 4 OK"


def test_a_limit_of_one_entry_is_not_near_before_it_is_used() -> None:
    settlement = settled(book(Limits=changed("Limits", {"Calls": {"Quantity": 1}})))
    assert settlement.balances[0].state == "OK"


def test_clients_stand_in_the_order_of_their_table_and_limits_in_that_of_theirs() -> None:
    clients: list[Row] = [{"Client": name, "Package": "Medium", "Contract start": START} for name in ("Beta", "Acme", "alpha")]
    settlement = settled(book(Clients=clients, Limits=list(reversed(RULES["Limits"]))))
    assert [(each.client, each.limit) for each in settlement.balances] == [
        (client, limit) for client in ("Beta", "Acme", "alpha") for limit in ("Meetings", "Question time", "Calls")
    ]
