"""Write a test as the ledger a person would check by hand.

Each line is an entry and, after ->, what must come out of the whole core: status, minutes covered, minutes billed, the amount,
then any flags. `check` evaluates the left side and compares with the whole text.
"""

import re
from textwrap import dedent

from support.books import book, entry, settled
from xlsupport.settlement import Settlement
from xlsupport.sheets.tables import Cell

LINE = re.compile(
    r"(?:(?P<ID>U\d+) )?(?P<day>\S+) (?P<channel>\w+) (?P<category>[A-Z][a-z ]+?) (?P<minutes>\d+)"
    r"(?: (?P<decision>Waive|Bill|Hold)(?P<reason>: [^>]+?)?)?"
)


def parse(text: str) -> list[dict[str, Cell]]:
    """The entries on the left side of a ledger."""
    rows = []
    for line in dedent(text).strip().splitlines():
        found = LINE.fullmatch(" ".join(line.split("->")[0].split()))
        assert found, f"not a line of a ledger: {line}"
        parts = found.groupdict()
        row = entry(parts["day"], parts["channel"], parts["category"], int(parts["minutes"]))
        row |= {"ID": parts["ID"], "Decision": parts["decision"]}
        rows.append(row | {"Reason": parts["reason"][2:] if parts["reason"] else None})
    return rows


def check(text: str, **setup: object) -> Settlement:
    """Evaluate the left side; the right side must come out. Gives the settlement for what a ledger does not show."""
    settlement = settled(book(parse(text), **setup))  # type: ignore[arg-type] # the keywords are book's own
    got = []
    for outcome in settlement.evaluation.outcomes:
        flags = " ".join(settlement.flags.get(outcome.entry.offset, ()))
        got.append(f"{outcome.status} {outcome.covered} {outcome.billed} {outcome.amount} {flags}".strip())
    assert got == [" ".join(line.split("->")[1].split()) for line in dedent(text).strip().splitlines()]
    return settlement
