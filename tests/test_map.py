"""Each folder's table of contents is its import order. Fails with the line to change."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support.places import TESTS

import xlsupport

PACKAGE = Path(xlsupport.__file__).parent
ROOMS = sorted({path.parent for path in PACKAGE.rglob("*.py")})
FILES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """A module's or folder's place below xlsupport: `rating/overage`, `rating`; the package itself is empty."""
    return path.relative_to(PACKAGE).as_posix().removesuffix(".py").removesuffix("__init__").strip("/.")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def docstring(path: Path) -> str:
    return ast.get_docstring(tree(path)) or ""


@cache
def contents(room: Path) -> dict[str, str]:
    """What a folder's map lists: its modules and folders, each with the line that says what it is."""
    return dict(re.findall(r"^(\w+) {2,}(.+)$", docstring(room / "__init__.py"), re.MULTILINE))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """What a module imports, as dotted names."""
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: write 'from xlsupport.x import y' instead of a relative import"
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


def imported_places(path: Path) -> Iterator[tuple[str, ...]]:
    """The modules and folders of xlsupport that a module imports from, each as the names on the way to it."""
    for dotted in imports(path):
        top, *rest = dotted.split(".")
        if top == "xlsupport":
            place = PACKAGE
            way = []
            for step in rest:
                if not (place / step).is_dir() and not (place / f"{step}.py").exists():
                    break
                place = place / step
                way.append(step)
            yield tuple(way)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: name_of(room) or "xlsupport")
def test_a_folders_map_lists_what_is_in_it(room: Path) -> None:
    inside = {path.stem for path in room.glob("*.py")} | {path.parent.name for path in room.glob("*/__init__.py")}
    assert sorted(contents(room)) == sorted(each for each in inside if not each.startswith("__"))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: name_of(room) or "xlsupport")
def test_the_map_says_what_each_module_says(room: Path) -> None:
    for name, said in contents(room).items():
        path = room / f"{name}.py" if (room / f"{name}.py").exists() else room / name / "__init__.py"
        assert said == docstring(path).splitlines()[0], f"{name_of(path)} describes itself in other words"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_point_up_the_map(path: Path) -> None:
    """Where the ways to two modules part, the imported one stands above."""
    own = tuple(name_of(path).split("/")) if name_of(path) else ()
    for way in imported_places(path):
        shared = next((index for index, (one, other) in enumerate(zip(own, way, strict=False)) if one != other), None)
        if shared is None:
            continue  # a folder's own __init__, or what a folder's __init__ hands on
        room = PACKAGE.joinpath(*own[:shared])
        order = list(contents(room))
        if own[shared] in order:  # __main__ is no module to import from
            above, below = order.index(way[shared]), order.index(own[shared])
            assert above < below, f"{name_of(path)} imports from {'.'.join(way)}, which the map of {name_of(room)} lists below"


LIBRARIES = {
    "openpyxl": {"template/building"},
    "xlwings": {"excel"},
    "click": {"cli"},
    "rich": {"answers/terminal"},
    "pyopenvba": {"addin"},
    "pydantic": {"records", "reading/rows", "reading/settings"},  # the last two tell its errors
    "pydantic_core": {"records"},
    "xml": {"xlsx/package"},
    "zlib": {"xlsx/package/compression"},
    "isal": {"xlsx/package/compression"},
}
"""The door of each library: nobody else imports it."""


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_each_library_has_one_door(path: Path) -> None:
    for imported in imports(path):
        doors = LIBRARIES.get(imported.split(".")[0])
        if doors:
            inside = any(name_of(path) == door or name_of(path).startswith(f"{door}/") for door in doors)
            assert inside, f"{name_of(path)} imports {imported}; its only door is {' or '.join(sorted(doors))}"


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path).startswith("xlsx/")], ids=name_of)
def test_rows_and_cells_are_matched_by_one_grammar(path: Path) -> None:
    """Where a reader and an editor each had a pattern, they could come to disagree about what a row is."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            written = ast.unparse(node.args[0])
            about_cells = re.search(r"\brow\\?[sb ]|PREFIX(row|c|f)\b|<%bc\\s", written)
            assert not about_cells or name_of(path) == "xlsx/sheet/grammar", f"{name_of(path)}:{node.lineno} {written}"


OUTSIDE = {"io", "os", "pathlib", "subprocess", "sys", "time", "zipfile"}
EDGE = "answers/terminal"
"""What stands above the doors and is one: it knows the terminal."""

ROOMS_IN_ORDER = [*contents(PACKAGE)]
ABOVE_THE_DOORS = ROOMS_IN_ORDER[: ROOMS_IN_ORDER.index("runs")]
PURE = [path for path in FILES if name_of(path).split("/")[0] in ABOVE_THE_DOORS and not name_of(path).startswith(EDGE)]


@pytest.mark.parametrize("path", PURE, ids=name_of)
def test_the_core_knows_no_file_clock_or_environment(path: Path) -> None:
    """Everything above the doors is data in, data out."""
    outside = {imported.split(".")[0] for imported in imports(path)} & OUTSIDE
    assert not outside, f"{name_of(path)} imports {outside}"
    assert not re.search(r"\b(open|print|input)\(|\.(today|now|utcnow)\(", path.read_text(encoding="utf-8")), name_of(path)


def test_modules_stay_short_enough_to_read() -> None:
    long = {name_of(path): lines for path in FILES if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long, "split them by concept"


LONG_LISTS = ("", "cli/commands")
"""The package itself, and one file for each command."""


def test_no_folder_holds_more_than_a_reader_takes_in() -> None:
    entries = {name_of(room): len(contents(room)) for room in ROOMS}
    assert {name: count for name, count in entries.items() if count > 14 and name not in LONG_LISTS} == {}


def test_tests_stand_in_the_rooms_of_the_code_that_they_test() -> None:
    """Helpers stand in `support`, the scripts for LibreOffice's own Python in `calc_bridge`, tests of the whole on top."""
    rooms = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")} - {".", "support"}
    assert rooms <= {name_of(room) for room in ROOMS}
    names = [path.name for path in TESTS.rglob("test_*.py")]
    assert len(names) == len(set(names)), "two tests of one name would be one module"
