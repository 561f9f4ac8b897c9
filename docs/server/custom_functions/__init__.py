"""The worksheet functions that the server offers to Excel."""

from xlsupport.excel.functions import *  # noqa: F403 - xlwings looks for functions among this module's members
