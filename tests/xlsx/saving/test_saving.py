"""The new workbook replaces the old one in one step, or nothing happens: whatever goes wrong, whoever else writes."""

import json
import os
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from support.places import ROOT

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.archive import Archive, open_archive, write_archive
from xlsupport.xlsx.saving.replacing import replace
from xlsupport.xlsx.saving.versions import kept_versions, versions_folder

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX systems")


def make_book(path: Path, text: str = "old") -> Path:
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("xl/workbook.xml", text)
    return path


def content(path: Path) -> str:
    with zipfile.ZipFile(path) as source:
        return source.read("xl/workbook.xml").decode()


def writing(archive: Archive, text: str) -> Callable[[BinaryIO], None]:
    return lambda out: write_archive(archive, out, {"xl/workbook.xml": text.encode()}, {}, frozenset())


def readable(draft: Path) -> None:
    open_archive(draft).close()


def write_nothing(_out: BinaryIO) -> None:
    """What is written does not matter where nothing may be replaced."""


def accept(_draft: Path) -> None:
    """Any draft is right."""


def save(book: Path, text: str = "new", keep: int = 5) -> Path | None:
    with open_archive(book) as archive:
        return replace(archive.path, archive.fingerprint(), writing(archive, text), readable, keep)


def refusal(book: Path, act: Callable[[], object] | None = None) -> str:
    """The sentence of a refused save; the book's bytes are as before, and what lies beside it too."""
    before, beside = book.read_bytes(), {each.name for each in book.parent.iterdir()}
    with pytest.raises(WorkbookError) as refused:
        (act or (lambda: save(book)))()
    assert book.read_bytes() == before
    assert {each.name for each in book.parent.iterdir()} == beside
    return refused.value.sentence


def run_script(script: str, *arguments: object) -> str:
    command = [sys.executable, "-c", PREAMBLE + script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


PREAMBLE = """
import json, os, signal, sys
from pathlib import Path
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.archive import open_archive, write_archive
from xlsupport.xlsx.saving.replacing import replace

def save(book, text, keep=5):
    with open_archive(book) as archive:
        def write(out):
            sys.audit("test.begun")
            write_archive(archive, out, {"xl/workbook.xml": text.encode()}, {}, frozenset())
            sys.audit("test.written")
        replace(archive.path, archive.fingerprint(), write, lambda draft: open_archive(draft).close(), keep)
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path / "book.xlsx")


def test_the_new_workbook_stands_in_the_old_ones_place_and_the_old_one_is_kept(book: Path) -> None:
    old = book.read_bytes()
    when = book.stat().st_mtime_ns
    kept = save(book)
    assert content(book) == "new"
    assert kept == book.parent / ".book.xlsx.versions" / "0001.xlsx"
    assert kept.read_bytes() == old
    assert kept.stat().st_mtime_ns == when
    assert {each.name for each in book.parent.iterdir()} == {"book.xlsx", ".book.xlsx.versions"}


def test_only_the_newest_versions_are_kept_and_their_numbers_go_on(book: Path) -> None:
    for number in range(1, 8):
        save(book, f"run {number}", keep=3)
    assert [(each.name, content(each)) for each in kept_versions(book)] == [
        ("0005.xlsx", "run 4"),
        ("0006.xlsx", "run 5"),
        ("0007.xlsx", "run 6"),
    ]


def test_other_files_among_the_versions_are_left_alone(book: Path) -> None:
    save(book)
    notes = versions_folder(book) / "before the audit.xlsx"
    notes.write_text("mine")
    for _ in range(3):
        save(book, keep=1)
    assert {each.name for each in versions_folder(book).iterdir()} == {"before the audit.xlsx", "0004.xlsx"}


def test_keep_0_keeps_no_version_and_makes_no_folder(book: Path) -> None:
    assert save(book, keep=0) is None
    assert [each.name for each in book.parent.iterdir()] == ["book.xlsx"]


def test_the_draft_is_whole_when_it_is_verified_and_no_workbook_by_its_name(book: Path) -> None:
    seen: list[tuple[str, str]] = []
    with open_archive(book) as archive:
        replace(
            archive.path,
            archive.fingerprint(),
            writing(archive, "new"),
            lambda draft: seen.append((draft.name, content(draft))),
            0,
        )
    assert seen == [(".book.xlsx.saving", "new")]


def test_what_verification_refuses_is_not_written(book: Path) -> None:
    def refuse(_draft: Path) -> None:
        raise WorkbookError("It is wrong.")

    def act() -> None:
        with open_archive(book) as archive:
            replace(archive.path, archive.fingerprint(), writing(archive, "new"), refuse, 5)

    assert refusal(book, act) == "It is wrong."


def test_an_interrupted_write_leaves_nothing(book: Path) -> None:
    def interrupt(out: BinaryIO) -> None:
        out.write(b"half")
        raise KeyboardInterrupt

    before = book.read_bytes()
    with open_archive(book) as archive, pytest.raises(KeyboardInterrupt):
        replace(archive.path, archive.fingerprint(), interrupt, readable, 5)
    assert book.read_bytes() == before
    assert [each.name for each in book.parent.iterdir()] == ["book.xlsx"]


CHANGED = "book.xlsx was changed by someone else while this ran; nothing was written. Run it again."


@pytest.mark.parametrize("keep", [0, 5])
def test_a_workbook_changed_since_it_was_read_is_not_overwritten(book: Path, keep: int) -> None:
    with open_archive(book) as archive:
        make_book(book, "by someone else")
        assert refusal(book, lambda: replace(archive.path, archive.fingerprint(), write_nothing, accept, keep)) == CHANGED
    assert content(book) == "by someone else"


@pytest.mark.parametrize("keep", [0, 5])
def test_a_workbook_changed_while_the_draft_was_written_is_not_overwritten(book: Path, keep: int) -> None:
    def change(_draft: Path) -> None:
        other = make_book(book.with_name("other"), "by someone else")
        other.replace(book)

    with open_archive(book) as archive, pytest.raises(WorkbookError) as refused:
        replace(archive.path, archive.fingerprint(), writing(archive, "new"), change, keep)
    assert refused.value.sentence == CHANGED
    assert content(book) == "by someone else"
    assert [each.name for each in book.parent.iterdir()] == ["book.xlsx"]


def test_a_change_of_equal_length_with_the_old_time_is_seen(book: Path) -> None:
    status = book.stat()
    with open_archive(book) as archive:
        data = book.read_bytes()
        book.write_bytes(data.replace(b"old", b"odd"))
        os.utime(book, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert refusal(book, lambda: replace(archive.path, archive.fingerprint(), write_nothing, accept, 0)) == CHANGED


LATE = """
book = Path(sys.argv[1])
def change(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith("0001.xlsx"):
        with book.open("ab") as file:
            file.write(b"!")
sys.addaudithook(change)
try:
    save(book, "new")
except WorkbookError as error:
    print(error.sentence)
"""


def test_a_change_after_the_version_was_kept_is_seen_in_the_last_moment(book: Path) -> None:
    before = book.read_bytes()
    assert run_script(LATE, book).strip() == CHANGED
    assert book.read_bytes() == before + b"!"
    assert [each.name for each in book.parent.iterdir()] == ["book.xlsx"]


def test_a_workbook_removed_meanwhile_is_not_made_again(book: Path) -> None:
    with open_archive(book) as archive, pytest.raises(WorkbookError) as refused:
        replace(archive.path, archive.fingerprint(), writing(archive, "new"), lambda _draft: book.unlink(), 5)
    assert refused.value.sentence == CHANGED
    assert not any(book.parent.glob("*.xlsx"))


def test_a_workbook_touched_but_not_changed_is_no_obstacle(book: Path) -> None:
    with open_archive(book) as archive:
        os.utime(book, ns=(1, 1))
        replace(archive.path, archive.fingerprint(), writing(archive, "new"), readable, 0)
    assert content(book) == "new"


def test_a_workbook_open_elsewhere_is_not_written(book: Path) -> None:
    book.with_name("~$book.xlsx").write_bytes(b"\x0bAnn Example")
    assert refusal(book) == (
        "book.xlsx is open by Ann Example in Excel; nothing was written. "
        "Close it there and run again, or delete ~$book.xlsx beside it if nobody has it open."
    )


def test_a_workbook_opened_while_the_draft_was_written_is_not_written(book: Path) -> None:
    def open_it(_draft: Path) -> None:
        book.with_name(".~lock.book.xlsx#").write_text("Ann,ann,pc7,,;")

    with open_archive(book) as archive, pytest.raises(WorkbookError, match="open by Ann on pc7 in LibreOffice"):
        replace(archive.path, archive.fingerprint(), writing(archive, "new"), open_it, 5)
    assert content(book) == "old"


LOCKED = "book.xlsx is open by another program; nothing was written. Close it there and run again."


@posix
def test_a_workbook_locked_by_another_program_is_not_written(book: Path) -> None:
    if sys.platform != "win32":
        from fcntl import LOCK_EX, flock

        with book.open("r+b") as other:
            flock(other, LOCK_EX)
            assert refusal(book) == LOCKED


def test_a_read_only_workbook_is_not_written_not_even_by_an_administrator(book: Path) -> None:
    book.chmod(0o444)
    assert refusal(book) == "book.xlsx is read-only; nothing was written. Make it writable and run again."
    book.chmod(0o644)


@posix
def test_a_workbook_of_two_names_is_not_written(book: Path, tmp_path: Path) -> None:
    (tmp_path / "same.xlsx").hardlink_to(book)
    assert refusal(book) == (
        "book.xlsx has a second name (a hard link), under which the old content would stay; nothing was written. "
        "Make it a copy of its own and run again."
    )


@posix
def test_a_link_stays_and_its_target_is_replaced_with_versions_beside_the_target(book: Path, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "today.xlsx"
    link.symlink_to(Path("..") / "book.xlsx")
    assert save(link) == tmp_path / ".book.xlsx.versions" / "0001.xlsx"
    assert link.is_symlink()
    assert not book.is_symlink()
    assert content(book) == "new"
    assert [each.name for each in link.parent.iterdir()] == ["today.xlsx"]
    assert kept_versions(link) == kept_versions(book) != []


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_mode_and_owner_stay_on_the_workbook_and_its_kept_version(book: Path, mode: int) -> None:
    book.chmod(mode)
    before = book.stat()
    modes: list[int] = []
    with open_archive(book) as archive:
        kept = replace(
            archive.path,
            archive.fingerprint(),
            writing(archive, "new"),
            lambda draft: modes.append(stat.S_IMODE(draft.stat().st_mode)),
            5,
        )
    assert kept
    for path in (book, kept):
        after = path.stat()
        assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (mode, before.st_uid, before.st_gid)
    assert modes == [mode]


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes are read on Linux only")
def test_extended_attributes_stay(book: Path) -> None:
    if sys.platform == "linux":
        try:
            os.setxattr(book, "user.origin", b"share")
        except OSError:
            pytest.skip("this file system has no extended attributes")
        save(book)
        assert os.getxattr(book, "user.origin") == b"share"


FORBIDDEN = """
book = Path(sys.argv[1])
if os.geteuid() == 0:  # to whom nothing is forbidden
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    save(book, "new")
except WorkbookError as error:
    print(error.sentence)
"""


@posix
def test_a_folder_that_may_not_be_changed_is_named(book: Path, tmp_path: Path) -> None:
    for folder in tmp_path.parents[: list(tmp_path.parents).index(Path(tempfile.gettempdir()))]:
        folder.chmod(0o755)  # the other user must get there at all
    book.chmod(0o666)
    book.parent.chmod(0o555)
    sentence = run_script(FORBIDDEN, book).strip()
    book.parent.chmod(0o755)
    assert sentence == f"book.xlsx cannot be written: you have no right to change the folder {tmp_path}. Ask for that right."
    assert [each.name for each in tmp_path.iterdir()] == ["book.xlsx"]


FULL = """
import resource
book = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    save(book, "new" * 1000)
except WorkbookError as error:
    print(error.sentence)
"""


@posix
def test_a_write_that_the_system_cuts_off_leaves_the_workbook_and_nothing_else(book: Path) -> None:
    before = book.read_bytes()
    assert run_script(FULL, book) == "book.xlsx cannot be written: File too large. It is as it was.\n"
    assert book.read_bytes() == before
    assert [each.name for each in book.parent.iterdir()] == ["book.xlsx"]


def test_a_full_disk_is_named(book: Path) -> None:
    def fill(_out: BinaryIO) -> None:
        Path("/dev/full").write_bytes(b"x")

    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")

    def act() -> None:
        with open_archive(book) as archive:
            replace(archive.path, archive.fingerprint(), fill, readable, 5)

    assert refusal(book, act) == "book.xlsx cannot be written: the disk is full. It is as it was; free some space and run again."


KILLED = """
book = Path(sys.argv[1])
old = book.read_bytes()
reports = []
for moment in range(1, 1000):
    book.write_bytes(old)
    child = os.fork()
    if not child:
        count = 0
        def kill_at_moment(event, arguments):
            global count
            count += 1
            if count == moment:
                count = 1000
                print(event, file=sys.stderr)
                os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(kill_at_moment)
        save(book, "new")
        os._exit(0)
    killed = os.waitpid(child, 0)[1] != 0
    with open_archive(book) as archive:
        found = archive.read("xl/workbook.xml").decode()
    save(book, "after")
    with open_archive(book) as archive:
        after = archive.read("xl/workbook.xml").decode()
    beside = sorted(each.name for each in book.parent.iterdir())
    odd = [each.name for each in book.parent.joinpath(".book.xlsx.versions").iterdir() if not each.stem.isdigit()]
    reports.append((killed, found, after, beside, odd))
    if not killed:
        break
print(json.dumps(reports))
"""


@posix
def test_a_run_killed_at_any_moment_leaves_the_old_or_the_new_workbook_and_no_obstacle(book: Path) -> None:
    reports = json.loads(run_script(KILLED, book))
    assert len(reports) > 20
    assert [killed for killed, *_ in reports] == [True] * (len(reports) - 1) + [False]
    found = [found for _, found, *_ in reports]
    assert found == sorted(found, reverse=True), "first the old workbook, then the new one"
    assert set(found) == {"old", "new"}
    assert all(after == "after" for _, _, after, *_ in reports)
    assert all(beside == [".book.xlsx.versions", "book.xlsx"] for *_, beside, _ in reports)
    assert all(odd == [] for *_, odd in reports)


RIVAL = """
book, text = Path(sys.argv[1]), sys.argv[2]
with open_archive(book) as archive:
    def write(out):
        print("ready", flush=True)
        sys.stdin.readline()
        write_archive(archive, out, {"xl/workbook.xml": text.encode()}, {}, frozenset())
    try:
        replace(archive.path, archive.fingerprint(), write, lambda draft: None, 5)
        print("done")
    except WorkbookError as error:
        print(error.sentence)
"""

BUSY = (
    "book.xlsx is being written by another run of xlsupport; nothing was written. "
    "Run again when it is done, or delete .book.xlsx.saving beside it if none is running."
)


def test_a_second_run_is_refused_while_a_first_one_writes_and_works_after_it(book: Path) -> None:
    command = [sys.executable, "-c", PREAMBLE + RIVAL, str(book), "first"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as first:
        assert first.stdout
        assert first.stdout.readline() == "ready\n"
        assert refusal(book) == BUSY
        assert first.communicate("go\n")[0] == "done\n"
    assert content(book) == "first"
    save(book, "second")
    assert [content(each) for each in kept_versions(book)] == ["old", "first"]


RACE = """
book = Path(sys.argv[1])
with open_archive(book) as archive:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        new = {"xl/workbook.xml": sys.argv[2].encode()}
        write = lambda out: write_archive(archive, out, new, {}, frozenset())
        replace(archive.path, archive.fingerprint(), write, lambda draft: None, 5)
        print("done")
    except WorkbookError as error:
        print(error.sentence)
"""


def test_of_runs_that_read_the_same_workbook_one_wins_and_the_others_are_refused(book: Path) -> None:
    for _ in range(3):
        save(book, "old")
        rivals = [
            subprocess.Popen(
                [sys.executable, "-c", PREAMBLE + RACE, str(book), f"rival {number}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
            for number in range(4)
        ]
        for rival in rivals:
            assert rival.stdout
            assert rival.stdout.readline() == "ready\n"
        for rival in rivals:
            assert rival.stdin
            rival.stdin.write("go\n")
            rival.stdin.flush()
        answers = [rival.communicate()[0].strip() for rival in rivals]
        assert answers.count("done") == 1
        assert set(answers) - {"done"} <= {BUSY, CHANGED, LOCKED}  # the winner's lock lasts for a moment after its last step
        assert content(book) == f"rival {answers.index('done')}"
        assert not book.with_name(".book.xlsx.saving").exists()


@posix
def test_a_draft_that_nobody_can_judge_is_left_alone_and_named(book: Path) -> None:
    book.with_name(".book.xlsx.saving").mkdir()
    assert refusal(book) == BUSY
