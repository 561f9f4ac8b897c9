"""Which columns of a log that people have already are which of ours, by their headers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from xlsupport.sheets.specifications import LOG
from xlsupport.words.names import name_key, nearest
from xlsupport.words.problems import UsageError
from xlsupport.xlsx.adopting.logs.headers import Sought

_OFTEN_CALLED = {
    "ID": ("No", "Nr", "Number", "Entry", "Ref"),
    "Date": ("Day", "When", "Date of support", "Datum", "Dag", "Jour"),
    "Client": ("Customer", "Company", "Account", "Client name", "Kunde", "Klant"),
    "Contact": ("Person", "Who", "Caller", "Requester", "Contact person", "User", "Name"),
    "Channel": ("Medium", "Via", "How", "Contact type", "Kind of contact"),
    "Category": ("Type", "Topic", "Subject", "What", "Kind", "Request type"),
    "Minutes": (
        "Mins",
        "Min",
        "Time (min)",
        "Time (minutes)",
        "Duration (minutes)",
        "Minutes spent",
        "Minutes logged",
        "Minuten",
    ),
    "Scheduled": ("Planned", "Booked", "Appointment"),
    "Ticket": ("Ticket number", "Ticket no", "Ticket ID", "Case", "Issue"),
    "Account manager": ("Manager", "AM", "Agent", "Staff", "Employee", "Consultant"),
    "Notes": ("Note", "Comment", "Comments", "Description", "Remarks", "Details"),
}
"""What such columns are often called in logs that were not made by us: offered, never taken without being asked."""

_HOURS = (
    "Hours", "Hrs", "Hour", "Time", "Duration", "Time spent", "Hours spent", "Time worked", "Hours worked", "Total time",
    "Total hours", "Time (h)", "Time (hrs)", "Duration (hrs)", "Duration in h", "Stunden", "Dauer", "Dauer (h)", "Dauer in h",
    "Uren", "Uur", "Tijd", "Duur", "Durée",
)  # fmt: skip
"""What a column of hours or durations is often called."""

REQUIRED = tuple(column.header for column in LOG.columns if column.required)
TYPED = tuple(column.header for column in LOG.columns if not column.written)

_BETWEEN_PAIRS = re.compile(r";\s*(?=[^;=]+=)")


def sought(pairs: Iterable[tuple[str, str]], minutes_from: str | None) -> Sought:
    """By what a log is found, where the person gives these pairs of ours and theirs, and a column of hours."""
    given = list(pairs)
    often = (name for header in TYPED for name in (header, *_OFTEN_CALLED.get(header, ())))
    date = next((theirs for ours, theirs in given if name_key(ours) == name_key("Date")), None)
    named = (*(theirs for _, theirs in given), *([minutes_from] if minutes_from else []))
    dates = frozenset(map(name_key, ("Date", *_OFTEN_CALLED["Date"])))
    return Sought(frozenset(map(name_key, (*often, *_HOURS))), dates, named, date)


def hours_column(headers: Sequence[str], taken: Iterable[str]) -> str | None:
    """The column that most likely holds hours or durations, among those that are none of ours yet."""
    free = {name_key(each): each for each in headers if each not in taken}
    return next((free[name_key(name)] for name in _HOURS if name_key(name) in free), None)


def pairs(option: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs that an option gives, several in one text where semicolons separate them. Raises UsageError.

    >>> list(pairs("--map", ["Client=Customer; Date=Day"]))
    [('Client', 'Customer'), ('Date', 'Day')]
    """
    for text in texts:
        for each in _BETWEEN_PAIRS.split(text):
            ours, sign, theirs = each.partition("=")
            if not sign or not ours.strip() or (option == "--map" and not theirs.strip()):
                example = '--map "Client=Customer"' if option == "--map" else '--fill "Channel=Phone"'
                raise UsageError(f"{each.strip()!r} is not a pair such as {example}")
            yield ours.strip(), theirs.strip()


def heading_map(headers: Sequence[str], given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Our headers with theirs: those given, then those of the same name. Raises UsageError for a pair that cannot be."""
    theirs_by_key = {name_key(header): header for header in reversed(headers)}
    ours_by_key = {name_key(header): header for header in TYPED}
    found: dict[str, str] = {}
    for ours, theirs in given:
        header, column = ours_of(ours), theirs_by_key.get(name_key(theirs))
        if column is None:
            raise UsageError(f"The log has no column {theirs}; it has {', '.join(headers)}{hint(theirs, headers)}")
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


def suggestion(header: str, headers: Sequence[str], found: Mapping[str, str]) -> str | None:
    """The column of theirs that is most likely the one, among those that are none of ours yet."""
    free = {name_key(each): each for each in headers if each not in found.values()}
    by_name = next((free[name_key(name)] for name in _OFTEN_CALLED.get(header, ()) if name_key(name) in free), None)
    return by_name or nearest(header, free.values())


def ours_of(name: str) -> str:
    """Our header of that name. Raises UsageError."""
    header = next((each for each in TYPED if name_key(each) == name_key(name)), None)
    if header is None:
        raise UsageError(f"{name} is no column that is typed into a log; there are {', '.join(TYPED)}{hint(name, TYPED)}")
    return header


def hint(name: str, known: Iterable[str]) -> str:
    """The name that was most likely meant, to follow a sentence."""
    meant = nearest(name, known)
    return f". Did you mean {meant}?" if meant else ""
