"""The command line."""

from xlsupport.cli import beginnings, lite, queries, runs, safekeeping
from xlsupport.cli.group import main

__all__ = ["beginnings", "lite", "main", "queries", "runs", "safekeeping"]
