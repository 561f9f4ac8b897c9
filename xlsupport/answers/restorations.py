"""What a person is told when a backup is restored: which documents would be gone, and what keeps their numbers."""

from collections.abc import Sequence

from xlsupport.answers.json_documents import money
from xlsupport.reading.given_numbers import Given

_MOST = 6


def stopped(documents: Sequence[Given], version: str) -> str:
    """Why a restoration stops before documents that were issued since, and how to go on."""
    one = len(documents) == 1
    return (
        f"{_issued_since(documents, version)}; nothing was changed. If {'the client has it' if one else 'clients have them'} "
        f"already, cancel {'it' if one else 'them'} with xlsupport void instead of restoring. To restore, add --after-invoices, "
        f"which keeps the {'number' if one else 'numbers'} from being given again"
    )


def no_room_for_numbers(documents: Sequence[Given], version: str) -> str:
    """Why a backup cannot be restored that has no table Runs in which the numbers could be kept, and what to do."""
    one = len(documents) == 1
    return (
        f"{_issued_since(documents, version)}, and that backup has no table Runs that could keep the "
        f"{'number' if one else 'numbers'} from being given again; nothing was changed. Choose a later backup, "
        f"or cancel {'the document' if one else 'the documents'} with xlsupport void"
    )


def kept_in(run: int, documents: Sequence[Given]) -> str:
    """That a restored workbook has one row more than its backup, and what the row is for."""
    return (
        f"Run {run} was added to its table Runs: it keeps {_listed([each.number for each in documents])} from being given again."
    )


def cannot_be_told(tables: Sequence[str] | None) -> str:
    """That nobody can tell which documents were issued since; `tables` is None where the whole workbook could not be read."""
    if tables is None:
        reason = "the workbook could not be read as it was"
    else:
        one = len(tables) == 1
        reason = f"the {'table' if one else 'tables'} {_listed(tables)} {'was' if one else 'were'} missing or changed by hand"
    return (
        f"Which documents were issued since that backup cannot be told for certain, because {reason}. Compare the numbers of "
        "the documents that clients have with the table Invoices by hand, or a number may be given twice."
    )


def _issued_since(documents: Sequence[Given], version: str) -> str:
    verb = "was" if len(documents) == 1 else "were"
    return f"{_listed([_named(each) for each in documents])} {verb} issued since backup {version} and would be gone"


def _named(document: Given) -> str:
    told = ", ".join(filter(None, (document.client, "" if document.total is None else money(document.total))))
    return f"{document.number} ({told})" if told else document.number


def _listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are.

    >>> _listed(["a", "b", "c"]), _listed(list("abcdefghi"))
    ('a, b and c', 'a, b, c, d, e, f and 3 more')
    """
    shown = list(names[:_MOST]) if len(names) > _MOST + 1 else list(names)
    last = f"{len(names) - _MOST} more" if len(shown) < len(names) else shown.pop()
    return f"{', '.join(shown)} and {last}" if shown else last
