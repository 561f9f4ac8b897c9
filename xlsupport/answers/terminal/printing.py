"""Words, sentences and tables put out on a terminal, or into a file or a pipe."""

import re
import sys
from collections.abc import Collection, Iterable, Sequence
from textwrap import wrap
from typing import Any

from rich.console import Console, JustifyMethod
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from xlsupport.records.vocabulary import Severity

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def plain(text: object) -> str:
    """A cell's text without line breaks and characters that could steer a terminal."""
    return _CONTROL.sub(" ", str(text))


def console(stderr: bool = False) -> Console:
    """A console by the terminal's own conventions. In a file or a pipe, tables are 200 columns wide."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, soft_wrap=True, width=None if stream.isatty() else 200)


def say(out: Console, text: str, style: str = "", indent: int = 0, lead: str = "") -> None:
    """Put out a sentence or two. A terminal gets lines that end between words; a path longer than a line is never broken.

    In a file or a pipe, the sentence stays on one line. `lead` is a word of alarm before it.
    """
    words = lead + plain(text)
    if out.is_terminal:
        lines = wrap(words, max(out.width - indent, 1), break_long_words=False, break_on_hyphens=False)
    else:
        lines = [words]
    for line in lines or [""]:
        alarm = lead if line is lines[0] else ""
        out.print(Text.assemble(" " * indent, (alarm, "bold red"), (line.removeprefix(alarm), style)), soft_wrap=True)


def say_to_copy(out: Console, text: str) -> None:
    """Put out a command on a line of its own, without a line break in it, so that a person can copy it."""
    out.print(Text(f"  {plain(text)}"), soft_wrap=True)


def print_table(
    out: Console,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    right: Collection[str] = (),
    whole: Collection[str] = (),
    spare: Sequence[str] = (),
) -> None:
    """A table whose texts may go over several lines; those under the headers `right` and `whole` stay on one.

    In a narrow terminal, the columns under the headers `spare` are left out one after the other until the table fits. Nothing
    in a cell is ever cut: where even that is too wide, every column goes over several lines. In a file or a pipe, lines have no
    blanks at their end.
    """
    cells = [[_text(cell) for cell in row] for row in rows]
    lines = {*right, *whole}
    for count in range(len(spare) + 1):
        kept = [index for index, header in enumerate(headers) if header not in spare[:count]]
        columns = [[Text(headers[index]), *(row[index] for row in cells)] for index in kept]
        widths = _widths(out, out.width, columns, [headers[index] in lines for index in kept])
        if widths:
            break
    table = _table(header_style="bold")
    for place, index in enumerate(kept):
        header = headers[index]
        side: JustifyMethod = "right" if header in right else "left"
        table.add_column(header, justify=side, overflow="fold", width=widths[place] if widths else None)
    for row in cells:
        table.add_row(*(row[index] for index in kept))
    _put_out(out, table)


def print_list(out: Console, rows: Iterable[tuple[object, object]], indent: int = 0, whole: bool = True) -> None:
    """Pairs of a short text and a longer one, which goes over several lines beside the first.

    The short texts stay on one line, or, unless they are to be `whole`, take about a third of the width at the most.
    """
    cells = [(_text(label), _text(said)) for label, said in rows]
    if not cells:
        return
    columns = [[label for label, _ in cells], [said for _, said in cells]]
    room = out.width - indent
    widths = _widths(out, room, columns, [whole, False])
    if widths and not whole:
        longest_word = max(Measurement.get(out, out.options, label).minimum for label in columns[0])
        widths[0] = min(widths[0], max(longest_word, room // 3))
        widths[1] = room - widths[0] - 2 * len(widths)
    table = _table(show_header=False)
    for place in (0, 1):
        table.add_column(overflow="fold", width=widths[place] if widths else None)
    for label, said in cells:
        table.add_row(label, said)
    _put_out(out, Padding(table, (0, 0, 0, indent)))


def _table(**options: Any) -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), **options)


def _text(cell: object) -> Text:
    return cell if isinstance(cell, Text) else Text(plain(cell))


def _put_out(out: Console, what: Table | Padding) -> None:
    if out.is_terminal:
        out.print(what)
        return
    with out.capture() as captured:
        out.print(what)
    for line in captured.get().splitlines():
        out.print(Text(line.rstrip()), soft_wrap=True)


def _widths(out: Console, room: int, columns: Sequence[Sequence[Text]], on_one_line: Sequence[bool]) -> list[int]:
    """Widths of columns that fit into the room; words, and what is to stay on one line, stay whole. Empty where none fit."""
    options = out.options.update(max_width=10_000)
    measured = [[Measurement.get(out, options, text) for text in column] for column in columns]
    most = [max(each.maximum for each in column) for column in measured]
    words = [max(each.minimum for each in column) for column in measured]
    least = [wide if whole else word for wide, word, whole in zip(most, words, on_one_line, strict=True)]
    left = room - 2 * len(least)  # each has two blanks behind it
    return shared_out(least, most, left) if sum(least) <= left else []


def shared_out(least: Sequence[int], most: Sequence[int], room: int) -> list[int]:
    """Widths of columns between the least and the most that each needs: those that want little more get it first.

    >>> shared_out([3, 5, 5], [3, 8, 40], 30)
    [3, 8, 19]
    """
    widths, left = list(least), room - sum(least)
    wanting = sorted(range(len(least)), key=lambda index: most[index] - least[index])
    for place, index in enumerate(wanting):
        more = min(most[index] - least[index], left // (len(wanting) - place))
        widths[index] += more
        left -= more
    return widths
