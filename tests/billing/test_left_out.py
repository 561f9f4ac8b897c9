"""What an invoice run leaves out is told (1-policy.md, Invoicing)."""

from dataclasses import replace
from datetime import date

from support.books import ACME, entry
from support.meetings import BETA, BOB, meeting
from support.office import Office

from xlsupport.answers.summaries import left_out as words
from xlsupport.sheets.tables import Book, Cell


def below(office: Office, *rows: dict[str, Cell]) -> None:
    """Rows that somebody typed right below the log's table."""
    log = office.book.tables["UsageLog"]
    first = log.row_number(log.rows)
    grown = replace(log, below={first + index: {**dict.fromkeys(log.columns), **row} for index, row in enumerate(rows)})
    office.book = Book({**office.book.tables, "UsageLog": grown})


def told(office: Office) -> list[tuple[int, int | None]]:
    assert office.last.left_out is not None
    return [(each.entries, each.minutes) for each in office.last.left_out]


def test_invalid_and_held_entries_and_rows_outside_the_table_up_to_the_month_end() -> None:
    rows = [
        meeting("2026-10-05"),
        entry("2026-10-06", minutes="n/a"),
        entry("2026-10-06", minutes=20, channel="Fax"),
        entry("soon", minutes=30),
        entry("2026-11-06", minutes=0),
        entry("2026-10-07", minutes=25, decision="Hold", reason="?"),
        entry("2026-11-07", minutes=25, decision="Hold", reason="?"),
    ]
    office = Office(*rows)
    below(office, entry("2026-10-08", minutes=600), entry("2026-11-08", minutes=5), entry(None, minutes=7))
    office.invoice("2026-10")
    assert told(office) == [(3, 50), (1, 25), (2, 607)]
    assert words(office.last.left_out) == (  # type: ignore[arg-type] # told has looked
        "Left out: 3 invalid entries (50 min), 1 held entry (25 min), 2 rows outside the table (607 min)."
    )


def test_of_an_entry_held_in_part_the_minutes_that_wait() -> None:
    office = Office(entry("2026-10-05", minutes=40), Agreements=[])
    office.invoice("2026-10")
    assert told(office) == [(0, 0), (1, 25), (0, 0)]


def test_minutes_are_none_where_none_can_be_read() -> None:
    office = Office(entry("2026-10-05", minutes="?"))
    below(office, entry("2026-10-06", minutes=None))
    office.invoice("2026-10")
    assert told(office) == [(1, None), (0, 0), (1, None)]


def test_with_chosen_clients_only_theirs() -> None:
    for clients, expected in ((("Beta",), [(1, 0), (0, 0), (1, 10)]), ((), [(3, 10), (0, 0), (2, 610)])):
        rows = [entry("2026-10-05", minutes=0), entry("2026-10-05", Client="Nobody"), entry("2026-10-06", minutes=0, **BOB)]
        office = Office(*rows, **BETA)
        below(office, entry("2026-10-08", minutes=600), entry("2026-10-09", **BOB))
        office.invoice("2026-10", clients=clients)
        assert told(office) == expected


def test_nothing_left_out_is_said_by_nothing() -> None:
    office = Office(meeting("2026-10-05"), Clients=[{**ACME["Clients"][0], "Contract end": date(2026, 12, 31)}])
    office.invoice("2026-10")
    assert not office.last.left_out
    office.update()
    assert office.last.left_out is None
