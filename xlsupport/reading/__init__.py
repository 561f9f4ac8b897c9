"""Raw cells into records, or into problems that name the cell.

cells          Raw cells into values, one reader for each kind of cell, or the words for what was expected.
outside        Rows that stand below their table, where nothing counts them: found, and taken into the table if that is asked for.
registers      The written tables read back: what was invoiced, and the numbers in use.
log_cells      The cells of the log into values, or into what is wrong with them: one reader for each column.
given_numbers  The documents' numbers that a workbook names, read even where nothing else in the workbook can be read.
rows           Rows of the set-up tables into records, or into problems that name the cell.
wording        The table Words: what a vendor wants printed on documents in place of the words that xlsupport fills in.
parties        Clients, Contacts and Agreements into who may be supported, and who pays.
settings       The table Settings: what a vendor chooses, each setting with its reader and its default.
setup          The set-up tables into policy and parties, or all of their problems at once.
usage_log      The usage log into entries, or into invalid rows that name every cell.
"""
