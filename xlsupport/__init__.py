"""Support packages in one shared Excel workbook: usage checked, allowances balanced, invoices made.

Read the rooms in this order; each imports only from those above it.

words            What every room speaks: problems with their place and remedy, money, names, periods.
records          The rules and the people as frozen values, and the vocabulary that the workbook's cells use.
rating           Usage rated against entitlements: what is covered, what is over, and who pays for it.
sheets           A workbook as values: its contract, its tables, and what is to be written into them.
billing          Rated usage held against what was invoiced before: invoices, adjustments, credit notes.
flags            What stops a row, wants a look or informs: the codes, and a small rule for each.
reading          Raw cells into records, or into problems that name the cell.
settlement       A run: tables in; results, problems and documents out. Pure.
answers          A settlement as the JSON documents that other programs read: the keys of 3-cli.md.
demo             A year of a vendor that does not exist: clients, people, agreements and a log in which every case occurs.
explaining       Why an entry was covered, billed or held: the steps that evaluation kept, each with the rule behind it.
figures          The formulas of *Start* and *Dashboard*, each with the Python that computes the same.
filling          What the placeholders of an invoice sheet are filled with.
headings         Which columns of a log that people have already are which of ours.
packaged         The template workbook that comes with xlsupport.
placeholders     The placeholders of an invoice: `{{invoice.number}}` and its like, and how their values are written.
repetition       Where a sheet's rows stand after some of them were repeated or left out.
formulas         The references in a formula, and where they point after rows were repeated, as Excel would move them.
arithmetic       One formula computed in exact fractions: SUM, SUBTOTAL, ROUND and arithmetic. Anything else is left to Excel.
calculation      A sheet's formulas computed, each after the cells that it reads.
invoicetemplate  The sheet that invoices are copies of: its cells, its repeated rows, and whatever must be mended on it first.
invoicefilling   What the cells of one invoice hold: the template's rows in their place, placeholders filled, formulas moved.
invoicetotals    The totals of an invoice sheet, held against the register before anything is written.
rowheights       How high a row must be for the texts that were filled into it.
summaries        What a run found in a few sentences: the same words in a terminal and in a box.
terminal         What a person reads in a terminal: short tables and sentences, never a control character from a cell.
workbook         A workbook file: its tables read as values, and edits written back without losing anything else in it.
writing          Results into edits: the log's columns, the registers, invoice sheets. Only what differs from what stands there.
excel            Inside Excel: buttons, worksheet functions, and the open workbook read and written.
addin            The add-in xlsupport.xlam: built, installed, removed, and looked after.
template         Builds `workbooks/template.xlsx` from the same definitions that read it.
cli              The command line.
"""

__version__ = "0.1.0"
