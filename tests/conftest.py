"""In .ci/run a skipped test is a failed one: what tests need is installed there, but for a licence key of xlwings."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import calc_office
import officejs
import pytest

if TYPE_CHECKING:
    from calc_engine import Excel


collect_ignore = ["calc_cells.py", "calc_pages.py", "calc_server.py"]
"""They run under the Python that has LibreOffice's bridge."""


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if os.environ.get("XLSUPPORT_SKIP_NOTHING") and any(officejs.KEY not in str(each.longrepr) for each in skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def calc() -> "Iterator[Excel]":
    """Calc behind xlwings, started once."""
    reason = calc_office.missing()
    if reason:
        pytest.skip(reason)
    pytest.importorskip("xlwings")
    from calc_engine import excel_over_calc

    with excel_over_calc() as excel:
        yield excel


@pytest.fixture
def excel(calc: "Excel") -> "Iterator[Excel]":
    """Calc in the place of Excel, with no workbook open, no answers and no faults."""
    with calc.at_work():
        yield calc
