"""Raw cells into records, or into problems that name the cell.

cells      Raw cells into values, one reader for each kind of cell, or the words for what was expected.
registers  The written tables read back: what was invoiced, and the numbers in use.
rows       Rows of the set-up tables into records, or into problems that name the cell.
setup      The set-up tables into policy and parties, or all of their problems at once.
usage_log  The usage log into entries, or into invalid rows that name every cell.
"""
