"""Show what survives where xlsupport moves in: other people's workbooks adopted in place, then a month's work in them.

    python benchmarks/adopted.py FOLDER [--libreoffice]

For each workbook in the folder (a copy of it): adopt, fill in a small ledger, update, invoice, update again. How many parts the
workbook had, how many of them changed as they may (lists of sheets, names, types and styles, which only grow), how many are new,
and what must not happen: a part lost or changed, a rule of the file format broken that was not broken before, a second update
that changes a byte. Beside it, what openpyxl's plain load and save of the same file does: parts that vanished, and parts whose
content is in no part of the result any more. With --libreoffice, the same for LibreOffice's load and save, and in how many of the
sheets that were there before it shows other values after our runs.
"""

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from xlsupport.cli import main as xlsupport

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from editors import by_libreoffice, by_openpyxl, differing_sheets
from support.books import ACME
from support.files import fill
from support.ledger import parse
from support.package_rules import new_broken_rules
from support.survival import compare
from support.worked_example import LEDGER

COLUMNS = "{:<16}{:>7}{:>9}{:>6}{:>11}{:>12}   {:>10}{:>9}   {:>10}{:>9}"


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


def donor_copy(donor: Path, folder: str) -> Path:
    """The workbook as it was, where LibreOffice may leave files beside it."""
    return Path(shutil.copyfile(donor, Path(folder) / f"before-{donor.name}"))


def main() -> None:
    donors = sorted(path for path in Path(sys.argv[1]).iterdir() if path.suffix in (".xlsx", ".xlsm"))
    beside = "--libreoffice" in sys.argv
    print(COLUMNS.format("", "", "xlsupport", "", "", "", "openpyxl", "", "LibreOffice" if beside else "", ""))
    vanished = ("vanished", "changed")
    print(COLUMNS.format("adopted", "parts", "changed", "new", "forbidden", "LO differs", *vanished, *vanished))
    total: Counter[int] = Counter()
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
            forbidden = len(wrong) + len(found.forbidden) + len(broken)
            other = shutil.copyfile(donor, Path(folder) / f"other{donor.suffix}")
            row: list[object] = [found.parts, len(found.changed), len(found.new), forbidden]
            row += [differing_sheets(donor_copy(donor, folder), book) if beside else "", *by_openpyxl(other)]
            row += by_libreoffice(other) if beside else ("", "")
            total.update({index: int(str(value)) for index, value in enumerate(row) if str(value).isdigit()})
            problems += (f"{donor.name}: {each}" for each in (*wrong, *found.forbidden, *broken))
            print(COLUMNS.format(donor.name, *row), flush=True)
    print(COLUMNS.format(f"{len(donors)} workbooks", *(total[index] for index in range(9))))
    print("\n".join(problems) or "Nothing was lost.")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
