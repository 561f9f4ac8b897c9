"""Kill update and invoice at random instants, and look at what is left.

    python benchmarks/kills.py [COUNT]

Every run is a process of its own on a fresh copy of a workbook with 3,000 entries. A third of the kills comes at any instant of
the run, a third after the draft has appeared, a third around the step that puts it in the workbook's place. Afterwards the
workbook must be the old one or the new one, byte for byte, and the next run must end as if nobody had been killed, with nothing
left beside the workbook but whole versions. Exits with 1 if anything is wrong.
"""

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.faults import COMMANDS, Runner
from support.killing import Span, Trial, judge, kill

COLUMNS = "{:<9}" + "{:>9}" * 9
HEADINGS = ("command", "kills", "before", "writing", "after", "old", "new", "neither", "failed", "leftover")
ROWS = 3000


def main() -> None:
    count, chance = int(sys.argv[1]) if len(sys.argv) > 1 else 1000, random.Random(3)
    totals = {command: Counter[str]() for command in COMMANDS}
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Runner() as runner:
        trial = Trial(Path(folder), runner, ROWS)
        spans = {command: Span(trial, runner, command) for command in COMMANDS}
        attempt = 0
        while sum(total["kills"] for total in totals.values()) < count:
            command = ("update", "invoice")[attempt % 2]
            killed = kill(trial, runner, command, spans[command], attempt // 2 % 3, chance)
            attempt += 1
            if killed:
                found, wrong = judge(trial, command)
                totals[command].update(["kills", *found])
                problems += (f"{command}, attempt {attempt}: {each}" for each in wrong)
    print(COLUMNS.format(*HEADINGS))
    totals["all"] = sum(totals.values(), Counter())
    for command, total in totals.items():
        print(COLUMNS.format(command, *(total[each] for each in HEADINGS[1:])))
    ended = attempt - totals["all"]["kills"]
    print(f"{ended} more runs had ended before they could be killed; they do not count.")
    print("\n".join(problems) or "Always the old workbook or the new one, and the next run worked.")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
