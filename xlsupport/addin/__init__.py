"""The add-in xlsupport.xlam: built, installed, removed, and looked after.

basic       Texts, names and modules as Visual Basic writes them.
macros      The ribbon tab and its macros: one button, one macro, one call of Python.
origin      What the add-in is made from: the template add-in that xlwings ships under its BSD licence.
project     A Visual Basic project rewritten: modules replaced, renamed and added, and nothing compiled left in it.
wrappers    The worksheet functions in Visual Basic, each of which asks Python, and their help in Excel's function wizard.
building    xlsupport.xlam, made from xlwings' template add-in: our ribbon, our macros, and the wrappers of our functions.
machine     The machine that the add-in is for, and where things belong on it.
settings    The settings file that the add-in's macros read: a name and a value a line, each in quotes.
findings    What is there on a machine for xlsupport in Excel, what is missing, and what to do about it.
installing  The add-in put where Excel loads it, with its settings; and taken away again, and nothing else with it.
"""

FILE_NAME = "xlsupport.xlam"
FUNCTIONS_MODULE = "xlsupport.excel.functions"
"""Where Python finds the worksheet functions."""
