"""Measure check and update on a long log, beside openpyxl's plain load and save of the same file, in the same run.

    python benchmarks/log_100k.py [ROWS] [ROUNDS]

Prints seconds (wall and processor) and peak memory of whole processes, the median of the rounds, every command in turn in each
round so that a machine that slows down slows all of them. The log is written by openpyxl into the template, so that it has shared
strings like a file saved by Excel.
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import openpyxl

from xlsupport.sheets.specifications import LOG, TABLES
from xlsupport.template.packaged import template_path

OPENPYXL = "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1]); book.save(sys.argv[1])"
OPENPYXL_READ = (
    "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True); "
    "rows = [row for row in book['Log'].iter_rows(values_only=True)]"
)
FIRST = date(2024, 1, 1)
CLIENTS = [f"Client {number:04}" for number in range(1000)]
CATEGORIES = ["Training", "System question", "General", "Bug fix", "New request", "Project update"]
CHANNELS = ["Phone", "Email", "Ticket", "Phone", "Meeting"]


def entry(index: int) -> dict[str, str | int | date | None]:
    """One row of the log: regular, but with every kind of outcome."""
    client = CLIENTS[index * 7 % len(CLIENTS)]
    return {
        "ID": f"U{index + 1:06}",
        "Date": FIRST + timedelta(days=index * 1030 // ROWS),
        "Client": client,
        "Contact": f"Contact of {client}",
        "Channel": CHANNELS[index % len(CHANNELS)],
        "Category": CATEGORIES[index % len(CATEGORIES)],
        "Minutes": 5 + index % 50,
        "Scheduled": "yes" if index % 9 else None,
        "Ticket": f"T-{index:06}" if index % 3 else None,
        "Account manager": f"Manager {index % 12}",
        "Notes": f"Asked about report {index % 997}",
    }


def people() -> dict[str, list[dict[str, str | int | date | None]]]:
    contacts: list[dict[str, str | int | date | None]] = [
        {"Client": name, "Contact": f"Contact of {name}", "Trained on": FIRST} for name in CLIENTS
    ]
    return {
        "Clients": [{"Client": name, "Package": "Medium", "Contract start": FIRST} for name in CLIENTS],
        "Contacts": contacts,
        "Agreements": [{"Client": name, "Tier": "As needed", "Start": FIRST} for name in CLIENTS],
    }


def build(path: Path) -> None:
    """The template with a log of ROWS entries."""
    book = openpyxl.load_workbook(template_path())
    content = {**people(), LOG.name: [entry(index) for index in range(ROWS)]}
    for name, rows in content.items():
        sheet = next(each for each in book.worksheets if name in each.tables)
        table = sheet.tables[name]
        (left, top), (right, _) = ((cell.column, cell.row) for cell in (sheet[table.ref][0][0], sheet[table.ref][-1][-1]))
        headers = [sheet.cell(top, column).value for column in range(left, right + 1)]
        for offset, row in enumerate(rows, start=1):
            for column, header in enumerate(headers, start=left):
                value = row.get(str(header))
                if value is not None:
                    cell = sheet.cell(top + offset, column)
                    cell.value = value
                    if isinstance(value, date):
                        cell.number_format = "yyyy-mm-dd"
        first, last = table.ref.split(":")
        table.ref = f"{first}:{last.rstrip('0123456789')}{top + len(rows)}"
        if table.autoFilter:
            table.autoFilter.ref = table.ref
    assert set(content) <= set(TABLES)
    book.save(path)


def measure(command: list[str], book: Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak MiB of one process on a fresh copy of the book."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(book, folder)
        began = time.perf_counter()
        process = subprocess.Popen([*command, str(copy), *AFTER.get(command[-1], [])], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), (command, process.returncode)
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


AFTER = {"check": ["--as-of", "2026-10-31"], "update": ["--as-of", "2026-10-31", "--keep", "0"]}


def main() -> None:
    commands = {
        "xlsupport check": [sys.executable, "-m", "xlsupport", "check"],
        "xlsupport update": [sys.executable, "-m", "xlsupport", "update"],
        "openpyxl read-only, values": [sys.executable, "-c", OPENPYXL_READ],
        "openpyxl load and save": [sys.executable, "-c", OPENPYXL],
    }
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "log.xlsx"
        # In a process of its own: a child's peak memory counts from the size of the process that starts it.
        builder = get_context("spawn").Process(target=build, args=(book,))
        builder.start()
        builder.join()
        print(
            f"{ROWS:,} rows, {book.stat().st_size / 1e6:.1f} MB, Python {platform.python_version()}, {os.cpu_count()} processors"
        )
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                found[name].append(measure(command, book))
    print(f"{'':30}{'wall s':>9}{'cpu s':>9}{'MiB':>9}")
    for name, runs in found.items():
        wall, processor, memory = (statistics.median(column) for column in zip(*runs, strict=True))
        print(f"{name:30}{wall:9.2f}{processor:9.2f}{memory:9.0f}")


ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3

if __name__ == "__main__":
    main()
