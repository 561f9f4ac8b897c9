"""Where nothing may be skipped, a missing licence key is the one reason that passes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.office_js import NO_KEY
from support.places import ROOT, TESTS

PASSES, FAILS = 0, 1


@pytest.mark.parametrize(
    ("reason", "strictly", "ends", "workers"),
    [
        (NO_KEY, True, PASSES, 0),
        (NO_KEY, True, PASSES, 1),
        (f"{NO_KEY}, perhaps", True, FAILS, 0),
        ("no browser", True, FAILS, 0),
        ("no browser", True, FAILS, 1),
        ("no browser", False, PASSES, 1),
    ],
)
def test_only_a_missing_licence_key_may_skip(reason: str, strictly: bool, ends: int, workers: int, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        f"import pytest\n\n@pytest.mark.skipif(True, reason={reason!r})\ndef test_one(): pass\n\ndef test_two(): pass\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    names = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "XLSUPPORT"))}
    strict = {"XLSUPPORT_SKIP_NOTHING": "1"} if strictly else {}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider", f"-n{workers}", str(tmp_path)],
        env=names | strict | {"PYTHONPATH": f"{TESTS}:{ROOT}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == ends, ran.stdout + ran.stderr
