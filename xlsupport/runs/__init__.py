"""A run from outside: load the tables, settle them, apply the edits. Shared by command line, buttons and batches.

auditing  Who starts a run, and when: what only the machine can tell.
running   A workbook loaded, settled, and written where anything differs.
"""
