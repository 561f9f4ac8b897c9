"""xlwings' Office.js layer, which xlwings Lite and Server share, in a process of its own; it needs a licence key."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KEY = "XLWINGS_LICENSE_KEY"
needs_key = pytest.mark.skipif(not os.environ.get(KEY), reason=f"xlwings' Office.js layer needs a licence key in {KEY}")


def on_server(function: str, *arguments: object) -> Any:
    """What a function gives where xlwings is as on a server: `"module:name"`, called with the arguments. All travels as JSON."""
    module, name = function.split(":")
    code = (
        "import importlib, json, sys\n"
        f"found = getattr(importlib.import_module({module!r}), {name!r})\n"
        "print(json.dumps(found(*json.loads(sys.argv[1]))))"
    )
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": f"{here}:{here.parent}", "XLWINGS_ON_SERVER": "true"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
