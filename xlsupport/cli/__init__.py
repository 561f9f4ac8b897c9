"""The command line.

group        The command group: what goes wrong becomes one sentence and an exit code, never a traceback.
options      The arguments and options that commands share.
steps        A run at the command line: load, settle, apply.
addins       The commands for Excel: the add-in built, installed and removed, and what this machine lacks.
beginnings   The commands that make a workbook: a new one, and the demonstration.
lite         The command that puts the code for xlwings Lite into a workbook.
queries      The commands that only tell.
runs         The commands that check a workbook and write it.
safekeeping  The commands for a workbook that people have already: adopt it, go back to a kept version, see what differs.
"""

from xlsupport.cli import addins, beginnings, lite, queries, runs, safekeeping
from xlsupport.cli.group import main

__all__ = ["addins", "beginnings", "lite", "main", "queries", "runs", "safekeeping"]
