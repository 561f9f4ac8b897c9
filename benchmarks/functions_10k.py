"""Worksheet functions over a log of 10,000 rows, as Excel calls them, with peers beside them.

    python benchmarks/functions_10k.py [ROWS=10000] [ROUNDS=5]

The log is the demonstration's, repeated under new IDs. Peers: what it costs to hand the same ranges over as JSON, as Office.js
does; and the least that any function of the kind must do, adding up minutes by client and month. Medians, in seconds.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.books import RULES as RULES_ROWS
from support.books import table
from support.ranges import Range, as_range, side_by_side

from xlsupport.excel import functions
from xlsupport.excel.book.ranges import RULES
from xlsupport.sheets.specifications import AGREEMENTS, CLIENTS, CONTACTS, INVOICE_LINES, LOG
from xlsupport.template.demo import AS_OF, demo_tables


def ranges_of(rows: int) -> list[Range]:
    tables: dict[str, Any] = {**RULES_ROWS, **demo_tables()}
    log = [{**tables[LOG.name][index % len(tables[LOG.name])], "ID": f"B{index}"} for index in range(rows)]
    rules = side_by_side([as_range(table(spec.name, tables[spec.name])) for spec in RULES])
    others = [as_range(table(spec.name, tables[spec.name])) for spec in (CLIENTS, CONTACTS, AGREEMENTS)]
    return [as_range(table(LOG.name, log)), *others, rules]


def handed_over(ranges: list[Range]) -> object:
    return json.loads(json.dumps(ranges, default=str))


def added_up(log: Range) -> object:
    day, client, minutes = (log[0].index(header) for header in ("Date", "Client", "Minutes"))
    sums: dict[tuple[str, int, int], float] = defaultdict(float)
    for row in log[1:]:
        if isinstance(row[day], date) and isinstance(row[minutes], int | float):
            sums[str(row[client]).strip().casefold(), row[day].year, row[day].month] += row[minutes]
    return sums


def seconds(call: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return median(taken)


def main(rows: int = 10_000, rounds: int = 5) -> None:
    ranges = ranges_of(rows)
    lines = as_range(table(INVOICE_LINES.name, []))
    balances = functions.SUPPORT_BALANCES(*ranges, AS_OF)
    assert isinstance(balances, list), balances
    calls: dict[str, Callable[[], object]] = {
        "SUPPORT_BALANCES": lambda: functions.SUPPORT_BALANCES(*ranges, AS_OF),
        "SUPPORT_CHECK": lambda: functions.SUPPORT_CHECK(*ranges, AS_OF, lines),
        "SUPPORT_UNBILLED": lambda: functions.SUPPORT_UNBILLED(*ranges, lines, AS_OF),
        "SUPPORT_REMAINING": lambda: functions.SUPPORT_REMAINING(balances, balances[1][0], balances[1][2]),
        "handing over as JSON": lambda: handed_over(ranges),
        "adding up minutes": lambda: added_up(ranges[0]),
    }
    print(f"{rows:,} rows of {len(ranges[0][0])} columns, median of {rounds}")
    for name, call in calls.items():
        print(f"{name:<22}{seconds(call, rounds):8.3f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
