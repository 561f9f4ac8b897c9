"""In .ci/run a skipped test is a failed one: what tests need is installed there, but for the one thing that must be bought."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from support.calc import office as calc_office
from support.office_js import NO_KEY

if TYPE_CHECKING:
    from support.calc.engine import Excel


collect_ignore = ["calc_bridge"]
"""They run under the Python that has LibreOffice's bridge."""


SLOWEST = (
    "tests/excel/test_buttons",
    "tests/excel/test_scripts",
    "tests/xlsx/saving/test_faults",
    "tests/xlsx/",
    "tests/support/",
)
"""Where tests take longest: these begin, so that no processor is left with one of them in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        return next((index for index, start in enumerate(SLOWEST) if item.nodeid.startswith(start)), len(SLOWEST))

    items.sort(key=rank)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", ()) if reporter is not None else ()
    if os.environ.get("XLSUPPORT_SKIP_NOTHING") and not all(map(_for_want_of_a_key, skipped)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _for_want_of_a_key(skipped: pytest.TestReport) -> bool:
    """Whether a test was skipped since xlwings' licence key is not set: nobody needs one for anything else here."""
    return isinstance(skipped.longrepr, tuple) and skipped.longrepr[2] == f"Skipped: {NO_KEY}"


@pytest.fixture(scope="session")
def calc() -> "Iterator[Excel]":
    """Calc behind xlwings, started once."""
    reason = calc_office.missing()
    if reason:
        pytest.skip(reason)
    pytest.importorskip("xlwings")
    from support.calc.engine import excel_over_calc

    with excel_over_calc() as excel:
        yield excel


@pytest.fixture
def excel(calc: "Excel") -> "Iterator[Excel]":
    """Calc in the place of Excel, with no workbook open, no answers and no faults."""
    with calc.at_work():
        yield calc
