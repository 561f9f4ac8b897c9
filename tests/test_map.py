"""The package's table of contents is its import order. Fails with the line to change."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import xlsupport

PACKAGE = Path(xlsupport.__file__).parent
MAP: dict[str, str] = dict(re.findall(r"^(\w+) {2,}(.+)$", xlsupport.__doc__ or "", re.MULTILINE))
DOORS = {"openpyxl": {"template"}, "xlwings": {"excel"}, "click": {"cli"}, "rich": {"terminal"}, "pyopenvba": {"addin"}}
OUTSIDE = {"io", "os", "pathlib", "subprocess", "sys", "time", "zipfile"}
RECORDS = {"policy", "parties", "rows", "setup"}  # the last two read pydantic's errors
PURE = list(MAP)[: list(MAP).index("settlement") + 1] if "settlement" in MAP else []
MODULES = sorted(
    {path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")}
    | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
)


def sources(name: str) -> list[Path]:
    file = PACKAGE / f"{name}.py"
    return [file] if file.exists() else sorted((PACKAGE / name).glob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: write 'from xlsupport.x import y' instead of a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def first_line(name: str) -> str:
    path = PACKAGE / f"{name}.py" if (PACKAGE / f"{name}.py").exists() else PACKAGE / name / "__init__.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0]


def test_the_map_names_every_module() -> None:
    assert sorted(MAP) == MODULES


@pytest.mark.parametrize("name", MODULES)
def test_the_map_says_what_the_module_says(name: str) -> None:
    assert MAP.get(name) == first_line(name)


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_up_the_map(name: str) -> None:
    order = list(MAP)
    for path in sources(name):
        for imported in imports(path):
            top, *rest = imported.split(".")
            if top == "xlsupport" and rest[0] in MAP and rest[0] != name:
                assert order.index(rest[0]) < order.index(name), f"{path.name} imports {rest[0]}, which the map lists below"
            if top in DOORS:
                assert name in DOORS[top], f"{path.name} imports {top}; its only door is {' or '.join(sorted(DOORS[top]))}"
            if top.startswith("pydantic"):
                assert name in RECORDS, f"{path.name} imports pydantic, which belongs to the records"


@pytest.mark.parametrize("name", PURE)
def test_the_core_knows_no_file_clock_or_environment(name: str) -> None:
    """Everything down to settlement is data in, data out."""
    for path in sources(name):
        text = path.read_text(encoding="utf-8")
        outside = {imported.split(".")[0] for imported in imports(path)} & OUTSIDE
        assert not outside, f"{path.name} imports {outside}"
        assert not re.search(r"\b(open|print|input)\(|\.(today|now|utcnow)\(", text), path.name


def test_modules_stay_short_enough_to_read() -> None:
    long = {str(path.relative_to(PACKAGE)): lines for path in PACKAGE.rglob("*.py")
            if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300}  # fmt: skip
    assert not long, "split them by concept"
