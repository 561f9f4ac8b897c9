"""Whole runs that are killed or meet a fault: the old workbook or the new one, one sentence, no obstacle to the next run."""

import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("runs are forked, which Windows does not know", allow_module_level=True)

from support.faults import CHANGING, COMMANDS, MOMENTS, Ended, Runner
from support.killing import Span, Trial, judge, kill

from xlsupport.xlsx.saving.versions import kept_versions, versions_folder

FULL = "Error: book.xlsx cannot be written: the disk is full. It is as it was; free some space and run again.\n"
FAILED = "Error: book.xlsx cannot be written: {}. It is as it was.\n"
CHANGED = "Error: book.xlsx was changed by someone else while this ran; nothing was written. Run it again.\n"
CHANGED_EARLY = "Error: book.xlsx was changed by someone else while it was read. Run it again.\n"
STUCK = (
    "Error: book.xlsx cannot be replaced ({}); nothing was written. "
    "Close it wherever it may be open and run again; if that does not help, move it to another folder.\n"
)
FORBIDDEN = "Error: book.xlsx cannot be written: you have no right to change the folder FOLDER. Ask for that right.\n"
FORBIDDEN_VERSIONS = FORBIDDEN.replace("FOLDER", "FOLDER/.book.xlsx.versions")
OPEN = (
    "Error: book.xlsx is open by {}; nothing was written. "
    "Close it there and run again, or delete {} beside it if nobody has it open.\n"
)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as each:
        yield each


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Trial:
    return Trial(tmp_path_factory.mktemp("faults"), runner, 60)


@pytest.fixture(scope="module")
def long_trial(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Trial:
    return Trial(tmp_path_factory.mktemp("kills"), runner, 300)


def faulty(trial: Trial, runner: Runner, command: str, *fault: Any) -> Ended:
    """How a run with a fault on a fresh copy ends. Its exit code tells the truth, and the next run works."""
    trial.renew()
    ended = runner.run(command, trial.book, fault=fault)
    assert (ended.status, trial.state(command)) in ((3, "old"), (0, "new")), ended
    assert trial.litter() == set()
    assert trial.next_run(command) == ""
    assert trial.litter() == set()
    return ended


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("wanted", [6, pytest.param(40, marks=pytest.mark.slow)])
def test_a_run_killed_at_a_random_instant_leaves_the_old_or_the_new_workbook_and_the_next_run_works(
    long_trial: Trial, runner: Runner, command: str, wanted: int
) -> None:
    chance, span, kills = random.Random(command), Span(long_trial, runner, command), 0
    for attempt in range(500):
        if kill(long_trial, runner, command, span, attempt % 3, chance):
            _, wrong = judge(long_trial, command)
            assert wrong == []
            kills += 1
        if kills == wanted:
            break
    assert kills == wanted


@pytest.mark.parametrize("command", COMMANDS)
def test_a_run_that_its_user_interrupts_leaves_nothing_at_all_behind(long_trial: Trial, runner: Runner, command: str) -> None:
    chance, span = random.Random(command), Span(long_trial, runner, command)
    for _ in range(8):
        long_trial.renew()
        process = runner.start(command, long_trial.book)
        time.sleep(chance.random() * span.whole)
        assert runner.stopped(process, signal.SIGINT).status in (0, 1)
        assert long_trial.state(command) in ("old", "new")
        assert long_trial.litter() == set()
        assert long_trial.next_run(command) == ""


@pytest.mark.parametrize(
    ("command", "error", "sentences"),
    [
        ("update", "ENOSPC", {FULL}),
        ("invoice", "ENOSPC", {FULL}),
        ("update", "EDQUOT", {FULL}),
        ("update", "EIO", {FAILED.format("Input/output error")}),
        ("update", "EACCES", {FORBIDDEN, FORBIDDEN_VERSIONS, STUCK.format("Permission denied")}),
    ],
)
@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_a_disk_that_fills_up_or_fails_at_any_call_is_named_and_the_workbook_is_as_it_was(
    trial: Trial, runner: Runner, command: str, error: str, sentences: set[str], step: int
) -> None:
    trial.renew()
    calls = runner.run(command, trial.book, fault=("failing_calls", 10_000, error)).calls
    assert {call: calls.count(call) for call in CHANGING if call not in ("write", "chmod")} == {
        "mkdir": 1, "open": 2, "fsync": 4, "rename": 1, "replace": 1, "utime": 1
    }  # fmt: skip
    said = set()
    names = [index + 1 for index, call in enumerate(calls) if call not in calls[:index]]  # the first of each name in any case
    for at in sorted({*names, *range(1, len(calls) + 1, step)}):
        ended = faulty(trial, runner, command, "failing_calls", at, error)
        assert (ended.status == 0) == (at > calls.index("replace") + 1), "what fails after the last step is no failure"
        if ended.status:
            said.add(ended.said.replace(str(trial.book.parent), "FOLDER"))
    assert said == sentences


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.999])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_size_that_no_file_may_exceed_is_no_danger(trial: Trial, runner: Runner, command: str, share: float) -> None:
    most = int(len(trial.new[command]) * share)
    assert faulty(trial, runner, command, "limited_size", most).said == FAILED.format("File too large")


def test_a_folder_that_may_not_be_changed_is_named(trial: Trial, runner: Runner) -> None:
    for folder in trial.book.parents[: trial.book.parents.index(Path(tempfile.gettempdir()))]:
        folder.chmod(0o755)  # the other user must get there at all
    trial.renew()
    trial.book.chmod(0o666)
    trial.book.parent.chmod(0o555)
    ended = runner.run("update", trial.book, fault=["lost_rights"])
    trial.book.parent.chmod(0o755)
    assert (ended.status, ended.said) == (3, FORBIDDEN.replace("FOLDER", str(trial.book.parent)))
    assert (trial.state("update"), trial.litter()) == ("old", set())
    assert trial.next_run("update") == ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("EACCES", "Permission denied"),
        ("EPERM", "Operation not permitted"),
        ("EBUSY", "Device or resource busy"),
        ("EXDEV", "Invalid cross-device link"),
        ("EEXIST", "File exists"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_drive_that_does_not_let_the_workbook_be_replaced_is_quoted(
    trial: Trial, runner: Runner, command: str, error: str, words: str
) -> None:
    assert faulty(trial, runner, command, "failing_calls", 1, error, "replace").said == STUCK.format(words)
    assert faulty(trial, runner, command, "failing_calls", 1, error, "rename").status == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_a_drive_that_replaced_the_workbook_but_says_it_could_not_is_not_believed(
    trial: Trial, runner: Runner, command: str
) -> None:
    trial.renew()
    assert runner.run(command, trial.book, fault=["lost_answer"]).status == 0
    assert trial.state(command) == "new"
    assert [each.read_bytes() for each in kept_versions(trial.book)] == [trial.old]


def test_who_interrupts_right_after_the_last_step_still_has_the_version_before(trial: Trial, runner: Runner) -> None:
    trial.renew()
    ended = runner.run("update", trial.book, fault=["lost_answer", True])
    assert (ended.status, ended.said.strip(), trial.state("update"), trial.litter()) == (1, "Aborted!", "new", set())
    assert [each.read_bytes() for each in kept_versions(trial.book)] == [trial.old]


@pytest.mark.parametrize("error", ["EINVAL", "ENOTSUP", "ENOSYS"])
def test_a_drive_that_cannot_sync_one_file_is_synced_whole(trial: Trial, runner: Runner, error: str) -> None:
    ended = faulty(trial, runner, "update", "failing_calls", 1, error, "fsync")
    assert (ended.status, ended.calls) == (0, ["fsync"] * 4)


def test_an_error_while_syncing_is_one_even_if_all_was_written(trial: Trial, runner: Runner) -> None:
    for at in (1, 2):
        assert faulty(trial, runner, "update", "failing_calls", at, "EIO", "fsync").status == 3


@pytest.mark.parametrize(("call", "at"), [("listdir", 2), ("unlink", 2), ("fsync", 4)])
def test_what_fails_after_the_last_step_is_no_failure_to_write(trial: Trial, runner: Runner, call: str, at: int) -> None:
    ended = faulty(trial, runner, "invoice", "failing_calls", at, "EACCES", call)
    assert ended.status == 0
    assert ended.said.endswith(f"Written to {trial.book}. The previous version is {kept_versions(trial.book)[-1]}.\n")


def test_versions_that_cannot_be_removed_stay_and_are_no_failure(trial: Trial, runner: Runner) -> None:
    trial.renew()
    folder = versions_folder(trial.book)
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"{number:04}.xlsx").write_text(f"version {number}")
    ended = runner.run("update", trial.book, fault=("failing_calls", 2, "EACCES", "unlink"))
    assert (ended.status, trial.state("update"), ended.calls) == (0, "new", ["unlink"] * 2)
    assert len(kept_versions(trial.book)) == 6


def test_a_run_killed_before_its_last_step_pushes_no_older_version_out(trial: Trial, runner: Runner) -> None:
    trial.renew()
    folder = versions_folder(trial.book)
    folder.mkdir()
    (folder / "0001.xlsx").write_text("an older version")
    (folder / "0002.xlsx").write_bytes(trial.old)  # as a run left it that was killed between keeping and replacing
    assert runner.run("update", trial.book, "--keep", "2").status == 0
    assert [each.name for each in kept_versions(trial.book)] == ["0001.xlsx", "0003.xlsx"]


def met(trial: Trial, runner: Runner, command: str, moment: str, deed: str) -> Ended:
    """How a run ends in which somebody else does something to the workbook."""
    trial.renew()
    fault = ("other_people", moment, deed, str(trial.book), str(trial.theirs))
    ended = runner.run(command, trial.book, fault=fault)
    assert (ended.status, ended.calls) == (3, [moment])
    return ended


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("deed", "who", "sign"),
    [
        ("opened in Excel", "Ann Example in Excel", "~$book.xlsx"),
        ("opened in LibreOffice", "Bob on pc7 in LibreOffice", ".~lock.book.xlsx#"),
    ],
)
def test_a_workbook_that_somebody_opens_while_a_run_works_is_left_to_them(
    trial: Trial, runner: Runner, command: str, moment: str, deed: str, who: str, sign: str
) -> None:
    assert met(trial, runner, command, moment, deed).said == OPEN.format(who, sign)
    assert (trial.state(command), trial.litter()) == ("old", {sign})
    trial.book.with_name(sign).unlink()
    assert trial.next_run(command) == ""
    assert trial.litter() == set()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("deed", ["replaced", "written in place"])
def test_what_somebody_else_saves_while_a_run_works_stays_and_is_what_the_next_run_works_on(
    trial: Trial, runner: Runner, command: str, moment: str, deed: str
) -> None:
    assert met(trial, runner, command, moment, deed).said in (CHANGED, CHANGED_EARLY)
    assert trial.book.read_bytes() == trial.theirs.read_bytes()
    assert trial.litter() == set()
    assert runner.run(command, trial.book).status == 0
    assert [each.read_bytes() for each in kept_versions(trial.book)] == [trial.theirs.read_bytes()]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("deed", ["garbled", "truncated", "emptied", "removed"])
def test_a_workbook_that_is_spoiled_or_removed_while_a_run_works_is_not_made_anew(
    trial: Trial, runner: Runner, moment: str, deed: str
) -> None:
    left = {"garbled": trial.old[::-1], "truncated": trial.old[:1000], "emptied": b"", "removed": None}
    assert met(trial, runner, "invoice", moment, deed).said in (CHANGED, CHANGED_EARLY)
    assert (trial.book.read_bytes() if trial.book.exists() else None) == left[deed]
    assert trial.litter() == set()
