"""What Excel makes of a text that is assigned to a cell, as if it were typed into an English (US) Excel.

Its purpose is to catch code that forgets the apostrophe: where Excel would turn a text into something else, so does this.
"""

import re
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

Kind = Literal["empty", "text", "number", "truth", "error", "formula"]
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?\s*(?P<money>\$)?\s*(?P<sign2>[+-])?"
    r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?P<power>e[+-]?\d{1,3})?\s*(?P<share>%)?(?P<close>\))?",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?P<sign>-)?(?P<whole>\d+) +(?P<part>\d{1,4})/(?P<of>\d{1,4})")
_TIME = re.compile(
    r"(?P<hour>\d{1,4}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2}(?:\.\d{1,3})?))?(?: *(?P<half>[ap])m?)?", re.IGNORECASE
)
_DATES = tuple(
    (re.compile(pattern, re.IGNORECASE), shown)
    for pattern, shown in (
        (r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})", "m/d/yyyy"),
        (r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})[-/](?P<year>\d{4}|\d{2})", "m/d/yyyy"),
        (r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})", "d-mmm"),
        (r"(?P<month>\d{1,2})[-/](?P<year>\d{4}|\d{2})", "mmm-yy"),
        (r"(?P<year>\d{4})[-/](?P<month>\d{1,2})", "mmm-yy"),
        (rf"(?P<day>\d{{1,2}})[-/ ]*{_MONTH}[-/, ]*(?P<year>\d{{4}}|\d{{2}})", "d-mmm-yy"),
        (rf"{_MONTH}[-/ ]*(?P<day>\d{{1,2}})[-/, ]+(?P<year>\d{{4}})", "d-mmm-yy"),
        (rf"(?P<day>\d{{1,2}})[-/ ]*{_MONTH}", "d-mmm"),
        (rf"{_MONTH}[-/ ]*(?P<day>\d{{1,2}})", "d-mmm"),
        (rf"{_MONTH}[-/, ]*(?P<year>\d{{4}}|\d{{2}})", "mmm-yy"),
    )
)  # fmt: skip


class Typed(NamedTuple):
    """What stands in the cell, and the number format that a cell without one gets."""

    kind: Kind
    value: str | float | bool | None
    shown: str = "General"


def typed(text: str, today: date) -> Typed:
    """What Excel makes of a text; `today` tells the year of a day without one.

    >>> typed("2026-10", date(2026, 11, 23)), typed("'2026-10", date(2026, 11, 23))
    (Typed(kind='number', value=46296.0, shown='mmm-yy'), Typed(kind='text', value='2026-10', shown='General'))
    """
    if not text or text == "'":
        return Typed("empty", None)
    if text[0] == "'":
        return Typed("text", text[1:])
    if text[0] == "=" and len(text) > 1:
        return Typed("formula", text)
    bare = text.strip(" ")
    if bare.upper() in ("TRUE", "FALSE"):
        return Typed("truth", bare.upper() == "TRUE")
    if bare.upper() in ERRORS:
        return Typed("error", bare.upper())
    found = _number(bare) or _moment(bare, today)
    if found:
        return found
    if text[0] in "+-@" and len(text) > 1:
        return Typed("formula", f"={text}" if text[0] == "-" else f"={text[1:]}")
    return Typed("text", text)


def serial(moment: datetime | date) -> float:
    """A moment as a number of days in Excel's 1900 system."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    found = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    return found if found > 60 else found - 1  # Excel counts a 29 February 1900


def _number(text: str) -> Typed | None:
    fraction = _FRACTION.fullmatch(text)
    if fraction and int(fraction["of"]):
        value = int(fraction["whole"]) + int(fraction["part"]) / int(fraction["of"])
        return Typed("number", -value if fraction["sign"] else value, "# ?/?")
    match = _NUMBER.fullmatch(text)
    if not match or bool(match["open"]) != bool(match["close"]) or (match["sign"] and match["sign2"]):
        return None
    if match["open"] and (match["sign"] or match["sign2"]):
        return None
    value = float(match["digits"].replace(",", "") + (match["power"] or ""))
    if value > 9.99e307:  # what Excel cannot hold stays a text
        return None
    value = -value if "-" in (match["sign"], match["sign2"]) or match["open"] else value
    if match["share"]:
        return Typed("number", value / 100, "0.00%" if "." in match["digits"] else "0%")
    if match["money"]:
        return Typed("number", value, "$#,##0.00" if "." in match["digits"] else "$#,##0")
    if match["power"]:
        return Typed("number", value, "0.00E+00")
    return Typed("number", value, "#,##0" if "," in match["digits"] else "General")


def _moment(text: str, today: date) -> Typed | None:
    """A date, a time, or both with a space between them."""
    first, _, rest = text.partition(" ")
    for day_text, time_text in ((text, ""), ("", text), (first, rest.strip())):
        day = _day(day_text, today) if day_text else (0.0, "")
        time = _time(time_text) if time_text else (0.0, "")
        if day and time and (not day_text or not time_text or time[0] < 1):
            return Typed("number", day[0] + time[0], " ".join(each for each in (day[1], time[1]) if each))
    return None


def _day(text: str, today: date) -> tuple[float, str] | None:
    for pattern, shown in _DATES:
        match = pattern.fullmatch(text)
        if match:
            parts = match.groupdict()
            month = _MONTHS.index(parts["name"][:3].lower()) + 1 if parts.get("name") else int(parts["month"])
            year = int(parts.get("year") or today.year)
            if len(parts.get("year") or "") == 2:
                year += 2000 if year < 30 else 1900
            try:
                if year >= 1900:
                    return serial(date(year, month, int(parts.get("day") or 1))), shown
            except ValueError:
                continue
    return None


def _time(text: str) -> tuple[float, str] | None:
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), float(match["second"] or 0)
    if minute > 59 or second >= 60 or (match["half"] and not 0 < hour < 13):
        return None
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    shown = "[h]:mm:ss" if hour > 23 else "h:mm AM/PM" if match["half"] else "h:mm:ss" if match["second"] else "h:mm"
    return (hour * 3600 + minute * 60 + second) / 86400, shown
