"""Support packages in one shared Excel workbook: usage checked, allowances balanced, invoices made.

Read the modules in this order; each imports only from those above it.

problems         What is wrong, in which cell, and what to do about it.
money            Amounts as Decimal, rounded to cents in one place.
names            Names as people type them: matched after trimming and without regard to case.
periods          Months, contract years and calendar years that tile the calendar.
schema           The workbook's contract: tables, columns, kinds, and who owns each.
tables           Tables as values: raw cells in, edits out, the same for a file, an open workbook and a test.
serials          Dates as the numbers that Excel keeps of them, in both of its date systems.
grids            Cells as tables: a row of headers, and the columns below it that the specification knows.
differences      What differs between two workbooks: cells as people read them, and parts of the file.
policy           The rules as data: packages, limits, categories, rates, settings.
parties          Clients, contacts and agreements: who may be supported, and who pays.
usage            One entry of the usage log.
allowances       Draw entries down against limits.
overage          Who pays for what no limit covers: tiers, hours left, increments.
evaluation       The whole log evaluated: statuses, charges, and the steps that led there.
balances         What each client has left of each limit and agreement on the as-of date.
invoicing        What is due less what was invoiced: invoices, adjustments, credit notes.
breaches         Flags and notices, as a tuple of small rules.
reading          Raw cells into values, one reader for each kind of cell, or the words for what was expected.
rows             Rows of the set-up tables into records, or into problems that name the cell.
headings         Which columns of a log that people have already are which of ours.
setup            The set-up tables into policy and parties, or all of their problems at once.
logbook          The usage log into entries, or into invalid rows that name every cell.
registers        The written tables read back: what was invoiced, and the numbers in use.
settlement       A run: tables in; results, problems and documents out. Pure.
figures          The formulas of *Start* and *Dashboard*, each with the Python that computes the same.
areas            Rectangles of cells, and how they are written.
repetition       Where a sheet's rows stand after some of them were repeated or left out.
formulas         The references in a formula, and where they point after rows were repeated, as Excel would move them.
placeholders     The placeholders of an invoice: `{{invoice.number}}` and its like, and how their values are written.
arithmetic       One formula computed in exact fractions: SUM, SUBTOTAL, ROUND and arithmetic. Anything else is left to Excel.
calculation      A sheet's formulas computed, each after the cells that it reads.
invoicetemplate  The sheet that invoices are copies of: its cells, its repeated rows, and whatever must be mended on it first.
invoicefilling   What the cells of one invoice hold: the template's rows in their place, placeholders filled, formulas moved.
rowheights       How high a row must be for the texts that were filled into it.
invoicetotals    The totals of an invoice sheet, held against the register before anything is written.
filling          What the placeholders of an invoice sheet are filled with.
writing          Results into edits: the log's columns, the registers, invoice sheets. Only what differs from what stands there.
explaining       Why an entry was covered, billed or held: the steps that evaluation kept, each with the rule behind it.
answers          A settlement as the JSON documents that other programs read: the keys of 3-cli.md.
summaries        What a run found in a few sentences: the same words in a terminal and in a box.
terminal         What a person reads in a terminal: short tables and sentences, never a control character from a cell.
packaged         The template workbook that comes with xlsupport.
demo             A year of a vendor that does not exist: clients, people, agreements and a log in which every case occurs.
excel            Inside Excel: buttons, worksheet functions, and the open workbook read and written.
workbook         A workbook file: its tables read as values, and edits written back without losing anything else in it.
template         Builds `workbooks/template.xlsx` from the same definitions that read it.
addin            The add-in xlsupport.xlam: built, installed, removed, and looked after.
cli              The command line.
"""

__version__ = "0.1.0"
