"""Support packages in one shared Excel workbook: usage checked, allowances balanced, invoices made.

Read the rooms in this order; each imports only from those above it.

words           What every room speaks: problems with their place and remedy, money, names, periods.
records         The rules and the people as frozen values, and the vocabulary that the workbook's cells use.
rating          Usage rated against entitlements: what is covered, what is over, and who pays for it.
sheets          A workbook as values: its contract, its tables, and what is to be written into them.
billing         Rated usage held against what was invoiced before: invoices, adjustments, credit notes.
flags           What stops a row, wants a look or informs: the codes, and a small rule for each.
reading         Raw cells into records, or into problems that name the cell.
settlement      A run: tables in; results, problems and documents out. Pure.
answers         What people and other programs are told of a run: summaries, explanations, JSON, terminal.
formulas        The formulas of a sheet: their references, how these move, and what the formulas come to.
invoice_sheets  An invoice's sheet as values: its template, its placeholders, and what they are filled with.
writing         The results of a run as edits of the workbook's tables and sheets.
runs            A run from outside: load the tables, settle them, apply the edits. Shared by command line, buttons and batches.
xlsx            A workbook file: its tables read as values, and edits written back without losing anything else in it.
excel           Inside Excel: buttons, worksheet functions, and the open workbook read and written.
addin           The add-in xlsupport.xlam: built, installed, removed, and looked after.
template        The template workbook and the demonstration; `python -m xlsupport.template PATH` builds the template.
cli             The command line.
"""

__version__ = "0.1.0"
