"""Show what survives a month's work: other people's workbooks grafted into ours, then update, invoice and update.

    python benchmarks/nothing_lost.py FOLDER [--libreoffice]

For each workbook in the folder: how many parts the grafted workbook has, how many of them the runs changed as they may, and
what they did that they must not (lost or changed a part, a cell, a name of somebody else's; changed a byte in a second run). With
--libreoffice, also in how many of their sheets LibreOffice shows other values than before. Beside it, what openpyxl's plain
load and save of the same file does: parts that vanished, and parts whose content is in no part of the result any more.
"""

import contextlib
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from xlsupport.cli import main as xlsupport

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from editors import by_openpyxl, differing_sheets
from support.files import make
from support.grafting import graft
from support.ledger import parse
from support.survival import Comparison, compare
from support.worked_example import LEDGER

RUNS = (("update",), ("invoice", "--month", "2026-10"), ("update",))
COLUMNS = "{:<28}{:>7}{:>9}{:>6}{:>11}{:>10}   {:>9}{:>9}"


def run_month(book: Path) -> list[str]:
    """What went wrong in the runs themselves."""
    wrong, invoiced = [], b""
    for command, *options in RUNS:
        invoiced = book.read_bytes()
        result = CliRunner().invoke(xlsupport, [command, str(book), "--as-of", "2026-10-31", "--keep", "0", *options])
        if result.exit_code:
            wrong.append(f"{command}: exit code {result.exit_code}: {result.stderr.strip()}")
    if book.read_bytes() != invoiced:
        wrong.append("the second update changed the file")
    return wrong


def main() -> None:
    donors = sorted(path for path in Path(sys.argv[1]).iterdir() if path.suffix in (".xlsx", ".xlsm"))
    print(COLUMNS.format("", "", "xlsupport", "", "", "", "openpyxl", ""))
    print(COLUMNS.format("grafted", "parts", "changed", "new", "forbidden", "LO differs", "vanished", "changed"))
    total: Counter[str] = Counter()
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = make(folder / "ours.xlsx", parse(LEDGER))
        for donor in donors:
            book, sheets, _ = graft(ours, donor, folder / f"book-{donor.stem}.xlsx")
            before = shutil.copyfile(book, folder / f"before{book.suffix}")
            wrong = run_month(book)
            found: Comparison = compare(before, book)
            problems += (f"{donor.name}: {each}" for each in (*wrong, *found.forbidden))
            shows = differing_sheets(before, book, sheets) if "--libreoffice" in sys.argv else ""
            vanished, changed = by_openpyxl(before)
            forbidden = len(wrong) + len(found.forbidden)
            row = [found.parts, len(found.changed), len(found.new), forbidden, shows, vanished, changed]
            print(COLUMNS.format(donor.name, *row), flush=True)
            for key, value in zip(("parts", "changed", "new", "forbidden", "shows", "vanished", "other"), row, strict=True):
                with contextlib.suppress(ValueError):
                    total[key] += int(str(value) or 0)
    print(
        COLUMNS.format(
            f"{len(donors)} workbooks",
            *(total[key] for key in ("parts", "changed", "new", "forbidden", "shows", "vanished", "other")),
        )
    )
    print("\n".join(problems) or "Nothing was lost.")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
