"""The example for xlwings Server belongs together: its manifest, ribbon, task pane and scripts, and the buttons of the add-in."""

import importlib.util
import inspect
import re
import subprocess
import sys
from html.parser import HTMLParser
from types import ModuleType
from xml.etree import ElementTree

import pytest
from support.places import ROOT

from xlsupport.excel import buttons
from xlsupport.excel.ribbon import BUTTONS, GROUPS, TAB
from xlsupport.excel.signatures import FUNCTIONS

EXAMPLE = ROOT / "docs" / "server"
NAMES = [button.name for button in BUTTONS]
WITH_ANSWERS = {name: [*inspect.signature(getattr(buttons, name)).parameters][1:] for name in NAMES}
OVERRIDES = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
TYPES = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def text(name: str) -> str:
    return (EXAMPLE / name).read_text(encoding="utf-8")


def served(namespace: bool) -> ElementTree.Element:
    """The manifest as the server serves it, with or without a namespace for functions."""
    found = re.sub(r"\{% if .*?%\}(.*?)\{% endif %\}", r"\1" if namespace else "", text("templates/manifest.xml"))
    return ElementTree.fromstring(re.sub(r"\{\{.*?\}\}", "filled", found))


def test_the_manifest_is_made_from_the_buttons() -> None:
    made = subprocess.run([sys.executable, EXAMPLE / "manifest.py"], capture_output=True, text=True, encoding="utf-8", check=True)
    assert made.stdout == text("templates/manifest.xml"), "run: python manifest.py > templates/manifest.xml"


@pytest.mark.parametrize("namespace", [True, False])
def test_the_manifest_shows_each_button_with_the_words_it_has_everywhere(namespace: bool) -> None:
    root = served(namespace)
    texts = {
        each.get("id"): each.get("DefaultValue", "") for each in root.iter() if each.tag.startswith(TYPES) and each.get("id")
    }
    tab = next(root.iter(f"{OVERRIDES}CustomTab"))

    def words(element: ElementTree.Element, path: str) -> str:
        found = element.find("/".join(f"{OVERRIDES}{name}" for name in path.split("/")))
        assert found is not None, path
        return texts[found.get("resid")]

    shown = [
        (words(group, "Label"), [
            (words(each, "Label"), words(each, "Supertip/Title"), words(each, "Supertip/Description"))
            for each in group.iter(f"{OVERRIDES}Control")
        ])
        for group in tab.iter(f"{OVERRIDES}Group")
    ]  # fmt: skip
    assert words(tab, "Label") == TAB
    assert shown == [(label, [(each.label, each.screentip, each.supertip) for each in group]) for label, group in GROUPS]
    actions = list(tab.iter(f"{OVERRIDES}Action"))
    assert [each.findtext(f"{OVERRIDES}FunctionName") for each in actions] == NAMES
    assert {each.get(TYPE) for each in actions} == {"ExecuteFunction"}


@pytest.mark.parametrize("namespace", [True, False])
def test_the_manifest_keeps_to_excels_limits(namespace: bool) -> None:
    root = served(namespace)
    defined = {each.get("id") or "" for each in root.iter() if each.tag.startswith(TYPES) and each.get("id")}
    assert {each.get("resid") for each in root.iter() if each.get("resid")} == defined
    assert max(map(len, defined)) <= 32
    for kind, longest in (("ShortStrings", 125), ("LongStrings", 250)):
        (listed,) = root.iter(f"{TYPES}{kind}")
        assert max(len(each.get("DefaultValue", "")) for each in listed) <= longest
    ids = [each.get("id") for tag in ("Control", "Group", "CustomTab") for each in root.iter(f"{OVERRIDES}{tag}")]
    assert len(ids) == len(set(ids))


def test_the_ribbon_knows_each_button_and_gives_those_with_an_answer_a_form() -> None:
    listed = {
        name: re.findall(r'"(\w+)"', names) for name, names in re.findall(r"const (\w+) = \[(.*?)\]", text("static/js/ribbon.js"))
    }
    assert sorted(listed["SCRIPTS"] + listed["FORMS"]) == sorted(NAMES)
    assert listed["FORMS"] == [name for name in NAMES if WITH_ANSWERS[name]]


class Pane(HTMLParser):
    """The scripts that the task pane can run, each with its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[str] = []
        self.forms: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("xw-click"):
            self.buttons.append(str(given["xw-click"]))
        elif tag == "form":
            self.forms[str(given["data-script"])] = []
        elif given.get("name"):
            [*self.forms.values()][-1].append(str(given["name"]))


def test_the_fields_of_the_task_panes_forms_are_the_scripts_arguments() -> None:
    pane = Pane()
    pane.feed(text("templates/taskpane.html"))
    assert pane.forms == {name: names for name, names in WITH_ANSWERS.items() if names}
    assert sorted([*pane.buttons, *pane.forms]) == sorted(NAMES)


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLE / name / "__init__.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_server_finds_every_function_and_script() -> None:
    for name, wanted in (("custom_functions", [each.name for each in FUNCTIONS]), ("custom_scripts", NAMES)):
        assert sorted(each for each in vars(loaded(name)) if not each.startswith("_")) == sorted(wanted)


def test_the_readme_names_what_is_there_and_says_what_the_licence_is() -> None:
    readme = text("README.md")
    (names,) = re.findall(r"docs/server/\{(.*?)\}", readme)
    assert sorted(names.split(",")) == sorted(
        each.name for each in EXAMPLE.iterdir() if each.is_dir() and each.name != "__pycache__"
    )
    assert "commercial use of them needs a paid licence" in readme
    assert all(
        (EXAMPLE / name).exists()
        for name in re.findall(r"`([\w/]+\.(?:py|xml|html|js))`", readme)
        if "/" in name and "tests/" not in name
    )
