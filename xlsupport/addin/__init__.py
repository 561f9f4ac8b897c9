"""The add-in xlsupport.xlam: built, installed, removed, and looked after."""

FILE_NAME = "xlsupport.xlam"
FUNCTIONS_MODULE = "xlsupport.excel.functions"
"""Where Python finds the worksheet functions."""
