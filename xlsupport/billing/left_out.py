"""What an invoice run leaves out: entries that are invalid, that wait, or that stand outside the table."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from xlsupport.rating.evaluation import Evaluation


class Portion(NamedTuple):
    """So many entries, and the minutes of them that can be read; None where there are entries and none can."""

    entries: int
    minutes: int | None


class LeftOut(NamedTuple):
    """The entries up to a month's end that no document of its run is about. Of an entry held in part the minutes that wait."""

    invalid: Portion
    held: Portion
    outside_table: Portion

    def __bool__(self) -> bool:
        return any(each.entries for each in self)


def left_out(evaluation: Evaluation, last: date, clients: Collection[str] | None) -> LeftOut:
    """What a run up to a day leaves out, of the chosen clients (None for everybody). Rows without a readable date count."""

    def counts(client: str, day: date | None) -> bool:
        return (clients is None or client in clients) and (day is None or day <= last)

    log = evaluation.log
    held = [each for each in evaluation.outcomes if counts(each.entry.client, each.entry.day)]
    return LeftOut(
        _portion(each.minutes for each in log.rejected if counts(each.client, each.day)),
        _portion(each.entry.minutes if each.held_whole else each.held for each in held if each.held_whole or each.held),
        _portion(each.minutes for block in log.outside for each in block.rows if counts(each.client, each.day)),
    )


def _portion(minutes: Iterable[int | None]) -> Portion:
    found = list(minutes)
    readable = [each for each in found if each is not None]
    return Portion(len(found), sum(readable) if readable or not found else None)
