"""Kill runs at random instants of what they do, and judge what they leave: the old workbook or the new one, and no obstacle."""

import random
import shutil
import time
from datetime import date, timedelta
from pathlib import Path

from support.books import entry
from support.faults import COMMANDS, KILLED, Runner
from support.files import make
from xlsupport.sheets.tables import Cell
from xlsupport.xlsx.saving.drafts import draft_path
from xlsupport.xlsx.saving.versions import versions_folder


def long_log(rows: int) -> list[dict[str, Cell]]:
    """A log over ten months, in which a few entries each month go over and every tenth has no ID yet."""
    first = date(2026, 1, 1)
    return [
        entry(
            (first + timedelta(days=row * 300 // rows)).isoformat(),
            "Phone" if row % 12 else "Meeting",
            "Bug fix" if row % 40 else "Training",
            5 + row % 50,
            ID=f"U{row + 1:06}" if row % 10 else None,
            Notes=f"Asked about report {row}",
        )
        for row in range(rows)
    ]


class Trial:
    """A workbook, what each command makes of it when nothing goes wrong, and what somebody else would save in its place."""

    def __init__(self, folder: Path, runner: Runner, rows: int) -> None:
        self._runner = runner
        place = folder / "shared"
        place.mkdir()
        self.book = place / "book.xlsx"
        self.old = make(self.book, long_log(rows)).read_bytes()
        self.theirs = make(folder / "theirs.xlsx", [*long_log(rows), entry("2026-10-30", Notes="Theirs")])
        self.new = dict[str, bytes]()
        for command in COMMANDS:
            self.renew()
            ended = runner.run(command, self.book)
            assert ended.status == 0, ended.said
            self.new[command] = self.book.read_bytes()
        assert len({self.old, self.theirs.read_bytes(), *self.new.values()}) == 4

    def renew(self) -> None:
        """The old workbook again, with nothing beside it."""
        for path in self.book.parent.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.book.write_bytes(self.old)

    def state(self, command: str) -> str:
        """Whether the workbook is the old one or the new one: every byte of it."""
        found = self.book.read_bytes() if self.book.exists() else b""
        return "old" if found == self.old else "new" if found == self.new[command] else "neither"

    def next_run(self, command: str) -> str:
        """Run plainly again; what is wrong afterwards, if anything."""
        ended = self._runner.run(command, self.book)
        if ended.status:
            return f"exit code {ended.status}: {ended.said}"
        return "" if self.state(command) == "new" else "another result than that of a run that nobody disturbed"

    def litter(self) -> set[str]:
        """What lies beside the workbook and among its versions that is neither the workbook nor a whole version of it."""
        folder = versions_folder(self.book)
        beside = {each.name for each in self.book.parent.iterdir()} - {self.book.name, folder.name}
        whole = {self.old, *self.new.values(), self.theirs.read_bytes()}
        versions = folder.iterdir() if folder.exists() else ()
        return beside | {each.name for each in versions if not each.stem.isdigit() or each.read_bytes() not in whole}


class Span:
    """How long a run takes in seconds: all of it; from its draft's first moment to its end; and its last step.

    That is from the moment when the version before is kept until shortly after the new workbook is in its place.
    """

    def __init__(self, trial: Trial, runner: Runner, command: str) -> None:
        trial.renew()
        begun = time.perf_counter()
        runner.start(command, trial.book)
        appears(draft_path(trial.book))
        drafted = time.perf_counter()
        appears(first_version(trial.book))
        kept = time.perf_counter()
        while draft_path(trial.book).exists():
            time.sleep(0.0001)
        replaced = time.perf_counter()
        assert runner.ended().status == 0
        ended = time.perf_counter()
        self.whole, self.writing, self.replacing = ended - begun, ended - drafted, 3 * (replaced - kept)


def first_version(book: Path) -> Path:
    return versions_folder(book) / f"0001{book.suffix}"


def appears(path: Path, most: float = 10) -> None:
    """Wait until a file is there; not for ever, since the run may have ended."""
    until = time.perf_counter() + most
    while not path.exists() and time.perf_counter() < until:
        time.sleep(0.0001)


def kill(trial: Trial, runner: Runner, command: str, span: Span, aim: int, chance: random.Random) -> bool:
    """Begin a run and kill it at a random instant: of all of it, from its draft on, or around its last step (`aim` 0, 1 or 2).

    Whether it was killed before it had ended.
    """
    trial.renew()
    process = runner.start(command, trial.book)
    sign, length = ((None, span.whole), (draft_path(trial.book), span.writing), (versions_folder(trial.book), span.replacing))[
        aim
    ]
    if sign:
        appears(sign, span.whole * 2)
    time.sleep(chance.random() * length)
    return runner.stopped(process).status == KILLED


def judge(trial: Trial, command: str) -> tuple[list[str], list[str]]:
    """What a killed run left and how the next one ended, as words to count; and as sentences what is wrong with it."""
    state = trial.state(command)
    phase = "after" if state == "new" else "writing" if draft_path(trial.book).exists() else "before"
    found, wrong = [phase, state], ["the workbook is neither the old one nor the new one"] if state == "neither" else []
    failure = trial.next_run(command)
    left = trial.litter()
    if failure:
        found, wrong = [*found, "failed"], [*wrong, f"the next run: {failure}"]
    if left:
        found, wrong = [*found, "leftover"], [*wrong, f"left behind: {', '.join(sorted(left))}"]
    return found, wrong
