"""The words that cells may hold, each with all that is said and done about it: one table for each vocabulary.

Each word is the text of its cell as well: `Channel.PHONE == "Phone"`. Drop-downs and messages list the words in this order.
"""

from collections.abc import Callable, Iterable
from datetime import date
from enum import Enum, StrEnum, auto
from typing import Self

from xlsupport.words.periods import Period, calendar_year_of, contract_year_of, month_of


class Word(StrEnum):
    """A word of a vocabulary. A member is the word, followed by what its class says and does about it."""

    def __new__(cls, word: str, *_facts: object) -> Self:
        member = str.__new__(cls, word)
        member._value_ = word
        return member


def either(words: Iterable[str]) -> str:
    """Words to choose from, as a sentence lists them.

    >>> either(Channel), either(Unit)
    ('Ticket, Phone, Email or Meeting', 'entries or minutes')
    """
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


class Tone(Enum):
    """How a word is shown: conditional formats, and whatever else gives it weight, follow its tone, in this order."""

    BAD = auto()
    WATCH = auto()
    BILLED = auto()
    DONE = auto()
    GOOD = auto()
    PLAIN = auto()


class PeriodKind(Word):
    """The time that a limit's quantity is given for.

    `of` gives the period that a day falls in, counted from a contract's first day; it is None where each entry has the
    quantity for itself. `this` ends what *Remaining* says is left.
    """

    def __init__(self, _word: str, of: Callable[[date, date], Period] | None, this: str) -> None:
        self.of = of
        self.this = this

    ENTRY = "entry", None, ""
    MONTH = "month", month_of, "this month"
    CONTRACT_YEAR = "contract year", contract_year_of, "this contract year"
    CALENDAR_YEAR = "calendar year", calendar_year_of, "this year"


class Unit(Word):
    """What a limit counts. `short` stands behind a number in a message, `sign` behind one in a table, where entries have none.

    `heading` is a limit's name on an invoice, where its numbers stand alone.
    """

    def __init__(self, _word: str, short: str, sign: str, heading: str) -> None:
        self.short = short
        self.sign = sign
        self.heading = heading

    ENTRIES = "entries", "entries", "", "{limit}"
    MINUTES = "minutes", "min", "min", "{limit} (minutes)"

    def taken(self, minutes: int) -> int:
        """What an entry of so many minutes takes of a limit.

        >>> Unit.ENTRIES.taken(40), Unit.MINUTES.taken(40)
        (1, 40)
        """
        return minutes if self is Unit.MINUTES else 1


PACKAGES_OWN = "package"
"""The quantity of a limit that has the minutes of the client's own package."""


ADVANCED_HOURS = "Advanced hours"
"""What the hours that an Advanced agreement includes are called among a client's limits."""


class Rounding(Word):
    """What billed time is rounded up over.

    `group` gives the days that are rounded together with a day; None where each entry is rounded alone. `sentence` tells the
    client about it on an invoice.
    """

    def __init__(self, _word: str, group: Callable[[date], Period | None], sentence: str) -> None:
        self.group = group
        self.sentence = sentence

    PER_ENTRY = "per entry", lambda _: None, "Time is billed in begun increments of {increment}, rounded up for each entry."
    PER_DAY = (
        "per day",
        lambda day: Period(day, day),
        "Time is billed in begun increments of {increment}, rounded up for each day.",
    )
    PER_MONTH = "per month", month_of, "Time is billed in begun increments of {increment}, rounded up for each month."


class Tier(Word):
    """A tier of overage, in the order in which they pay. `has_hours`: its agreements may include hours to use up."""

    def __init__(self, _word: str, has_hours: bool) -> None:
        self.has_hours = has_hours

    ADVANCED = "Advanced", True
    AS_NEEDED = "As needed", False


class Channel(Word):
    """How help was given. `appointment` is what must be scheduled in advance, empty where nothing must."""

    def __init__(self, _word: str, appointment: str) -> None:
        self.appointment = appointment

    TICKET = "Ticket", ""
    PHONE = "Phone", "phone call"
    EMAIL = "Email", ""
    MEETING = "Meeting", "meeting"


class Treatment(Word):
    """How help of a category is handled.

    `quoted`: it is sold by bid, and logged only. `billable`: where no limit applies to it, all of it is overage.
    """

    def __init__(self, _word: str, quoted: bool, billable: bool) -> None:
        self.quoted = quoted
        self.billable = billable

    INCLUDED = "Included", False, False
    LIMITED = "Limited", False, False
    QUOTED = "Quoted", True, False
    BILLABLE = "Billable", False, True


class Decision(Word):
    """What a person decided about an entry. `settles`: with a reason, it takes the place of training and agreements."""

    def __init__(self, _word: str, settles: bool) -> None:
        self.settles = settles

    WAIVE = "Waive", True
    BILL = "Bill", True
    HOLD = "Hold", False


class TonedWord(Word):
    """A word that results show, in its tone."""

    def __init__(self, _word: str, tone: Tone) -> None:
        self.tone = tone


class Status(TonedWord):
    """What became of an entry."""

    INVALID = "Invalid", Tone.BAD
    HELD = "Held", Tone.WATCH
    QUOTED = "Quoted", Tone.PLAIN
    WAIVED = "Waived", Tone.DONE
    COVERED = "Covered", Tone.GOOD
    INCLUDED = "Included", Tone.GOOD
    PART_BILLED = "Part billed", Tone.BILLED
    BILLED = "Billed", Tone.BILLED


class State(TonedWord):
    """How far a limit or an agreement is used up; a row that is kept for a person's note alone is resolved."""

    OK = "OK", Tone.GOOD
    NEAR = "Near", Tone.WATCH
    REACHED = "Reached", Tone.BAD
    RESOLVED = "resolved", Tone.DONE


class Severity(TonedWord):
    """How much a flag weighs, the heaviest first; a breach that is kept for a person's note alone is resolved."""

    ERROR = "error", Tone.BAD
    WARNING = "warning", Tone.WATCH
    NOTICE = "notice", Tone.PLAIN
    RESOLVED = "resolved", Tone.DONE


class WithoutAgreement(Word):
    """What happens to overage that no agreement pays for: it waits, or is billed at the As-needed rate."""

    HOLD = "hold"
    BILL = "bill"


class Scheduling(Word):
    """Whether calls and meetings must be scheduled in advance."""

    REQUIRED = "required"
    OPTIONAL = "optional"
