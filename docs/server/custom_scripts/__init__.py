"""The scripts that ribbon and task pane run on the server."""

from xlsupport.excel.buttons import *  # noqa: F403 - xlwings looks for scripts among this module's members
