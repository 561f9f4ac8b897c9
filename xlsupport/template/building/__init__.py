"""Builds `workbooks/template.xlsx` with openpyxl, from the same definitions that read it.

look       Fonts, colours and page set-up of the template.
dashboard  The sheet *Dashboard*: blocks of formulas, each with a native chart.
invoice    The sheet *Invoice template*: the layout that every invoice is a copy of.
rules      The values in force of 1-policy.md, as the template ships them: where finance starts from.
start      The sheet *Start*: how to work, and what the last run did.
widths     How wide each column is: wide enough for what it holds, narrow enough that its sheet prints in a size that people read.
tables     The sheets with tables: header, formats, first rows, panes.
links      The arrows beside *Breaches* and *Invoices*, in the column to the left of the table.
checking   What cells accept as people type, and how results show: validations and conditional formats.
workbook   Builds `workbooks/template.xlsx` from the same definitions that read it.
"""
