"""A year of a vendor that does not exist: clients, people, agreements and a log in which every case occurs.

All of it is made by rule, without chance, so that the demonstration is the same everywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from xlsupport.sheets.edits import Value
from xlsupport.template.mail_names import mail_name

AS_OF = date(2026, 10, 31)
MONTHS = tuple(f"2026-{month:02}" for month in range(1, 11))
"""The months that the demonstration invoices, each after it has ended."""

Row: TypeAlias = dict[str, Value]


class _Client(NamedTuple):
    name: str
    package: str
    people: tuple[str, str]
    calls: tuple[int, ...]
    """Calls in each month from January on; the fifth of a month goes over."""
    tax: Decimal = Decimal(0)
    start: date = date(2026, 1, 1)


_EIGHT, _SIX = Decimal("0.0825"), Decimal("0.06")
_CLIENTS = (
    _Client("Alder & Pine Joinery", "Small", ("Maya Lindqvist", "Tom Okafor"), (1, 2, 1, 0, 2, 1, 3, 1, 2, 3), _EIGHT),
    _Client("Bluewater Freight", "Large", ("Carlos Ibarra", "Jean-Luc Petit"), (3, 4, 5, 3, 4, 5, 6, 3, 4, 5), _EIGHT),
    _Client("Café Ébène", "Single", ("Zoé Marchand", "Hugo Blanc"), (0, 1, 0, 1, 1, 0, 0, 1, 0, 1)),
    _Client("Copperfield Dental", "Medium", ("Dr. Ann Whitfield", "Priya Raman"), (2, 2, 3, 2, 5, 2, 2, 3, 4, 4), _SIX),
    _Client("Drumlin Housing Trust", "Medium", ("Fergus O'Shea", "Nia Bowen"), (2, 1, 2, 4, 2, 1, 2, 2, 1, 2)),
    _Client("Evergreen Schools", "X Large", ("Sandra Kowalski", "Ravi Menon"), (4, 3, 4, 5, 3, 2, 0, 1, 4, 3)),
    _Client(
        "Harbor Light Clinics",
        "Large",
        ("Grace Adeyemi", "Oliver Stone"),
        (1, 2, 2, 2, 3, 2, 2, 2, 2, 2),
        _EIGHT,
        date(2025, 3, 15),
    ),
    _Client("Kestrel Outdoor", "Small", ("Ben Harlow", "Ingrid Dahl"), (1, 0, 2, 1, 0, 2, 1, 5, 2, 1)),
    _Client("Łódź Instruments", "Medium", ("Katarzyna Wójcik", "Paweł Zięba"), (2, 3, 2, 1, 2, 3, 2, 2, 3, 2), Decimal("0.23")),
    _Client("Northwind Foods", "Large", ("Helen Bennett", "Yoshi Tanaka"), (3, 3, 4, 4, 5, 4, 3, 4, 4, 4), _SIX),
    _Client("Ōtani Robotics", "X Large", ("大谷 恵", "Ken Mori"), (1, 1, 1, 2, 1, 2, 1, 1, 2, 1)),
    _Client("Quarry Lane Brewing", "Single", ("Lou Castellano", "Jo Pike"), (0, 2, 1, 0, 1, 2, 0, 1, 1, 2), _EIGHT),
)
_IN_LATIN = {"大谷 恵": "Megumi Otani"}
"""How people whose names have other letters spell them in Latin ones, the family name last."""

_MANAGERS = ("Dana Whitlock", "Marco Silva", "Ruth Abara")
_QUESTIONS = (
    ("Training", 10, "How to add a second approver to a purchase order"),
    ("System question", 12, "Where the weekly report gets its dates from"),
    ("General", 8, "Which browser versions are supported"),
    ("Training", 15, "Walk through of the month-end checklist"),
    ("System question", 22, "Totals differ between the summary and the detail report; went through both filters line by line"),
    ("Training", 6, "How to reset a colleague's password"),
)
_TICKETS = (
    ("Bug fix", 25, "Export stopped at row 1,000"),
    ("New request", 40, "Bid for a barcode field on the delivery note"),
    ("Project update", 20, "Status of the approved customization"),
    ("Bug fix", 55, "Rounding on the statement; fixed in 4.2.1"),
)
_EMAILS = (
    ("System question", 5, "Short question by email"),
    ("General", 10, "Licence count"),
    ("Training", 12, "Template sent again"),
)


def demo_tables() -> dict[str, list[Row]]:
    """The typed tables' rows by header; tables that are not here keep the template's rows."""
    return {
        "UsageLog": _log(),
        "Clients": _client_rows(),
        "Contacts": _contact_rows(),
        "Agreements": _agreement_rows(),
        "Rates": [
            {"Tier": "Advanced", "Rate": 100, "Increment": 30},
            {"Tier": "As needed", "Rate": 125, "Increment": 30},
            {"Tier": "As needed", "Rate": 130, "Increment": 30, "From": date(2026, 7, 1)},
        ],
        "Settings": [{"Setting": setting, "Value": value} for setting, value in SETTINGS],
    }


SETTINGS: tuple[tuple[str, Value], ...] = (
    ("Vendor name", "Brightwater Software"),
    ("Vendor address", "400 Harbor Street, Suite 12, Portland, OR 97209"),
    ("Vendor email", "billing@brightwater.example"),
    ("Currency", "USD"),
    ("Rounding", "per entry"),
    ("Overage without agreement", "hold"),
    ("Near limit", Decimal("0.8")),
    ("Invoice prefix", "INV-"),
    ("Credit prefix", "CN-"),
    ("Payment days", 30),
    ("Tax label", "Sales tax"),
    ("Scheduling", "required"),
)
"""Who sends the invoices, in the demonstration and in the example, and what that vendor chose."""


def later_corrections(log: Sequence[Mapping[str, Value]]) -> dict[int, Row]:
    """What somebody still changes after the last invoice run, by data row: minutes edited, and a row that is cleared."""
    by_ticket = {row.get("Ticket"): index for index, row in enumerate(log)}
    return {
        by_ticket["T-7001"]: {"Minutes": 45, "Notes": "Corrected after the call was listened to again"},
        by_ticket["T-7002"]: dict.fromkeys(log[by_ticket["T-7002"]]),
    }


def below_the_table() -> Row:
    """A row that somebody types below the log's table, where nothing counts it."""
    return _entry(date(2026, 10, 28), "Northwind Foods", "Yoshi Tanaka", "Email", "General", 12, "Typed below the table")


def _client_rows() -> list[Row]:
    rows: list[Row] = []
    for index, each in enumerate(_CLIENTS):
        first, _ = each.people
        row: Row = {
            "Client": each.name,
            "Package": each.package,
            "Contract start": each.start,
            "Account manager": _MANAGERS[index % 3],
            "Account manager email": f"{_MANAGERS[index % 3].split()[0].lower()}@brightwater.example",
            "Billing contact": first,
            "Billing email": f"accounts@{mail_name(each.name)}.example",
            "Billing address": f"{12 + index * 7} Station Road, Unit {index + 1}",
            "PO number": f"PO-{4100 + index * 13}" if index % 2 else None,
            "Tax rate": each.tax or None,
        }
        if each.name == "Harbor Light Clinics":  # a larger package, and another tax, from the second contract year on
            rows.append({**row, "Package": "Medium", "Contract end": date(2026, 3, 14), "Tax rate": Decimal("0.08")})
            row["Contract start"] = date(2026, 3, 15)
        if each.name == "Café Ébène":  # signed anew two weeks after the first contract had ended
            rows.append({**row, "Contract start": date(2025, 1, 1), "Contract end": date(2025, 12, 17)})
        if each.name == "Evergreen Schools":
            row["Contract end"] = date(2026, 9, 30)
        rows.append(row)
    return rows


def _contact_rows() -> list[Row]:
    rows: list[Row] = []
    for each in _CLIENTS:
        for index, person in enumerate(each.people):
            trained = date(2025, 2, 10) + timedelta(days=9 * len(rows))
            family = _IN_LATIN.get(person, person).split()[-1]
            mail = f"{mail_name(family)}@{mail_name(each.name)}.example"
            row: Row = {"Client": each.name, "Contact": person, "Email": mail, "Trained on": trained, "Withdrawn on": None}
            if index and each.name == "Kestrel Outdoor":
                row["Trained on"] = None
            if index and each.name == "Drumlin Housing Trust":
                row["Withdrawn on"] = date(2026, 8, 31)
            if index and each.name == "Copperfield Dental":
                row["Trained on"] = date(2026, 5, 4)
            rows.append(row)
    return rows


def _agreement_rows() -> list[Row]:
    needed = ("Alder & Pine Joinery", "Bluewater Freight", "Copperfield Dental", "Evergreen Schools", "Harbor Light Clinics",
              "Łódź Instruments", "Northwind Foods", "Ōtani Robotics")  # fmt: skip
    rows: list[Row] = [{"Client": name, "Tier": "As needed", "Start": date(2026, 1, 1)} for name in needed]
    rows += [
        {"Client": "Bluewater Freight", "Tier": "Advanced", "Start": date(2026, 3, 1), "Hours": 2, "Reference": "ADV-26-03"},
        {"Client": "Northwind Foods", "Tier": "Advanced", "Start": date(2026, 2, 1), "End": date(2026, 12, 31), "Hours": 10,
         "Rate": 95, "Reference": "ADV-26-02"},
        {"Client": "Quarry Lane Brewing", "Tier": "Advanced", "Start": date(2026, 1, 1), "Reference": "ADV-open"},
    ]  # fmt: skip
    return rows


def _log() -> list[Row]:
    """The ordinary entries of each month, with the special ones among them by date; IDs in that order."""
    rows = sorted([*_ordinary(), *_special()], key=lambda row: (day_of(row), str(row.get("Client"))))
    for number, row in enumerate(rows, 1):
        row.setdefault("ID", f"U{number:06}")
    return rows


def day_of(row: Mapping[str, Value]) -> date:
    """When an entry is typed into the log: on its date, and the one whose date is text in October."""
    day = row.get("Date")
    return day if isinstance(day, date) else date(2026, 10, 12)


def _entry(
    day: Value, client: Value, contact: Value, channel: Value, category: Value, minutes: Value, notes: str, **more: Value
) -> Row:
    row: Row = {"Date": day, "Client": client, "Contact": contact, "Channel": channel, "Category": category, "Minutes": minutes}
    row["Scheduled"] = "yes" if channel in ("Phone", "Meeting") else None
    return row | {"Notes": notes} | {header.replace("_", " "): value for header, value in more.items()}


def _ordinary() -> Iterator[Row]:
    ticket = 1000
    for number, each in enumerate(_CLIENTS):
        for month, calls in enumerate(each.calls, 1):
            manager = _MANAGERS[number % 3]
            if each.name == "Evergreen Schools" and month == 10:
                calls = 0  # its contract has ended; what is left of October is a special case
            for index in range(calls):
                category, minutes, notes = _QUESTIONS[(number + month + index) % len(_QUESTIONS)]
                day = date(2026, month, 2 + index * 5 + (number * 2 + month) % 4)
                yield _entry(day, each.name, each.people[0], "Phone", category, minutes, notes, Account_manager=manager)
            for index in range((number + month) % 3):
                category, minutes, notes = _EMAILS[(number + index) % 3]
                day = date(2026, month, 4 + index * 9 + number % 5)
                yield _entry(day, each.name, each.people[0], "Email", category, minutes, notes, Account_manager=manager)
            ticket += 1
            category, minutes, notes = _TICKETS[(number * 3 + month) % 4]
            yield _entry(
                date(2026, month, 6 + (number * 5 + month) % 20), each.name, each.people[0], "Ticket", category, minutes, notes,
                Ticket=f"T-{ticket}", Account_manager=manager,
            )  # fmt: skip
            if month % 3 == number % 3 and calls:
                minutes = (30, 45, 60, 75)[(number + month) % 4]
                yield _entry(
                    date(2026, month, 20 + number % 6), each.name, each.people[0], "Meeting", "General", minutes,
                    "Quarterly review with agenda", Account_manager=manager,
                )  # fmt: skip


def _special() -> Iterator[Row]:
    """One entry, or a few, for each case that a log meets."""
    october = [date(2026, 10, day) for day in range(1, 32)]
    yield _entry(october[4], "Northwnd Foods", "Helen Bennett", "Phone", "Training", 10, "The client's name has a slip")
    yield _entry(october[5], "Northwind Foods", "Helen Benett", "Email", "Training", 10, "The contact's name has a slip")
    yield _entry(october[6], "Café Ébène", "Zoé Marchand", "Fone", "General", 5, "The channel has a slip")
    yield _entry(october[7], "Café Ébène", "Zoé Marchand", "Ticket", "Trainning", 5, "The category has a slip")
    yield _entry(october[8], "Kestrel Outdoor", "Ben Harlow", "Ticket", "Bug fix", "20 min", "Minutes typed as text")
    yield _entry(october[9], "Kestrel Outdoor", "Ben Harlow", "Ticket", "Bug fix", None, "Minutes forgotten")
    yield _entry("12.10.2026", "Kestrel Outdoor", "Ben Harlow", "Ticket", "Bug fix", 15, "A date that is text")
    yield _entry(october[12], "Ōtani Robotics", "Ken Mori", "Ticket", "Bug fix", 15, "An unknown decision", Decision="Later")
    for client in ("Ōtani Robotics", "Łódź Instruments"):
        person = next(each.people[0] for each in _CLIENTS if each.name == client)
        yield _entry(october[13], client, person, "Ticket", "Bug fix", 30, "The same ID twice", ID="U900001")
    yield _entry(october[14], "Kestrel Outdoor", "Ingrid Dahl", "Phone", "Training", 15, "Not trained: held")
    yield _entry(date(2026, 9, 15), "Kestrel Outdoor", "Ingrid Dahl", "Phone", "Training", 15, "Not trained, and let pass",
                 Decision="Waive", Reason="First call, training is booked")  # fmt: skip
    yield _entry(date(2026, 3, 9), "Copperfield Dental", "Priya Raman", "Phone", "Training", 25, "Before her training, billed",
                 Decision="Bill", Reason="Agreed with Dr. Whitfield beforehand")  # fmt: skip
    yield _entry(
        date(2026, 9, 22), "Drumlin Housing Trust", "Nia Bowen", "Phone", "General", 10, "She has left: withdrawn in August"
    )
    yield _entry(october[15], "Kestrel Outdoor", "Ben Harlow", "Meeting", "General", 90, "Over, and no agreement: held")
    yield _entry(date(2026, 6, 24), "Drumlin Housing Trust", "Fergus O'Shea", "Meeting", "General", 80, "Overage waived",
                 Decision="Waive", Reason="We were late by twenty minutes")  # fmt: skip
    yield _entry(date(2026, 6, 26), "Drumlin Housing Trust", "Fergus O'Shea", "Meeting", "General", 85, "Overage billed",
                 Decision="Bill", Reason="Client confirmed by email")  # fmt: skip
    yield _entry(october[16], "Drumlin Housing Trust", "Fergus O'Shea", "Phone", "Training", 15, "A decision without a reason",
                 Decision="Bill")  # fmt: skip
    yield _entry(october[18], "Łódź Instruments", "Paweł Zięba", "Phone", "General", 12, "Kept out until the dispute is settled",
                 Decision="Hold", Reason="Client disputes the call")  # fmt: skip
    yield _entry(october[7], "Evergreen Schools", "Ravi Menon", "Phone", "System question", 20, "After the contract ended")
    yield _entry(
        october[19], "Alder & Pine Joinery", "Tom Okafor", "Phone", "General", 10, "Rang without an appointment", Scheduled=None
    )
    for _ in range(2):
        yield _entry(october[20], "Harbor Light Clinics", "Oliver Stone", "Email", "General", 10, "Entered twice, perhaps")
    yield _entry(date(2026, 11, 9), "Ōtani Robotics", "Ken Mori", "Phone", "Training", 10, "Booked for November")
    yield _entry(date(2026, 5, 20), "Łódź Instruments", "Paweł Zięba", "Ticket", "Custom development", 240, "Sold by bid BR-118")
    yield _entry(date(2026, 7, 8), "Quarry Lane Brewing", "Jo Pike", "Meeting", "Formal training", 120, "Sold as a training day")
    yield _entry(date(2026, 8, 19), "Northwind Foods", "Yoshi Tanaka", "Meeting", "General", 130, "Year-end planning, ran long")
    yield _entry(date(2026, 9, 24), "Alder & Pine Joinery", "Tom Okafor", "Meeting", "General", 70, "Edited after its invoice",
                 Ticket="T-7001")  # fmt: skip
    yield _entry(date(2026, 9, 25), "Ōtani Robotics", "Ken Mori", "Meeting", "General", 120, "Removed after it was invoiced",
                 Ticket="T-7002")  # fmt: skip
    yield _entry(date(2026, 10, 22), "Quarry Lane Brewing", "Jo Pike", "Phone", "Training", 35, "On the open Advanced agreement")
