"""One table of buttons and one of functions: every host has what they list, and nothing else."""

from inspect import signature

import xlsupport.excel
from xlsupport.excel import buttons, functions
from xlsupport.excel.actions.table import ACTIONS
from xlsupport.excel.ribbon import BUTTONS
from xlsupport.excel.signatures import FUNCTIONS


def test_every_button_has_an_action_and_a_script_of_its_label() -> None:
    assert sorted(ACTIONS) == sorted(each.name for each in BUTTONS)
    assert all(callable(getattr(buttons, each.name)) for each in BUTTONS)


def test_every_function_of_the_table_is_there_with_its_arguments() -> None:
    for described in FUNCTIONS:
        parameters = signature(getattr(functions, described.name)).parameters.values()
        assert [each.name for each in parameters] == [each.name for each in described.arguments]
        assert [each.default is not each.empty for each in parameters] == [each.optional for each in described.arguments]


def test_the_package_hands_on_the_names_of_both_tables() -> None:
    assert sorted(xlsupport.excel.__all__) == sorted([*(each.name for each in BUTTONS), *(each.name for each in FUNCTIONS)])
    assert all(callable(getattr(xlsupport.excel, name)) for name in xlsupport.excel.__all__)
