"""The command line."""

from xlsupport.cli import beginnings, queries, runs, safekeeping
from xlsupport.cli.group import main

__all__ = ["beginnings", "main", "queries", "runs", "safekeeping"]
