"""Refuse every single change that the button *Invoice month* makes, one press after the other, and see all of it put back.

    python benchmarks/refusals.py

Calc stands in for Excel. Each change is refused twice: before it is made, and after, as by a program that fails on its way back.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.calc.engine import excel_over_calc
from support.open_workbooks import office
from test_buttons import refusals


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, excel_over_calc() as excel:
        for late in (False, True):
            excel.writes.clear()
            book = excel.open(office(Path(folder) / f"{late}.xlsx", ["Acme"]))
            excel.fail_late, begun = late, time.perf_counter()
            changes = refusals(excel, book, range(1, 500))
            how = "after it was made" if late else "before it was made"
            print(f"{changes} changes, each refused {how}: all put back; {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
