"""Show what survives where xlsupport moves in: other people's workbooks adopted in place, then a month's work in them.

    python benchmarks/adopted.py FOLDER

For each workbook in the folder (a copy of it): adopt, fill in a small ledger, update, invoice, update again. How many parts the
workbook had, how many of them changed as they may (lists of sheets, names, types and styles, which only grow), how many are new,
and what must not happen: a part lost or changed, a rule of the file format broken that was not broken before, a second update
that changes a byte.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

from xlsupport.cli import main as xlsupport

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from books import ACME
from files import fill
from ledger import parse
from package_rules import new_broken_rules
from survival import compare
from test_worked_examples import LEDGER

COLUMNS = "{:<16}{:>7}{:>9}{:>6}{:>11}"


def moved_in(book: Path) -> list[str]:
    """Adopt a workbook and work a month in it; what went wrong."""
    wrong: list[str] = []

    def run(*arguments: str) -> None:
        result = CliRunner().invoke(xlsupport, [*arguments, "--keep", "0"])
        if result.exit_code:
            wrong.append(f"{arguments[0]}: exit code {result.exit_code}: {result.stderr.strip()}")

    run("adopt", str(book))
    if wrong:
        return wrong
    fill(book, **ACME, UsageLog=parse(LEDGER))
    on = ("--as-of", "2026-10-31")
    run("update", str(book), *on)
    run("invoice", str(book), "--month", "2026-10", *on)
    before = book.read_bytes()
    run("update", str(book), *on)
    return wrong if before == book.read_bytes() else [*wrong, "the second update changed the file"]


def main() -> None:
    donors = sorted(path for path in Path(sys.argv[1]).iterdir() if path.suffix in (".xlsx", ".xlsm"))
    print(COLUMNS.format("adopted", "parts", "changed", "new", "forbidden"))
    total = [0, 0, 0, 0]
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for donor in donors:
            book = Path(folder) / donor.name
            shutil.copyfile(donor, book)
            wrong = moved_in(book)
            if wrong and book.read_bytes() == donor.read_bytes():
                print(f"{donor.name:<16}left alone: {wrong[0]}", flush=True)
                continue
            found = compare(donor, book)
            broken = new_broken_rules(donor, book)
            row = [found.parts, len(found.changed), len(found.new), len(wrong) + len(found.forbidden) + len(broken)]
            total = [sum(pair) for pair in zip(total, row, strict=True)]
            problems += (f"{donor.name}: {each}" for each in (*wrong, *found.forbidden, *broken))
            print(COLUMNS.format(donor.name, *row), flush=True)
    print(COLUMNS.format(f"{len(donors)} workbooks", *total))
    print("\n".join(problems) or "Nothing was lost.")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
