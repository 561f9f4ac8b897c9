"""Change workbooks for the worse, tens of thousands of times, and judge what check, update and invoice make of each.

    python benchmarks/fuzz.py [COUNT=20000] [SEED=0]

For each layer: how many mutants were refused, read, and written, and how many runs did anything that they must not. Every
sentence that a refusal said is listed by how often it was; what is wrong is listed with the mutant's number. Each worker process
may have 1 GiB of memory.
"""

import os
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.mutant_runs import Judgement, judge
from support.mutants import LAYERS, Base, bases, mutant

MEMORY = 1 << 30
CHUNK = 40
MOST = 4  # faults shown of one mutant
COLUMNS = "{:<11}" + "{:>9}" * 5


class Found(NamedTuple):
    """One mutant: its layer and name, how its runs ended, and their seconds; and the worker's peak in MiB when they were done."""

    number: int
    layer: str
    what: str
    ended: str
    said: tuple[str, ...]
    faults: tuple[str, ...]
    seconds: float
    peak: float


_bases: list[Base] = []


def begin() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        _bases.extend(bases(Path(folder)))


def work(first: int, end: int) -> list[Found]:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "alone" / "book.xlsx"
        book.parent.mkdir()
        return [one(number, book) for number in range(first, end)]


def one(number: int, book: Path) -> Found:
    made = mutant(_bases, number)
    book.write_bytes(made.data)
    begun = time.perf_counter()
    try:
        judged = judge(book, made.exactly)
    except Exception as error:  # the judge's own fault is a finding too, and ends no campaign
        judged = Judgement("refused", (), (f"the judge: {error!r}",))
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Found(number, made.layer, f"{made.what} ({made.base})", *judged, seconds, peak)


def alike(sentence: str) -> str:
    """A sentence without what differs from mutant to mutant."""
    return re.sub(r"'[^']*'|[0-9]+|\b[A-Z][\w ]*![A-Z]+", "~", re.sub(r"part \S+", "part ~", sentence))[:160]


def main() -> None:
    count, seed = (int(sys.argv[at]) if len(sys.argv) > at else standard for at, standard in ((1, 20_000), (2, 0)))
    found: list[Found] = []
    begun = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count(), initializer=begin) as pool:
        starts = range(seed, seed + count, CHUNK)
        for each in pool.map(work, starts, [min(start + CHUNK, seed + count) for start in starts]):
            found += each
            print(f"\r{len(found)} of {count}", end="", file=sys.stderr, flush=True)
    print(COLUMNS.format("\nlayer", "mutants", "refused", "read", "written", "wrong"))
    for layer in (*LAYERS, "all"):
        those = [each for each in found if layer in (each.layer, "all")]
        ended = Counter(each.ended for each in those)
        wrong = sum(bool(each.faults) for each in those)
        print(COLUMNS.format(layer, len(those), ended["refused"], ended["read"], ended["written"], wrong))
    slowest, largest = max(found, key=lambda each: each.seconds), max(found, key=lambda each: each.peak)
    print(f"\nThe slowest, all of its runs: {slowest.seconds:.1f} s, {slowest.number}: {slowest.what}")
    print(f"The largest peak of a worker: {largest.peak:.0f} MiB; {time.perf_counter() - begun:.0f} s in all.\n")
    sentences = Counter({alike(said): 0 for each in found for said in each.said})
    sentences.update(alike(said) for each in found for said in each.said)
    for sentence, times in sentences.most_common():
        print(f"{times:>6} {sentence}")
    faults = [f"{each.number} {each.what}: {fault}" for each in found for fault in each.faults[:MOST]]
    print("\n" + ("\n".join(faults) or "Nothing was lost, and nothing ended otherwise than it should."))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
