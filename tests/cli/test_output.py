"""What becomes of a command whose output cannot be written, and of its questions on a terminal."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from xlsupport.cli import main

if sys.platform != "linux":
    pytest.skip("full devices and terminals as Linux has them", allow_module_level=True)

XLSUPPORT = [sys.executable, "-m", "xlsupport"]
TOLD = "Error: The answer cannot be written to standard output (No space left on device). What the command had to write into"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    assert CliRunner().invoke(main, ["new", str(path)]).exit_code == 0
    return path


@pytest.mark.parametrize("words", [["check"], ["check", "--json"], ["update"], ["balances", "--json"]])
def test_a_full_device_gets_a_sentence_and_the_workbook_is_sound(words: list[str], book: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*XLSUPPORT, words[0], str(book), *words[1:]], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith(TOLD)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    again = subprocess.run([*XLSUPPORT, "update", str(book)], capture_output=True, text=True)
    assert again.returncode == 0, again.stderr


def test_a_reader_that_goes_away_is_no_error_worth_a_word(book: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*XLSUPPORT, "check", str(book), "--json"], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr


def test_adopting_a_log_asks_on_a_terminal_for_the_headers_that_it_does_not_know(tmp_path: Path) -> None:
    path = tmp_path / "ours.xlsx"
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.title = "Support"
    for row in (["Day", "Customer", "Person", "Via", "Topic", "Mins"], ["2026-10-05", "Acme", "Ann", "Phone", "Training", 10]):
        workbook.active.append(row)
    workbook.save(path)
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*XLSUPPORT, "adopt", str(path), "--log", "Support"], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said, until = "", time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                said += os.read(ours, 4096).decode()
            except OSError:  # Linux's way to say that the other end is closed
                break
            if said.rstrip().endswith(":"):
                os.write(ours, b"\n")
                said += "\n"
    assert process.wait(60) == 0, said
    os.close(ours)
    assert "Which of them is Date?" in said
    assert "Customer is Client" in " ".join(said.split())
    headers = [cell.value for cell in openpyxl.load_workbook(path)["Support"][1]]
    assert headers[:6] == ["Date", "Client", "Contact", "Channel", "Category", "Minutes"]
