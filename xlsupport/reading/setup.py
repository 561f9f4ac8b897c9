"""The set-up tables into policy and parties, or all of their problems at once."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from xlsupport.reading.cells import Name, Unreadable, choose, day, filled_rows, is_blank, keyed, number, share, shown, text, whole
from xlsupport.reading.rows import Field, Read, Reader, Row, one_of, several_of
from xlsupport.records.parties import Agreement, Contact, Contract, Parties
from xlsupport.records.policy import Category, Limit, Package, Policy, Rate, Settings, by_start, in_force_between
from xlsupport.records.vocabulary import (
    PACKAGES_OWN,
    Channel,
    PeriodKind,
    Rounding,
    Scheduling,
    Tier,
    Treatment,
    Unit,
    WithoutAgreement,
)
from xlsupport.sheets.specifications import (
    AGREEMENTS,
    CATEGORIES,
    CLIENTS,
    CONTACTS,
    LIMITS,
    PACKAGES,
    RATES,
    SETTINGS,
    SETUP,
    TableSpec,
)
from xlsupport.sheets.tables import Book, Cell, ErrorValue
from xlsupport.words.names import name_key
from xlsupport.words.problems import Problem, WorkbookError


def _quantity(cell: Cell) -> int | None:
    return None if isinstance(cell, str) and name_key(cell) == PACKAGES_OWN else _whole_or_package(cell)


def _whole_or_package(cell: Cell) -> int | None:
    try:
        return whole(cell)
    except Unreadable:
        raise Unreadable(f"Enter a whole number, or {PACKAGES_OWN} for the package's own minutes") from None


def _near(cell: Cell) -> Decimal | None:
    """80 %, typed as 0.8, as 80 or as 80 %."""
    value = share(cell)
    return value / 100 if value is not None and value > 1 and not isinstance(cell, str) else value


def read_setup(book: Book) -> tuple[Policy, Parties]:
    """Everything that people set up. Raises WorkbookError with every problem of every set-up table."""
    reader = Reader(book)
    policy = _policy(reader)
    parties = _parties(reader, policy)
    if reader.problems:
        order = {spec.name: rank for rank, spec in enumerate(SETUP)}
        sheets = {table.sheet: order.get(table.name, 99) for table in reversed(list(book.tables.values()))}
        problems = sorted(reader.problems, key=lambda each: sheets.get(each.place.sheet, 99) if each.place else 99)
        many = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
        raise WorkbookError(f"The set-up tables have {many}; nothing is evaluated before they are mended", problems)
    return policy, parties


def _policy(reader: Reader) -> Policy:
    since = Field("From", _day(reader, "Packages"))
    packages = reader.records(
        PACKAGES, Package, {"name": Field("Package", text, True), "meeting_minutes": Field("Meeting minutes", whole, True),
                            "since": since},
    )  # fmt: skip
    treatments = {"name": Field("Category", text, True), "treatment": Field("Treatment", one_of(keyed(Treatment)), True)}
    categories = reader.records(CATEGORIES, Category, treatments)
    limits = reader.records(
        LIMITS, Limit,
        {
            "name": Field("Limit", text, True),
            "channels": Field("Channels", several_of(keyed(Channel))),
            "categories": Field("Categories", several_of(_named(reader, CATEGORIES, "Category"))),
            "unit": Field("Unit", one_of(keyed(Unit)), True),
            "quantity": Field("Quantity", _quantity, True),
            "period": Field("Period", one_of(keyed(PeriodKind)), True),
            "since": since,
        },
    )  # fmt: skip
    rates = reader.records(
        RATES, Rate,
        {"tier": Field("Tier", one_of(keyed(Tier)), True), "rate": Field("Rate", number, True),
         "increment": Field("Increment", whole, True), "since": since},
    )  # fmt: skip
    by_tier = _versions(reader, [(row, rate.tier, rate) for row, rate in rates])
    there = _named(reader, RATES, "Tier")
    for tier in Tier:
        if name_key(tier) not in there:
            place = reader.book.tables[RATES.name].place("Tier", 0)
            reader.problems.append(Problem(place, f"The table Rates has no row for the tier {tier}", "Add one"))
    _once(reader, [(row, name_key(each.name)) for row, each in categories], "Category")
    return Policy(
        _versions(reader, [(row, package.name, package) for row, package in packages]),
        _versions(reader, [(row, limit.name, limit) for row, limit in limits]),
        {category.name: category for _, category in categories},
        by_tier,
        _settings(reader),
    )


def _day(reader: Reader, table: str) -> Read:
    date1904 = reader.book.tables[table].date1904
    return lambda cell: day(cell, date1904)


Version = TypeVar("Version", Package, Limit, Rate)


def _versions(reader: Reader, rows: list[tuple[Row, Name, Version]]) -> dict[Name, tuple[Version, ...]]:
    """Rows of one name as its versions: exactly one from the beginning, no two from the same day."""
    names = keyed(name for _, name, _ in rows)
    groups: dict[Name, list[tuple[Row, Version]]] = defaultdict(list)
    for row, name, version in rows:
        groups[names[name_key(name)]].append((row, version))
    for name, group in groups.items():
        seen: set[date | None] = set()
        for row, version in group:
            if version.since in seen:
                when = f"From {version.since}" if version.since else "with From empty"
                reader.complain(row, "From", f"{name} has two rows {when}", "Give the later one the day from which it holds")
            seen.add(version.since)
        if None not in seen:
            reader.complain(group[0][0], "From", f"No row of {name} has From empty", "Empty it in the row that holds first")
    return {
        name: by_start(
            version if isinstance(version, Rate) or version.name == name else version.model_copy(update={"name": name})
            for _, version in group
        )
        for name, group in groups.items()
    }


def _once(reader: Reader, rows: list[tuple[Row, Any]], header: str) -> None:
    seen: dict[Any, Row] = {}
    for row, key in rows:
        if key in seen:
            first = seen[key].table.place(header, seen[key].offset)
            cell = row.table.cells(header)[row.offset]
            reader.complain(row, header, f"{shown(header, cell)}, as in {first} already", "Keep one of the two rows")
        seen.setdefault(key, row)


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


def _settings(reader: Reader) -> Settings:
    """The table Settings; one that is missing or empty has its default."""
    table = reader.book.tables[SETTINGS.name]
    names = keyed(_SETTINGS)
    values: dict[str, Any] = {}
    rows: list[tuple[Row, str]] = []
    for offset in filled_rows(table, SETTINGS):
        row = Row(table, offset)
        raw, cell = table.cells("Setting")[offset], table.cells("Value")[offset]
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
    _once(reader, rows, "Setting")
    return Settings(**values)


def _parties(reader: Reader, policy: Policy) -> Parties:
    contracts = reader.records(
        CLIENTS, Contract,
        {
            "client": Field("Client", text, True),
            "package": Field("Package", one_of(_named(reader, PACKAGES, "Package")), True),
            "start": Field("Contract start", _day(reader, "Clients"), True),
            "end": Field("Contract end", _day(reader, "Clients")),
            "billing_contact": Field("Billing contact", text),
            "billing_email": Field("Billing email", text),
            "billing_address": Field("Billing address", text),
            "po_number": Field("PO number", text),
            "tax_rate": Field("Tax rate", share),
        },
    )  # fmt: skip
    names = _named(reader, CLIENTS, "Client")
    contacts = reader.records(
        CONTACTS, Contact,
        {"client": Field("Client", text, True), "contact": Field("Contact", text, True),
         "trained": Field("Trained on", _day(reader, "Contacts")), "withdrawn": Field("Withdrawn on", _day(reader, "Contacts"))},
    )  # fmt: skip
    _once(reader, [(row, (name_key(each.client), name_key(each.contact))) for row, each in contacts], "Contact")
    return Parties(
        _contracts(reader, [(row, names[name_key(each.client)], each) for row, each in contracts]),
        {
            (client, each.contact): each
            for _, each in reversed(contacts)
            for client in [names.get(name_key(each.client), each.client)]
        },
        _agreements(reader, policy, names),
    )


def _named(reader: Reader, spec: TableSpec, header: str) -> dict[str, str]:
    """Every name in a table, also of rows with a problem elsewhere, so that one slip does not make others."""
    cells = reader.book.tables[spec.name].cells(header)
    return keyed(text(cell) for cell in cells if not is_blank(cell) and not isinstance(cell, ErrorValue))


def _contracts(reader: Reader, rows: list[tuple[Row, str, Contract]]) -> dict[str, tuple[Contract, ...]]:
    groups: dict[str, list[tuple[Row, Contract]]] = defaultdict(list)
    for row, name, contract in rows:
        groups[name].append((row, contract.model_copy(update={"client": name})))
    for name, group in groups.items():
        group.sort(key=lambda each: each[1].start)
        before = group[0][1]
        for row, after in group[1:]:
            if after.start <= before.last_day:
                until = before.end or "further notice"
                reader.complain(
                    row, "Contract start",
                    f"{name} has another row in force on {after.start} (from {before.start} until {until})",
                    "End that row the day before this one starts",
                )  # fmt: skip
            before = max(before, after, key=lambda each: each.last_day)
    return {name: tuple(contract for _, contract in group) for name, group in groups.items()}


def _agreements(reader: Reader, policy: Policy, names: Mapping[str, str]) -> dict[str, tuple[Agreement, ...]]:
    rows = reader.records(
        AGREEMENTS, Agreement,
        {
            "client": Field("Client", one_of(names), True),
            "tier": Field("Tier", one_of(keyed(Tier)), True),
            "start": Field("Start", _day(reader, "Agreements"), True),
            "end": Field("End", _day(reader, "Agreements")),
            "hours": Field("Hours", number),
            "rate": Field("Rate", number),
            "reference": Field("Reference", text),
        },
    )  # fmt: skip
    groups: dict[str, list[Agreement]] = defaultdict(list)
    for row, each in rows:
        agreement = each.model_copy(update={"number": row.offset})
        groups[agreement.client].append(agreement)
        for rate in in_force_between(policy.rates.get(agreement.tier, ()), agreement.start, agreement.end or date.max):
            if agreement.hours is not None and agreement.hours * 60 % rate.increment:
                reader.complain(
                    row, "Hours", f"Hours is {agreement.hours}, no multiple of the increment of {rate.increment} minutes",
                    f"Enter hours that are whole steps of {rate.increment} minutes",
                )  # fmt: skip
                break
    return {name: tuple(sorted(group, key=lambda each: each.start)) for name, group in groups.items()}
