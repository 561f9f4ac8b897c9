"""The set-up tables into policy and parties, or all of their problems at once."""

from collections import defaultdict
from datetime import date
from typing import TypeVar

from xlsupport.reading.cells import CALCULATE, Name, Unreadable, keyed, number, shown, text, whole
from xlsupport.reading.outside import first_cell, outside_blocks, remedy
from xlsupport.reading.parties import read_parties
from xlsupport.reading.rows import Field, Reader, Row, all_named, day_of, named, once, one_of, several_of
from xlsupport.reading.settings import holds_anyway, read_settings
from xlsupport.reading.wording import read_wording
from xlsupport.records.parties import Parties
from xlsupport.records.policy import Category, Limit, Package, Policy, Rate, by_start
from xlsupport.records.vocabulary import PACKAGES_OWN, Channel, PeriodKind, Tier, Treatment, Unit
from xlsupport.records.wording import Wording
from xlsupport.sheets.specifications import CATEGORIES, LIMITS, PACKAGES, RATES, SETTINGS, SETUP, TableSpec
from xlsupport.sheets.tables import Book, Cell, NotCalculated
from xlsupport.words.names import name_key
from xlsupport.words.problems import Problem, WorkbookError


def _quantity(cell: Cell) -> int | None:
    return None if isinstance(cell, str) and name_key(cell) == PACKAGES_OWN else _whole_or_package(cell)


def _whole_or_package(cell: Cell) -> int | None:
    try:
        return whole(cell)
    except Unreadable:
        raise Unreadable(f"Enter a whole number, or {PACKAGES_OWN} for the package's own minutes") from None


def read_setup(book: Book) -> tuple[Policy, Parties]:
    """Everything that people set up. Raises WorkbookError with every problem of every set-up table."""
    reader = Reader(book)
    for spec in SETUP:
        if spec.name in book.tables:
            _ignored(reader, spec)
    policy = _policy(reader)
    parties = read_parties(reader, policy)
    if reader.problems:
        order = {spec.name: rank for rank, spec in enumerate(SETUP)}
        sheets = {table.sheet: order.get(table.name, 99) for table in reversed(list(book.tables.values()))}
        problems = sorted(reader.problems, key=lambda each: sheets.get(each.place.sheet, 99) if each.place else 99)
        many = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
        raise WorkbookError(f"The set-up tables have {many}; nothing is evaluated before they are fixed", problems)
    return policy, parties


def _ignored(reader: Reader, spec: TableSpec) -> None:
    """What people typed and nothing would read: rows below the table, and formulas without a value in whatever column."""
    table = reader.book.tables[spec.name]
    for block in outside_blocks(table, spec):
        rows = [row for row in block if spec is not SETTINGS or not holds_anyway(table.below[row])]
        if rows:
            where = f"Rows {block.start} to {block.stop - 1} stand" if len(block) > 1 else f"Row {block.start} stands"
            found = f"{where} below the table {spec.name}, where nothing is read"
            reader.problems.append(Problem(first_cell(table, spec, rows[0]), found, remedy(table, block)))
    for header in spec.typed:
        if NotCalculated in set(map(type, table.cells(header))):
            for offset, cell in enumerate(table.cells(header)):
                if isinstance(cell, NotCalculated):
                    reader.complain(Row(table, offset), header, shown(header, cell), CALCULATE)


def _policy(reader: Reader) -> Policy:
    since = Field("From", day_of(reader, "Packages"))
    packages = reader.records(
        PACKAGES, Package, {"name": Field("Package", text, True), "meeting_minutes": Field("Meeting minutes", whole, True),
                            "since": since},
    )  # fmt: skip
    treatments = {"name": Field("Category", text, True), "treatment": Field("Treatment", one_of(keyed(Treatment)), True)}
    categories = reader.records(CATEGORIES, Category, treatments)
    of_categories = named(reader, CATEGORIES, "Category"), all_named(reader, CATEGORIES, "Category")
    limits = reader.records(
        LIMITS, Limit,
        {
            "name": Field("Limit", text, True),
            "channels": Field("Channels", several_of(keyed(Channel))),
            "categories": Field("Categories", several_of(*of_categories)),
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
    there = named(reader, RATES, "Tier")
    for tier in Tier if all_named(reader, RATES, "Tier") else ():
        if name_key(tier) not in there:
            place = reader.book.tables[RATES.name].place("Tier", 0)
            reader.problems.append(Problem(place, f"The table Rates has no row for the tier {tier}", "Add one"))
    once(reader, [(row, name_key(each.name)) for row, each in categories], "Category")
    return Policy(
        _versions(reader, [(row, package.name, package) for row, package in packages]),
        _versions(reader, [(row, limit.name, limit) for row, limit in limits]),
        {category.name: category for _, category in categories},
        by_tier,
        read_settings(reader),
        _wording(reader),
    )


def _wording(reader: Reader) -> Wording:
    """The vendor's words for those on documents; names of categories and limits are words as well."""
    named_by = ((CATEGORIES, "Category"), (LIMITS, "Limit"))
    names = [name for spec, header in named_by for name in named(reader, spec, header).values()]
    return read_wording(reader, names, all(all_named(reader, spec, header) for spec, header in named_by))


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
