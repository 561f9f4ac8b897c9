"""The policy's rules with a few cells changed, as finance would change them in Excel."""

from collections.abc import Mapping
from datetime import date

from support.books import RULES, START
from xlsupport.settlement import Settlement
from xlsupport.sheets.tables import Cell

Row = dict[str, Cell]


def changed(table: str, rows: Mapping[str, Mapping[str, Cell]]) -> list[Row]:
    """A table of rules in which the rows of these names have other cells: the first column names a row."""
    named = {next(iter(row.values())) for row in RULES[table]}
    assert set(rows) <= named, f"{table} has only {named}"
    return [row | dict(rows.get(str(next(iter(row.values()))), {})) for row in RULES[table]]


def advanced(hours: Cell, start: date = START, **more: Cell) -> Row:
    """An Advanced agreement of Acme's."""
    return {"Client": "Acme", "Tier": "Advanced", "Start": start, "Hours": hours, **more}


def as_needed(start: date = START, **more: Cell) -> Row:
    """An As needed agreement of Acme's."""
    return {"Client": "Acme", "Tier": "As needed", "Start": start, **more}


def left(settlement: Settlement) -> dict[str, int]:
    """What Acme has left on the as-of date, by limit; of agreements by their reference."""
    return {each.reference or each.limit: each.remaining for each in settlement.balances if each.client == "Acme"}


def used(settlement: Settlement) -> dict[str, int]:
    return {each.reference or each.limit: each.used for each in settlement.balances if each.client == "Acme"}


def charges(settlement: Settlement) -> list[str]:
    """Each entry's charges: `A-1 30/30 50.00` is the agreement's reference or the tier, raw and billed minutes, the amount."""
    return [
        " + ".join(f"{each.reference or each.tier} {each.minutes}/{each.billed} {each.amount}" for each in outcome.charges)
        for outcome in settlement.evaluation.outcomes
    ]
