"""What a run found in a few sentences: the same words in a terminal and in a box."""

from collections.abc import Sequence

from xlsupport.answers.json_documents import money
from xlsupport.billing.documents import Document
from xlsupport.billing.left_out import LeftOut, Portion
from xlsupport.billing.register import CREDIT_NOTE, INVOICE, Line
from xlsupport.settlement import Settlement
from xlsupport.sheets.tables import Table
from xlsupport.words.money import ZERO

_MOST = 8  # a box of Excel holds 1,023 characters


def counted(number: int, one: str, many: str = "") -> str:
    """
    >>> counted(1, "entry", "entries"), counted(2, "entry", "entries"), counted(0, "error")
    ('1 entry', '2 entries', '0 errors')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def summary(settlement: Settlement) -> str:
    """The day, the entries and what they came to."""
    totals = settlement.totals
    return (
        f"{settlement.task.as_of}: {counted(totals.entries, 'entry', 'entries')}, "
        f"{counted(totals.errors, 'error')}, {counted(totals.warnings, 'warning')}; "
        f"{totals.covered} min covered, {totals.billed} min billed, {money(totals.amount)} in all."
    )


def listed(documents: Sequence[Document]) -> str:
    """Documents line by line, and their sum."""
    lines = [f"{each.number}  {each.client}  {money(each.total)}" for each in documents[:_MOST]]
    if len(documents) > _MOST:
        lines.append(f"… and {len(documents) - _MOST} more")
    currency = documents[0].particulars.currency if documents else ""
    total = sum((document.total for document in documents), ZERO)
    return "\n".join((*lines, f"{counted(len(documents), 'document')}, {money(total)} {currency} with tax".replace("  ", " ")))


def document_totals(documents: Sequence[Document]) -> str:
    """How many documents of each kind there are, and what they come to: net, tax and total, in their currency."""
    by_kind = {kind: [each for each in documents if each.kind == kind] for kind in (INVOICE, CREDIT_NOTE)}
    parts = [f"{counted(len(of_kind), kind)}: {_sums(of_kind)}" for kind, of_kind in by_kind.items() if of_kind]
    if len(parts) > 1:
        parts.append(f"Together: {_sums(documents)}")
    return " ".join(f"{part}." for part in parts)


def _sums(documents: Sequence[Document]) -> str:
    net = sum((each.subtotal for each in documents), ZERO)
    tax = sum((each.tax for each in documents), ZERO)
    return f"net {money(net)}, tax {money(tax)}, total {money(net + tax)} {documents[0].particulars.currency}".strip()


def adjusted(lines: Sequence[Line]) -> str:
    """What a run would change of what clients were told, line by line."""
    told = [f"{each.client}  {each.id}  {each.minutes} min  {money(each.amount)}" for each in lines[:_MOST]]
    return "\n".join((*told, *([f"… and {len(lines) - _MOST} more"] if len(lines) > _MOST else [])))


def left_out(found: LeftOut) -> str:
    """What an invoice run leaves out, in one sentence.

    >>> left_out(LeftOut(Portion(1, None), Portion(2, 50), Portion(0, 0)))
    'Left out: 1 invalid entry (minutes unknown), 2 held entries (50 min).'
    """
    parts = (
        ("invalid entry", "invalid entries", found.invalid),
        ("held entry", "held entries", found.held),
        ("row outside the table", "rows outside the table", found.outside_table),
    )
    told = ", ".join(f"{counted(each.entries, one, many)} ({_minutes(each)})" for one, many, each in parts if each.entries)
    return f"Left out: {told}."


def _minutes(portion: Portion) -> str:
    return "minutes unknown" if portion.minutes is None else f"{portion.minutes} min"


def extended(table: Table, dry_run: bool = False) -> str:
    """What became of rows that stood below a table, or would."""
    rows = "the row" if table.absorbed == 1 else f"the {table.absorbed} rows"
    reaches, took = ("would reach", "would take") if dry_run else ("reaches", "took")
    return f"The table {table.name} {reaches} down to row {table.row_number(table.rows - 1)}: it {took} in {rows} right below it."


def would_extend(tables: Sequence[Table]) -> str:
    """The question whether tables are to grow over rows right below them."""
    rows = (
        f"{counted(each.absorbed, 'row')} below the table {each.name} ({each.sheet}, from row "
        f"{each.row_number(each.rows - each.absorbed)} on)"
        for each in tables
    )
    return f"Right below a table stand rows that look like its own, and nothing counts them:\n{chr(10).join(rows)}\nTake them in?"
