"""Runs over a mutant, judged: an exit code that means something, one sentence, the file untouched or rightly written."""

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from click.testing import CliRunner, Result

from support.package_rules import broken_rules
from support.sameness import harm
from support.survival import compare
from xlsupport.cli import main

AS_OF = ("--as-of", "2026-10-31")
UPDATE = ("update", *AS_OF, "--keep", "0")
INVOICE = ("invoice", *AS_OF, "--keep", "0", "--month", "2026-10")
LONGEST = 30
"""Seconds that no run may take; an ordinary one takes a tenth of one."""

_STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Judgement(NamedTuple):
    """How the runs over a mutant ended: refused, read (nothing to write, or refused when writing) or written; what was said
    where a run was refused; and whatever is wrong."""

    ended: str
    said: tuple[str, ...]
    faults: tuple[str, ...]


class _TooLong(BaseException):
    """Not an Exception: nothing may take it for a fault of its own."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Runs:
    """A mutant in a folder of its own, what was said, and the faults so far."""

    def __init__(self, book: Path) -> None:
        self.book = book
        self.said: list[str] = []
        self.faults: list[str] = []
        self.codes: list[int] = []

    def run(self, command: str, *options: str) -> bool:
        """Whether the run wrote the workbook."""
        before = self.book.read_bytes()
        try:
            with limited(LONGEST):
                result = CliRunner().invoke(main, [command, str(self.book), *options])
        except _TooLong:
            self.faults.append(f"{command}: over {LONGEST} seconds")
            return False
        after = self.book.read_bytes()
        self.codes.append(result.exit_code)
        self.faults += (f"{command}: {each}" for each in self._wrong(result, before != after, command))
        return before != after

    def _wrong(self, result: Result, changed: bool, command: str) -> Iterator[str]:
        code, output = result.exit_code, result.output
        if result.exception and not isinstance(result.exception, SystemExit):
            yield f"{type(result.exception).__name__} {result.exception}"
        if code not in (0, 1, 3) or "Traceback" in output:
            yield f"exit code {code}: {output[:400]}"
        steers = _STEERS.search(output)
        if steers:
            yield f"a character that steers a terminal: {output[max(steers.start() - 20, 0) :][:60]!r}"
        if code == 3:
            sentence = result.stderr.split("\n")[0]
            self.said.append(sentence)
            if not re.fullmatch(r"Error: .+[.?!…]", sentence) or result.stdout:
                yield f"no clear sentence: {output[:200]!r}"
        if changed and (code == 3 or command == "check"):
            yield "the file was changed"
        if [each.name for each in self.book.parent.iterdir()] != [self.book.name]:
            yield f"left beside it: {sorted(each.name for each in self.book.parent.iterdir())}"


def judge(book: Path, exactly: bool = False) -> Judgement:
    """Check, update twice, invoice, update again; the workbook stands alone in its folder."""
    runs = _Runs(book)
    first = book.with_name("first").parent.parent / f"{book.parent.name}-first.xlsx"
    first.write_bytes(book.read_bytes())
    runs.run("check", *AS_OF)
    written = False
    for command in (UPDATE, INVOICE):
        if runs.run(*command):
            written = True
            runs.faults += (f"{command[0]}: {each}" for each in damage(first, book, exactly))
            if runs.run(*UPDATE):
                runs.faults.append(f"an update after {command[0]} changed the file again")
        first.write_bytes(book.read_bytes())
    first.unlink()
    ended = "written" if written else "read" if runs.codes and runs.codes[0] in (0, 1) else "refused"
    return Judgement(ended, tuple(dict.fromkeys(runs.said)), tuple(dict.fromkeys(runs.faults)))


def damage(before: Path, after: Path, exactly: bool) -> Iterator[str]:
    """What a run did to a workbook that it may not do; `exactly` compares bytes, for XML as Excel and openpyxl write it."""
    yield from harm(before, after)
    if exactly:
        forbidden = compare(before, after).forbidden
        if not any("calcChain" in each for each in forbidden):  # it goes where a formula cell of ours changed
            yield from forbidden
    with suppress(Exception):  # a mutant too broken for the rules; what is above holds all the same
        known = Counter(broken_rules(before))
        yield from (Counter(broken_rules(after)) - known).elements()
