"""Which columns of a log that people have already are which of ours."""

from collections.abc import Iterable, Mapping, Sequence

from xlsupport.sheets.specifications import LOG
from xlsupport.words.names import name_key, nearest
from xlsupport.words.problems import UsageError

_OFTEN_CALLED = {
    "ID": ("No", "Nr", "Number", "Entry", "Ref"),
    "Date": ("Day", "When", "Date of support", "Datum"),
    "Client": ("Customer", "Company", "Account", "Client name", "Kunde"),
    "Contact": ("Person", "Who", "Caller", "Requester", "Contact person", "User", "Name"),
    "Channel": ("Medium", "Via", "How", "Contact type", "Kind of contact"),
    "Category": ("Type", "Topic", "Subject", "What", "Kind", "Request type"),
    "Minutes": ("Mins", "Min", "Time", "Duration", "Time (min)", "Minutes spent", "Dauer"),
    "Scheduled": ("Planned", "Booked", "Appointment"),
    "Ticket": ("Ticket number", "Ticket no", "Ticket ID", "Case", "Issue"),
    "Account manager": ("Manager", "AM", "Agent", "Staff", "Employee", "Consultant"),
    "Notes": ("Note", "Comment", "Comments", "Description", "Remarks", "Details"),
}
"""What such columns are often called in logs that were not made by us: offered, never taken without being asked."""

REQUIRED = tuple(column.header for column in LOG.columns if column.required)
TYPED = tuple(column.header for column in LOG.columns if not column.written)


def known_names() -> set[str]:
    """The names by which the row of headers of a log is known."""
    return {name_key(name) for header in TYPED for name in (header, *_OFTEN_CALLED.get(header, ()))}


def heading_map(headers: Sequence[str], given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Our headers with theirs: those given, then those of the same name. Raises UsageError for a pair that cannot be."""
    theirs_by_key = {name_key(header): header for header in headers}
    ours_by_key = {name_key(header): header for header in TYPED}
    found: dict[str, str] = {}
    for ours, theirs in given:
        header, column = ours_by_key.get(name_key(ours)), theirs_by_key.get(name_key(theirs))
        if header is None:
            raise UsageError(f"{ours} is no column that is typed into a log; there are {', '.join(TYPED)}{_hint(ours, TYPED)}")
        if column is None:
            raise UsageError(f"The log has no column {theirs}; it has {', '.join(headers)}{_hint(theirs, headers)}")
        if found.setdefault(header, column) != column:
            raise UsageError(f"{header} was given two columns, {found[header]} and {column}; give it one")
    for key, header in ours_by_key.items():
        if header not in found and key in theirs_by_key and theirs_by_key[key] not in found.values():
            found[header] = theirs_by_key[key]
    twice = [column for column in found.values() if list(found.values()).count(column) > 1]
    if twice:
        both = " and ".join(header for header, column in found.items() if column == twice[0])
        raise UsageError(f"The column {twice[0]} was given to {both}; give each a column of its own")
    return found


def missing(found: Mapping[str, str]) -> list[str]:
    """The columns that a log must have and that were not found."""
    return [header for header in REQUIRED if header not in found]


def suggestion(header: str, headers: Sequence[str], found: Mapping[str, str]) -> str | None:
    """The column of theirs that is most likely the one, among those that are none of ours yet."""
    free = {name_key(each): each for each in headers if each not in found.values()}
    by_name = next((free[name_key(name)] for name in _OFTEN_CALLED.get(header, ()) if name_key(name) in free), None)
    return by_name or nearest(header, free.values())


def _hint(name: str, known: Iterable[str]) -> str:
    meant = nearest(name, known)
    return f". Did you mean {meant}?" if meant else ""
