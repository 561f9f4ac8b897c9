"""Clients, Contacts and Agreements into who may be supported, and who pays."""

from collections import defaultdict
from datetime import date

from xlsupport.reading.cells import keyed, nearly_whole, number, part_of_one, text
from xlsupport.reading.rows import Field, Read, Reader, Row, all_named, day_of, named, once, one_of
from xlsupport.records.parties import Agreement, Contact, Contract, Parties
from xlsupport.records.policy import Policy, in_force_between
from xlsupport.records.vocabulary import Tier
from xlsupport.sheets.specifications import AGREEMENTS, CLIENTS, CONTACTS, PACKAGES
from xlsupport.sheets.tables import Cell
from xlsupport.words.names import as_seen, name_key, quoted


def read_parties(reader: Reader, policy: Policy) -> Parties:
    """Clients, contacts and agreements; what is wrong with them becomes problems of the reader."""
    contracts = reader.records(
        CLIENTS, Contract,
        {
            "client": Field("Client", text, True),
            "package": Field("Package", one_of(named(reader, PACKAGES, "Package"), all_named(reader, PACKAGES, "Package")), True),
            "start": Field("Contract start", day_of(reader, "Clients"), True),
            "end": Field("Contract end", day_of(reader, "Clients")),
            "billing_contact": Field("Billing contact", text),
            "billing_email": Field("Billing email", text),
            "billing_address": Field("Billing address", text),
            "po_number": Field("PO number", text),
            "tax_rate": Field("Tax rate", part_of_one),
            "account_manager": Field("Account manager", text),
            "former_names": Field("Former names", _former_names),
        },
    )  # fmt: skip
    names = _client_names(reader, contracts)
    a_client = one_of(names, all_named(reader, CLIENTS, "Client"))
    contacts = reader.records(
        CONTACTS, Contact,
        {
            "client": Field("Client", a_client, True),
            "contact": Field("Contact", text, True),
            "trained": Field("Trained on", day_of(reader, "Contacts")),
            "withdrawn": Field("Withdrawn on", day_of(reader, "Contacts")),
        },
    )  # fmt: skip
    once(reader, [(row, (each.client, name_key(each.contact))) for row, each in contacts], "Contact")
    return Parties(
        names,
        _contracts(reader, [(row, names[name_key(each.client)], each) for row, each in contracts]),
        {(each.client, each.contact): each for _, each in reversed(contacts)},
        _agreements(reader, policy, a_client),
    )


def _former_names(cell: Cell) -> tuple[str, ...]:
    """Names separated by semicolons or line breaks."""
    parts = (part.strip() for line in text(cell).splitlines() for part in line.split(";"))
    return tuple(part for part in parts if as_seen(part))


def _client_names(reader: Reader, contracts: list[tuple[Row, Contract]]) -> dict[str, str]:
    """Every client by the keys of its names, as first spelled; a former name means one client only."""
    names = named(reader, CLIENTS, "Client")
    former: dict[str, str] = {}
    for row, contract in contracts:
        client = names[name_key(contract.client)]
        for name in contract.former_names:
            owner = names.get(name_key(name)) or former.setdefault(name_key(name), client)
            if owner != client:
                whose = "a former name of" if name_key(name) in former else "the name of"
                found = f"{quoted(name)} is {whose} the client {owner}"
                reader.complain(row, "Former names", found, "Take it out of one of the two")
    return former | names


def _contracts(reader: Reader, rows: list[tuple[Row, str, Contract]]) -> dict[str, tuple[Contract, ...]]:
    groups: dict[str, list[tuple[Row, Contract]]] = defaultdict(list)
    for row, name, contract in rows:
        groups[name].append((row, contract))
    for name, group in groups.items():
        group.sort(key=lambda each: each[1].start)
        before = group[0][1]
        for row, after in group[1:]:
            if after.start <= before.last_day:
                until = before.end or "further notice"
                reader.complain(
                    row, "Contract start",
                    f"{name} has another row in force on {after.start} (from {before.start} until {until})"
                    f"{_one_name(before.client, after.client)}",
                    "End that row the day before this one starts",
                )  # fmt: skip
            before = max(before, after, key=lambda each: each.last_day)
    return {
        name: tuple(each.model_copy(update={"client": name, "number": row.offset}) for row, each in group)
        for name, group in groups.items()
    }


def _one_name(first: str, second: str) -> str:
    """Why two spellings of a client's name are one client, for a message; empty where they are spelled alike."""
    if first == second:
        return ""
    if as_seen(first) == as_seen(second):
        return "; their names differ only in what nobody can see (how letters are stored, blanks), so they count as one client"
    return f"; {quoted(first)} and {quoted(second)} count as one client"


def _agreements(reader: Reader, policy: Policy, a_client: Read) -> dict[str, tuple[Agreement, ...]]:
    rows = reader.records(
        AGREEMENTS, Agreement,
        {
            "client": Field("Client", a_client, True),
            "tier": Field("Tier", one_of(keyed(Tier)), True),
            "start": Field("Start", day_of(reader, "Agreements"), True),
            "end": Field("End", day_of(reader, "Agreements")),
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
            if agreement.hours is not None and nearly_whole(agreement.hours * 60) % rate.increment:
                reader.complain(
                    row, "Hours", f"Hours is {agreement.hours}, no multiple of the increment of {rate.increment} minutes",
                    f"Enter hours that are whole steps of {rate.increment} minutes",
                )  # fmt: skip
                break
    return {name: tuple(sorted(group, key=lambda each: each.start)) for name, group in groups.items()}
