"""What `new` tells somebody who begins: every table to fill in, and commands that can be copied into the shell."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xlsupport.cli import main
from xlsupport.cli.shell import typed


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def commands(told: str) -> list[str]:
    return [line.strip() for line in told.splitlines() if line.startswith("  xlsupport ")]


def test_new_names_every_table_to_fill_in_and_the_log_last(tmp_path: Path) -> None:
    told = run("new", tmp_path / "book.xlsx").stdout
    tables = [line.split()[0] for line in told.splitlines() if line.startswith("  ") and "xlsupport" not in line.split()[0]]
    assert tables == ["Settings", "Clients", "Contacts", "Agreements", "Rules", "Log"]
    assert "Vendor name" in told


@pytest.mark.parametrize("name", ["my book.xlsx", "Bob's $HOME.xlsx", "R&D; log.xlsx", "Café.xlsx", 'a "b".xlsx'])
def test_the_commands_that_new_prints_can_be_copied_into_the_shell(tmp_path: Path, name: str) -> None:
    book = tmp_path / "a long name of a folder, so that the command is longer than a line of the terminal" / name
    book.parent.mkdir()
    said = commands(run("new", book).stdout)
    assert [shlex.split(command) for command in said] == [["xlsupport", "check", str(book)], ["xlsupport", "update", str(book)]]
    for command in said:
        arguments = command.removeprefix("xlsupport ")
        spoken = subprocess.run(["sh", "-c", f"printf '%s|' {arguments}"], capture_output=True, text=True, check=True)
        assert spoken.stdout.split("|")[1] == str(book)
        assert run(*shlex.split(arguments)).exit_code == 0


@pytest.mark.parametrize(
    ("path", "in_quotes"),
    [
        (r"C:\books\support.xlsx", r"C:\books\support.xlsx"),
        (r"C:\my books\support.xlsx", r'"C:\my books\support.xlsx"'),
        ("R&D (2026).xlsx", '"R&D (2026).xlsx"'),
        ("C:\\my books\\", '"C:\\my books\\\\"'),
        ('say "x"', r'"say \"x\""'),
    ],
)
def test_on_windows_paths_are_quoted_as_windows_reads_them(path: str, in_quotes: str) -> None:
    assert typed("xlsupport", "check", path, windows=True) == f"xlsupport check {in_quotes}"


def test_other_commands_that_are_printed_can_be_copied_too(tmp_path: Path) -> None:
    book = tmp_path / "my book.xlsx"
    run("new", book, "--example")
    run("update", book, "--as-of", "2026-10-31")
    (undo,) = commands(run("restore", book).stdout)
    assert shlex.split(undo) == ["xlsupport", "restore", str(book), "0002"]
    book.write_bytes(b"torn")
    assert typed("xlsupport", "check", book) in " ".join(run("doctor", book).stdout.split())


def test_the_example_is_a_month_with_one_slip_that_can_be_invoiced(tmp_path: Path) -> None:
    book = tmp_path / "example.xlsx"
    told = run("new", book, "--example").stdout
    (command,) = commands(told)
    assert run(*shlex.split(command)[1:]).exit_code == 1
    answer = json.loads(run("invoice", book, "--month", "2026-10", "--as-of", "2026-10-31", "--json").stdout)
    assert [each["code"] for each in answer["breaches"] if each["severity"] == "error"] == ["unknown-category"]
    assert [(each["client"], each["total"]) for each in answer["invoices"]] == [("Acme", "135.00"), ("Café Ébène", "50.00")]
    assert answer["left_out"]["invalid"] == {"entries": 1, "minutes": 10}


def test_the_example_overwrites_nothing(tmp_path: Path) -> None:
    book = tmp_path / "example.xlsx"
    book.write_bytes(b"mine")
    assert run("new", book, "--example").exit_code == 2
    assert book.read_bytes() == b"mine"
