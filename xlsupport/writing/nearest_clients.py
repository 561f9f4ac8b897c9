"""The clients nearest to their limits, on *Dashboard*: the formulas, and the Python that computes the same.

Names are compared with `=`, never by COUNTIF or MATCH, to which an asterisk in a client's name would mean any text.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from xlsupport.records.vocabulary import PeriodKind, State
from xlsupport.sheets.addresses import letters
from xlsupport.sheets.edits import Figure
from xlsupport.sheets.specifications import DASHBOARD
from xlsupport.writing.counted import Tables, cells_of, number_of, text_of

CLIENTS_TOP, CLIENTS_SHOWN = 6, 15
HIGHEST = 2
LIMITS_LEFT, LIMITS_SHOWN = 3, 5
"""The block has room for so many clients, the first in row 6, and for so many limits, the first in column C. Column B has the
highest of each client's shares."""

CLIENTS_NOTE, LIMITS_NOTE = f"B{CLIENTS_TOP - 2}", f"A{CLIENTS_TOP + CLIENTS_SHOWN}"
"""The cells that say that there are more clients, or more limits, than are shown."""

_HEADER = CLIENTS_TOP - 1
_HEADERS = tuple(f"${letters(LIMITS_LEFT + index)}${_HEADER}" for index in range(LIMITS_SHOWN))
_COUNTED = f'(Balances[Client]<>"")*(Balances[State]<>"{State.RESOLVED}")'
_LIMITS_ONLY = f"The first {LIMITS_SHOWN} limits of the table Limits are shown."


def _next_limit(index: int) -> str:
    """The position in Limits of the next limit that counts over a time; rows of one name, by From, are one limit."""
    name = "TRIM(Limits[Limit])"
    others = "".join(f"*({name}<>{header})" for header in _HEADERS[:index])
    return f'MATCH(1,INDEX((TRIM(Limits[Period])<>"{PeriodKind.ENTRY}")*({name}<>""){others},0),0)'


def limit(index: int) -> str:
    """The name of a limit, for the block's header; empty where there are fewer."""
    return f'IFERROR(TRIM(INDEX(Limits[Limit],{_next_limit(index)})),"")'


def more_limits() -> str:
    """What is said where there are more limits than the block has room for."""
    return f'IF(ISNUMBER({_next_limit(LIMITS_SHOWN)}),"{_LIMITS_ONLY}","")'


def client(index: int) -> str:
    """The client with the highest used share of a shown limit, of those that do not stand above; of equal ones the first."""
    shown = "+".join(f"(Balances[Limit]={header})" for header in _HEADERS)
    above = "".join(f"*(Balances[Client]<>A${CLIENTS_TOP + each})" for each in range(index))
    share = f"{_COUNTED}*(({shown})>0){above}*(1+Balances[Used %])"
    return f'IFERROR(INDEX(Balances[Client],MATCH(SUMPRODUCT(MAX(1,{share})),INDEX({share},0),0)),"")'


def used(index: int, column: int) -> str:
    """A client's used share of the limit in the block's header."""
    name, header = f"$A{CLIENTS_TOP + index}", f"{letters(column)}${_HEADER}"
    rows = f'(Balances[Client]={name})*(Balances[Limit]={header})*(Balances[State]<>"{State.RESOLVED}")'
    return f'IF(OR({name}="",{header}=""),"",SUMPRODUCT({rows},Balances[Used %]))'


def highest(index: int) -> str:
    """The highest of a client's shares."""
    row = CLIENTS_TOP + index
    return f'IF($A{row}="","",MAX({letters(LIMITS_LEFT)}{row}:{letters(LIMITS_LEFT + LIMITS_SHOWN - 1)}{row}))'


def more_clients() -> str:
    """What is said where there are more clients than the block has room for; every client has one balance of each limit."""
    count = "MAX(" + ",".join(f"SUMPRODUCT({_COUNTED}*(Balances[Limit]={header}))" for header in _HEADERS) + ")"
    return f'IF({count}>{CLIENTS_SHOWN},"The {CLIENTS_SHOWN} clients nearest to their limits, of "&{count},"")'


class _Balance(NamedTuple):
    client: str
    limit: str
    share: Decimal


def nearest_figures(tables: Tables) -> Iterator[Figure]:
    """The value of each formula of the block."""
    limits = list(_limits(tables))
    shown = [*limits[:LIMITS_SHOWN], *[""] * (LIMITS_SHOWN - len(limits))]
    for index, name in enumerate(shown):
        yield Figure(DASHBOARD, f"{letters(LIMITS_LEFT + index)}{_HEADER}", limit(index), name)
    yield Figure(DASHBOARD, LIMITS_NOTE, more_limits(), _LIMITS_ONLY if len(limits) > LIMITS_SHOWN else "")
    keys = [name.casefold() for name in shown]
    balances = [each for each in _balances(tables) if each.limit in keys]
    count = max(Counter(each.limit for each in balances).values(), default=0)
    note = f"The {CLIENTS_SHOWN} clients nearest to their limits, of {count}" if count > CLIENTS_SHOWN else ""
    yield Figure(DASHBOARD, CLIENTS_NOTE, more_clients(), note)
    shares: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in balances:
        shares[each.client.casefold(), each.limit] += each.share
    names = list(_nearest(balances))
    for index in range(CLIENTS_SHOWN):
        row, name = CLIENTS_TOP + index, names[index] if index < len(names) else ""
        yield Figure(DASHBOARD, f"A{row}", client(index), name)
        found = [shares[name.casefold(), key] if name and key else "" for key in keys]
        for column, share in enumerate(found, LIMITS_LEFT):
            yield Figure(DASHBOARD, f"{letters(column)}{row}", used(index, column), share)
        top = max((share for share in found if isinstance(share, Decimal)), default=Decimal(0)) if name else ""
        yield Figure(DASHBOARD, f"{letters(HIGHEST)}{row}", highest(index), top)


def _limits(tables: Tables) -> Iterator[str]:
    """The names of the limits that count over a time, each once, in the order of the table."""
    seen = {""}
    for name, period in zip(cells_of(tables, "Limits", "Limit"), cells_of(tables, "Limits", "Period"), strict=True):
        trimmed = _trimmed(name)
        if _trimmed(period).casefold() != str(PeriodKind.ENTRY) and trimmed.casefold() not in seen:
            seen.add(trimmed.casefold())
            yield trimmed


def _trimmed(cell: object) -> str:
    """A text as TRIM gives it."""
    return " ".join(filter(None, text_of(cell).split(" ")))


def _balances(tables: Tables) -> Iterator[_Balance]:
    """The balances that count, the limits' names in lower case."""
    columns = (cells_of(tables, "Balances", header) for header in ("Client", "Limit", "Used %", "State"))
    for name, of, share, state in zip(*columns, strict=True):
        if text_of(name) and text_of(state).casefold() != str(State.RESOLVED):
            yield _Balance(text_of(name), text_of(of).casefold(), number_of(share) or Decimal(0))


def _nearest(balances: list[_Balance]) -> Iterator[str]:
    """The clients, each once, by their highest share; of equal ones the first in the table comes first."""
    seen: set[str] = set()
    for each in sorted(balances, key=lambda balance: -balance.share):
        if each.client.casefold() not in seen:
            seen.add(each.client.casefold())
            yield each.client
