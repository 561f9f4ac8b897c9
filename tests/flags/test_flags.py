"""Every flag: just when it is raised, and just when it is not."""

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from support.books import ACME, RULES, START, book, entry, settled
from support.ledger import check
from support.rules import Row, advanced, as_needed, changed

from xlsupport.flags.rules import SEVERITY
from xlsupport.settlement import Settlement
from xlsupport.sheets.tables import Cell, ErrorValue


def flagged(row: Mapping[str, Cell], *others: Mapping[str, Cell], as_of: date = date(2026, 10, 31), **more: object) -> list[str]:
    """The flags of the first row."""
    return settled(book([row, *others], **more), as_of).flags.get(0, [])  # type: ignore[arg-type] # book's own


def notices(settlement: Settlement) -> list[str]:
    return [f"{each.code} {each.client} {each.limit}" for each in settlement.breaches if each.severity == "notice"]


GOOD = entry("2026-10-05", "Email")


def test_a_good_row_has_no_flag() -> None:
    assert flagged(GOOD) == []


@pytest.mark.parametrize("header", ["Date", "Client", "Contact", "Channel", "Category", "Minutes"])
@pytest.mark.parametrize("blank", [None, "", "  ", "\t"])
def test_missing_value(header: str, blank: Cell) -> None:
    assert flagged({**GOOD, header: blank}) == ["missing-value"]


@pytest.mark.parametrize("header", ["Scheduled", "Ticket", "Notes", "Decision", "Reason", "ID", "Account manager"])
def test_other_cells_may_be_empty(header: str) -> None:
    assert flagged({**GOOD, header: "  "}) == []


@pytest.mark.parametrize(
    ("cell", "flags"),
    [
        (date(1999, 12, 31), ["bad-date"]),
        (date(2000, 1, 1), ["untrained-contact"]),
        ("31.12.2026", ["bad-date"]),
        ("2026-02-29", ["bad-date"]),
        (True, ["bad-date"]),
        (0, ["bad-date"]),
        (-5, ["bad-date"]),
        (float("inf"), ["bad-date"]),
        (ErrorValue("#VALUE!"), ["bad-date"]),
    ],
)
def test_bad_date(cell: Cell, flags: list[str]) -> None:
    assert flagged({**GOOD, "Date": cell}) == flags


@pytest.mark.parametrize("cell", [0, -1, 1441, 29.6, "15", True, ErrorValue("#N/A"), float("inf"), float("nan"), 1e300])
def test_bad_minutes(cell: Cell) -> None:
    assert flagged({**GOOD, "Minutes": cell}) == ["bad-minutes"]


@pytest.mark.parametrize("cell", [1, 15, 15.0, 1440])
def test_minutes_from_1_to_1440_are_good(cell: Cell) -> None:
    assert flagged({**GOOD, "Category": "Bug fix", "Minutes": cell}) == []


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("Client", "Acmee", "unknown-client"),
        ("Contact", "Anne", "unknown-contact"),
        ("Channel", "Fax", "unknown-channel"),
        ("Category", "Training ?", "unknown-category"),
        ("Decision", "Refund", "unknown-decision"),
        ("Client", ErrorValue("#REF!"), "unknown-client"),
        ("Contact", ErrorValue("#REF!"), "unknown-contact"),
        ("Channel", True, "unknown-channel"),
        ("Category", 7, "unknown-category"),
        ("Decision", ErrorValue("#REF!"), "unknown-decision"),
    ],
)
def test_unknown_names(header: str, cell: Cell, code: str) -> None:
    assert flagged({**GOOD, header: cell}) == [code]


def test_a_contact_is_looked_for_only_where_the_client_is_known() -> None:
    assert flagged({**GOOD, "Client": "Acmee", "Contact": "Nobody"}) == ["unknown-client"]
    assert flagged({**GOOD, "Client": None, "Contact": "Nobody"}) == ["missing-value"]
    assert flagged({**GOOD, "Client": "Acmee", "Contact": None}) == ["missing-value", "unknown-client"]


def test_another_client_s_contact_is_unknown() -> None:
    beta = {"Client": "Beta", "Package": "Small", "Contract start": START}
    contacts = [*ACME["Contacts"], {"Client": "Beta", "Contact": "Bob", "Trained on": START}]
    assert flagged(GOOD | {"Contact": "Bob"}, Clients=[*ACME["Clients"], beta], Contacts=contacts) == ["unknown-contact"]


def test_duplicate_ids_make_all_of_their_rows_invalid() -> None:
    settlement = settled(book([GOOD | {"ID": "X"}, GOOD | {"ID": "Y"}, GOOD | {"ID": "X", "Minutes": 11}, GOOD | {"ID": "x"}]))
    assert settlement.flags == {0: ["duplicate-id"], 1: ["possible-duplicate"], 2: ["duplicate-id"], 3: ["possible-duplicate"]}
    assert [each.offset for each in settlement.evaluation.log.rejected] == [0, 2]


def test_an_invalid_row_has_every_problem_at_once_each_once_and_only_those_of_validation() -> None:
    row: dict[str, Cell] = {
        "ID": "U1", "Date": None, "Client": "Acmee", "Contact": None, "Channel": "Phnoe", "Category": "?", "Minutes": 0,
        "Scheduled": None, "Decision": "Maybe",
    }  # fmt: skip
    codes = ["missing-value", "bad-minutes", "unknown-client", "unknown-channel", "unknown-category", "unknown-decision"]
    settlement = settled(book([row, {"ID": "U1", "Notes": "x"}]))
    assert settlement.flags[0] == [*codes, "duplicate-id"]
    assert sum(each.offset == 0 for each in settlement.breaches) == 8


def test_an_invalid_row_takes_no_allowance_and_bills_nothing() -> None:
    settlement = settled(book([entry("2026-10-05", minutes=29.6), entry("2026-10-06", "Meeting", "?", 90)]))
    assert all(each.used == 0 for each in settlement.balances)
    assert settlement.evaluation.outcomes == []


def test_untrained_contact_is_flagged_outside_a_contract_too_and_alone() -> None:
    assert flagged(GOOD, Contacts=[{"Client": "Acme", "Contact": "Ann"}], Clients=[
        {"Client": "Acme", "Package": "Medium", "Contract start": date(2027, 1, 1)}
    ]) == ["untrained-contact"]  # fmt: skip


def test_over_length_is_more_than_the_limit_and_not_exactly_it() -> None:
    assert flagged(GOOD | {"Minutes": 15}) == []
    assert flagged(GOOD | {"Minutes": 16}) == ["over-length"]
    assert flagged(entry("2026-10-05", "Meeting", "General", 60)) == []
    assert flagged(entry("2026-10-05", "Meeting", "General", 61)) == ["over-length"]
    assert flagged(entry("2026-10-05", "Phone", "Bug fix", 61)) == []


def test_over_limit_is_no_room_for_the_capped_minutes_and_using_up_exactly_is_none() -> None:
    check(
        """
        2026-10-01 Email Training 15 -> Covered     15  0  0.00
        2026-10-02 Email Training 15 -> Covered     15  0  0.00
        2026-10-03 Email Training 14 -> Covered     14  0  0.00
        2026-10-04 Email Training 90 -> Part billed 15 90 187.50 over-length
        2026-10-05 Email Training  2 -> Part billed  1 30 62.50 over-limit
        2026-10-06 Email Training  1 -> Billed       0 30 62.50 over-limit
        """
    )


def test_over_limit_names_every_limit_without_room() -> None:
    rows = [entry(f"2026-10-0{day}", "Phone", "Training", 15) for day in range(1, 6)]
    settlement = settled(book(rows))
    found = [(each.offset, each.limit) for each in settlement.breaches if each.code == "over-limit"]
    assert found == [(4, "Calls"), (4, "Question time")]
    assert settlement.flags[4] == ["over-limit"]


def test_waived_overage_keeps_its_warnings_and_an_untrained_contact_s_has_none() -> None:
    waived = {"Decision": "Waive", "Reason": "goodwill"}
    assert flagged(GOOD | {"Minutes": 16} | waived) == ["over-length"]
    assert flagged(GOOD | {"Minutes": 16} | waived, Contacts=[{"Client": "Acme", "Contact": "Ann"}]) == []


@pytest.mark.parametrize("channel", ["Phone", "Meeting", "Email", "Ticket"])
@pytest.mark.parametrize(
    "scheduled",
    [None, "no", "0", 0, False, "maybe", ErrorValue("#N/A"), "yes", " YES ", "Y", "x", "X", "true", True, 1, 1.0, "1"],
)
def test_not_scheduled(channel: str, scheduled: Cell) -> None:
    says_yes = str(scheduled).strip().lower() in ("yes", "y", "x", "true", "1", "1.0")
    expected = ["not-scheduled"] if channel in ("Phone", "Meeting") and not says_yes else []
    row = entry("2026-10-05", channel, "General", 10) | {"Scheduled": scheduled}
    assert flagged(row) == expected
    assert flagged(row, settings={"Scheduling": "optional"}) == []


def test_possible_duplicates_are_both_flagged() -> None:
    settlement = settled(book([GOOD, GOOD | {"Notes": "again", "Date": "2026-10-05T17:00"}, GOOD | {"Client": " acme "}]))
    assert settlement.flags == {offset: ["possible-duplicate"] for offset in range(3)}


@pytest.mark.parametrize(
    "other",
    [{"Date": date(2026, 10, 6)}, {"Contact": "Abe"}, {"Channel": "Ticket"}, {"Category": "General"}, {"Minutes": 9}],
)
def test_a_row_that_differs_in_anything_that_counts_is_no_duplicate(other: Mapping[str, Cell]) -> None:
    contacts = [*ACME["Contacts"], {"Client": "Acme", "Contact": "Abe", "Trained on": START}]
    assert flagged(GOOD, {**GOOD, **other}, Contacts=contacts) == []


@pytest.mark.parametrize("other", [{"Scheduled": "no"}, {"Decision": "Hold", "Reason": "ask"}, {"Notes": "x"}, {"Ticket": 7}])
def test_a_row_that_differs_only_in_what_does_not_count_is_a_duplicate(other: Mapping[str, Cell]) -> None:
    assert flagged(GOOD, {**GOOD, **other}) == ["possible-duplicate"]


def test_an_invalid_row_is_nobody_s_duplicate() -> None:
    assert flagged(GOOD, GOOD | {"Decision": "?"}) == []


def test_future_date_is_after_the_as_of_date() -> None:
    assert flagged(GOOD, as_of=date(2026, 10, 5)) == []
    assert flagged(GOOD, as_of=date(2026, 10, 4)) == ["future-date"]


@pytest.mark.parametrize(
    ("calls", "found"), [(0, []), (1, []), (2, []), (3, ["near-limit Acme Calls"]), (4, ["limit-reached Acme Calls"])]
)
def test_entries_are_near_with_one_left_and_reached_with_none(calls: int, found: list[str]) -> None:
    rows = [entry(f"2026-10-0{number + 1}", minutes=1) for number in range(calls)]
    assert notices(settled(book(rows))) == found


@pytest.mark.parametrize(
    ("quantity", "used", "found"),
    [
        (1, 0, []),
        (1, 1, ["limit-reached Acme Calls"]),
        (2, 1, ["near-limit Acme Calls"]),
        (0, 0, []),
        (10, 7, []),
        (10, 8, ["near-limit Acme Calls"]),
    ],
)
def test_a_limit_of_one_is_not_near_before_it_is_used(quantity: int, used: int, found: list[str]) -> None:
    rows = [entry(f"2026-10-{number + 1:02}", minutes=1) for number in range(used)]
    assert notices(settled(book(rows, Limits=changed("Limits", {"Calls": {"Quantity": quantity}})))) == found


@pytest.mark.parametrize(
    ("minutes", "setting", "found"),
    [
        (47, None, []),
        (48, None, ["near-limit Acme Question time"]),
        (59, None, ["near-limit Acme Question time"]),
        (60, None, ["limit-reached Acme Question time"]),
        (29, 0.5, []),
        (30, 0.5, ["near-limit Acme Question time"]),
        (30, 50, ["near-limit Acme Question time"]),
        (30, "50 %", ["near-limit Acme Question time"]),
        (30, "50%", ["near-limit Acme Question time"]),
        (59, 1, []),
    ],
)
def test_minutes_are_near_from_the_setting_s_share_on(minutes: int, setting: Cell, found: list[str]) -> None:
    limits = changed("Limits", {"Call or email length": {"Quantity": 60}})
    assert notices(settled(book([GOOD | {"Minutes": minutes}], {"Near limit": setting}, Limits=limits))) == found


def test_notices_are_those_of_the_period_that_contains_the_as_of_date() -> None:
    rows = [entry(f"2026-09-0{day}", minutes=1) for day in range(1, 5)]
    assert notices(settled(book(rows), as_of=date(2026, 9, 1))) == ["limit-reached Acme Calls"]
    assert notices(settled(book(rows), as_of=date(2026, 10, 1))) == []


@pytest.mark.parametrize(
    ("entries", "found"), [(7, []), (8, ["near-limit Acme Advanced hours"]), (10, ["limit-reached Acme Advanced hours"])]
)
def test_an_advanced_agreement_s_hours_are_near_and_reached_like_a_limit(entries: int, found: list[str]) -> None:
    rows = [entry(f"2026-10-{number + 1:02}", "Phone", "Rush", 30) for number in range(entries)]
    categories: list[Row] = [*RULES["Categories"], {"Category": "Rush", "Treatment": "Billable"}]
    settlement = settled(book(rows, Categories=categories, Agreements=[advanced(5), as_needed()]))
    assert notices(settlement) == found


def test_an_agreement_that_is_no_longer_in_force_gives_no_notice() -> None:
    rows = [entry("2026-10-05", "Meeting", "General", 90)]
    agreements = [advanced(0.5, End=date(2026, 10, 30))]
    assert notices(settled(book(rows, Agreements=agreements), as_of=date(2026, 10, 30))) == ["limit-reached Acme Advanced hours"]
    assert notices(settled(book(rows, Agreements=agreements), as_of=date(2026, 10, 31))) == []


def months(*used: tuple[str, int]) -> Iterable[dict[str, Cell]]:
    return [entry(f"{month}-{number + 1:02}", minutes=1) for month, count in used for number in range(count)]


def test_training_is_advised_where_a_month_limit_was_used_up_in_two_months_running() -> None:
    both = settled(book(months(("2026-09", 4), ("2026-10", 5))))
    assert notices(both) == ["limit-reached Acme Calls", "training-advised Acme Calls"]
    assert "training-advised" not in " ".join(notices(settled(book(months(("2026-09", 3), ("2026-10", 4))))))
    assert "training-advised" not in " ".join(notices(settled(book(months(("2026-09", 4), ("2026-10", 3))))))
    assert "training-advised" not in " ".join(notices(settled(book(months(("2026-08", 4), ("2026-10", 4))))))
    december = settled(book(months(("2026-12", 4), ("2027-01", 4))), as_of=date(2027, 1, 31))
    assert "training-advised Acme Calls" in notices(december)


def test_training_is_advised_across_a_gap_between_two_contracts() -> None:
    """Used up in September, under a contract until the 15th, and in October, under one from the 2nd."""
    clients: list[Row] = [
        {**ACME["Clients"][0], "Contract end": date(2026, 9, 15)},
        {**ACME["Clients"][0], "Contract start": date(2026, 10, 2)},
    ]
    calls = [entry(f"2026-{day}", minutes=1) for day in ("09-01", "09-02", "09-03", "09-04", "10-02", "10-03", "10-04", "10-05")]
    assert "training-advised Acme Calls" in notices(settled(book(calls, Clients=clients)))


def test_training_is_not_advised_for_limits_of_a_year_or_for_two_different_limits() -> None:
    meetings = [entry(f"2026-{month}", "Meeting", "General", 10) for month in ("09-01", "09-02", "09-03", "10-01")]
    assert notices(settled(book(meetings))) == ["limit-reached Acme Meetings"]
    emails = [entry(f"2026-09-0{day}", "Email", minutes=15) for day in range(1, 5)]
    assert "training-advised" not in " ".join(notices(settled(book([*emails, *months(("2026-10", 4))]))))
    emails = [{**each, "Date": f"2026-10-0{day}"} for day, each in enumerate(emails, start=1)]
    assert "training-advised" not in " ".join(notices(settled(book([*emails, *months(("2026-09", 4))]))))


@pytest.mark.parametrize(("then", "now"), [("contract year", "month"), ("month", "contract year")])
def test_training_is_not_advised_where_the_limit_was_one_of_a_year_in_one_of_the_two_months(then: str, now: str) -> None:
    calls: Row = {"Limit": "Calls", "Channels": "Phone", "Unit": "entries", "Quantity": 4}
    limits = [calls | {"Period": then}, calls | {"Period": now, "From": date(2026, 10, 1)}]
    rows = months(("2026-09", 4), ("2026-10", 4))
    assert "training-advised" not in " ".join(notices(settled(book(rows, Limits=limits))))
    both = [calls | {"Period": "month"}]
    assert "training-advised Acme Calls" in notices(settled(book(rows, Limits=both)))


def test_flags_are_listed_by_severity_then_row_then_the_order_of_the_codes() -> None:
    rows = [entry("2026-11-05", "Meeting", "General", 90, scheduled=None), entry("2026-10-05", minutes=0)]
    settlement = settled(book(rows, Agreements=[]))
    assert [(each.severity, each.offset, each.code) for each in settlement.breaches] == [
        ("error", 0, "needs-agreement"),
        ("error", 1, "bad-minutes"),
        ("warning", 0, "over-length"),
        ("warning", 0, "not-scheduled"),
        ("warning", 0, "future-date"),
    ]


def test_every_code_of_the_policy_is_there_in_its_order() -> None:
    assert list(SEVERITY) == [
        "missing-value", "bad-date", "bad-minutes", "unknown-client", "unknown-contact", "unknown-channel", "unknown-category",
        "unknown-decision", "duplicate-id", "not-calculated", "outside-table", "second-log", "copied-row", "contract-gap",
        "untrained-contact", "needs-agreement", "no-contract", "decision-needs-reason", "over-length", "over-limit",
        "not-scheduled", "possible-duplicate", "future-date", "changed-after-invoice", "missing-after-invoice", "near-limit",
        "limit-reached", "training-advised",
    ]  # fmt: skip
