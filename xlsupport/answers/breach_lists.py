"""The breaches that a person should read after a check: by client, the worst first, and not too many of a kind."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xlsupport.flags.facts import Breach
from xlsupport.flags.rules import SEVERITY
from xlsupport.records.vocabulary import Severity
from xlsupport.settlement import Settlement

ALWAYS_LISTED = frozenset(("changed-after-invoice", "missing-after-invoice"))
"""Warnings that matter for money, also where the entry is closed."""

WITHOUT_CLIENT = "The workbook as a whole (no row of the log)"
UNKNOWN_CLIENT = "Rows whose client is missing or not known"

_ROOM = 100  # breaches that somebody may read in one go
_STEPS = (20, 10, 5, 3, 2, 1)


class Kind(NamedTuple):
    """The breaches of one code in a section: those that are listed, and how many more there are."""

    severity: Severity
    code: str
    breaches: Sequence[Breach]
    more: int


class Section(NamedTuple):
    """What is listed under one heading: a client's breaches, the errors first. `counts` has all of them by severity."""

    heading: str
    counts: Mapping[Severity, int]
    kinds: Sequence[Kind]


class BreachList(NamedTuple):
    """The sections, how many breaches of their kinds are not listed, and how many of closed entries were left out."""

    sections: Sequence[Section]
    more: int
    closed: Mapping[Severity, int]


def breach_list(settlement: Settlement, breaches: Iterable[Breach], everything: bool = False) -> BreachList:
    """Errors, and what is not an error of entries that are not closed yet; with `everything`, all breaches.

    A long list is shortened kind by kind, so that each code of each client stays listed with at least one breach.
    """
    closed = set() if everything else _closed_rows(settlement)
    left_out: Counter[Severity] = Counter()
    by_heading: dict[str, dict[str, list[Breach]]] = defaultdict(lambda: defaultdict(list))
    for each in breaches:
        if _is_old(each, closed):
            left_out[each.severity] += 1
        else:
            by_heading[_heading(each)][each.code].append(each)
    sizes = [len(of_code) for of_heading in by_heading.values() for of_code in of_heading.values()]
    most = max(sizes, default=0) if everything else most_of_a_kind(sizes)
    sections = [_section(heading, by_heading[heading], most) for heading in sorted(by_heading, key=_place)]
    more = sum(max(0, size - most) for size in sizes)
    return BreachList(sections, more, left_out)


def most_of_a_kind(sizes: Sequence[int]) -> int:
    """How many breaches of a kind are listed, so that the whole list can be read in one go; at least one.

    >>> most_of_a_kind([30, 40]), most_of_a_kind([5000] * 4), most_of_a_kind([2] * 500)
    (40, 20, 1)
    """
    steps = (max(sizes, default=1), *_STEPS)
    return next((most for most in steps if sum(min(most, size) for size in sizes) <= _ROOM), 1)


def _closed_rows(settlement: Settlement) -> set[int]:
    """The rows of entries that are closed, and not in part."""
    return {each.offset for each in settlement.evaluation.log.entries if each.closed is not None and not each.in_part}


def _is_old(breach: Breach, closed: set[int]) -> bool:
    return breach.offset in closed and breach.severity is not Severity.ERROR and breach.code not in ALWAYS_LISTED


def _heading(breach: Breach) -> str:
    return breach.client or (WITHOUT_CLIENT if breach.offset is None else UNKNOWN_CLIENT)


def _place(heading: str) -> tuple[int, str, str]:
    """What belongs to no client comes first, then the clients by their names."""
    rank = {WITHOUT_CLIENT: 0, UNKNOWN_CLIENT: 1}.get(heading, 2)
    return rank, heading.casefold(), heading


def _section(heading: str, of_heading: Mapping[str, Sequence[Breach]], most: int) -> Section:
    kinds = [
        Kind(SEVERITY[code], code, of_heading[code][:most], max(0, len(of_heading[code]) - most))
        for code in by_weight(of_heading)
    ]
    counts = Counter(each.severity for of_code in of_heading.values() for each in of_code)
    return Section(heading, counts, kinds)


def by_weight(codes: Iterable[str]) -> list[str]:
    """Codes with those of errors first, then warnings, then notices, each in the order of the flags.

    >>> by_weight(["near-limit", "over-length", "bad-date"])
    ['bad-date', 'over-length', 'near-limit']
    """
    severities, ranks = [*Severity], [*SEVERITY]
    return sorted(codes, key=lambda code: (severities.index(SEVERITY[code]), ranks.index(code)))
