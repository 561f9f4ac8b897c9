"""What a run found in a few sentences: the same words in a terminal and in a box."""

from collections.abc import Sequence

from xlsupport.answers.json_documents import money
from xlsupport.billing.documents import Document
from xlsupport.billing.register import Line
from xlsupport.settlement import Settlement
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


def adjusted(lines: Sequence[Line]) -> str:
    """What a run would change of what clients were told, line by line."""
    told = [f"{each.client}  {each.id}  {each.minutes} min  {money(each.amount)}" for each in lines[:_MOST]]
    return "\n".join((*told, *([f"… and {len(lines) - _MOST} more"] if len(lines) > _MOST else [])))
