"""The rules about what stands outside the log's table, and about Clients."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from xlsupport.flags.facts import Breach, Facts
from xlsupport.sheets.specifications import LOG
from xlsupport.words.names import name_key, quoted
from xlsupport.words.periods import Period

_SHORT_GAP = 32
"""A gap of fewer days between two contracts is most likely a slip."""


def rows_outside(facts: Facts) -> Iterator[Breach]:
    """Rows that look like entries and stand below the log's table: one breach for each unbroken block."""
    for block in facts.evaluation.log.outside:
        count, minutes = len(block.rows), [each.minutes for each in block.rows if each.minutes is not None]
        rows = f"{count} rows that look like entries stand" if count > 1 else "A row that looks like an entry stands"
        first = block.rows[0]
        told = [str(first.day or ""), first.client] if count == 1 else []
        told = list(filter(None, (*told, f"{sum(minutes)} min" if minutes else "")))
        said = f": {', '.join(told)}" if told else ""
        yield Breach(
            "outside-table", f"{rows} below the table {facts.table.name}, where nothing is counted{said}", block.fix,
            place=block.place, row=block.row,
        )  # fmt: skip


def second_logs(facts: Facts) -> Iterator[Breach]:
    """Other tables that have all the headers that a log must have: most likely a copied sheet, in which somebody may type."""
    required = {name_key(header) for header in LOG.needed(writing=False)}
    for each in facts.others:
        if required <= {name_key(header) for header in each.headers}:
            yield Breach(
                "second-log", f"The table {each.name} on the sheet {quoted(each.place.sheet)} has the headers of a log, but only "
                f"{facts.table.name} is read",
                f"If entries were typed there, move them into {facts.table.name}; then delete that table or its sheet",
                place=each.place,
            )  # fmt: skip


def contract_gaps(facts: Facts) -> Iterator[Breach]:
    """Short gaps between two rows of a client, behind which the contract year begins anew."""
    for client, contracts in facts.evaluation.parties.contracts.items():
        for before, after in pairwise(contracts):
            if before.end is None:
                continue
            days = (after.start - before.end).days - 1
            if 0 < days < _SHORT_GAP:
                gap = f"{days} days lie" if days > 1 else "One day lies"
                yield Breach(
                    "contract-gap", f"{gap} between the rows of {client} that end on {before.end} and start on {after.start}, so "
                    "the contract year begins anew",
                    f"If the contract went on, let the later row start on {before.end + timedelta(days=1)}",
                    place=facts.clients.place("Contract start", after.number), client=client,
                    period=Period(before.end, after.start),
                )  # fmt: skip
