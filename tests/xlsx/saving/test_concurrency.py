"""Several runs at once, and other people's saves at any moment: somebody waits or is refused, nobody's work is lost."""

import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("runs are forked, which Windows does not know", allow_module_level=True)

from support.books import entry
from support.faults import Ended, Runner
from support.files import make
from support.killing import Span, Trial

from xlsupport.sheets.specifications import TABLES
from xlsupport.xlsx.saving.versions import kept_versions
from xlsupport.xlsx.workbook_file import WorkbookFile

REFUSALS = {
    "Error: book.xlsx is being written by another run of xlsupport; nothing was written. "
    "Run again when it is done, or delete .book.xlsx.saving beside it if none is running.\n",
    "Error: book.xlsx was changed by someone else while this ran; nothing was written. Run it again.\n",
    # The winner's lock lasts for a moment after its last step.
    "Error: book.xlsx is open by another program; nothing was written. Close it there and run again.\n",
}


@pytest.fixture(scope="module")
def runners() -> Iterator[list[Runner]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Runner()) for _ in range(4)]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, runners: list[Runner]) -> Trial:
    return Trial(tmp_path_factory.mktemp("runs"), runners[0], 300)


@pytest.fixture(scope="module")
def one_after_the_other(trial: Trial, runners: list[Runner]) -> dict[tuple[str, ...], bytes]:
    """What runs make of the workbook one after the other, by the commands that changed it; after an invoice nothing does."""
    trial.renew()
    for command in ("update", "invoice", "update", "invoice"):
        assert runners[0].run(command, trial.book).status == 0
    return {("update",): trial.new["update"], ("invoice",): trial.new["invoice"], ("update", "invoice"): trial.book.read_bytes()}


def at_once(runners: list[Runner], commands: tuple[str, ...], book: Path, chance: random.Random) -> list[Ended]:
    for runner, command in zip(runners, commands, strict=False):
        runner.start(command, book)
        time.sleep(chance.random() * 0.05)
    return [runner.ended() for runner, _ in zip(runners, commands, strict=False)]


@pytest.mark.parametrize(
    "commands",
    [("update", "update"), ("update", "invoice"), ("invoice", "invoice"), ("update", "invoice", "update", "invoice")],
    ids=" and ".join,
)
def test_runs_at_once_end_as_if_one_after_the_other_and_who_is_refused_changed_nothing(
    trial: Trial, runners: list[Runner], one_after_the_other: dict[tuple[str, ...], bytes], commands: tuple[str, ...]
) -> None:
    chance = random.Random(commands[0] + commands[1])
    for _ in range(4):
        trial.renew()
        ended = at_once(runners, commands, trial.book, chance)
        assert {each.status for each in ended} <= {0, 3}
        assert {each.said for each in ended if each.status} <= REFUSALS
        done = {command for command, each in zip(commands, ended, strict=True) if each.status == 0}
        assert done
        found = {runs for runs, content in one_after_the_other.items() if content == trial.book.read_bytes()}
        assert found & {each for each in one_after_the_other if set(each) <= done}
        assert ("invoice" in done) == any("invoice" in runs for runs in found)
        assert trial.litter() == set()
        for command in commands:
            assert runners[0].run(command, trial.book).status == 0
        if "invoice" in commands:
            assert trial.book.read_bytes() in [content for runs, content in one_after_the_other.items() if "invoice" in runs]


CLIENTS = ("Acme", "Bell", "Cole", "Dunn")


def registered(book: Path) -> list[tuple[object, object]]:
    """The invoices of a workbook: number and client."""
    with WorkbookFile.open(book) as file:
        table = file.book([TABLES["Invoices"]]).tables["Invoices"]
        return list(zip(table.cells("Invoice"), table.cells("Client"), strict=True))


def invoiced_lines(book: Path) -> list[object]:
    with WorkbookFile.open(book) as file:
        return list(file.book([TABLES["InvoiceLines"]]).tables["InvoiceLines"].cells("ID"))


def test_no_invoice_number_is_lost_or_given_twice_where_four_people_invoice_at_once(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, runners: list[Runner]
) -> None:
    start = date(2026, 1, 1)
    book = make(
        tmp_path / "book.xlsx",
        [entry("2026-10-05", minutes=40, Client=CLIENTS[row % 4]) for row in range(40)],
        Clients=[{"Client": name, "Package": "Medium", "Contract start": start} for name in CLIENTS],
        Contacts=[{"Client": name, "Contact": "Ann", "Trained on": start} for name in CLIENTS],
        Agreements=[{"Client": name, "Tier": "As needed", "Start": start} for name in CLIENTS],
    )
    waiting = dict(zip(CLIENTS, runners, strict=True))
    signs = tmp_path_factory.mktemp("signs")
    meeting: list[object] = ["together", str(signs), len(waiting)]  # in the first round, all read the same workbook
    while waiting:
        for client, runner in waiting.items():
            runner.start("invoice", book, "--client", client, fault=meeting)
        ended = {client: runner.ended() for client, runner in waiting.items()}
        assert {each.said for each in ended.values() if each.status} <= REFUSALS
        through = sum(each.status == 0 for each in ended.values())
        assert through == 1 if meeting else through, "somebody always gets through, and only one of those who read the same"
        meeting = []
        waiting = {client: runner for client, runner in waiting.items() if ended[client].status}
    invoices = registered(book)
    assert [number for number, _ in invoices] == [f"INV-2026-{number:04}" for number in range(1, 5)]
    assert sorted(str(client) for _, client in invoices) == list(CLIENTS)
    lines = invoiced_lines(book)
    assert len(lines) == len(set(lines)) == 40
    versions = kept_versions(book)
    assert [each.name for each in versions] == [f"{number:04}.xlsx" for number in range(1, 5)]
    assert [len(registered(each)) for each in versions] == [0, 1, 2, 3]
    assert {each.name for each in tmp_path.iterdir()} == {"book.xlsx", ".book.xlsx.versions"}


@pytest.mark.parametrize("in_place", [False, True], ids=["a new file renamed over", "written in place"])
@pytest.mark.parametrize("times", [4, pytest.param(16, marks=pytest.mark.slow)])
def test_what_somebody_else_saves_at_a_random_moment_of_a_run_is_never_lost(
    trial: Trial, runners: list[Runner], in_place: bool, times: int
) -> None:
    chance, theirs = random.Random(in_place), trial.theirs.read_bytes()
    span = Span(trial, runners[0], "invoice")
    for _ in range(times):
        trial.renew()
        runners[0].start("invoice", trial.book)
        time.sleep(chance.random() * span.whole)
        new = trial.book if in_place else trial.book.with_name("1A2B3C4D")
        new.write_bytes(theirs)
        new.replace(trial.book)
        ended = runners[0].ended()
        assert ended.status in (0, 3), ended.said
        if trial.book.read_bytes() != theirs:  # the run began after it, and worked on it
            assert ended.status == 0
            assert [each.read_bytes() for each in kept_versions(trial.book)] == [theirs]
        assert runners[0].run("invoice", trial.book).status == 0
        assert {each.name for each in trial.book.parent.iterdir()} == {"book.xlsx", ".book.xlsx.versions"}


def test_a_sign_that_is_older_than_a_working_day_is_believed_but_its_age_is_told(trial: Trial, runners: list[Runner]) -> None:
    trial.renew()
    sign = trial.book.with_name(f".~lock.{trial.book.name}#")
    sign.write_text("Bob,bob,pc7,20.11.2026 17:05,file:///home/bob;")
    opened = datetime.now() - timedelta(days=3)
    os.utime(sign, (opened.timestamp(), opened.timestamp()))
    ended = runners[0].run("update", trial.book)
    assert (ended.status, trial.state("update")) == (3, "old")
    assert ended.said == (
        "Error: book.xlsx is open by Bob on pc7 in LibreOffice; nothing was written. Close it there and run again, "
        f"or delete .~lock.book.xlsx# beside it (of {opened:%Y-%m-%d %H:%M}) if nobody has it open.\n"
    )
