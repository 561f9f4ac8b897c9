"""Who has the workbook open, told from what Excel, LibreOffice and the operating system leave."""

import subprocess
import sys
from pathlib import Path

import pytest

from xlsupport.xlsx.saving.locks import lock_on


def opened_by(path: Path) -> str | None:
    lock = lock_on(path)
    return lock.who if lock else None


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "Support log 2026.xlsx"
    path.write_bytes(b"a workbook")
    return path


def owner_file(user: str, code_page: str = "cp1252") -> bytes:
    """What Excel writes: length and name to byte 55, then again in UTF-16, 165 bytes in all."""
    narrow = user.encode(code_page, "replace")
    wide = user.encode("utf-16-le")
    return bytes([len(user)]) + narrow.ljust(54) + len(user).to_bytes(2, "little") + wide + b" \0" * (54 - len(user))


def test_a_workbook_that_nobody_has_open_is_free(book: Path) -> None:
    assert opened_by(book) is None


@pytest.mark.parametrize("user", ["Ann Example", "Zoë", "Иван Петров", "李", "N" * 52, "A" * 32])
def test_an_owner_file_beside_the_workbook_names_the_user_of_excel(book: Path, user: str) -> None:
    content = owner_file(user)
    assert len(content) == 165
    book.with_name(f"~${book.name}").write_bytes(content)
    assert opened_by(book) == f"{user} in Excel"


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (b"", "somebody in Excel"),
        (b"\x05", "somebody in Excel"),
        (b"\x03Ann", "Ann in Excel"),
        (b"\xff" * 165, f"{'ÿ' * 52} in Excel"),
        (b"\x04\x1b[2J" + b" " * 160, "[2J in Excel"),
    ],
)
def test_an_owner_file_that_is_cut_short_or_odd_still_means_open(book: Path, content: bytes, phrase: str) -> None:
    book.with_name(f"~${book.name}").write_bytes(content)
    assert opened_by(book) == phrase


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        ("Ann Example,ann,pc7,23.11.2026 07:43,file:///home/ann/.config;", "Ann Example on pc7 in LibreOffice"),
        (",ann,pc7,23.11.2026 07:43,file:///home/ann/.config;", "ann on pc7 in LibreOffice"),
        ("Example\\, Ann,ann,,23.11.2026 07:43,;", "Example, Ann in LibreOffice"),
        ("Zoë,zoe,pc7,,;", "Zoë on pc7 in LibreOffice"),
        ("", "somebody in LibreOffice"),
    ],
)
def test_a_lock_file_beside_the_workbook_names_the_user_of_libreoffice(book: Path, content: str, phrase: str) -> None:
    book.with_name(f".~lock.{book.name}#").write_text(content, encoding="utf-8")
    assert opened_by(book) == phrase


def test_the_lock_files_of_other_workbooks_do_not_count(book: Path) -> None:
    book.with_name("~$other.xlsx").write_bytes(owner_file("Ann"))
    book.with_name(f"~${book.name[2:]}").write_bytes(owner_file("Ann"))
    assert opened_by(book) is None


def test_a_workbook_opened_through_a_link_or_at_its_target_is_open(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    link = folder / "link.xlsx"
    try:
        link.symlink_to(book)
    except OSError:
        pytest.skip("this account may not make symbolic links")
    sign = book.with_name(f"~${book.name}")
    sign.write_bytes(owner_file("Ann"))
    assert lock_on(link) == ("Ann in Excel", sign)
    sign.unlink()
    link.with_name("~$link.xlsx").write_bytes(owner_file("Bob"))
    assert opened_by(link) == "Bob in Excel"


def test_a_name_too_long_for_lock_files_is_no_obstacle(tmp_path: Path) -> None:
    book = tmp_path / ("n" * 250 + ".xlsx")
    book.write_bytes(b"a workbook")
    assert opened_by(book) is None


HOLDER = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    getattr(fcntl, sys.argv[2])(file, fcntl.LOCK_EX)
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the locks of POSIX systems")
@pytest.mark.parametrize("kind", ["flock", "lockf"])
def test_the_lock_of_another_program_is_seen_and_its_end_too(book: Path, kind: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(book), kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "locked\n"
        assert opened_by(book) == "another program"
        holder.communicate()
    assert opened_by(book) is None


if sys.platform == "win32":

    def test_a_file_that_windows_keeps_from_others_is_open(book: Path) -> None:
        import _winapi

        handle = _winapi.CreateFile(str(book), _winapi.GENERIC_READ, 0, 0, _winapi.OPEN_EXISTING, 0, 0)
        assert opened_by(book) == "another program"
        _winapi.CloseHandle(handle)
        assert opened_by(book) is None


def test_a_read_only_workbook_is_not_called_open(book: Path) -> None:
    book.chmod(0o444)
    assert opened_by(book) is None
