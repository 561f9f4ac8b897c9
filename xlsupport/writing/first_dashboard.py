"""The clients on *Dashboard* as the first template showed them, in the workbooks that were made from it."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from xlsupport.sheets.addresses import letters
from xlsupport.sheets.edits import Figure
from xlsupport.sheets.specifications import DASHBOARD
from xlsupport.writing.counted import Tables, cells_of, number_of, text_of

_TOP, _SHOWN = 6, 15
_LIMITS = ("Calls", "Question time", "Meetings")
"""The headers of the block, which were texts."""


def _client(index: int) -> str:
    """The next client of the table that does not stand above, each once for all of its rows."""
    above = f"A${_TOP - 1}:A{_TOP + index - 1}"
    new = f'(COUNTIF({above},Clients[Client])=0)*(Clients[Client]<>"")'
    return f'IFERROR(INDEX(Clients[Client],MATCH(1,INDEX({new},0),0)),"")'


def _used(index: int, column: int) -> str:
    """A client's used share of the limit in the block's header."""
    row, letter = _TOP + index, letters(column)
    name, limit = f"$A{row}", f"{letter}${_TOP - 1}"
    return f'IF({name}="","",SUMIFS(Balances[Used %],Balances[Client],{name},Balances[Limit],{limit}))'


def first_figures(tables: Tables) -> Iterator[Figure]:
    """The value of each formula of the block."""
    shares: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    rows = zip(*(cells_of(tables, "Balances", header) for header in ("Client", "Limit", "Used %")), strict=True)
    for name, limit, share in rows:
        shares[text_of(name).casefold(), text_of(limit).casefold()] += number_of(share) or 0
    distinct: dict[str, str] = {}
    for cell in cells_of(tables, "Clients", "Client"):
        if text_of(cell):
            distinct.setdefault(text_of(cell).casefold(), text_of(cell))
    names = list(distinct.values())
    for index in range(_SHOWN):
        name = names[index] if index < len(names) else ""
        yield Figure(DASHBOARD, f"A{_TOP + index}", _client(index), name)
        for column, limit in enumerate(_LIMITS, 2):
            value = shares.get((name.casefold(), limit.casefold()), Decimal(0)) if name else ""
            yield Figure(DASHBOARD, f"{letters(column)}{_TOP + index}", _used(index, column), value)
