"""The arrows beside *Breaches* and *Invoices*: formulas that lead to an entry in the log, or to an invoice's sheet.

The tables hold plain values, so the links stand in column A, to the left of them. They reach to a fixed row. Sheets are found
by formulas, so that a link still leads there after somebody renamed or moved the log, or adopted it under another name.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from xlsupport.sheets.addresses import letters
from xlsupport.sheets.edits import Figure
from xlsupport.sheets.specifications import BREACHES, INVOICES, TableSpec
from xlsupport.writing.counted import Tables, cells_of, number_of, text_of

ARROW = "→"
HEADER_ROW = 4
"""Where the template has the headers of its tables."""

TABLE_LEFT = 2
"""The first column of these tables: the links stand in the one before."""

_ID_HEADER = "UsageLog[[#Headers],[ID]]"


def _cell(spec: TableSpec, header: str, row: int) -> str:
    return f"{letters(TABLE_LEFT + [column.header for column in spec.columns].index(header))}{row}"


def to_entry(row: int) -> str:
    """The formula that leads from a breach to its entry, also after somebody sorted the log. A breach without a row has no arrow.

    The row that the breach names is right if it still has the ID; else the ID is looked up; else the row must do. CELL gives the
    address with the name that the log's sheet has at the moment.
    """
    id_, number = _cell(BREACHES, "ID", row), _cell(BREACHES, "Row", row)
    place = f"{number}-ROW({_ID_HEADER})"
    found = f'IFERROR(IF(INDEX(UsageLog[ID],{place})&""={id_}&"",{place},MATCH({id_},UsageLog[ID],0)),{place})'
    return f'IF(N({number})=0,"",HYPERLINK("#"&CELL("address",OFFSET({_ID_HEADER},{found},0)),"{ARROW}"))'


def to_sheet(row: int) -> str:
    """The formula that leads from a row of the register to the document's sheet. References double an apostrophe in its name."""
    sheet = _cell(INVOICES, "Sheet", row)
    return f"""IF({sheet}="","",HYPERLINK("#'"&SUBSTITUTE({sheet},"'","''")&"'!A1","{ARROW}"))"""


class Links(NamedTuple):
    """The links of a table: how many rows have one, the formula of a row, and whether a cell of `header` leads anywhere."""

    rows: int
    formula: Callable[[int], str]
    header: str
    leads: Callable[[object], bool]


LINKS = {
    BREACHES.name: Links(1_000, to_entry, "Row", lambda cell: bool(number_of(cell))),
    INVOICES.name: Links(500, to_sheet, "Sheet", lambda cell: text_of(cell) != ""),
}
"""The tables that have links, by name."""


def link_figures(tables: Tables, sheets: Mapping[str, str]) -> Iterator[Figure]:
    """What each link shows; `sheets` are the names of the tables' sheets."""
    for name, links in LINKS.items():
        cells = cells_of(tables, name, links.header)
        for offset in range(links.rows if name in sheets else 0):
            row = HEADER_ROW + 1 + offset
            shows = ARROW if offset < len(cells) and links.leads(cells[offset]) else ""
            yield Figure(sheets[name], f"A{row}", links.formula(row), shows)
