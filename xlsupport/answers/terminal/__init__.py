"""What a person reads in a terminal: short tables and sentences, never a control character from a cell.

printing  Words, sentences and tables put out on a terminal, or into a file or a pipe.
tables    Documents, balances, steps and other answers as short tables and sentences.
checks    What a check found, for a person: the totals and what is due now, then what wants a look, by client.
"""

from xlsupport.answers.terminal.checks import show_check
from xlsupport.answers.terminal.printing import console, print_list, say, say_to_copy
from xlsupport.answers.terminal.tables import (
    show_adjustments,
    show_balances,
    show_difference,
    show_documents,
    show_findings,
    show_problems,
    show_steps,
    show_versions,
)

__all__ = [
    "console",
    "print_list",
    "say",
    "say_to_copy",
    "show_adjustments",
    "show_balances",
    "show_check",
    "show_difference",
    "show_documents",
    "show_findings",
    "show_problems",
    "show_steps",
    "show_versions",
]
