"""`explain` shows figures that anybody can replay: each can be computed by hand from those before it."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.books import ACME, RULES, START, entry
from support.files import correct, make
from support.ledger import parse
from support.meetings import meeting
from support.worked_example import LEDGER

from xlsupport.cli import main
from xlsupport.sheets.tables import Cell

NUMBER = r"(-?\d+(?:\.\d+)?)"
DIFFERENCE = re.compile(rf"{NUMBER} - {NUMBER}(?: invoiced so far)? = {NUMBER}")
PRICE = re.compile(rf"{NUMBER} min ÷ 60 × {NUMBER} \([^)]+\) = {NUMBER}")
AS_OF = ("--as-of", "2026-12-31")
ADVANCED: dict[str, Cell] = {"Client": "Acme", "Tier": "Advanced", "Start": date(2026, 10, 1), "Hours": 1, "Reference": "ADV-1"}
WITH_HOURS = {"Agreements": [ADVANCED, *ACME["Agreements"]]}


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def explained(book: Path, id_: str) -> dict[str, str]:
    """The steps by their rules; every sum and price among them must be right."""
    result = run("explain", book, id_, *AS_OF, "--json")
    assert result.exit_code == 0, result.output
    steps = {each["rule"]: each["text"] for each in json.loads(result.stdout)["steps"]}
    for text in steps.values():
        for a, b, difference in DIFFERENCE.findall(text):
            assert Decimal(a) - Decimal(b) == Decimal(difference), text
        for minutes, rate, amount in PRICE.findall(text):
            assert (Decimal(minutes) / 60 * Decimal(rate)).quantize(Decimal("0.01")) == Decimal(amount), text
        assert text.endswith("."), text
    return steps


def steps_of(tmp_path: Path, *rows: dict[str, Cell], **tables: Any) -> dict[str, str]:
    """The steps of the last of these rows."""
    numbered = [{**row, "ID": f"U{number}"} for number, row in enumerate(rows, 1)]
    return explained(make(tmp_path / "book.xlsx", numbered, **tables), f"U{len(rows)}")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return make(tmp_path / "book.xlsx", [{**row, "ID": f"U{number}"} for number, row in enumerate(parse(LEDGER), 1)])


def test_a_covered_entry_shows_what_each_limit_allows_had_left_and_has_left_now(example: Path) -> None:
    steps = explained(example, "U3")
    assert steps["Limit: Call or email length"] == "15 min for each entry."
    assert steps["Limit: Calls"] == (
        "4 entries for the month 2026-10-01 to 2026-10-31. 2 used before, so 2 left; it takes 1 and leaves 1."
    )
    assert steps["Limit: Question time"].endswith("30 used before, so 30 left; it takes 10 and leaves 20.")
    assert steps["Covered"] == "10 min: the least of 10 (its minutes), 15 (Call or email length) and 30 (Question time)."
    assert steps["Still to invoice"] == "Nothing: it costs nothing."


def test_a_part_that_is_billed_shows_overage_rounding_rate_and_amount(example: Path) -> None:
    steps = explained(example, "U2")
    assert steps["Overage"] == "40 - 15 = 25 min that no limit covers."
    assert steps["As needed agreement, from 2026-01-01"] == (
        "It pays 25 of 25 min. In steps of 30 min, 25 min are billed as 30 min. "
        "30 min ÷ 60 × 125.00 (the As needed rate) = 62.50 USD."
    )
    assert steps["Still to invoice"] == "62.50 - 0.00 invoiced so far = 62.50 USD."


def test_a_number_of_entries_that_is_used_up_covers_nothing(example: Path) -> None:
    steps = explained(example, "U5")
    assert steps["Limit: Calls"].endswith("4 used before, so 0 left; it takes 0 and leaves 0.")
    assert steps["Covered"] == "0 min: Calls has no entry left."


def test_a_meeting_tells_that_its_length_is_its_packages_and_from_when_the_year_counts(example: Path) -> None:
    steps = explained(example, "U8")
    assert steps["Limit: Meeting length"] == "60 min for each entry (by the package Medium)."
    assert steps["Limit: Meetings"].startswith(
        "4 entries for the contract year 2026-01-01 to 2026-12-31, counted from 2026-01-01. 0 used before"
    )


def test_more_may_have_been_used_than_is_allowed_now(tmp_path: Path) -> None:
    """15 minutes were used of 60 when the limit became 10."""
    limits = [*RULES["Limits"], {**RULES["Limits"][2], "Quantity": 10, "From": date(2026, 10, 20)}]
    steps = steps_of(tmp_path, entry("2026-10-05", minutes=15), entry("2026-10-25", minutes=15), Limits=limits)
    assert steps["Limit: Question time"] == (
        "10 min (in force since 2026-10-20) for the month 2026-10-01 to 2026-10-31. "
        "15 used before, so 0 left; it takes 0 and leaves 0."
    )


def test_hours_that_run_out_into_as_needed_are_told_before_and_after(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, meeting("2026-10-05", 70), meeting("2026-10-06", 160), **WITH_HOURS)
    assert steps["Advanced agreement ADV-1, from 2026-10-01"] == (
        "30 of its 60 min were left. It pays 30 of 100 min. In steps of 30 min, 30 min are billed as 30 min. "
        "It has 30 - 30 = 0 min left. 30 min ÷ 60 × 100.00 (the Advanced rate) = 50.00 USD."
    )
    assert steps["As needed agreement, from 2026-01-01"].startswith(
        "It pays 70 of 70 min. In steps of 30 min, 70 min are billed as 90"
    )


def test_an_agreement_that_is_used_up_is_named_where_another_one_pays(tmp_path: Path) -> None:
    rows = (meeting("2026-10-05", 120), meeting("2026-10-06", 70))
    steps = steps_of(tmp_path, *rows, **WITH_HOURS)
    assert steps["Advanced agreement ADV-1, from 2026-10-01"] == (
        "Of its 60 min, less than one step of 30 min was left, so it pays nothing."
    )
    assert steps["As needed agreement, from 2026-01-01"].startswith("It pays 10 of 10 min.")


@pytest.mark.parametrize("rounding", ["per day", "per month"])
def test_a_rounding_group_is_told_before_and_after_the_entry_and_so_are_its_hours(tmp_path: Path, rounding: str) -> None:
    settings = [{"Setting": "Rounding", "Value": rounding}]
    rows = [meeting("2026-10-05", 70), meeting("2026-10-05", 70), meeting("2026-10-05", 100)]
    steps = steps_of(tmp_path, *rows, Settings=settings, **WITH_HOURS)
    assert steps["Advanced agreement ADV-1, from 2026-10-01"] == (
        f"30 of its 60 min were left. It pays 40 of 40 min. Rounded {rounding} in steps of 30 min: 20 min before this entry are "
        "billed as 30 min, 60 min with it as 60 min, so it adds 30 min. It has 30 - 30 = 0 min left. "
        "30 min ÷ 60 × 100.00 (the Advanced rate) = 50.00 USD."
    )


@pytest.mark.parametrize(
    ("decision", "rule", "text"),
    [
        ("Waive", "Waived", "The 30 min are never billed."),
        (
            "Bill",
            "As needed, without an agreement",
            "30 min are billed that no agreement pays for, because a person decided so. In",
        ),
        ("Hold", "Still to invoice", "Nothing while the entry is held."),
        (None, "Still to invoice", "Nothing yet: 30 min wait for an agreement or a decision."),
    ],
)
def test_decisions_and_their_lack_where_no_agreement_pays(tmp_path: Path, decision: Cell, rule: str, text: str) -> None:
    steps = steps_of(tmp_path, meeting("2026-10-05", decision=decision, reason=decision and "agreed"), Agreements=[])
    assert steps[rule].startswith(text)


def test_a_price_is_told_with_the_day_from_which_it_is_in_force(tmp_path: Path) -> None:
    rates = [*RULES["Rates"], {"Tier": "As needed", "Rate": 130, "Increment": 15, "From": date(2026, 7, 1)}]
    steps = steps_of(tmp_path, meeting("2026-10-05", 80), Rates=rates)
    assert steps["As needed agreement, from 2026-01-01"].endswith(
        "In steps of 15 min, 20 min are billed as 30 min. "
        "30 min ÷ 60 × 130.00 (the As needed rate in force since 2026-07-01) = 65.00 USD."
    )


def test_an_agreements_own_rate_is_named_as_such(tmp_path: Path) -> None:
    agreement = {**ACME["Agreements"][0], "Rate": 99, "Reference": "X-1"}
    steps = steps_of(tmp_path, meeting("2026-10-05"), Agreements=[agreement])
    assert "30 min ÷ 60 × 99.00 (the agreement's own rate) = 49.50 USD." in steps["As needed agreement X-1, from 2026-01-01"]


def test_an_untrained_contact_and_a_quoted_category(tmp_path: Path) -> None:
    contacts = [{"Client": "Acme", "Contact": "Ann", "Trained on": date(2026, 11, 1)}]
    steps = steps_of(tmp_path, meeting("2026-10-05"), Contacts=contacts)
    assert steps["Without training"] == "The whole entry is held until somebody decides."
    folder = tmp_path / "quoted"
    folder.mkdir()
    steps = steps_of(folder, entry("2026-10-05", "Ticket", "Custom development", 240))
    assert steps["Quoted categories are sold by bid"] == "Custom development is logged and never billed by the hour."


def test_a_former_name_is_told(tmp_path: Path) -> None:
    clients = [{"Client": "Acme Holding", "Package": "Medium", "Contract start": START, "Former names": "Acme"}]
    steps = steps_of(tmp_path, meeting("2026-10-05"), Clients=clients)
    assert steps["A former name"] == "The row says Acme, which is a former name of Acme Holding in Clients."


def test_what_was_invoiced_and_what_is_still_to_invoice_after_a_change(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05", ID="U1")])
    run("invoice", book, "--month", "2026-10", *AS_OF)
    steps = explained(book, "U1")
    assert steps["What comes before it"].startswith("Run 1 closed it, so entries of earlier runs, then")
    assert steps["On INV-2026-0001"] == "30 min As needed at 125.00 an hour: 62.50 (charge)."
    assert steps["Still to invoice"] == "62.50 - 62.50 invoiced so far = 0.00 USD."
    correct(book, "UsageLog", "Minutes", [130])
    assert explained(book, "U1")["Still to invoice"] == "187.50 - 62.50 invoiced so far = 125.00 USD."
    correct(book, "UsageLog", "Minutes", ["n/a"])
    steps = explained(book, "U1")
    assert steps["On INV-2026-0001"] == "30 min As needed at 125.00 an hour: 62.50 (charge)."
    assert steps["Still to invoice"] == "Nothing until the row is fixed: what was invoiced stays."


def test_an_entry_closed_in_part_says_so_and_what_waits(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05", 150, ID="U1")], Agreements=[ADVANCED])
    run("invoice", book, "--month", "2026-10", *AS_OF)
    steps = explained(book, "U1")
    assert steps["What comes before it"].startswith("Run 1 closed it in part, so")
    assert steps["Still to invoice"] == (
        "100.00 - 100.00 invoiced so far = 0.00 USD. Besides, 30 min wait for an agreement or a decision."
    )
