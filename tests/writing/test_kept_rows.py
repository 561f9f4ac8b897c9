"""A person's notes beside a written table stay with their row (2-workbook.md, Tables)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.books import ACME, entry
from support.ledgers import QUICK
from support.office import Office, Row

from xlsupport.sheets.edits import KEEP
from xlsupport.sheets.tables import Book
from xlsupport.writing.kept_rows import Known, in_place
from xlsupport.writing.kept_rows import Row as KeptRow


def office() -> Office:
    """Three entries that are too long, each a breach in the order of the log."""
    made = Office(*(entry(f"2026-10-0{day}", "Email", minutes=20 + day, ID=f"A{day}") for day in (1, 2, 3)))
    made.update(as_of=date(2026, 10, 31))
    return made


def note(made: Office, *offsets: int, table: str = "Breaches") -> None:
    """Somebody writes beside these rows."""
    found = replace(made.book.tables[table], noted=frozenset(offsets))
    made.book = Book({**made.book.tables, table: found})


def mend(made: Office, id_: str) -> None:
    """The entry is corrected; the notes stay where they are."""
    noted = {name: made.book.tables[name].noted for name in ("Breaches", "Balances")}
    made.edit(id_, Minutes=10)
    for name, offsets in noted.items():
        note(made, *offsets, table=name)


def listed(made: Office) -> list[tuple[object, object]]:
    return [(row["Severity"], row["ID"]) for row in made.rows("Breaches")]


def update(made: Office) -> None:
    made.update(as_of=date(2026, 10, 31))


def test_without_notes_the_table_is_simply_in_order() -> None:
    made = office()
    mend(made, "A2")
    update(made)
    assert listed(made)[:2] == [("warning", "A1"), ("warning", "A3")]


def test_a_breach_that_is_gone_stays_resolved_where_somebody_wrote_beside_it() -> None:
    made = office()
    note(made, 1)
    mend(made, "A2")
    update(made)
    assert listed(made)[:3] == [("warning", "A1"), ("resolved", "A2"), ("warning", "A3")]
    assert made.rows("Breaches")[1]["Message"] == "22 min are more than Call or email length allows (15 min)"
    assert made.last.totals.warnings == 2
    note(made, 1)
    update(made)
    assert not made.written, "and a second run has nothing to do"


def test_a_note_keeps_its_row_in_place_when_rows_above_it_are_gone() -> None:
    """The row that became free is taken by the last one that nobody wrote beside."""
    made = office()
    note(made, 1)
    mend(made, "A1")
    update(made)
    assert listed(made)[:2] == [("warning", "A3"), ("warning", "A2")]


def test_new_breaches_take_free_rows_and_else_come_below() -> None:
    made = office()
    note(made, 2)
    made.type(entry("2026-10-09", minutes=0, ID="A0"))
    note(made, 2)
    update(made)
    assert listed(made)[:4] == [("warning", "A1"), ("warning", "A2"), ("warning", "A3"), ("error", "A0")]


def test_the_same_breach_takes_its_row_again_when_it_comes_back() -> None:
    made = office()
    note(made, 1)
    mend(made, "A2")
    update(made)
    made.edit("A2", Minutes=90)
    note(made, 1)
    update(made)
    assert listed(made)[1] == ("warning", "A2")
    assert made.rows("Breaches")[1]["Message"] == "90 min are more than Call or email length allows (15 min)"


def test_two_flags_of_one_row_are_told_apart_by_their_limit() -> None:
    """Calls and Question time are both used up; a note stands beside the second, and only that one goes."""
    rows = [entry(f"2026-10-0{day}", minutes=15, ID=f"A{day}") for day in range(1, 6)]
    made = Office(*rows)
    update(made)
    told = [(row["Code"], str(row["Message"]).split(" had ")[0]) for row in made.rows("Breaches")]
    assert told[:2] == [("over-limit", "Calls"), ("over-limit", "Question time")]
    note(made, 0)
    made.change("Limits", lambda row: row | {"Quantity": 9} if row["Limit"] == "Calls" else row)
    note(made, 0)
    update(made)
    assert (made.rows("Breaches")[0]["Severity"], str(made.rows("Breaches")[0]["Message"])[:5]) == ("resolved", "Calls")
    assert str(made.rows("Breaches")[1]["Message"]).startswith("Question time")


def test_a_balance_that_is_gone_stays_resolved_and_counts_no_more() -> None:
    made = office()
    assert [row["Limit"] for row in made.rows("Balances")] == ["Calls", "Question time", "Meetings"]
    note(made, 1, table="Balances")
    made.put("Limits", [row for row in made.rows("Limits") if row["Limit"] != "Question time"])
    note(made, 1, table="Balances")
    update(made)
    assert [(row["Limit"], row["State"], row["Used %"]) for row in made.rows("Balances")] == [
        ("Calls", "OK", 0), ("Question time", "resolved", None), ("Meetings", "OK", 0),
    ]  # fmt: skip


def test_a_balance_keeps_its_row_over_the_months_and_under_the_clients_new_name() -> None:
    made = office()
    note(made, 0, table="Balances")
    made.put("Clients", [{**ACME["Clients"][0], "Client": "Acme Holding", "Former names": "Acme"}])
    note(made, 0, table="Balances")
    made.update(as_of=date(2026, 11, 30))
    assert [(row["Client"], row["Limit"], row["State"]) for row in made.rows("Balances")][:2] == [
        ("Acme Holding", "Calls", "OK"), ("Acme Holding", "Question time", "OK"),
    ]  # fmt: skip


def test_the_hours_of_each_agreement_keep_their_own_row() -> None:
    agreements: list[Row] = [
        {"Client": "Acme", "Tier": "Advanced", "Start": date(2026, month, 1), "Hours": month} for month in (1, 2)
    ]
    made = Office(entry("2026-10-01"), Agreements=agreements)
    update(made)
    note(made, 4, table="Balances")
    made.put("Agreements", agreements[1:])
    note(made, 4, table="Balances")
    update(made)
    told = [(row["Limit"], row["Allowed"], row["State"]) for row in made.rows("Balances")]
    assert told == [
        ("Calls", 4, "OK"),
        ("Question time", 60, "OK"),
        ("Meetings", 4, "OK"),
        (None, None, None),
        ("Advanced hours", 120, "OK"),
    ]


def test_a_row_with_nothing_but_a_note_stays_empty() -> None:
    made = office()
    note(made, 3)
    update(made)
    assert listed(made)[:3] == [("warning", "A1"), ("warning", "A2"), ("warning", "A3")]


# Agreements that start on one day


def advanced(hours: int, start: date) -> Row:
    return {"Client": "Acme", "Tier": "Advanced", "Start": start, "Hours": hours, "Reference": f"{hours} h"}


def balances(made: Office) -> list[tuple[object, object]]:
    return [(row["Allowed"], row["State"]) for row in made.rows("Balances") if row["Limit"] == "Advanced hours"]


def test_balances_of_agreements_of_one_day_stay_with_their_notes_and_a_second_run_changes_nothing() -> None:
    first, later = date(2026, 1, 1), date(2026, 2, 1)
    made = Office(Agreements=[advanced(3, first), advanced(1, later), advanced(2, later)])
    made.update(as_of=date(2026, 10, 31))
    assert balances(made) == [(180, "OK"), (60, "OK"), (120, "OK")]
    made.put("Agreements", [advanced(1, later), advanced(2, later)])
    note(made, 0, table="Balances")
    made.update(as_of=date(2026, 10, 31))
    note(made, 0, table="Balances")
    made.update(as_of=date(2026, 10, 31))
    assert not made.written


def test_the_note_beside_one_of_two_agreements_of_one_day_stays_when_the_other_ends() -> None:
    day = date(2026, 2, 1)
    made = Office(Agreements=[advanced(1, day), advanced(2, day)])
    made.update(as_of=date(2026, 10, 31))
    made.put("Agreements", [advanced(2, day)])
    note(made, 4, table="Balances")
    made.update(as_of=date(2026, 10, 31))
    assert made.rows("Balances")[4]["Allowed"] == 120
    assert made.rows("Balances")[4]["State"] == "OK"


# The law


_keys = st.lists(st.integers(0, 9), unique=True, max_size=8)


@QUICK
@given(_keys, _keys, st.sets(st.integers(0, 7)))
def test_every_row_is_there_once_and_every_note_keeps_its_row(new: list[int], old: list[int], noted: set[int]) -> None:
    noted = {offset for offset in noted if offset < len(old)}
    gone: KeptRow = {"Key": KEEP, "State": "resolved"}
    rows = in_place(
        [(Known((str(key),)), {"Key": key, "State": "OK"}) for key in new],
        {offset: Known((str(key),)) for offset, key in enumerate(old)},
        noted,
        gone,
    )
    assert sorted(row["Key"] for row in rows if row and row is not gone) == sorted(new)  # type: ignore[type-var] # all are keys
    if not noted:
        assert [row["Key"] for row in rows] == new
    for offset in noted:
        assert rows[offset] is gone if old[offset] not in new else rows[offset]["Key"] == old[offset]
    blanks = [offset for offset, row in enumerate(rows) if not row]
    assert all(any(later in noted for later in range(offset, len(rows))) for offset in blanks), "blank only above a note"


@pytest.mark.parametrize("noted", [(), (0,)])
def test_an_empty_table_stays_one(noted: tuple[int, ...]) -> None:
    made = Office(entry("2026-10-01"))
    update(made)
    note(made, *noted)
    update(made)
    assert not made.written
