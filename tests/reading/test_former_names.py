"""A client that was renamed is known by its former names (1-policy.md, Flags)."""

from datetime import date

import pytest
from support.books import ACME, START, settled
from support.books import book as a_book
from support.meetings import meeting
from support.office import Office, Row

from xlsupport.words.problems import WorkbookError

HOLDING: Row = {
    "Client": "Acme Holding",
    "Package": "Medium",
    "Contract start": START,
    "Former names": "Acme; Old Acme\nAcme Ltd",
}


@pytest.mark.parametrize("name", ["Acme", "OLD acme", "acme ltd", "Acme Holding"])
def test_a_former_name_means_the_client_in_the_log_in_contacts_and_in_agreements(name: str) -> None:
    settlement = settled(a_book([meeting("2026-10-05", Client=name)], Clients=[HOLDING]))
    assert [(each.entry.client, each.billed) for each in settlement.evaluation.outcomes] == [("Acme Holding", 30)]
    assert {each.client for each in settlement.balances} == {"Acme Holding"}


def test_renaming_a_client_is_one_edit_and_adjusts_nothing() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-11-05"))
    office.invoice("2026-10")
    office.put("Clients", [HOLDING])
    assert office.invoice("2026-11") == [
        "INV-2026-0002 Acme Holding 2026-11: 62.50 + 0.00",
        "- U000002 As needed 30 min at 125.00: 62.50 charge",
    ]
    assert office.column("Client", "Invoices") == ["Acme", "Acme Holding"], "what was printed stays as printed"
    office.edit("U000001", Minutes=60)
    assert office.invoice("2026-12", adjust=True)[0].startswith("CN-2026-0001 Acme Holding")


def test_a_client_may_be_chosen_by_a_former_name() -> None:
    office = Office(meeting("2026-10-05"), Clients=[HOLDING])
    assert office.invoice("2026-10", clients=("acme",))[0].startswith("INV-2026-0001 Acme Holding")


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"Client": "Beta", "Former names": "ACME HOLDING"}, "'ACME HOLDING' is the name of the client Acme Holding"),
        ({"Client": "Beta", "Former names": "Gamma; old acme"}, "'old acme' is a former name of the client Acme Holding"),
    ],
)
def test_a_former_name_that_means_another_client_too_is_a_problem(other: Row, problem: str) -> None:
    clients = [HOLDING, {"Package": "Small", "Contract start": START, **other}]
    with pytest.raises(WorkbookError) as error:
        settled(a_book(Clients=clients))
    assert [(str(each.place), each.found) for each in error.value.problems] == [("Clients!L6", problem)]


def test_two_rows_of_a_client_may_both_tell_its_former_name() -> None:
    rows = [HOLDING | {"Contract end": date(2026, 6, 30)}, HOLDING | {"Contract start": date(2026, 7, 1)}]
    assert settled(a_book(Clients=rows, Contacts=ACME["Contacts"])).evaluation.parties.names["acme"] == "Acme Holding"
