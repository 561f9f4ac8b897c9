"""The command line."""

from xlsupport.cli import addins, beginnings, lite, queries, runs, safekeeping
from xlsupport.cli.group import main

__all__ = ["addins", "beginnings", "lite", "main", "queries", "runs", "safekeeping"]
